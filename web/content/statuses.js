// The state that a status is shown as: its word, icon and colour.
import { words } from './words.js';

/** @typedef {import('./words.js').Words} Words */
/** @typedef {'check' | 'triangle' | 'bang' | 'dash' | 'ring' | 'dot'} Icon */
/** @typedef {'running' | 'success' | 'warning' | 'failure' | 'neutral'} ColorRole */
/** @typedef {{ state: string, icon: Icon, color: ColorRole }} Look */

/** The icon and the colour of a state. Others, such as running and unknown, have a dot in the colour of progress. @type {Record<string, [Icon, ColorRole]>} */
const LOOKS = {
  succeeded: ['check', 'success'],
  partial: ['triangle', 'warning'],
  failed: ['bang', 'failure'],
  'validation-failed': ['bang', 'failure'],
  error: ['bang', 'failure'],
  canceled: ['dash', 'neutral'],
  cancelling: ['dash', 'neutral'],
  'not-started': ['ring', 'neutral'],
  waiting: ['ring', 'neutral'],
};

/** @param {string} state @returns {Look} */
export function lookOf(state) {
  const [icon, color] = LOOKS[state] ?? ['dot', 'running'];
  return { state, icon, color };
}

/** The state for a status, as in :state(not-started). @param {string} status as the service spells it */
export const stateOf = (status) =>
  /^[A-Z]/.test(status) && Object.hasOwn(words.en, status)
    ? status.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()
    : 'unknown';

/** @param {string} state */
export const isFailure = (state) => state === 'failed' || state === 'validation-failed';

/** The phrase of a status; an unknown status is returned as it is. @param {import('./locale.js').Locale} locale @param {string} status as the service spells it */
export function wordFor({ phrases }, status) {
  const isStatus = /^[A-Z]/.test(status) && Object.hasOwn(phrases, status);
  return isStatus ? String(phrases[/** @type {keyof Words} */ (status)]) : status;
}
