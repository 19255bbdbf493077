// A document or job that a call reads or watches, and its last known status.
import { hasFailed, isTerminal } from '../../client/terminal.js';
import { batchRow, documentRow, jobName } from './rows.js';
import { PARTIAL, stateOf } from './summary.js';

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
  !(batch && stateOf(batch) === PARTIAL) &&
  [document ?? batch, ...documents.values()].every((state) => state?.status === 'Succeeded');

/** Whether the document, or the job or one of its documents, failed. @param {Subject} subject */
export const hasFailure = ({ document, batch, documents }) =>
  [document ?? batch, ...documents.values()].some((state) => state && hasFailed(state));

/** @param {Subject} subject */
export const nameOf = ({ target: { batchId, documentId } }) => documentId ?? jobName(batchId);

/** @param {Subject} subject @returns {import('./rows.js').Row} */
export function rowOf(subject) {
  const { target, document, batch, documents, requestFailed } = subject;
  const id = target.documentId ?? target.batchId;
  const unknown = { status: 'NotStarted', name: nameOf(subject), id, failures: [] };
  const row = document ? documentRow(document) : batch ? batchRow(batch, [...documents.values()]) : unknown;
  return requestFailed ? { ...row, status: 'Error' } : row;
}
