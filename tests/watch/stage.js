// A client with a fetch that gives scripted responses, for the tests of watches.
import { createClient } from 'document-translation-status';

export const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
export const DOCUMENT = '0007aadd-0000-0000-0000-000000000000';

/** The document's id in the URL of a request. @param {unknown} url */
export const idIn = (url) => /\/documents\/([^?]*)/.exec(String(url))?.[1] ?? '';

/**
 * The body of a response about a document.
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
 * Creates a client whose fetch gives these replies in turn, and the last one for all further requests. A reply is a body, or
 * { status, body, headers }, or an error to reject with, or a function that returns one of these for a URL.
 * @param {unknown[] | ((url: string, headers: Record<string, string>) => unknown)} replies
 * @param {object} [options] more options of createClient
 */
export async function stage(replies, options = {}) {
  /** @type {{ url: string, at: number, headers: Record<string, string>, signal: AbortSignal }[]} */
  const requests = [];
  /** @param {string} url @param {any} init */
  const fetch = async (url, init) => {
    requests.push({ url, at: performance.now(), headers: init.headers, signal: init.signal });
    /** @type {any} */
    let reply =
      typeof replies === 'function'
        ? replies(url, init.headers)
        : replies[Math.min(requests.length, replies.length) - 1];
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
  const client = await createClient({
    endpoint: 'https://service.example',
    fetch: /** @type {any} */ (fetch),
    ...options,
  });
  return { client, requests };
}

/** @param {AsyncIterable<any>} iterable @returns {Promise<any[]>} */
export async function collect(iterable) {
  const all = [];
  for await (const value of iterable) all.push(value);
  return all;
}
