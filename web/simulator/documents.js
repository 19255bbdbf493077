// Documents and their statuses as functions of time, without HTTP.

import { wireDate, wireStatus } from './format.js';
import { membersOf } from './versions.js';

/** @typedef {import('./batches.js').SimulatedBatch} SimulatedBatch */

/**
 * How a document ends. `NotStarted` and `Running` are documents that never reach a later status. `FailedBeforeStart` is
 * a document that fails before it starts, for example because its target file already exists.
 * @typedef {'Succeeded' | 'Failed' | 'FailedBeforeStart' | 'Canceled' | 'ValidationFailed' | 'Running' | 'NotStarted'} Scenario
 */

/**
 * Describes a document to create. Every member has a default.
 * @typedef {object} DocumentDescriptor
 * @property {Scenario} [scenario] Default `Succeeded`.
 * @property {string} [id] Default: a new id.
 * @property {string} [to] The target language. Default `fr`.
 * @property {string} [path] The URL of the translated document. Responses have it while the document runs and after it
 *   has succeeded.
 * @property {string} [sourcePath] The URL of the source document.
 * @property {number} [characterCharged] The number of characters charged. Responses have 0 until the document has
 *   succeeded. Default 17432.
 * @property {object} [error] The error of a document with the scenario `Failed`, `FailedBeforeStart` or
 *   `ValidationFailed`.
 * @property {string} [deploymentName] Default `translator-base`.
 * @property {number} [durationMs] The time from `createdAt` to the last status, in milliseconds. Default: `durationMs`
 *   of the batch.
 * @property {number} [createdAt] When the document is created, in milliseconds since 1970. Default: `createdAt` of the
 *   batch. The document starts a tenth of `durationMs` later; that time is its `createdDateTimeUtc`.
 * @property {number} [fractionDigits] How many digits its dates have after the second, 0 to 7. Trailing zeros are
 *   dropped. Default 7.
 */

/**
 * A document of the simulator.
 * @typedef {Required<DocumentDescriptor> & { batchId: string, ticks: number }} SimulatedDocument
 */

/**
 * A status and progress, and the fraction of the duration at which they begin.
 * @typedef {[from: number, status: string, progress: number]} Stage
 */

/** @type {Stage[]} */
const RUNNING = Array.from({ length: 18 }, (_, step) => [0.1 + step * 0.05, 'Running', Number((step / 18).toFixed(2))]);

/** The fraction of a document's duration after which its batch counts it. */
export const FOUND = 0.05;

/** @type {Record<Scenario, Stage[]>} */
const TIMELINES = {
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

export const SCENARIOS = /** @type {Scenario[]} */ (Object.keys(TIMELINES));

const NO_TRANSLATABLE_TEXT = {
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

export const NO_SOURCE_ACCESS = {
  code: 'InvalidRequest',
  message: 'Cannot access source document location with the current permissions.',
  target: 'Operation',
  innerError: {
    code: 'InvalidDocumentAccessLevel',
    message: 'Cannot access source document location with the current permissions.',
  },
};

/** @type {Partial<Record<Scenario, object>>} */
const DEFAULT_ERRORS = { FailedBeforeStart: TARGET_EXISTS, ValidationFailed: NO_SOURCE_ACCESS };

/** Document ids look like those of the service, which are not RFC 4122 UUIDs. */
const FIRST_ID = 0x0007aadd;

/**
 * @param {Scenario | DocumentDescriptor} scenarioOrDescriptor
 * @param {SimulatedBatch} batch
 * @param {number} index in the batch, from 0
 * @param {number} ordinal among all documents, from 0
 * @returns {SimulatedDocument}
 */
export function createDocument(scenarioOrDescriptor, batch, index, ordinal) {
  const descriptor =
    typeof scenarioOrDescriptor === 'string' ? { scenario: scenarioOrDescriptor } : scenarioOrDescriptor;
  const scenario = descriptor.scenario ?? 'Succeeded';
  const file = `contract-${ordinal + 1}.docx`;
  return {
    id: `${(FIRST_ID + ordinal).toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`,
    to: 'fr',
    path: `https://contracts.blob.core.windows.net:443/target/${file}`,
    sourcePath: `https://contracts.blob.core.windows.net:443/source/${file}`,
    characterCharged: 17_432,
    error: DEFAULT_ERRORS[scenario] ?? NO_TRANSLATABLE_TEXT,
    deploymentName: 'translator-base',
    durationMs: batch.durationMs,
    createdAt: batch.createdAt,
    fractionDigits: 7,
    ...Object.fromEntries(Object.entries(descriptor).filter(([, value]) => value !== undefined)),
    scenario,
    batchId: batch.id,
    // Each document has a later date than the one before, so that lists by date keep the order of creation.
    ticks: 1737 + 7 * index,
  };
}

/** The stages that a document has reached. @param {SimulatedDocument} document @param {number} now @returns {Stage[]} */
export function stagesOf({ scenario, createdAt, durationMs }, now) {
  const stages = TIMELINES[scenario];
  const reached = stages.findLastIndex(([from]) => now - createdAt >= from * durationMs);
  return stages.slice(0, Math.max(reached, 0) + 1);
}

/** When a stage begins. @param {SimulatedDocument} document @param {Stage} stage */
export const startOf = ({ createdAt, durationMs }, [from]) => createdAt + Math.ceil(from * durationMs);

/**
 * A document's status at a time, with the members of the API version in the service's order.
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
  const firstRunning = stages.find(([, reached]) => reached === 'Running');
  const succeeded = status === 'Succeeded';
  return membersOf(
    {
      path: succeeded || status === 'Running' ? document.path : undefined,
      sourcePath: document.sourcePath,
      createdDateTimeUtc: firstRunning && wireDate(startOf(document, firstRunning), ticks, fractionDigits),
      lastActionDateTimeUtc: wireDate(startOf(document, stage), ticks, fractionDigits),
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
