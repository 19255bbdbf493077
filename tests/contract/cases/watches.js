// Watches of jobs: their progress, several jobs as one, and the reasons of failures.

import { BATCH, clientOn, DOCUMENT, ENDPOINT, fails, reply, REQUIRED, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */

const OTHER = '827bf148-f327-47a0-9481-abae6362f11e';
const FAST = { minIntervalMs: 1, maxIntervalMs: 1 };
const FAILURE = {
  code: 'InvalidRequest',
  message: 'No.',
  innerError: { code: 'TargetFileAlreadyExists', message: 'It exists.' },
};

/** @param {string} id @param {string} status @param {number} second @param {object} more */
const stateOf = (id, status, second, more) => ({
  ...REQUIRED,
  id,
  status,
  lastActionDateTimeUtc: `2021-03-23T09:28:0${second}Z`,
  ...more,
});

/** A service with jobs of two documents: one goes from 0 to 0.5 and fails, the other waits and succeeds. */
function twoDocuments() {
  /** @type {Record<string, number>} */
  const rounds = {};
  return stub((/** @type {import('../kit.js').SentRequest} */ { url }) => {
    const [, id] = /batches\/([^/?]+)/.exec(url) ?? [];
    const isList = url.includes('/documents');
    if (!isList) rounds[String(id)] = (rounds[String(id)] ?? -1) + 1;
    const round = Math.min(rounds[String(id)], 2);
    const hasEnded = round === 2;
    if (!isList) {
      const summary = { total: 2, success: hasEnded ? 1 : 0, failed: hasEnded ? 1 : 0, cancelled: 0 };
      return reply(stateOf(String(id), hasEnded ? 'Succeeded' : 'Running', round, { summary }));
    }
    const first = hasEnded
      ? stateOf(DOCUMENT, 'Failed', round, { error: FAILURE })
      : stateOf(DOCUMENT, 'Running', round, { progress: round / 2 });
    const second = stateOf(DOCUMENT.replace('7a', '7b'), hasEnded ? 'Succeeded' : 'NotStarted', round, {});
    return reply({ value: [first, second] });
  });
}

/** @param {AsyncIterable<any>} watch @returns {Promise<any[]>} */
async function valuesOf(watch) {
  const values = [];
  for await (const value of watch) values.push(value);
  return values;
}

/** @type {Case[]} */
export const watches = [
  {
    name: 'A watched job has a progress that moves, and is 1 at the end',
    async run(t) {
      const client = await clientOn(t, twoDocuments());
      const values = await valuesOf(client.watchBatch(BATCH, FAST));
      client.close();
      t.assert.deepEqual(
        values.map(({ batch }) => batch.progress),
        [0, 0.25, 1],
      );
    },
  },
  {
    name: 'A job that ended has its failed documents with their reasons, and hints',
    async run(t) {
      const client = await clientOn(t, twoDocuments());
      const { batch, failed } = await client.waitForBatch(BATCH, FAST);
      client.close();
      t.assert.equal(batch.progress, 1);
      t.assert.equal(failed.length, 1);
      const { hint, ...error } = failed[0].error;
      t.assert.deepEqual(error, FAILURE);
      t.assert.match(hint, /does not overwrite/);
    },
  },
  {
    name: 'Several jobs are watched as one, by id and Operation-Location',
    async run(t) {
      const client = await clientOn(t, twoDocuments());
      const location = `${ENDPOINT}/translator/document/batches/${OTHER}?api-version=2024-05-01`;
      const values = await valuesOf(client.watchBatches([BATCH, location, BATCH], FAST));
      client.close();
      const last = values.at(-1);
      t.assert.equal(last.progress, 1);
      t.assert.deepEqual(
        last.batches.map((/** @type {any} */ { id }) => id),
        [BATCH, OTHER],
      );
      t.assert.deepEqual(last.failed.map((/** @type {any} */ { batchId }) => batchId).sort(), [BATCH, OTHER]);
    },
  },
  {
    name: 'A job of another endpoint is refused before anything is sent',
    async run(t) {
      const fetch = twoDocuments();
      const client = await clientOn(t, fetch);
      const location = `https://other.cognitiveservices.azure.com/translator/document/batches/${OTHER}?api-version=2024-05-01`;
      await fails(t, client.watchBatches([BATCH, location], FAST).next(), { code: 'InvalidOption', target: 'batches' });
      client.close();
      t.assert.equal(fetch.requests.length, 0);
    },
  },
  {
    name: 'return() ends the watch of several jobs',
    async run(t) {
      const fetch = twoDocuments();
      const client = await clientOn(t, fetch);
      const watch = client.watchBatches([BATCH, OTHER], { minIntervalMs: 100_000, maxIntervalMs: 100_000 });
      await watch.next();
      await watch.next();
      const waiting = watch.next();
      await watch.return();
      t.assert.deepEqual(await waiting, { done: true, value: undefined });
      t.assert.equal(fetch.requests.length, 4);
      client.close();
    },
  },
];
