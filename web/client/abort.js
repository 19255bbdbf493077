// Aborts: all who wait for a signal share one listener. Many may wait for one, and at the eleventh listener Node warns of a leak.

/** @typedef {(reason: unknown) => void} Reaction */

/** @type {WeakMap<AbortSignal, Set<Reaction>>} */
const waiting = new WeakMap();

/** By the event's target, since at older compatibility dates workerd's listeners have another `this`. @param {Event} event */
function react({ target }) {
  const signal = /** @type {AbortSignal} */ (target);
  for (const reaction of [...(waiting.get(signal) ?? [])]) reaction(signal.reason);
}

/**
 * Calls the reaction with the signal's reason when it aborts.
 * @param {AbortSignal} signal
 * @param {Reaction} reaction
 * @returns {() => void} takes the reaction back
 */
export function onAbort(signal, reaction) {
  const reactions = waiting.get(signal) ?? new Set();
  waiting.set(signal, reactions.add(reaction));
  if (reactions.size === 1) signal.addEventListener('abort', react);
  return () => {
    if (!reactions.delete(reaction) || reactions.size) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', react);
  };
}
