// Tells a new status of a document or a job from one that was already returned, and from an older one.
import { countEnded, isStale } from '../module/policy.js';

/** @typedef {{ status: string, lastActionDateTimeUtc: string, progress?: number, ended?: number, retryAfterMs?: number }} Status */
/** @typedef {Status & Record<string, unknown>} Members */

/** These describe the response. They change while the status stays the same. */
const RESPONSE_MEMBERS = new Set(['retryAfterMs', 'etag', 'requestId']);

/** Copies a status, so that it can be compared after the caller has changed the original. @param {object} status @returns {Members} */
export function membersOf(status) {
  const members = /** @type {any} */ ({ ...status });
  if (members.error) members.error = JSON.stringify(members.error);
  if (members.summary) {
    members.ended = countEnded(members.summary);
    members.summary = JSON.stringify(members.summary);
  }
  return members;
}

/**
 * @param {import('../module/instance.js').Instance} instance
 * @param {Members | undefined} shown
 * @param {Members} received
 */
export function isNew(instance, shown, received) {
  if (!shown) return true;
  let isSame = true;
  for (const name in received) isSame &&= received[name] === shown[name] || RESPONSE_MEMBERS.has(name);
  for (const name in shown) isSame &&= name in received || RESPONSE_MEMBERS.has(name);
  return !isSame && !isStale(instance, shown, received);
}
