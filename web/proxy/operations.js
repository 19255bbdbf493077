// Events of the proxy, and calls of the functions of its options, which must not fail a request.
import { inTime } from './deadline.js';

/** @typedef {import('./options.js').ProxyEvent} ProxyEvent */
/** @typedef {Omit<ProxyEvent, 'type'>} Place What an event is about. */
/** @typedef {ReturnType<typeof createOperations>} Operations */

/**
 * A name and never a message, which may contain anything.
 * @param {any} error
 */
export const nameOf = (error) => (/^\w{1,64}$/.test(error?.name) ? error.name : 'Error');

/** @param {import('./options.js').Settings} settings */
export function createOperations({ onEvent, now, deadlineMs }) {
  /** @type {((event: ProxyEvent) => void)[]} */
  const observers = [];
  let clockFails = false;

  /** @param {ProxyEvent} event */
  function emit(event) {
    for (const observe of observers) observe(event);
    // What onEvent throws, or rejects with later, must not fail a request or end the process.
    new Promise((resolve) => resolve(onEvent?.(event))).catch(() => {});
  }

  return {
    emit,

    /** @param {(event: ProxyEvent) => void} observer Called with each event, before onEvent. */
    observe(observer) {
      observers.push(observer);
    },

    /** The time of the option `now`; the runtime's while that function fails. The first failure in a row is an event. */
    now() {
      try {
        const time = now();
        if (!Number.isFinite(time)) throw new TypeError('now returned no number.');
        clockFails = false;
        return time;
      } catch (error) {
        if (!clockFails) emit({ type: 'failure', route: 'none', what: 'now', code: nameOf(error) });
        clockFails = true;
        return Date.now();
      }
    },

    /**
     * What a function of the options returns. If it fails or does not settle in time, returns `otherwise` and emits an event.
     * @template T
     * @param {string} what @param {Place} where @param {() => T | Promise<T>} call @param {T} otherwise @param {AbortSignal} [signal]
     * @returns {Promise<T>}
     */
    async attempt(what, where, call, otherwise, signal) {
      try {
        return await inTime(deadlineMs, call, signal);
      } catch (error) {
        if (!signal?.aborted) emit({ type: 'failure', ...where, what, code: nameOf(error) });
        return otherwise;
      }
    },
  };
}
