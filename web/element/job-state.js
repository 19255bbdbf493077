// The state of a job in an element, or of several jobs that it shows as one: status, documents, and the highest progress so far.
import { isTerminal } from '../client/terminal.js';
import { isFailure, stateOf } from '../content/statuses.js';
import { countAll, countEnded } from '../module/policy.js';
import { isNewState } from './staleness.js';

/** @typedef {import('../module/types.js').BatchSummary} BatchSummary */
/** @typedef {import('../module/types.js').WatchedBatch} Batch */
/** @typedef {import('../module/types.js').JobChange} JobChange */
/** @typedef {import('../module/types.js').DocumentStatus & { batchId?: string }} JobDocument With the id of its job if there are several jobs. */
/** @typedef {{ progress?: number, batches: Batch[], documents: JobDocument[], failed: JobDocument[] }} JobsChange Several jobs. */

/** A key of the document among those of several jobs. @param {JobDocument} document */
export const keyOf = ({ batchId = '', id }) => `${batchId} ${id}`;

/**
 * @param {Batch[]} batches
 * @param {number} count of all jobs, including those without a response
 */
function statusOf(batches, count) {
  const [{ status: first }] = batches;
  const areAll = batches.length === count;
  if (batches.every(({ status }) => status === first) && (areAll || !isTerminal(first))) return first;
  if (!areAll || !batches.every(({ status }) => isTerminal(status))) return 'Running';
  // They differ. A job without counts, which failed validation, would be missing in "8 of 10 translated".
  const others = batches.filter(({ status }) => status !== 'Succeeded');
  return others.length < count && others.every(({ summary }) => countAll(summary)) ? 'Succeeded' : 'Failed';
}

/**
 * Several jobs as one.
 * @param {Batch[]} batches
 * @param {number} count
 * @returns {Batch}
 */
function combine(batches, count) {
  /** @type {BatchSummary} */
  const summary = {};
  for (const each of batches)
    for (const [name, number] of Object.entries({ ...each.summary, total: countAll(each.summary) ?? 0 })) {
      const member = /** @type {keyof BatchSummary} */ (name);
      summary[member] = (summary[member] ?? 0) + number;
    }
  const times = (/** @type {'createdDateTimeUtc' | 'lastActionDateTimeUtc'} */ name) =>
    batches.flatMap((batch) => batch[name] ?? []).sort();
  const left = batches.filter(({ status }) => !isTerminal(status)).map((batch) => batch.estimatedRemainingMs ?? NaN);
  const longest = Math.max(...left);
  return {
    id: '',
    status: statusOf(batches, count),
    createdDateTimeUtc: times('createdDateTimeUtc')[0],
    lastActionDateTimeUtc: /** @type {string} */ (times('lastActionDateTimeUtc').at(-1)),
    summary,
    error: batches.find(({ error }) => error)?.error,
    ...(batches.length === count && longest >= 0 && { estimatedRemainingMs: longest }),
  };
}

export class JobState {
  /** The number of jobs that are watched. */
  count = 1;
  /** The job, or all jobs as one. @type {Batch | undefined} */
  batch;
  /** @type {Map<string, JobDocument>} by keyOf */
  documents = new Map();
  /** The highest so far, 0 to 1. */
  progress = 0;
  /** @type {Map<string, Batch>} by id */
  #batches = new Map();
  #updatedAt = 0;

  /**
   * @template {JobChange | JobsChange} T
   * @param {T} value
   * @returns {T | undefined} with the documents that are new or changed; undefined: there is nothing new
   */
  update(value) {
    const batches = 'batches' in value ? value.batches : [value.batch];
    const newer = batches.filter((batch) => isNewState(batch, this.#batches.get(batch.id)));
    const { progress } = 'batches' in value ? value : value.batch;
    for (const batch of newer) this.#batches.set(batch.id, batch);
    // In the order of the attribute, and not of the responses.
    this.#batches = new Map([...batches.map((batch) => /** @type {const} */ ([batch.id, batch])), ...this.#batches]);
    const isFurther = (progress ?? 0) > this.progress;
    if (newer.length || isFurther) {
      const all = [...this.#batches.values()];
      this.batch = this.count > 1 ? combine(all, this.count) : all[0];
      this.#updatedAt = performance.now();
      const { summary } = this.batch;
      // A client of the page's own may send no progress.
      const counted = this.count > 1 ? 0 : countEnded(summary) / (countAll(summary) || Infinity);
      this.progress = Math.max(this.progress, progress ?? counted);
    }
    const documents = value.documents.filter((document) => isNewState(document, this.documents.get(keyOf(document))));
    for (const document of documents) this.documents.set(keyOf(document), document);
    return newer.length || isFurther || documents.length ? { ...value, documents } : undefined;
  }

  /** With all documents. @returns {JobChange | JobsChange | undefined} */
  get value() {
    const { batch, progress } = this;
    const documents = [...this.documents.values()];
    const batches = [...this.#batches.values()];
    const failed = documents.filter(({ status }) => isFailure(stateOf(status)));
    return this.count > 1 ? batch && { progress, batches, documents, failed } : batch && { batch, documents };
  }

  /** Whether the final state of each document is known, too: the list lags behind the job. */
  get isEnded() {
    const { batch, documents } = this;
    const states = batch ? [batch, ...documents.values()] : [];
    return states.length > (countAll(batch?.summary ?? {}) ?? 0) && states.every(({ status }) => isTerminal(status));
  }

  /** The remaining time by now, in ms; -1: unknown. */
  get leftMs() {
    const left = this.batch?.estimatedRemainingMs;
    return left === undefined ? -1 : Math.max(0, left - (performance.now() - this.#updatedAt));
  }

  clear() {
    this.batch = undefined;
    this.documents.clear();
    this.progress = 0;
    this.#batches.clear();
  }
}
