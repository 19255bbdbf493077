// Tells a new state from one that is known, and from an older one, by the rules of a watch.
import { wasm } from '../module/generated/embedded.js';
import { startInstance } from '../module/loader.js';
import { isNew, membersOf } from '../watch/changes.js';

/** @typedef {import('../module/types.js').BatchStatus | import('../module/types.js').DocumentStatus} State */

/** Removes the values that each watch calculates anew: the estimate, and the progress of a job. @param {any} state */
const ownMembers = ({ estimatedRemainingMs, progress, ...members }) =>
  membersOf('summary' in members ? members : { progress, ...members });

/** Whether a state is neither the same as the known one nor older. @param {State} state @param {State | undefined} known */
export function isNewState(state, known) {
  if (!known) return true;
  try {
    return isNew(startInstance(wasm), ownMembers(known), ownMembers(state));
  } catch {
    // The page's policy forbids WebAssembly, and the page has given the element a client of its own. Its watch drops older states.
    return true;
  }
}
