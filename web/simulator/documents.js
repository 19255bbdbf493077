// How documents and batches move through their statuses: pure functions of time. Nothing here knows HTTP.

import { membersOf, wireDate, wireStatus } from './wire.js';

/**
 * Where a document's life leads. `NotStarted` and `Running` never get any further.
 * @typedef {'Succeeded' | 'Failed' | 'Canceled' | 'ValidationFailed' | 'Running' | 'NotStarted'} Scenario
 */

/**
 * A document to be made: its scenario, or that and more. What is left out is made up.
 * @typedef {object} DocumentDescriptor
 * @property {Scenario} [scenario] default `Succeeded`
 * @property {string} [id]
 * @property {string} [to] language tag
 * @property {string} [path] where the translation lies, once it exists
 * @property {string} [sourcePath]
 * @property {number} [characterCharged] once it has succeeded
 * @property {object} [error] what went wrong, for `Failed` and `ValidationFailed`
 * @property {string} [deploymentName]
 * @property {number} [durationMs] from creation to the last status, milliseconds
 * @property {number} [createdAt] milliseconds since 1970; default: when its batch is created
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

/** @type {Record<Scenario, Stage[]>} */
const LIVES = {
  Succeeded: [[0, 'NotStarted', 0], ...RUNNING, [1, 'Succeeded', 1]],
  Failed: [
    [0, 'NotStarted', 0],
    [0.1, 'Running', 0],
    [1, 'Failed', 0],
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

const NO_ACCESS = {
  code: 'InvalidRequest',
  message: 'Cannot access source document location with the current permissions.',
  target: 'Operation',
  innerError: {
    code: 'InvalidDocumentAccessLevel',
    message: 'Cannot access source document location with the current permissions.',
  },
};

const FIRST_DOCUMENT = 0x0007aadd;

/**
 * @param {Scenario | DocumentDescriptor} wanted
 * @param {SimulatedBatch} batch
 * @param {number} ordinal 0 for the first document ever made; ids are not RFC 4122 UUIDs, as in the service
 * @returns {SimulatedDocument}
 */
export function createDocument(wanted, batch, ordinal) {
  const descriptor = typeof wanted === 'string' ? { scenario: wanted } : wanted;
  const scenario = descriptor.scenario ?? 'Succeeded';
  if (!Object.hasOwn(LIVES, scenario)) {
    throw new TypeError(`The scenario ${String(scenario)} is none of ${Object.keys(LIVES).join(', ')}.`);
  }
  const file = `contract-${ordinal + 1}.docx`;
  return {
    id: `${(FIRST_DOCUMENT + ordinal).toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`,
    to: 'fr',
    path: `https://contracts.blob.core.windows.net:443/target/${file}`,
    sourcePath: `https://contracts.blob.core.windows.net:443/source/${file}`,
    characterCharged: 17_432,
    error: scenario === 'ValidationFailed' ? NO_ACCESS : NO_TEXT,
    deploymentName: 'translator-base',
    durationMs: batch.durationMs,
    createdAt: batch.createdAt,
    fractionDigits: 7,
    ...descriptor,
    scenario,
    batchId: batch.id,
    ticks: (ordinal * 4373 + 1737) % 10_000,
  };
}

/** @param {SimulatedDocument} document @param {number} now @returns {Stage} */
function stageOf({ scenario, createdAt, durationMs }, now) {
  const stages = LIVES[scenario];
  const reached = stages.findLastIndex(([from]) => now - createdAt >= from * durationMs);
  return stages[Math.max(reached, 0)];
}

/**
 * A document's status at a moment, with the members that a version has, in the service's order.
 * @param {SimulatedDocument} document
 * @param {number} now milliseconds since 1970
 * @param {string} apiVersion
 * @returns {Record<string, unknown>}
 */
export function documentStatus(document, now, apiVersion) {
  const { createdAt, durationMs, ticks, fractionDigits } = document;
  const [from, status, progress] = stageOf(document, now);
  const succeeded = status === 'Succeeded';
  return membersOf(
    {
      path: succeeded ? document.path : undefined,
      sourcePath: document.sourcePath,
      createdDateTimeUtc: wireDate(createdAt, ticks, fractionDigits),
      lastActionDateTimeUtc: wireDate(createdAt + Math.ceil(from * durationMs), ticks, fractionDigits),
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
 * A batch's status at a moment. Its summary is all zeros until the first document has started, and stays so for a
 * batch that failed validation.
 * @param {SimulatedBatch} batch
 * @param {number} now milliseconds since 1970
 * @param {string} apiVersion
 * @returns {Record<string, unknown>}
 */
export function batchStatus(batch, now, apiVersion) {
  const failsValidation = batch.scenario === 'ValidationFailed';
  const validated = now - batch.createdAt >= batch.durationMs;
  const stages = batch.documents.map((document) => stageOf(document, now));
  /** @param {...string} statuses */
  const count = (...statuses) => stages.filter(([, status]) => statuses.includes(status)).length;
  const started = count('NotStarted') < stages.length;
  const status = failsValidation ? (validated ? 'ValidationFailed' : 'NotStarted') : statusOfAll(count, stages.length);
  const lastAction = failsValidation
    ? batch.createdAt + (validated ? batch.durationMs : 0)
    : Math.max(
        batch.createdAt,
        ...batch.documents.map(({ createdAt, durationMs }, i) => createdAt + Math.ceil(stages[i][0] * durationMs)),
      );
  return {
    id: batch.id,
    createdDateTimeUtc: wireDate(batch.createdAt, 3127),
    lastActionDateTimeUtc: wireDate(lastAction, 3127),
    status: wireStatus(status),
    ...(status === 'ValidationFailed' && { error: batch.error ?? NO_ACCESS }),
    ...(status === 'Failed' && { error: batch.documents.find((_, i) => stages[i][1].endsWith('Failed'))?.error }),
    summary: membersOf(
      {
        total: started ? stages.length : 0,
        failed: count('Failed', 'ValidationFailed'),
        success: count('Succeeded'),
        inProgress: count('Running', 'Cancelling'),
        notYetStarted: started ? count('NotStarted') : 0,
        cancelled: count('Canceled'),
        totalCharacterCharged: batch.documents.reduce(
          (sum, document, i) => sum + (stages[i][1] === 'Succeeded' ? document.characterCharged : 0),
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
 * @param {(...statuses: string[]) => number} count
 * @param {number} total
 */
function statusOfAll(count, total) {
  if (count('NotStarted') === total) return 'NotStarted';
  if (count(...TERMINAL) < total) return 'Running';
  if (count('Succeeded') > 0) return 'Succeeded';
  return count('Canceled') > 0 ? 'Canceled' : 'Failed';
}
