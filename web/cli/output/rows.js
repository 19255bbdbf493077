// Converts documents and jobs to the rows of the status table.
import { isTerminal } from '../../client/terminal.js';
import { errorText } from './format.js';
import { countsText, endedCount } from './summary.js';
import { withoutControls } from './text.js';

/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../../module/types.js').BatchStatus} BatchStatus */

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

/** @param {BatchStatus} batch @returns {Row} */
export function batchRow({ id, status, summary, error }) {
  const { total, success } = summary;
  const ended = endedCount(summary);
  const progress = total && ended !== undefined ? Math.min(1, ended / total) : undefined;
  const hasFailures = total !== undefined && success !== undefined && success < total;
  const countedStatus = isTerminal(status) && hasFailures ? 'Failed' : status;
  const nameSuffix = `: ${countsText(summary)}`;
  return { status, countedStatus, progress, name: `job ${id.slice(0, 8)}`, nameSuffix, id, error };
}

/** Returns a line for each row with an error. @param {Row[]} rows */
export const errorLines = (rows) =>
  rows.flatMap(({ name, id, error }) =>
    error ? [`${name === id ? id : `${name} (${id})`}: ${errorText(error)}`] : [],
  );
