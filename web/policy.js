// What a watcher asks the module about: which state is the older one, when to ask again, how long it will take.

/** @typedef {import('./core.js').Core} Core */
/** @typedef {{ lastActionDateTimeUtc: string, status: string, progress?: number, ended?: number }} Moment `ended` is of a job: countEnded. */

/**
 * How many documents a job has; undefined where the service counts none.
 * @param {import('./client.js').BatchSummary} summary
 * @returns {number | undefined}
 */
export function countAll({ total, success, failed, cancelled, inProgress, notYetStarted }) {
  const counts = [success, failed, cancelled, inProgress, notYetStarted].filter((count) => count !== undefined);
  return total ?? (counts.length ? counts.reduce((sum, count) => sum + count) : undefined);
}

/**
 * How many documents of a job have ended.
 * @param {import('./client.js').BatchSummary} summary
 */
export const countEnded = ({ success = 0, failed = 0, cancelled = 0 }) => success + failed + cancelled;

/**
 * The parts of a state that decide which of two states is older.
 * @param {{ lastActionDateTimeUtc: string, status: string, progress?: number, summary?: import('./client.js').BatchSummary }} state
 * @returns {Moment}
 */
export const momentOf = ({ lastActionDateTimeUtc, status, progress, summary }) => ({
  lastActionDateTimeUtc,
  status,
  progress,
  ...(summary && { ended: countEnded(summary) }),
});

/**
 * Whether a state of a document, or of a job, is older than one that was shown: dts_state_is_stale.
 * @param {Core} core
 * @param {Moment} shown
 * @param {Moment} came
 */
export function isStale(core, shown, came) {
  const length = core.put([shown.lastActionDateTimeUtc, shown.status, came.lastActionDateTimeUtc, came.status]);
  const counts = [shown.progress, came.progress, shown.ended, came.ended].map((count) => count ?? -1);
  return Boolean(core.call('dts_is_stale', length, ...counts));
}

/**
 * How long to wait before asking again, in ms: dts_policy_poll_delay.
 * @param {Core} core
 * @param {{ minIntervalMs: number, maxIntervalMs: number, maxRetryAfterMs: number }} limits
 * @param {number} quiet
 * @param {number} failures
 * @param {number} retryAfterMs -1 where unknown.
 */
export const pollDelay = (core, { minIntervalMs, maxIntervalMs, maxRetryAfterMs }, quiet, failures, retryAfterMs) =>
  core.call(
    'dts_poll_delay',
    minIntervalMs,
    maxIntervalMs,
    maxRetryAfterMs,
    quiet,
    failures,
    retryAfterMs,
    Math.random(),
  );

/**
 * How long a whole document takes at that pace, in ms, or -1: dts_policy_estimate_pace.
 * @param {Core} core
 * @param {number} from @param {number} to @param {number} elapsed @param {number} previous
 */
export const estimatePace = (core, from, to, elapsed, previous) =>
  core.call('dts_estimate_pace', from, to, elapsed, previous);
