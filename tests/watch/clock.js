// A clock that the test controls: timers, the monotonic clock and the wall clock. The wall clock can differ from the others.
import { setImmediate as turn } from 'node:timers/promises';

/** @typedef {{ at: number, run: () => void, ref: () => void, unref: () => void }} Timer */

/**
 * Replaces the real clock until `restore` is called.
 * @param {{ after: (restore: () => void) => void }} [test] calls `restore` when it ends
 */
export function startClock(test) {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, dateNow: Date.now };
  const wallStart = Date.UTC(2024, 4, 1, 10);
  let steady = 0;
  let wallOffset = 0;
  let activity = 0;
  /** @type {Set<Timer>} */
  const timers = new Set();

  const restore = () => {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.dateNow;
    Reflect.deleteProperty(performance, 'now');
  };
  Object.assign(globalThis, {
    setTimeout(/** @type {(...args: unknown[]) => void} */ callback, ms = 0, /** @type {unknown[]} */ ...args) {
      activity++;
      const timer = { at: steady + Math.max(1, ms), run: () => callback(...args), ref() {}, unref() {} };
      timers.add(timer);
      return timer;
    },
    clearTimeout(/** @type {Timer} */ timer) {
      if (timers.delete(timer)) activity++;
    },
  });
  Date.now = () => Math.floor(wallStart + wallOffset + steady);
  Object.defineProperty(performance, 'now', { value: () => steady, configurable: true });
  test?.after(restore);

  /** Waits until everything that needs no time has happened. */
  const settle = async () => {
    for (let before = -1; before !== activity; ) {
      before = activity;
      for (let turns = 0; turns < 4; turns++) await turn();
    }
  };

  const next = () => {
    /** @type {Timer | undefined} */
    let first;
    for (const timer of timers) if (!first || timer.at < first.at) first = timer;
    return first;
  };

  const clock = {
    restore,
    settle,
    /** Milliseconds since the start. */
    get time() {
      return steady;
    },
    /** The number of pending timers. */
    get timers() {
      return timers.size;
    },
    /** Advances by this time and runs the timers that are due. @param {number} ms */
    async pass(ms) {
      const end = steady + ms;
      for (;;) {
        await settle();
        const timer = next();
        if (!timer || timer.at > end) break;
        steady = Math.max(steady, timer.at);
        timers.delete(timer);
        timer.run();
      }
      steady = end;
    },
    /** Advances until the promise is settled. @template T @param {Promise<T>} promise @param {number} [mostMs] @returns {Promise<T>} */
    async until(promise, mostMs = 1e8) {
      let isSettled = false;
      const watched = promise.finally(() => {
        isSettled = true;
      });
      watched.catch(() => {});
      const end = steady + mostMs;
      for (;;) {
        await settle();
        if (isSettled) return watched;
        const timer = next();
        if (!timer) throw new Error('The promise is pending and there is no timer.');
        if (timer.at > end) throw new Error(`The promise is pending after ${mostMs} ms.`);
        steady = Math.max(steady, timer.at);
        timers.delete(timer);
        timer.run();
      }
    },
    /** Suspends the machine: only the wall clock advances. @param {number} ms */
    suspend(ms) {
      wallOffset += ms;
    },
    /** Changes the wall clock. @param {number} ms forward, or back if negative */
    setWall(ms) {
      wallOffset += ms;
    },
  };
  return clock;
}
