// Waiting. Each wait has a timer of its own, so it ends in the context of its caller: workerd breaks a request that another request's timer
// resumes.
import { onAbort } from '../client/abort.js';
import { now } from './timing.js';

/**
 * Timers stop while a machine is suspended, so a wait looks at the clock this often: after a resume it ends at most this late. It is also
 * below 2147483647 ms, the longest delay that setTimeout accepts.
 */
const CHECK_EVERY_MS = 10_000;

/** @type {Set<Wait>} The waits of a page; empty in every other runtime. */
const pageWaits = new Set();

const isHidden = () => globalThis.document?.visibilityState === 'hidden';

/** The page is shown again, restored or back online. */
function onReturn() {
  if (!isHidden()) for (const wait of pageWaits) wait.shorten();
}

/** @param {'addEventListener' | 'removeEventListener'} change */
function changeListeners(change) {
  globalThis.document?.[change]?.('visibilitychange', onReturn);
  for (const type of ['online', 'pageshow']) globalThis[change]?.(type, onReturn);
}

/**
 * @typedef {object} Waiter
 * @property {() => void} onOver Called once, unless the wait is cancelled.
 * @property {number} shortestMs How long the wait lasts at least when the page is shown again or back online. Read only then.
 * @property {import('./pause.js').Pause} [pause] While it is on, the wait does not end by itself.
 */

/** @param {Wait} wait @param {number} leftMs */
const check = (wait, leftMs) => wait.check(leftMs);

/** A wait that can be cancelled. */
export class Wait {
  #from = now();
  #until;
  #waiter;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {number} ms
   * @param {number} hiddenMs How long at least if the page is hidden now.
   * @param {Waiter} waiter
   */
  constructor(ms, hiddenMs, waiter) {
    this.#until = this.#from + (isHidden() ? Math.max(ms, hiddenMs) : ms);
    this.#waiter = waiter;
    waiter.pause?.waits.add(this);
    if (globalThis.document && pageWaits.add(this).size === 1) changeListeners('addEventListener');
    this.#startTimer(this.#until - this.#from);
  }

  /** @param {number} ms */
  #startTimer(ms) {
    // Rounded up, since setTimeout rounds down and would end too early.
    const step = Math.min(Math.ceil(ms), CHECK_EVERY_MS);
    // Arguments take less memory than a closure.
    this.#timer = setTimeout(check, step, this, ms - step);
  }

  /** @param {number} leftMs According to the timers, which end a wait also when a test has replaced them but not the clock. */
  check(leftMs) {
    const ms = Math.min(leftMs, this.#until - now());
    if (ms > 0 || this.#waiter.pause?.isOn) this.#startTimer(ms > 0 ? ms : CHECK_EVERY_MS);
    else this.end();
  }

  /** Ends as early as the waiter allows. */
  shorten() {
    this.#until = Math.min(this.#until, this.#from + this.#waiter.shortestMs);
    clearTimeout(this.#timer);
    this.check(Infinity);
  }

  /** Ends now. */
  end() {
    this.cancel();
    this.#waiter.onOver();
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#waiter.pause?.waits.delete(this);
    if (pageWaits.delete(this) && !pageWaits.size) changeListeners('removeEventListener');
  }
}

/**
 * Resolves after that time, or when the signal aborts.
 * @param {number} ms
 * @param {AbortSignal} signal
 */
export const sleep = (ms, signal) =>
  new Promise((resolve) => {
    const onOver = () => {
      removeReaction();
      resolve(undefined);
    };
    const wait = new Wait(ms, ms, { onOver, shortestMs: ms });
    const removeReaction = onAbort(signal, () => wait.end());
    if (signal.aborted) wait.end();
  });
