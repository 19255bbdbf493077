// Several jobs that are watched as one.
import { locate } from '../client/operation-location.js';
import { hasFailed, isTerminal } from '../client/terminal.js';
import { disposal } from '../client/disposal.js';
import { need, optionError } from '../client/options.js';
import { DocumentTranslationError, errorOf } from '../module/errors.js';
import { batchProgress, countAll } from '../module/policy.js';

/** @typedef {import('../module/types.js').BatchDocument} BatchDocument */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').WatchedBatch} WatchedBatch */
/** @typedef {import('../module/types.js').WatchedBatches} WatchedBatches */
/** @typedef {{ batch: WatchedBatch, documents: DocumentStatus[] }} Change */
/** @typedef {AsyncIterableIterator<Change>} BatchWatch */

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
 * The progress of several jobs, or -1. Unknown while that of one of them is: a job that has no documents yet may get most of all.
 * @param {import('../module/instance.js').Instance} instance
 * @param {(WatchedBatch | undefined)[]} batches
 * @param {number} shown
 */
function progressOf(instance, batches, shown) {
  let [total, done] = [0, 0];
  for (const batch of batches) {
    if (batch?.progress === undefined) return shown;
    const count = countAll(batch.summary) ?? 0;
    total += count;
    done += batch.progress * count;
  }
  const haveEnded = batches.every((batch) => isTerminal(batch?.status ?? ''));
  return batchProgress(instance, total, done, 0, haveEnded, shown);
}

/**
 * Yields a value for each change of a job.
 * @param {() => import('../module/instance.js').Instance} instance
 * @param {() => Map<string, BatchWatch>} open Checks the arguments and returns a watch for each job. Called by the first next().
 * @returns {import('../module/types.js').WatchIterator<WatchedBatches>}
 */
export function mergeWatches(instance, open) {
  /** @type {Map<string, BatchWatch>} By job. */
  let watches = new Map();
  const endAll = () => {
    for (const watch of watches.values()) watch.return?.();
  };

  async function* values() {
    watches = open();
    /** @type {Map<string, WatchedBatch | undefined>} In the caller's order. */
    const batches = new Map(Array.from(watches.keys(), (batchId) => [batchId, undefined]));
    /** @type {Map<string, Promise<{ batchId: string, value?: Change }>>} The next change of each job. */
    const pending = new Map();
    /** @type {BatchDocument[]} */
    const failed = [];
    let shown = -1;

    /** @param {BatchWatch} watch @param {string} batchId */
    const read = async (watch, batchId) => {
      try {
        const { value } = await watch.next();
        return { batchId, value };
      } catch (error) {
        if (error instanceof DocumentTranslationError && error.kind !== 'invalid-argument') error.batchId = batchId;
        throw error;
      }
    };
    try {
      for (const [batchId, watch] of watches) pending.set(batchId, read(watch, batchId));
      while (pending.size) {
        const { batchId, value } = await Promise.race(pending.values());
        pending.delete(batchId);
        if (!value) continue;
        batches.set(batchId, value.batch);
        const documents = value.documents.map((document) => ({ batchId, ...document }));
        failed.push(...documents.filter(hasFailed));
        shown = progressOf(instance(), [...batches.values()], shown);
        yield {
          ...(shown < 0 ? {} : { progress: shown }),
          batches: [...batches.values()].flatMap((batch) => batch ?? []),
          documents,
          failed: [...failed],
        };
        pending.set(batchId, read(/** @type {BatchWatch} */ (watches.get(batchId)), batchId));
      }
    } finally {
      endAll();
    }
  }

  const generator = values();
  return {
    next: () => generator.next(),
    // The generator's own return() would wait for the next change.
    return() {
      endAll();
      return generator.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    ...disposal(function () {
      this.return();
    }),
  };
}
