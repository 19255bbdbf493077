// A clock that the test moves: timers, the steady clock and the wall clock, each of which can go astray by itself.
import { setImmediate as turn } from 'node:timers/promises';

/** @typedef {{ at: number, order: number, run: () => void, ref: () => void, unref: () => void }} Timer */

/**
 * Puts the clock in the place of the real one, until `restore`.
 * @param {{ after: (restore: () => void) => void }} [test] restores when it is over
 * @param {number} [lateMs] Timers that are due within so many milliseconds run together, the first ones late, as on a busy machine.
 */
export function startClock(test, lateMs = 0) {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, dateNow: Date.now };
  const wallStart = Date.UTC(2024, 4, 1, 10);
  let steady = 0;
  let wallAhead = 0;
  let activity = 0;
  /** @type {Set<Timer>} */
  const timers = new Set();
  /** @type {Timer[]} A binary heap by time, cleared timers included: a set is too slow for ten thousand. */
  const heap = [];

  /** Timers of the same time run in the order in which they were set. @param {Timer} a @param {Timer} b */
  const isBefore = (a, b) => a.at < b.at || (a.at === b.at && a.order < b.order);

  /** @param {Timer} timer */
  const insert = (timer) => {
    let at = heap.length;
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(timer, heap[parent]); parent = (at - 1) >> 1) {
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = timer;
  };

  const removeFirst = () => {
    const last = /** @type {Timer} */ (heap.pop());
    const { length } = heap;
    if (!length) return;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && isBefore(heap[child + 1], heap[child])) child++;
      if (isBefore(last, heap[child])) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  };

  const restore = () => {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.dateNow;
    Reflect.deleteProperty(performance, 'now');
  };
  Object.assign(globalThis, {
    setTimeout(/** @type {(...args: unknown[]) => void} */ callback, ms = 0, /** @type {unknown[]} */ ...args) {
      activity++;
      const timer = {
        at: steady + Math.max(1, ms),
        order: activity,
        run: () => callback(...args),
        ref() {},
        unref() {},
      };
      timers.add(timer);
      insert(timer);
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
    while (heap.length && !timers.has(heap[0])) removeFirst();
    return heap.at(0);
  };

  /** Runs the timers of that time, and those that are due soon after it. @param {number} at @param {number} end */
  const run = (at, end) => {
    steady = Math.max(steady, Math.min(at + lateMs, end));
    for (let timer = next(); timer && timer.at <= steady; timer = next()) {
      timers.delete(timer);
      timer.run();
      if (!lateMs) break;
    }
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
        run(timer.at, end);
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
        run(timer.at, end);
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
