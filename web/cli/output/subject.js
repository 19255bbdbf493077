// A document or job that a call reads or watches, and its last known status.
import { isTerminal } from '../../client/terminal.js';
import { batchRow, documentRow } from './rows.js';

/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */

/**
 * @typedef {object} Subject
 * @property {import('../targets.js').Target} target
 * @property {WatchedDocument} [document]
 * @property {import('../../module/types.js').WatchedBatch} [batch]
 * @property {Map<string, WatchedDocument>} documents The documents of a job, by id.
 * @property {boolean} [requestFailed] Whether its requests failed for good.
 */

/** @param {Subject} subject */
export const isKnown = ({ document, batch, requestFailed }) => Boolean(document ?? batch ?? requestFailed);

/** @param {Subject} subject */
export const hasEnded = ({ document, batch, requestFailed }) =>
  requestFailed || isTerminal((document ?? batch)?.status ?? '');

/** @param {Subject} subject */
export const hasSucceeded = ({ document, batch, documents }) =>
  [document ?? batch, ...documents.values()].every((state) => state?.status === 'Succeeded');

/** @param {Subject} subject @returns {import('./rows.js').Row} */
export function rowOf({ target, document, batch, requestFailed }) {
  const id = target.documentId ?? target.batchId;
  const row = document ? documentRow(document) : batch ? batchRow(batch) : { status: 'NotStarted', name: id, id };
  return requestFailed ? { ...row, status: 'Error' } : row;
}

/** Returns the rows whose errors to show: those of the documents, or the job's own if no document has one. @param {Subject} subject */
export function rowsForErrors({ document, batch, documents }) {
  const rows = (document ? [document] : [...documents.values()]).map(documentRow);
  return batch && !rows.some(({ error }) => error) ? [batchRow(batch)] : rows;
}
