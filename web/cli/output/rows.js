// Converts documents and jobs to the rows of the status table.
import { isTerminal } from '../../client/terminal.js';
import { errorText } from './format.js';
import { countsText } from './summary.js';
import { withoutControls } from './text.js';

/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../../module/types.js').WatchedBatch} WatchedBatch */

/**
 * @typedef {object} Row
 * @property {string} status
 * @property {string} [countedStatus] The status for the summary and the color, if it differs: a job can succeed although documents failed.
 * @property {number} [progress]
 * @property {string} [to]
 * @property {number} [leftMs]
 * @property {string} name
 * @property {string} [nameSuffix] More text after the name.
 * @property {string} id
 * @property {boolean} [isJob]
 * @property {import('../../module/types.js').ServiceError} [error]
 */

/** Returns the file name of the source, or the id if the source is unknown. @param {WatchedDocument} document */
function fileName({ sourcePath = '', id }) {
  const name = sourcePath.split('?')[0].split('/').at(-1) || id;
  try {
    return withoutControls(decodeURIComponent(name));
  } catch {
    return withoutControls(name);
  }
}

/** @param {WatchedDocument} document @returns {Row} */
export function documentRow(document) {
  const { id, status, progress, to, estimatedRemainingMs, error } = document;
  return { status, progress, to, leftMs: estimatedRemainingMs, name: fileName(document), id, error };
}

/** @param {WatchedBatch} batch @returns {Row} */
export function batchRow({ id, status, summary, progress, estimatedRemainingMs, error }) {
  const { total, success } = summary;
  const hasFailures = total !== undefined && success !== undefined && success < total;
  const countedStatus = isTerminal(status) && hasFailures ? 'Failed' : status;
  const nameSuffix = `: ${countsText(summary)}`;
  const name = `job ${id.slice(0, 8)}`;
  return { status, countedStatus, progress, leftMs: estimatedRemainingMs, name, nameSuffix, id, isJob: true, error };
}

/**
 * Returns the reasons of the rows with an error. Rows with the same reason share its lines: their number, the reason, each of their names, and
 * the hint.
 * @param {Row[]} rows
 */
export function errorLines(rows) {
  /** @type {Map<string, Row[]>} */
  const reasons = new Map();
  for (const row of rows) {
    if (!row.error) continue;
    const reason = `${row.isJob ? 'jobs' : 'documents'}: ${errorText(row.error)}`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), row]);
  }
  return [...reasons].flatMap(([reason, [first, ...others]]) => {
    const names = [first, ...others].map(({ name, id }) => (name === id ? id : `${name} (${id})`));
    const lines = others.length
      ? [`${names.length} ${reason}`, ...names.map((name) => `  ${name}`)]
      : [names[0] + reason.slice(reason.indexOf(':'))];
    return first.error?.hint ? [...lines, `  ${first.error.hint}`] : lines;
  });
}
