// Waiting for what may never answer: a Durable Object, a cache, a function of the options.
import { onAbort } from '../client/abort.js';

/** How long each of them gets, where a request to the service does not get less. */
export const DEADLINE_MS = 5000;

/** @param {string} name @param {string} message */
export const namedError = (name, message) => Object.assign(new Error(message), { name });

/**
 * The result of `start`. Rejects with a TimeoutError after that many milliseconds, and with an AbortError when the signal aborts.
 * @template T
 * @param {number} ms
 * @param {(over: AbortSignal) => T | Promise<T>} start Its signal aborts when nobody waits for the result any more.
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function inTime(ms, start, signal) {
  const over = new AbortController();
  /** @type {(name: string, message: string) => void} */
  let giveUp = () => {};
  const given = new Promise((_, reject) => {
    giveUp = (name, message) => {
      reject(namedError(name, message));
      over.abort();
    };
  });
  const abort = () => giveUp('AbortError', 'Nobody waits any more.');
  const timer = setTimeout(() => giveUp('TimeoutError', `No answer within ${ms} ms.`), ms);
  const unlisten = signal && onAbort(signal, abort);
  if (signal?.aborted) abort();
  try {
    return /** @type {T} */ (await Promise.race([given, start(over.signal)]));
  } finally {
    clearTimeout(timer);
    unlisten?.();
  }
}
