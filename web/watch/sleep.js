// Waiting: one timer for all who wait, spread evenly; but where a runtime ties timers to requests (workerd), each has its own. Time here
// never goes back, and a machine that slept has waited.
import { onAbort } from '../client/abort.js';
import { LONGEST_TIMER } from '../client/options.js';
import { ownTimers } from '../module/platform.js';

/** Who waits, waits for one of these; what is due within one of them is woken together. */
const SLOT_MS = 20;

/** Timers stand still while a machine sleeps and the clock does not: it is looked at this often. */
const LOOK_EVERY_MS = 1000;

/** The wall clock counts where it is ahead by so much all at once: less is the clocks' own imprecision. */
const LEAP_MS = 1000;

/** What no timer was awake for, counts as at most that. */
const LONGEST_STEP_MS = 60_000;

let ahead = Infinity;
let leaps = 0;
let steady = 0;
let awake = 0;

/** Milliseconds, from any start: by the steady clock, and by the wall clock where that leapt ahead of it. */
export function now() {
  const before = steady;
  steady = performance.now();
  const leap = Date.now() - steady - ahead;
  if (leap > LEAP_MS) leaps += leap;
  if (!(Math.abs(leap) < LEAP_MS)) ahead = Date.now() - steady;
  awake += Math.max(0, Math.min(steady - before, LONGEST_STEP_MS));
  return steady + leaps;
}

/** The same without the time that the machine slept, or by which its clock was put forward. */
export function awakeNow() {
  now();
  return awake;
}

/** @type {Map<number, Set<Sleep>>} By the number of the slot. */
const slots = new Map();
let asleep = 0;
/** How many of those who are asleep wake in a millisecond, in the mean. */
let rate = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let lookAt = 0;

/** @param {number} at */
function lookBy(at) {
  if (timer !== undefined && lookAt <= at) return;
  const from = now();
  const by = Math.min(Math.max(at, from + 1), from + LOOK_EVERY_MS);
  clearTimeout(timer);
  lookAt = by;
  timer = setTimeout(look, by - from);
}

function look() {
  clearTimeout(timer);
  timer = undefined;
  const current = Math.floor(now() / SLOT_MS);
  let first = Infinity;
  for (const [slot, sleeps] of slots) {
    if (slot > current) first = Math.min(first, slot);
    else for (const sleep of sleeps) sleep.wake();
  }
  if (asleep) lookBy(first * SLOT_MS);
}

const isHidden = () => globalThis.document?.visibilityState === 'hidden';

/** A page that is shown again or back online needs no further patience. */
function onShown() {
  if (isHidden()) return;
  for (const sleeps of [...slots.values()]) for (const sleep of [...sleeps]) sleep.hasten();
  look();
}

/** @param {'addEventListener' | 'removeEventListener'} change */
function listen(change) {
  if (!globalThis.document) return;
  globalThis.document[change]?.('visibilitychange', onShown);
  for (const type of ['online', 'pageshow']) globalThis[change]?.(type, onShown);
}

/** A wait that can be ended. */
export class Sleep {
  #from = now();

  /**
   * @param {number} ms How long; at most twice that where many wait.
   * @param {number} hiddenMs How long at least while the page is hidden.
   * @param {{ awake(): void, eagerMs: number }} sleeper Who is told, and how long it waits at least, though the page was shown meanwhile or
   *   is back online.
   */
  constructor(ms, hiddenMs, sleeper) {
    this.sleeper = sleeper;
    this.ms = Math.max(1, isHidden() ? Math.max(ms, hiddenMs) : ms);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.slot = -1;
    if (ownTimers()) {
      this.timer = setTimeout(() => this.wake(), Math.min(this.ms, LONGEST_TIMER));
      return;
    }
    if (asleep++ === 0) listen('addEventListener');
    rate += 1 / this.ms;
    this.#enter(this.#from + this.ms);
  }

  /** @param {number} at */
  #enter(at) {
    this.slot = Math.ceil(at / SLOT_MS);
    const last = this.slot + this.ms / SLOT_MS;
    // Some more than the mean, so that a place is found soon.
    const room = Math.max(1, 1.1 * rate * SLOT_MS);
    while (this.slot < last && (slots.get(this.slot)?.size ?? 0) >= room) this.slot++;
    const sleeps = slots.get(this.slot);
    if (sleeps) sleeps.add(this);
    else slots.set(this.slot, new Set([this]));
    lookBy(this.slot * SLOT_MS);
  }

  #leave() {
    const sleeps = slots.get(this.slot);
    sleeps?.delete(this);
    if (!sleeps?.size) slots.delete(this.slot);
  }

  hasten() {
    const earliest = this.#from + this.sleeper.eagerMs;
    if (this.slot * SLOT_MS <= earliest) return;
    this.#leave();
    this.#enter(earliest);
  }

  wake() {
    this.cancel();
    this.sleeper.awake();
  }

  cancel() {
    clearTimeout(this.timer);
    if (this.slot < 0) return;
    this.#leave();
    this.slot = -1;
    rate -= 1 / this.ms;
    if (--asleep) return;
    rate = 0;
    clearTimeout(timer);
    timer = undefined;
    listen('removeEventListener');
  }
}

/**
 * Waits that long, or until the signal aborts.
 * @param {number} ms
 * @param {AbortSignal} signal
 */
export const sleep = (ms, signal) =>
  new Promise((resolve) => {
    const awake = () => {
      unlisten();
      resolve(undefined);
    };
    const wait = new Sleep(ms, ms, { awake, eagerMs: ms });
    const unlisten = onAbort(signal, () => wait.wake());
    if (signal.aborted) wait.wake();
  });
