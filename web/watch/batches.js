// Several jobs that are watched as one.
import { locate } from '../client/operation-location.js';
import { isTerminal } from '../client/terminal.js';
import { disposal } from '../client/disposal.js';
import { need, optionError } from '../client/options.js';
import { DocumentTranslationError, errorOf } from '../module/errors.js';
import { batchProgress, countAll } from '../module/policy.js';

/** @typedef {import('../module/types.js').BatchDocument} BatchDocument */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').WatchedBatch} WatchedBatch */
/** @typedef {import('../module/types.js').WatchedBatches} WatchedBatches */
/** @typedef {AsyncIterableIterator<{ batch: WatchedBatch, documents: DocumentStatus[] }>} BatchWatch */

/** @param {DocumentStatus} document */
export const hasFailed = ({ status }) => status === 'Failed' || status === 'ValidationFailed';

/**
 * The ids of jobs, each once. Throws if one is invalid, or belongs to another endpoint.
 * @param {import('../client/client.js').Requester} requester
 * @param {unknown} batches Ids, and Operation-Locations.
 */
export function idsOf({ instance, place }, batches) {
  need(Array.isArray(batches) && batches.length, 'batches', 'It must be an array of job ids or Operation-Locations.');
  /** @type {Map<string, string>} */
  const ids = new Map();
  for (const given of /** @type {any[]} */ (batches)) {
    let id = given;
    if (typeof given === 'string' && given.includes('/')) {
      const { endpoint, batchId } = locate(instance(), given);
      if (endpoint !== place[0]) throw optionError('batches', `The endpoint of each job must be ${place[0]}.`);
      id = batchId;
    }
    const invalid = -instance().call('dts_check_list', instance().put([...place, id]), false);
    if (invalid) throw errorOf(invalid);
    const key = id.toLowerCase();
    if (!ids.has(key)) ids.set(key, id);
  }
  return [...ids.values()];
}

/**
 * The iterator of several jobs. Changes that come while nobody waits for a value are in the next one together.
 * @implements {AsyncIterableIterator<WatchedBatches>}
 */
export class Batches {
  #instance;
  #open;
  /** @type {Map<string, BatchWatch> | undefined} By job, those that have not ended. */
  #watches;
  /** The jobs whose next change is awaited. @type {Set<string>} */
  #awaited = new Set();
  /** @type {Map<string, WatchedBatch | undefined>} By id, in the caller's order. */
  #batches = new Map();
  /** Changes not returned yet. @type {Map<string, BatchDocument>} */
  #documents = new Map();
  /** @type {BatchDocument[]} */
  #failed = [];
  #hasChanged = false;
  #progress = -1;
  /** @type {{ resolve: (result: IteratorResult<WatchedBatches, undefined>) => void, reject: (reason: unknown) => void }[]} */
  #calls = [];
  /** @type {{ reason: unknown } | undefined} The next call of next() rejects with it. */
  #thrown;

  /**
   * @param {() => import('../module/instance.js').Instance} instance
   * @param {() => Map<string, BatchWatch>} open Checks the arguments and returns a watch for each job. Called by the first next().
   */
  constructor(instance, open) {
    this.#instance = instance;
    this.#open = open;
  }

  /** @returns {Promise<IteratorResult<WatchedBatches, undefined>>} */
  next() {
    return new Promise((resolve, reject) => {
      this.#calls.push({ resolve, reject });
      this.#advance();
    });
  }

  /** @returns {Promise<IteratorResult<WatchedBatches, undefined>>} */
  async return() {
    this.#end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @param {{ reason: unknown }} [thrown] */
  #end(thrown) {
    const watches = this.#watches?.values() ?? [];
    this.#watches = new Map();
    this.#thrown = thrown;
    this.#hasChanged = false;
    for (const watch of watches) watch.return?.();
    this.#advance();
  }

  /** Settles the calls that can be settled, and awaits the next change of each job for the others. */
  #advance() {
    try {
      if (!this.#watches) {
        this.#watches = this.#open();
        for (const batchId of this.#watches.keys()) this.#batches.set(batchId, undefined);
      }
    } catch (reason) {
      return this.#end({ reason });
    }
    for (let call = this.#calls[0]; call; call = this.#calls[0]) {
      const thrown = this.#thrown;
      if (!thrown && !this.#hasChanged && this.#watches.size) break;
      this.#thrown = undefined;
      if (thrown) call.reject(thrown.reason);
      else
        call.resolve(this.#hasChanged ? { done: false, value: this.#takeValue() } : { done: true, value: undefined });
      this.#calls.shift();
    }
    if (this.#calls.length) for (const [batchId, watch] of this.#watches) this.#await(batchId, watch);
  }

  /** @param {string} batchId @param {BatchWatch} watch */
  #await(batchId, watch) {
    if (this.#awaited.has(batchId)) return;
    this.#awaited.add(batchId);
    // After return(), or after another job's failure, a late outcome has no effect.
    const isOpen = () => this.#watches?.has(batchId);
    watch
      .next()
      .then(({ done, value }) => {
        this.#awaited.delete(batchId);
        if (!isOpen()) return;
        if (done) this.#watches?.delete(batchId);
        else this.#note(batchId, value);
        this.#advance();
      })
      .catch((reason) => {
        if (!isOpen()) return;
        if (reason instanceof DocumentTranslationError && reason.kind !== 'invalid-argument') reason.batchId = batchId;
        this.#end({ reason });
      });
  }

  /** @param {string} batchId @param {{ batch: WatchedBatch, documents: DocumentStatus[] }} change */
  #note(batchId, { batch, documents }) {
    this.#hasChanged = true;
    this.#batches.set(batchId, batch);
    for (const document of documents) {
      const named = { batchId, ...document };
      this.#documents.set(`${batchId} ${document.id}`, named);
      if (hasFailed(document)) this.#failed.push(named);
    }
  }

  /** @returns {WatchedBatches} */
  #takeValue() {
    const all = [...this.#batches.values()];
    const batches = all.flatMap((batch) => batch ?? []);
    const documents = [...this.#documents.values()];
    this.#documents.clear();
    this.#hasChanged = false;
    // Unknown while one of them is: a job that has no documents yet may get most of all.
    const isKnown = all.every((batch) => batch?.progress !== undefined);
    let [total, done] = [0, 0];
    for (const { progress = 0, summary } of batches) {
      const count = countAll(summary) ?? 0;
      total += count;
      done += progress * count;
    }
    const hasEnded = isKnown && batches.every(({ status }) => isTerminal(status));
    this.#progress = batchProgress(this.#instance(), isKnown ? total : -1, done, 0, hasEnded, this.#progress);
    const progress = this.#progress < 0 ? {} : { progress: this.#progress };
    return { ...progress, batches, documents, failed: [...this.#failed] };
  }
}

Object.assign(
  Batches.prototype,
  disposal(function () {
    this.return();
  }),
);
