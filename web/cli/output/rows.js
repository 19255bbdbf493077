// Converts documents and jobs to the rows of the status table.
import { errorText } from './format.js';
import { batchText, progressOf, stateOf } from './summary.js';
import { withoutControls } from './text.js';

/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../../module/types.js').BatchStatus} BatchStatus */

/**
 * @typedef {object} Row
 * @property {string} status
 * @property {number} [progress]
 * @property {string} [to]
 * @property {number} [leftMs]
 * @property {string} name
 * @property {string} [nameSuffix] More text after the name.
 * @property {string} id
 * @property {string[]} reasons Why it, or its documents, did not succeed.
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
  const reasons = error ? [errorText(error)] : [];
  return { status, progress, to, leftMs: estimatedRemainingMs, name: fileName(document), id, reasons };
}

/**
 * Returns why a job did not succeed: its documents' reasons, each with the document's name and id, or its own.
 * @param {BatchStatus} batch
 * @param {Row[]} rows The rows of its documents.
 */
export function batchReasons({ error }, rows) {
  const reasons = rows.flatMap(({ name, id, reasons: own }) =>
    own.map((reason) => (name === id ? `${id}: ${reason}` : `${name}: ${reason} (${id})`)),
  );
  return error && !reasons.length ? [errorText(error)] : reasons;
}

/** @param {import('./summary.js').WatchedBatch} batch @param {WatchedDocument[]} documents @returns {Row} */
export function batchRow(batch, documents) {
  const { id, estimatedRemainingMs } = batch;
  return {
    status: stateOf(batch),
    progress: progressOf(batch),
    leftMs: estimatedRemainingMs,
    name: jobName(id),
    nameSuffix: `: ${batchText(batch, documents)}`,
    id,
    reasons: batchReasons(batch, documents.map(documentRow)),
  };
}

/** @param {string} id */
export const jobName = (id) => `job ${id.slice(0, 8)}`;
