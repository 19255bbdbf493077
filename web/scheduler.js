// Waiting: one timer for all who wait, except where a runtime ties timers to requests (workerd). Time here never goes back, and a
// machine that slept has waited.

/** Timers are looked at this often, since they stand still while a laptop sleeps and the clock does not. */
const LOOK_EVERY_MS = 5_000;

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @typedef {{ at: number, done: boolean, wake: () => void }} Sleeper */

let wall = -1;
let steady = 0;
let time = 0;

/** Milliseconds, from any start: the steady clock, or the wall clock where that went on meanwhile. */
export function now() {
  const date = Date.now();
  const performed = performance.now();
  if (wall >= 0) time += Math.max(0, date - wall, performed - steady);
  wall = date;
  steady = performed;
  return time;
}

/** @type {Sleeper[]} A binary heap, the earliest first; those who left are passed over when they come up. */
const heap = [];
let asleep = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {number} a @param {number} b */
const swap = (a, b) => ([heap[a], heap[b]] = [heap[b], heap[a]]);

/** @param {Sleeper} sleeper */
function push(sleeper) {
  let at = heap.push(sleeper) - 1;
  for (let up = (at - 1) >> 1; at && heap[up].at > heap[at].at; at = up, up = (at - 1) >> 1) swap(at, up);
}

function pop() {
  const last = heap.length - 1;
  swap(0, last);
  heap.pop();
  for (let at = 0; ; ) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) if (child < last && heap[child].at < heap[least].at) least = child;
    if (least === at) return;
    swap(at, least);
    at = least;
  }
}

function look() {
  clearTimeout(timer);
  timer = undefined;
  const at = now();
  while (heap.length && (heap[0].done || heap[0].at <= at)) {
    const [sleeper] = heap;
    pop();
    if (!sleeper.done) sleeper.wake();
  }
  if (heap.length) timer = setTimeout(look, Math.min(LOOK_EVERY_MS, Math.max(1, heap[0].at - at)));
}

const ownTimers = () => globalThis.navigator?.userAgent === 'Cloudflare-Workers';

/** In a page: what says that it is worth looking again. */
const wakers = [
  [() => globalThis.document, 'visibilitychange'],
  [() => globalThis.window, 'online'],
  [() => globalThis.window, 'pageshow'],
];

const isHidden = () => globalThis.document?.visibilityState === 'hidden';

/**
 * Waits; longer, up to hiddenMs, while the page is hidden, and no longer once it is shown again or back online.
 * @param {number} ms
 * @param {number} hiddenMs
 * @param {AbortSignal} signal Rejects with its reason.
 * @returns {Promise<void>}
 */
export function sleep(ms, hiddenMs, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let own;
    /** @param {() => void} settle */
    const leave = (settle) => {
      if (sleeper.done) return;
      sleeper.done = true;
      clearTimeout(own);
      signal.removeEventListener('abort', onAbort);
      for (const [target, type] of wakers) /** @type {any} */ (target)()?.removeEventListener?.(type, onShown);
      if (!own && --asleep === 0) {
        heap.length = 0;
        clearTimeout(timer);
        timer = undefined;
      }
      settle();
    };
    const onAbort = () => leave(() => reject(signal.reason));
    const onShown = () => {
      if (!isHidden()) leave(resolve);
    };
    /** @type {Sleeper} */
    const sleeper = { at: now() + (isHidden() ? Math.max(ms, hiddenMs) : ms), done: false, wake: () => leave(resolve) };
    signal.addEventListener('abort', onAbort);
    if (globalThis.document)
      for (const [target, type] of wakers) /** @type {any} */ (target)()?.addEventListener?.(type, onShown);
    if (ownTimers()) {
      own = setTimeout(sleeper.wake, Math.min(ms, LONGEST_TIMER_MS));
      return;
    }
    asleep++;
    push(sleeper);
    if (heap[0] === sleeper) {
      clearTimeout(timer);
      timer = setTimeout(look, Math.min(LOOK_EVERY_MS, ms));
    }
  });
}
