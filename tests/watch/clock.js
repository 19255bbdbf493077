// A clock that the test moves: timers, the steady clock and the wall clock, each of which can go astray by itself.
import { setImmediate as turn } from 'node:timers/promises';

/** @typedef {{ at: number, run: () => void, ref: () => void, unref: () => void }} Timer */

/**
 * Puts the clock in the place of the real one, until `restore`.
 * @param {{ after: (restore: () => void) => void }} [test] restores when it is over
 */
export function startClock(test) {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, dateNow: Date.now };
  const wallStart = Date.UTC(2024, 4, 1, 10);
  let steady = 0;
  let wallAhead = 0;
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
  Date.now = () => Math.floor(wallStart + wallAhead + steady);
  Object.defineProperty(performance, 'now', { value: () => steady, configurable: true });
  test?.after(restore);

  /** Lets all happen that needs no time. */
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
    /** How many timers wait. */
    get timers() {
      return timers.size;
    },
    /** Goes on by that time. @param {number} ms */
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
    /** Goes on until the promise is settled. @template T @param {Promise<T>} promise @param {number} [mostMs] @returns {Promise<T>} */
    async until(promise, mostMs = 1e8) {
      let over = false;
      const watched = promise.finally(() => {
        over = true;
      });
      watched.catch(() => {});
      const end = steady + mostMs;
      for (;;) {
        await settle();
        if (over) return watched;
        const timer = next();
        if (!timer) throw new Error('Nothing will ever happen.');
        if (timer.at > end) throw new Error('It goes on for ever.');
        steady = Math.max(steady, timer.at);
        timers.delete(timer);
        timer.run();
      }
    },
    /** The machine sleeps: the wall clock goes on, timers and the steady clock don't. @param {number} ms */
    suspend(ms) {
      wallAhead += ms;
    },
    /** Somebody sets the wall clock. @param {number} ms forward, or back if negative */
    setWall(ms) {
      wallAhead += ms;
    },
  };
  return clock;
}
