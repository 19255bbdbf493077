// Batches and their statuses as functions of time, without HTTP.

import { FOUND, NO_SOURCE_ACCESS, stagesOf, startOf } from './documents.js';
import { wireDate, wireStatus } from './format.js';
import { hasBatchError, membersOf } from './versions.js';

/** @typedef {import('./documents.js').DocumentDescriptor} DocumentDescriptor */
/** @typedef {import('./documents.js').Scenario} Scenario */
/** @typedef {import('./documents.js').SimulatedDocument} SimulatedDocument */
/** @typedef {import('./documents.js').Stage} Stage */

/**
 * Describes a batch to create. Every member has a default.
 * @typedef {object} BatchDescriptor
 * @property {string} [id] Default: a new id.
 * @property {number | (Scenario | DocumentDescriptor)[]} [documents] The documents, at most 1000. A number creates that
 *   many documents that succeed. Default 1, or 0 if the batch has a `scenario`.
 * @property {'ValidationFailed'} [scenario] Makes the whole batch fail validation. Such a batch has no documents.
 * @property {object} [error] The error of a batch with the scenario `ValidationFailed`.
 * @property {number} [durationMs] How long its documents take, in milliseconds. Default: `durationMs` of the simulator.
 * @property {number} [createdAt] When the batch is created, in milliseconds since 1970. Default: now.
 */

/**
 * A batch of the simulator.
 * @typedef {object} SimulatedBatch
 * @property {string} id
 * @property {SimulatedDocument[]} documents Oldest first.
 * @property {number} createdAt
 * @property {number} durationMs
 * @property {'ValidationFailed'} [scenario]
 * @property {object} [error]
 */

const TERMINAL = new Set(['Succeeded', 'Failed', 'Canceled', 'ValidationFailed']);

/**
 * The last action of a document that counts for its batch: its start, its cancellation, or a failure before its start.
 * The end of a document that has started does not count.
 * @param {SimulatedDocument} document
 * @param {Stage[]} stages the stages that the document has reached
 */
function lastBatchAction(document, stages) {
  const actions = stages.filter(([, status], i) => {
    const before = stages[i - 1]?.[1];
    return status !== before && !(before === 'Running' && TERMINAL.has(status));
  });
  return startOf(document, actions[actions.length - 1]);
}

/**
 * A batch's status at a time. Its summary is all zeros until the service has found the documents. It stays so if the
 * batch fails validation.
 * @param {SimulatedBatch} batch
 * @param {number} now milliseconds since 1970
 * @param {string} apiVersion
 * @returns {Record<string, unknown>}
 */
export function batchStatus(batch, now, apiVersion) {
  const { createdAt, durationMs, documents } = batch;
  const failsValidation = batch.scenario === 'ValidationFailed';
  const validated = now - createdAt >= durationMs;
  const reached = documents.map((document) => stagesOf(document, now));
  const statuses = reached.map((stages) => stages[stages.length - 1][1]);
  /** @param {...string} counted */
  const count = (...counted) => statuses.filter((status) => counted.includes(status)).length;
  const foundAt =
    createdAt + Math.ceil(FOUND * Math.min(durationMs, ...documents.map((document) => document.durationMs)));
  const found = now >= foundAt || count('NotStarted') < documents.length;
  const status = failsValidation
    ? validated
      ? 'ValidationFailed'
      : 'NotStarted'
    : overallStatus(count, statuses.length);
  const lastAction = failsValidation
    ? createdAt + (validated ? durationMs : 0)
    : Math.max(
        now >= foundAt ? foundAt : createdAt,
        ...documents.map((document, i) => lastBatchAction(document, reached[i])),
      );
  return {
    id: batch.id,
    createdDateTimeUtc: wireDate(createdAt, 3127),
    lastActionDateTimeUtc: wireDate(lastAction, 3127),
    status: wireStatus(status),
    ...(status === 'ValidationFailed' && { error: batch.error ?? NO_SOURCE_ACCESS }),
    ...(status === 'Failed' && failureError(documents, apiVersion)),
    summary: membersOf(
      {
        total: found ? statuses.length : 0,
        failed: count('Failed', 'ValidationFailed'),
        success: count('Succeeded'),
        inProgress: count('Running', 'Cancelling'),
        notYetStarted: found ? count('NotStarted') : 0,
        cancelled: count('Canceled'),
        totalCharacterCharged: documents.reduce(
          (sum, document, i) => sum + (statuses[i] === 'Succeeded' ? document.characterCharged : 0),
          0,
        ),
        totalImageScansSucceeded: 0,
        totalImageScansFailed: 0,
        totalImageCharged: 0,
      },
      apiVersion,
    ),
  };
}

/**
 * A failed batch of one document has that document's error. A batch of several documents has none, and neither has any
 * batch in v1.0-preview.1.
 * @param {SimulatedDocument[]} documents
 * @param {string} apiVersion
 */
function failureError(documents, apiVersion) {
  if (documents.length !== 1 || !hasBatchError(apiVersion)) return {};
  return { error: { ...documents[0].error, target: 'Operation' } };
}

/**
 * @param {(...statuses: string[]) => number} count
 * @param {number} total
 */
function overallStatus(count, total) {
  if (count('NotStarted') === total) return 'NotStarted';
  if (count(...TERMINAL) < total) return count('NotStarted', 'Running') > 0 ? 'Running' : 'Cancelling';
  if (count('Succeeded') > 0) return 'Succeeded';
  return count('Canceled') > 0 ? 'Canceled' : 'Failed';
}
