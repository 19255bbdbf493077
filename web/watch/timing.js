// The clock that waits are measured with. It never goes back, and it counts the time that the machine was suspended.

/** A smaller difference between the two clocks is their own imprecision. */
const LEAP_MS = 1000;

/** Two reads of the steady clock may be far apart because nothing ran between them: awakeNow counts at most this much of it. */
const LONGEST_AWAKE_STEP_MS = 60_000;

/**
 * A leap of the wall clock counts at most this much as time awake, so that a night's suspension does not. It counts at all because timers of a
 * test can drive Date.now alone.
 */
const LONGEST_AWAKE_LEAP_MS = 10_000;

/** How far the wall clock was ahead of the steady clock. */
let wallAheadMs = Infinity;
/** The sum of the wall clock's leaps forward. */
let leapsMs = 0;
let steadyMs = 0;
let awakeMs = 0;

/**
 * Milliseconds from an arbitrary start. The steady clock stops while a machine is suspended, so a leap of the wall clock forward is added;
 * a wall clock that is set back changes nothing.
 */
export function now() {
  const before = steadyMs;
  steadyMs = performance.now();
  const wallAhead = Date.now() - steadyMs;
  const leap = wallAhead - wallAheadMs;
  if (leap > LEAP_MS) {
    leapsMs += leap;
    awakeMs += Math.min(leap, LONGEST_AWAKE_LEAP_MS);
  }
  // Stored only after a leap, so that small differences do not add up. On the first call the leap is -Infinity, so the value is stored.
  if (!(Math.abs(leap) < LEAP_MS)) wallAheadMs = wallAhead;
  awakeMs += Math.max(0, Math.min(steadyMs - before, LONGEST_AWAKE_STEP_MS));
  return steadyMs + leapsMs;
}

/** The same with little of the wall clock's leaps: how long the machine was awake. */
export function awakeNow() {
  now();
  return awakeMs;
}
