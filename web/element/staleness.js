// Tells which of two states is older, by the rule of the module.
import { wasm } from '../module/generated/embedded.js';
import { startInstance } from '../module/loader.js';
import { isStale, comparedState } from '../module/policy.js';

/** @typedef {Parameters<typeof comparedState>[0]} State A document or a job. */

/** @param {State} first @param {State} second */
export function isOlder(first, second) {
  try {
    return isStale(startInstance(wasm), comparedState(second), comparedState(first));
  } catch {
    // The page's policy forbids WebAssembly, and the page has given the element a client of its own. Its watch drops older states.
    return false;
  }
}
