// The log of the requests that the simulator received.

import * as check from './options.js';

/**
 * A request that the simulator received.
 * @typedef {object} RequestRecord
 * @property {string} method
 * @property {string} url The path and query, as they were sent.
 * @property {string} path The path without the query.
 * @property {URLSearchParams} query
 * @property {import('node:http').IncomingHttpHeaders} headers The headers as they were sent, including the credential.
 * @property {string} body
 * @property {number} at When the request arrived, by the simulator's clock, in milliseconds since 1970.
 * @property {boolean} finished Whether the complete response was sent.
 * @property {boolean} aborted Whether the client closed the connection before the response was complete.
 * @property {Promise<'finished' | 'aborted' | 'cut'>} done Resolves when the exchange is over. `cut` means that the
 *   simulator closed the connection.
 */

/**
 * @param {object} parts
 * @param {() => number} parts.now
 * @param {() => RequestRecord[]} parts.records a function, because tests may assign another array to `requests`
 */
export function createRequestLog({ now, records }) {
  /** @type {Set<Promise<unknown>>} */
  const inProgress = new Set();
  /** @type {Set<{ count: number, resolve: (record: RequestRecord) => void, reject: (reason: Error) => void }>} */
  const waiters = new Set();
  let closed = false;

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  function add(request, response) {
    let wasCut = false;
    const target = request.url ?? '/';
    const [path, ...query] = target.split('?');
    /** @type {RequestRecord} */
    const record = {
      method: request.method ?? '',
      url: target,
      path,
      query: new URLSearchParams(query.join('?')),
      headers: request.headers,
      body: '',
      at: now(),
      finished: false,
      aborted: false,
      done: new Promise((resolve) => {
        response.on('close', () => {
          const outcome = wasCut || closed ? 'cut' : response.writableFinished ? 'finished' : 'aborted';
          record.finished = outcome === 'finished';
          record.aborted = outcome === 'aborted';
          resolve(outcome);
        });
      }),
    };
    inProgress.add(record.done);
    record.done.then(() => inProgress.delete(record.done));
    records().push(record);
    for (const waiter of waiters) {
      if (records().length < waiter.count) continue;
      waiters.delete(waiter);
      waiter.resolve(record);
    }
    const onCut = () => {
      wasCut = true;
    };
    return { record, onCut };
  }

  return {
    add,
    /** @param {number} count @returns {Promise<RequestRecord>} */
    requested: (count) => {
      /** @type {Promise<RequestRecord>} */
      const request = new Promise((resolve, reject) => {
        check.count(count, 'count');
        if (records().length >= count) resolve(records()[count - 1]);
        else if (closed) reject(new Error('The simulator is closed.'));
        else waiters.add({ count, resolve, reject });
      });
      // A caller that no longer waits must not cause an unhandled rejection.
      request.catch(() => {});
      return request;
    },
    settled: async () => {
      while (inProgress.size > 0) await Promise.all(inProgress);
    },
    /** Rejects all waiters. */
    close: () => {
      closed = true;
      for (const { count, reject } of waiters) {
        reject(new Error(`The simulator was closed before request ${count} arrived.`));
      }
      waiters.clear();
    },
  };
}
