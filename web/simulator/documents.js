// How documents and batches move through their statuses: pure functions of time. Nothing here knows HTTP.

import { hasBatchError, membersOf, wireDate, wireStatus } from './wire.js';

/**
 * Where a document's life leads. `NotStarted` and `Running` never get any further. `FailedBeforeStart` fails before it
 * starts, as where the target exists already (`TargetFileAlreadyExists`).
 * @typedef {'Succeeded' | 'Failed' | 'FailedBeforeStart' | 'Canceled' | 'ValidationFailed' | 'Running' | 'NotStarted'} Scenario
 */

/**
 * A document to be made: its scenario, or that and more. What is left out is made up.
 * @typedef {object} DocumentDescriptor
 * @property {Scenario} [scenario] default `Succeeded`
 * @property {string} [id]
 * @property {string} [to] language tag
 * @property {string} [path] where the translation lies, or will lie once it is done: while it runs and when it has succeeded
 * @property {string} [sourcePath]
 * @property {number} [characterCharged] once it has succeeded
 * @property {object} [error] what went wrong, for `Failed`, `FailedBeforeStart` and `ValidationFailed`
 * @property {string} [deploymentName]
 * @property {number} [durationMs] from `createdAt` to the last status, milliseconds
 * @property {number} [createdAt] when its life begins, milliseconds since 1970; default: when its batch is created. It
 *   starts a tenth of `durationMs` later; that is its `createdDateTimeUtc`.
 * @property {number} [fractionDigits] 0..7, of its dates; trailing zeros are dropped
 */

/**
 * A document that the simulator has.
 * @typedef {Required<DocumentDescriptor> & { batchId: string, ticks: number }} SimulatedDocument
 */

/**
 * A batch to be made.
 * @typedef {object} BatchDescriptor
 * @property {string} [id]
 * @property {number | (Scenario | DocumentDescriptor)[]} [documents] how many (each will succeed), or which; at most 1,000
 * @property {'ValidationFailed'} [scenario] a batch that fails validation as a whole: it has no documents
 * @property {object} [error] for `ValidationFailed`
 * @property {number} [durationMs] for its documents; default: the simulator's
 * @property {number} [createdAt] milliseconds since 1970; default: now
 */

/**
 * A batch that the simulator has.
 * @typedef {object} SimulatedBatch
 * @property {string} id
 * @property {SimulatedDocument[]} documents oldest first
 * @property {number} createdAt
 * @property {number} durationMs
 * @property {'ValidationFailed'} [scenario]
 * @property {object} [error]
 */

/**
 * One stretch of a life: from which part of the duration on, status and progress.
 * @typedef {[from: number, status: string, progress: number]} Stage
 */

/** @type {Stage[]} */
const RUNNING = Array.from({ length: 18 }, (_, step) => [0.1 + step * 0.05, 'Running', Number((step / 18).toFixed(2))]);

/** The part of a document's duration after which its batch knows it. */
const FOUND = 0.05;

/** @type {Record<Scenario, Stage[]>} */
const LIVES = {
  Succeeded: [[0, 'NotStarted', 0], ...RUNNING, [1, 'Succeeded', 1]],
  Failed: [
    [0, 'NotStarted', 0],
    [0.1, 'Running', 0],
    [1, 'Failed', 0],
  ],
  FailedBeforeStart: [
    [0, 'NotStarted', 0],
    [FOUND, 'Failed', 0],
  ],
  Canceled: [
    [0, 'NotStarted', 0],
    ...RUNNING.filter(([from]) => from < 0.6),
    [0.6, 'Cancelling', 0.5],
    [1, 'Canceled', 0.5],
  ],
  ValidationFailed: [
    [0, 'NotStarted', 0],
    [1, 'ValidationFailed', 0],
  ],
  Running: [[0, 'NotStarted', 0], ...RUNNING.filter(([from]) => from < 0.6)],
  NotStarted: [[0, 'NotStarted', 0]],
};

const TERMINAL = new Set(['Succeeded', 'Failed', 'Canceled', 'ValidationFailed']);

const NO_TEXT = {
  code: 'InvalidRequest',
  message: 'The document does not have any translatable text.',
  target: 'Document',
  innerError: { code: 'NoTranslatableText', message: 'The document does not have any translatable text.' },
};

const TARGET_EXISTS = {
  code: 'InvalidRequest',
  message: 'Target document file already exists.',
  target: 'Document',
  innerError: { code: 'TargetFileAlreadyExists', message: 'Target document file already exists.' },
};

const NO_ACCESS = {
  code: 'InvalidRequest',
  message: 'Cannot access source document location with the current permissions.',
  target: 'Operation',
  innerError: {
    code: 'InvalidDocumentAccessLevel',
    message: 'Cannot access source document location with the current permissions.',
  },
};

/** @type {Partial<Record<Scenario, object>>} */
const DEFAULT_ERRORS = { FailedBeforeStart: TARGET_EXISTS, ValidationFailed: NO_ACCESS };

const FIRST_DOCUMENT = 0x0007aadd;

/**
 * @param {Scenario | DocumentDescriptor} wanted
 * @param {SimulatedBatch} batch
 * @param {number} index in its batch
 * @param {number} ordinal 0 for the first document ever made; ids are not RFC 4122 UUIDs, as in the service
 * @returns {SimulatedDocument}
 */
