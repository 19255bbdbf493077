// Reports the attempts of a request to the client's onAttempt.

/** @typedef {import('../module/types.js').Attempt} Attempt */
/** @typedef {{ statusCode?: number, code?: string, requestId?: string }} Result */

/** The service chooses its codes and request ids. A text that is not one word could hold anything. @param {unknown} text */
const wordOf = (text) => (typeof text === 'string' && /^[\w.-]{1,80}$/.test(text) ? text : undefined);

/**
 * @param {(attempt: Attempt) => unknown} onAttempt
 * @param {string} operation The module's function that starts the request.
 * @param {unknown[]} parts What that function reads.
 * @param {string | undefined} clientRequestId
 */
export function observeAttempts(onAttempt, operation, [, , batchId, documentId], clientRequestId) {
  const name = operation.replace('dts_request_', '');
  const known = { operation: name, batchId, documentId: name === 'document' ? documentId : undefined, clientRequestId };
  let attempt = 0;
  /** @type {((result: Result) => void) | undefined} Ends the latest attempt. */
  let settle;

  return {
    /**
     * Returns a fetch that begins an attempt. The callback continues a promise of the attempt's own. So it runs in the async context of the
     * call, whoever ends the attempt, and what it throws is caught.
     * @param {typeof globalThis.fetch} fetch
     * @returns {typeof globalThis.fetch}
     */
    wrap:
      (fetch) =>
      (...args) => {
        const startedAt = performance.now();
        const number = ++attempt;
        new Promise((/** @type {(result: Result) => void} */ resolve) => {
          settle = resolve;
        })
          .then(({ statusCode, code, requestId }) => {
            const ms = Math.round(performance.now() - startedAt);
            const ended = { status: statusCode, ms, code: wordOf(code), requestId: wordOf(requestId) };
            // JSON leaves out what is undefined.
            return onAttempt(JSON.parse(JSON.stringify({ ...known, attempt: number, ...ended })));
          })
          .catch(() => {});
        return fetch(...args);
      },
    /** Ends the latest attempt, once. @param {Result} result */
    end: (result) => settle?.(result),
  };
}
