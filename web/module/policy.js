// Calls the policy functions of the module: which of two states is older, when to poll next, how long a document takes, how far a job
// is.

/** @typedef {import('./instance.js').Instance} Instance */
/** @typedef {import('./types.js').BatchSummary} BatchSummary */
/** @typedef {{ lastActionDateTimeUtc: string, status: string, progress?: number, ended?: number }} ComparedState `ended` is countEnded of a job. */

/**
 * The number of documents in a job; undefined if the service sends no counts.
 * @param {BatchSummary} summary
 * @returns {number | undefined}
 */
export function countAll({ total, success, failed, cancelled, inProgress, notYetStarted }) {
  const counts = [success, failed, cancelled, inProgress, notYetStarted].filter((count) => count !== undefined);
  return total ?? (counts.length ? counts.reduce((sum, count) => sum + count) : undefined);
}

/**
 * The number of documents in a job that have ended.
 * @param {BatchSummary} summary
 */
export const countEnded = ({ success = 0, failed = 0, cancelled = 0 }) => success + failed + cancelled;

/**
 * Whether a job has succeeded although some of its documents were not translated.
 * @param {{ status: string, summary: BatchSummary }} batch
 */
export const isPartial = ({ status, summary: { failed = 0, cancelled = 0 } }) =>
  status === 'Succeeded' && failed + cancelled > 0;

/**
 * Picks the members of a state that isStale compares.
 * @param {{ lastActionDateTimeUtc: string, status: string, progress?: number, summary?: BatchSummary }} state
 * @returns {ComparedState}
 */
export const comparedState = ({ lastActionDateTimeUtc, status, progress, summary }) => ({
  lastActionDateTimeUtc,
  status,
  // The progress of a job is calculated, and starts again with each watch.
  ...(summary ? { ended: countEnded(summary) } : { progress }),
});

/**
 * Whether a received state of a document or a job is older than the shown one: dts_state_is_stale.
 * @param {Instance} instance
 * @param {ComparedState} shown
 * @param {ComparedState} received
 */
export function isStale(instance, shown, received) {
  const parts = [shown.lastActionDateTimeUtc, shown.status, received.lastActionDateTimeUtc, received.status];
  const counts = [shown.progress, received.progress, shown.ended, received.ended].map((count) => count ?? -1);
  return Boolean(instance.call('dts_is_stale', instance.put(parts), ...counts));
}

/**
 * How long to wait before the next poll, in ms: dts_policy_poll_delay.
 * @param {Instance} instance
 * @param {{ minIntervalMs: number, maxIntervalMs: number, maxRetryAfterMs: number }} limits
 * @param {number} responsesSinceChange Responses since the last change.
 * @param {number} failures Failures since the last response.
 * @param {number} retryAfterMs -1 if unknown.
 */
export const pollDelay = (
  instance,
  { minIntervalMs, maxIntervalMs, maxRetryAfterMs },
  responsesSinceChange,
  failures,
  retryAfterMs,
) =>
  instance.call(
    'dts_poll_delay',
    minIntervalMs,
    maxIntervalMs,
    maxRetryAfterMs,
    responsesSinceChange,
    failures,
    retryAfterMs,
    Math.random(),
  );

/**
 * How long a whole document takes, in ms, or -1: dts_policy_estimate_pace.
 * @param {Instance} instance
 * @param {number} from @param {number} to @param {number} elapsed @param {number} previous
 */
export const estimatePace = (instance, from, to, elapsed, previous) =>
  instance.call('dts_estimate_pace', from, to, elapsed, previous);

/**
 * The progress of a job, or -1: dts_policy_batch_progress.
 * @param {Instance} instance
 * @param {number} total @param {number} ended @param {number} running @param {boolean} hasEnded @param {number} shown
 */
export const batchProgress = (instance, total, ended, running, hasEnded, shown) =>
  instance.call('dts_batch_progress', total, ended, running, hasEnded, shown);