export function createDocument(wanted, batch, index, ordinal) {
  const descriptor = typeof wanted === 'string' ? { scenario: wanted } : wanted;
  const scenario = descriptor.scenario ?? 'Succeeded';
  const file = `contract-${ordinal + 1}.docx`;
  return {
    id: `${(FIRST_DOCUMENT + ordinal).toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`,
    to: 'fr',
    path: `https://contracts.blob.core.windows.net:443/target/${file}`,
    sourcePath: `https://contracts.blob.core.windows.net:443/source/${file}`,
    characterCharged: 17_432,
    error: DEFAULT_ERRORS[scenario] ?? NO_TEXT,
    deploymentName: 'translator-base',
    durationMs: batch.durationMs,
    createdAt: batch.createdAt,
    fractionDigits: 7,
    ...Object.fromEntries(Object.entries(descriptor).filter(([, value]) => value !== undefined)),
    scenario,
    batchId: batch.id,
    // A later document of a batch has a later date: a list is in the order of its dates as they are written.
    ticks: 1737 + 7 * index,
  };
}

/** @param {SimulatedDocument} document @param {number} now @returns {Stage[]} those that it has reached */
function stagesOf({ scenario, createdAt, durationMs }, now) {
  const stages = LIVES[scenario];
  const reached = stages.findLastIndex(([from]) => now - createdAt >= from * durationMs);
  return stages.slice(0, Math.max(reached, 0) + 1);
}

/** When a stage begins. @param {SimulatedDocument} document @param {Stage} stage */
const beginning = ({ createdAt, durationMs }, [from]) => createdAt + Math.ceil(from * durationMs);

/**
 * A document's status at a moment, with the members that a version has, in the service's order.
 * @param {SimulatedDocument} document
 * @param {number} now milliseconds since 1970
 * @param {string} apiVersion
 * @returns {Record<string, unknown>}
 */
export function documentStatus(document, now, apiVersion) {
  const { ticks, fractionDigits } = document;
  const stages = stagesOf(document, now);
  const stage = stages[stages.length - 1];
  const [, status, progress] = stage;
  const start = stages.find(([, reached]) => reached === 'Running');
  const succeeded = status === 'Succeeded';
  return membersOf(
    {
      path: succeeded || status === 'Running' ? document.path : undefined,
      sourcePath: document.sourcePath,
      createdDateTimeUtc: start && wireDate(beginning(document, start), ticks, fractionDigits),
      lastActionDateTimeUtc: wireDate(beginning(document, stage), ticks, fractionDigits),
      status: wireStatus(status),
      to: document.to,
      error: status === 'Failed' || status === 'ValidationFailed' ? document.error : undefined,
      progress,
      id: document.id,
      characterCharged: succeeded ? document.characterCharged : 0,
      totalImageScansSucceeded: 0,
      totalImageScansFailed: 0,
      imageCharged: 0,
      imageCharacterDetected: 0,
      deploymentName: document.deploymentName,
    },
    apiVersion,
  );
}

/**
 * When a document last moved its batch's time: as it started, was canceled, or failed before it started. Its end, once
 * it has started, leaves that time as it is.
 * @param {SimulatedDocument} document
 * @param {Stage[]} stages those that it has reached
 */
function lastMove(document, stages) {
  const moves = stages.filter(([, status], i) => {
    const before = stages[i - 1]?.[1];
    return status !== before && !(before === 'Running' && TERMINAL.has(status));
  });
  return beginning(document, moves[moves.length - 1]);
}

/**
 * A batch's status at a moment. Its summary is all zeros until the service has found the documents, and stays so for a
 * batch that failed validation.
 * @param {SimulatedBatch} batch
 * @param {number} now milliseconds since 1970
 * @param {string} apiVersion
 * @returns {Record<string, unknown>}
 */
export function batchStatus(batch, now, apiVersion) {
  const { createdAt, durationMs, documents } = batch;
  const failsValidation = batch.scenario === 'ValidationFailed';
  const validated = now - createdAt >= durationMs;
  const lives = documents.map((document) => stagesOf(document, now));
  const statuses = lives.map((stages) => stages[stages.length - 1][1]);
  /** @param {...string} wanted */
  const count = (...wanted) => statuses.filter((status) => wanted.includes(status)).length;
  const foundAt =
    createdAt + Math.ceil(FOUND * Math.min(durationMs, ...documents.map((document) => document.durationMs)));
  const found = now >= foundAt || count('NotStarted') < documents.length;
  const status = failsValidation
    ? validated
      ? 'ValidationFailed'
      : 'NotStarted'
    : statusOfAll(count, statuses.length);
  const lastAction = failsValidation
    ? createdAt + (validated ? durationMs : 0)
    : Math.max(now >= foundAt ? foundAt : createdAt, ...documents.map((document, i) => lastMove(document, lives[i])));
  return {
    id: batch.id,
    createdDateTimeUtc: wireDate(createdAt, 3127),
    lastActionDateTimeUtc: wireDate(lastAction, 3127),
    status: wireStatus(status),
    ...(status === 'ValidationFailed' && { error: batch.error ?? NO_ACCESS }),
    ...(status === 'Failed' && errorOfAll(documents, apiVersion)),
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
 * A failed batch repeats the error of its only document. With more documents it has none, as in the preview.
 * @param {SimulatedDocument[]} documents
 * @param {string} apiVersion
 */
function errorOfAll(documents, apiVersion) {
  if (documents.length !== 1 || !hasBatchError(apiVersion)) return {};
  return { error: { ...documents[0].error, target: 'Operation' } };
}

/**
 * @param {(...statuses: string[]) => number} count
 * @param {number} total
 */
function statusOfAll(count, total) {
  if (count('NotStarted') === total) return 'NotStarted';
  if (count(...TERMINAL) < total) return count('NotStarted', 'Running') > 0 ? 'Running' : 'Cancelling';
  if (count('Succeeded') > 0) return 'Succeeded';
  return count('Canceled') > 0 ? 'Canceled' : 'Failed';
}
