// A service of scripted replies and a clock that the test moves: what the tests of watching stand on.
import { setImmediate as turn } from 'node:timers/promises';
import { createClient } from 'document-translation-status';

export const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
export const DOCUMENT = '0007aadd-0000-0000-0000-000000000000';

/**
 * A document's body.
 * @param {string} status
 * @param {number} second of its last action
 * @param {Record<string, unknown>} [more]
 */
export const body = (status, second, more = {}) => ({
  createdDateTimeUtc: '2024-05-01T10:00:00Z',
  lastActionDateTimeUtc: new Date(Date.UTC(2024, 4, 1, 10, 0, second)).toISOString(),
  status,
  to: 'fr',
  progress: 0,
  id: DOCUMENT,
  ...more,
});

/**
 * A client whose requests are answered by the replies in turn, the last of them again and again. A reply is a body, or
 * { status, body, headers }, or an error to reject with, or a function of the URL that gives one of these.
 * @param {unknown[] | ((url: string) => unknown)} replies
 * @param {object} [options] more options of createClient
 */
export async function stage(replies, options = {}) {
  /** @type {{ url: string, at: number, headers: Record<string, string>, signal: AbortSignal }[]} */
  const requests = [];
  /** @param {string} url @param {any} init */
  const fetch = async (url, init) => {
    requests.push({ url, at: Date.now(), headers: init.headers, signal: init.signal });
    let reply = typeof replies === 'function' ? replies(url) : replies[Math.min(requests.length, replies.length) - 1];
    if (typeof reply === 'function') reply = reply(url);
    if (reply instanceof Error) throw reply;
    if (reply instanceof Promise) return reply;
    const {
      status,
      headers,
      body: content,
    } = reply.body || reply.headers ? { status: 200, ...reply } : { status: 200, body: reply };
    return new Response(JSON.stringify(content), { status, headers });
  };
  const client = await createClient({ endpoint: 'https://service.example', fetch, ...options });
  return { client, requests };
}

/**
 * Moves the mocked clock on until the promise is settled.
 * @template T
 * @param {import('node:test').MockTimers} timers
 * @param {Promise<T>} promise
 * @param {number} [step] ms
 * @returns {Promise<T>}
 */
export async function drive(timers, promise, step = 100) {
  let over = false;
  const watched = promise.finally(() => {
    over = true;
  });
  watched.catch(() => {});
  for (let steps = 0; !over; steps++) {
    if (steps > 100_000) throw new Error('It goes on for ever.');
    for (let turns = 0; turns < 12 && !over; turns++) await turn();
    if (!over) timers.tick(step);
  }
  return watched;
}

/** @param {AsyncIterable<any>} iterable */
export async function collect(iterable) {
  const all = [];
  for await (const value of iterable) all.push(value);
  return all;
}
