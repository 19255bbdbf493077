// The summary of a job or of several documents and jobs: how many succeeded, failed and so on.
import { isTerminal } from '../../client/terminal.js';
import { duration, percent } from './format.js';
import { fit, withoutControls, wrap } from './text.js';

/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./document-text.js').Layout} Layout */
/** @typedef {Partial<import('../../module/types.js').BatchSummary>} Counts The service may leave out any of them. */

/** The largest part of the window for a summary of several lines. A longer summary is cut to one line. */
const MAX_PART = 1 / 4;

/** Returns the number of ended documents, or undefined if the service does not report the successes. @param {Counts} counts */
export const endedCount = ({ success, failed = 0, cancelled = 0 }) =>
  success === undefined ? undefined : success + failed + cancelled;

/** @param {Counts} counts */
export function countsText({ total, success, failed, cancelled, inProgress, notYetStarted }) {
  if (total === 0) return 'no documents';
  const documents = total === undefined ? '' : `${total} documents`;
  const ofTotal = total === undefined ? '' : ` of ${total}`;
  const others = { failed, canceled: cancelled, running: inProgress, 'not started': notYetStarted };
  const parts = [
    success === undefined ? documents : `${success}${ofTotal} succeeded`,
    ...Object.entries(others).map(([name, count]) => (count ? `${count} ${name}` : '')),
  ];
  return parts.filter(Boolean).join(', ') || 'no counts';
}

/** @param {import('../../module/types.js').WatchedBatch} batch */
export function batchSummary({ status, summary, progress, estimatedRemainingMs }) {
  const done = isTerminal(status) ? '' : percent(progress).trim();
  const left = estimatedRemainingMs === undefined ? '' : `about ${duration(estimatedRemainingMs)} left`;
  const state = [done, left].filter(Boolean).join(', ');
  return `${withoutControls(status)}${state && ` (${state})`}: ${countsText(summary)}`;
}

/** @param {Row[]} rows */
export function rowsSummary(rows) {
  const count = (/** @type {string[]} */ ...statuses) =>
    rows.filter(({ status, countedStatus = status }) => statuses.includes(countedStatus)).length;
  return countsText({
    total: rows.length,
    success: count('Succeeded'),
    failed: count('Failed', 'ValidationFailed', 'Error'),
    cancelled: count('Canceled'),
    inProgress: count('Running', 'Cancelling'),
    notYetStarted: count('NotStarted'),
  });
}

/**
 * Wraps a summary to the window.
 * @param {string} text
 * @param {Layout} layout
 */
export function summaryLines(text, { columns, rows }) {
  const lines = wrap(text, columns);
  return (lines.length <= rows * MAX_PART ? lines : [text]).map((line) => fit(line, columns));
}
