// Converts documents and jobs to the rows of the status table.
import { failureOf } from './reasons.js';
import { batchText, stateOf } from './summary.js';
import { withoutControls } from './text.js';

/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../../module/types.js').WatchedBatch} WatchedBatch */

/**
 * @typedef {object} Row
 * @property {string} status
 * @property {number} [progress]
 * @property {number} [documents] The number of documents of a job.
 * @property {string} [to]
 * @property {number} [leftMs]
 * @property {string} name
 * @property {string} [nameSuffix] More text after the name.
 * @property {string} id
 * @property {import('./reasons.js').Failure[]} failures Why it, or its documents, did not succeed.
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
  const failures = error ? [failureOf(error)] : [];
  return { status, progress, to, leftMs: estimatedRemainingMs, name: fileName(document), id, failures };
}

/** @param {WatchedBatch} batch @param {WatchedDocument[]} documents @returns {Row} */
export function batchRow(batch, documents) {
  const { id, summary, progress, estimatedRemainingMs, error } = batch;
  const rows = documents.map(documentRow);
  const failures = rows.flatMap((row) => row.failures.map((failure) => ({ ...failure, document: row })));
  return {
    status: stateOf(batch),
    progress,
    documents: summary.total,
    leftMs: estimatedRemainingMs,
    name: jobName(id),
    nameSuffix: `: ${batchText(batch, documents)}`,
    id,
    // A job's own error says less than those of its documents.
    failures: error && !failures.length ? [{ ...failureOf(error), isJob: true }] : failures,
  };
}

/** @param {string} id */
export const jobName = (id) => `job ${id.slice(0, 8)}`;
