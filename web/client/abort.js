// Abort listeners. All reactions to one signal share one listener, because Node warns of a leak at the eleventh listener.

/** @typedef {(reason: unknown) => void} Reaction */

/** @type {WeakMap<AbortSignal, Set<Reaction>>} */
const waiting = new WeakMap();

/** Uses the event's target: at older compatibility dates, workerd calls listeners with another `this`. @param {Event} event */
function react({ target }) {
  const signal = /** @type {AbortSignal} */ (target);
  for (const reaction of [...(waiting.get(signal) ?? [])]) reaction(signal.reason);
}

/**
 * Calls the reaction with the signal's reason when it aborts.
 * @param {AbortSignal} signal
 * @param {Reaction} reaction
 * @returns {() => void} removes the reaction
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
