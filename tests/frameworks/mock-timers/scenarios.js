// Scenarios that the fake timers of a test runner must drive: a watch to its end, an outage to its limit, and the retries of a call.
import { createClient } from '../../../dist/entries/main.js';

const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const DOCUMENT = '0007aadd-0000-0000-0000-000000000000';

/** @param {(count: number) => Response} respond */
async function open(respond) {
  let requests = 0;
  const client = await createClient({
    endpoint: 'https://service.example',
    fetch: async () => respond(++requests),
  });
  return { client, requests: () => requests };
}

/** @param {string} status @param {number} second */
const state = (status, second) =>
  Response.json({
    id: DOCUMENT,
    status,
    lastActionDateTimeUtc: `2024-05-01T10:00:${String(second).padStart(2, '0')}Z`,
  });

/**
 * Advances until the promise is settled, and returns the time that took.
 * @param {Promise<unknown>} promise @param {(ms: number) => Promise<unknown>} advance
 */
async function until(promise, advance) {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  for (let ms = 0; ms < 3_600_000; ms += 500) {
    if (isSettled) return ms;
    await advance(500);
  }
  throw new Error('The promise is still pending.');
}

/** By name: each returns what the test expects. @type {Record<string, (advance: (ms: number) => Promise<unknown>) => Promise<unknown>>} */
export const scenarios = {
  'a watch polls until the document has ended': async (advance) => {
    const { client, requests } = await open((count) => state(count < 4 ? 'Running' : 'Succeeded', count));
    const ms = await until(client.waitForDocument(BATCH, DOCUMENT), advance);
    return requests() === 4 && ms >= 6000 && ms <= 10_000;
  },
  'a watch without a response gives up after 30 s': async (advance) => {
    const { client } = await open(() => {
      throw new TypeError('fetch failed');
    });
    const end = client.waitForDocument(BATCH, DOCUMENT).catch((/** @type {any} */ { code }) => code);
    const ms = await until(end, advance);
    return (await end) === 'NetworkFailure' && ms >= 29_000 && ms <= 33_000;
  },
  'a call is retried': async (advance) => {
    const { client, requests } = await open((count) =>
      count < 3 ? new Response('{}', { status: 503 }) : state('Running', count),
    );
    await until(client.getDocumentStatus(BATCH, DOCUMENT), advance);
    return requests() === 3;
  },
};
