// The state of a job, and the summary of a job or of several documents and jobs: how many succeeded, failed and so on, and the times of a job.
import { isTerminal } from '../../client/terminal.js';
import { isPartial } from '../../module/policy.js';
import { duration, percent, STATUS_COLORS } from './format.js';
import { fit, paint, withoutControls, wrap } from './text.js';

/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./document-text.js').Layout} Layout */
/** @typedef {import('../../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../../module/types.js').WatchedBatch} WatchedBatch */
/** @typedef {Partial<import('../../module/types.js').BatchSummary> & { partial?: number }} Counts The service may leave out any of them. */

/** The largest part of the window for a text of several lines below the table. A longer text is cut to one line. */
export const MAX_PART = 1 / 4;

/** Returns the number of ended documents, or undefined if the service does not report the successes. @param {Counts} counts */
export const endedCount = ({ success, failed = 0, cancelled = 0 }) =>
  success === undefined ? undefined : success + failed + cancelled;

/** @param {Counts} counts */
export function countsText({ total, success, partial, failed, cancelled, inProgress, notYetStarted }) {
  if (total === 0) return 'no documents';
  const documents = total === undefined ? '' : `${total} documents`;
  const ofTotal = total === undefined ? '' : ` of ${total}`;
  const others = { partial, failed, canceled: cancelled, running: inProgress, 'not started': notYetStarted };
  const parts = [
    success === undefined ? documents : `${success}${ofTotal} succeeded`,
    ...Object.entries(others).map(([name, count]) => (count ? `${count} ${name}` : '')),
  ];
  return parts.filter(Boolean).join(', ') || 'no counts';
}

/** The state of a job that has succeeded although some of its documents did not. */
export const PARTIAL = 'Partial';

/** Returns the job's status, or PARTIAL. @param {BatchStatus} batch */
export const stateOf = (batch) => (isPartial(batch) ? PARTIAL : withoutControls(batch.status));

/**
 * Returns how long the job has taken until now or until its end, or undefined if that is unknown.
 * @param {BatchStatus} batch
 * @param {WatchedDocument[]} documents A job's own time stays the same when its documents end.
 */
function elapsedMsOf({ status, createdDateTimeUtc = '', lastActionDateTimeUtc }, documents) {
  const times = [lastActionDateTimeUtc, ...documents.map((document) => document.lastActionDateTimeUtc)];
  const end = isTerminal(status) ? Math.max(...times.map((time) => Date.parse(time))) : Date.now();
  const elapsedMs = end - Date.parse(createdDateTimeUtc);
  return elapsedMs >= 0 ? elapsedMs : undefined;
}

/** @param {(string | false | undefined)[]} parts */
const listed = (...parts) => parts.filter(Boolean).join(', ');

/**
 * Returns the counts of a job, and the time that it has taken.
 * @param {BatchStatus} batch
 * @param {WatchedDocument[]} documents
 */
export function batchText(batch, documents) {
  const elapsedMs = elapsedMsOf(batch, documents);
  return listed(countsText(batch.summary), elapsedMs !== undefined && duration(elapsedMs));
}

/**
 * Returns the state of a job, its progress, counts and times.
 * @param {WatchedBatch} batch
 * @param {WatchedDocument[]} documents
 */
export function batchSummary(batch, documents) {
  const { status, summary, progress, estimatedRemainingMs } = batch;
  const elapsedMs = elapsedMsOf(batch, documents);
  const elapsed = elapsedMs !== undefined && duration(elapsedMs);
  const left = estimatedRemainingMs !== undefined && `about ${duration(estimatedRemainingMs)} left`;
  const text = isTerminal(status)
    ? listed(countsText(summary), elapsed && `took ${elapsed}`)
    : listed(percent(progress).trim(), countsText(summary), elapsed && `${elapsed} elapsed`, left);
  return `${stateOf(batch)}: ${text}`;
}

/**
 * Returns the mean progress of documents and jobs, weighted by their numbers of documents. Undefined while one is unknown, and at the end.
 * @param {Row[]} rows
 */
function meanProgress(rows) {
  let [total, done] = [0, 0];
  for (const { status, progress, documents = 1 } of rows) {
    if (status === 'Error') continue;
    const part = status === PARTIAL || isTerminal(status) ? 1 : progress;
    if (part === undefined) return undefined;
    total += documents;
    done += documents * part;
  }
  return done < total ? done / total : undefined;
}

/** @param {Row[]} rows */
export function rowsSummary(rows) {
  const count = (/** @type {string[]} */ ...statuses) => rows.filter(({ status }) => statuses.includes(status)).length;
  const counts = countsText({
    total: rows.length,
    success: count('Succeeded'),
    partial: count(PARTIAL),
    failed: count('Failed', 'ValidationFailed', 'Error'),
    cancelled: count('Canceled'),
    inProgress: count('Running', 'Cancelling'),
    notYetStarted: count('NotStarted'),
  });
  return listed(percent(meanProgress(rows)).trim(), counts);
}

/**
 * Wraps a summary to the window.
 * @param {string} text
 * @param {Layout} layout
 */
export function summaryLines(text, { columns, rows, color }) {
  const wrapped = wrap(text, columns);
  const lines = (wrapped.length <= rows * MAX_PART ? wrapped : [text]).map((line) => fit(line, columns));
  const [, state = ''] = /^(\w+):/.exec(lines[0]) ?? [];
  if (color) lines[0] = paint(state, STATUS_COLORS[state]) + lines[0].slice(state.length);
  return lines;
}
