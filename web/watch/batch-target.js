// A job with its documents as the target of a watch. Reads only the lists that can have changed.
import { isTerminal } from '../client/terminal.js';
import { batchProgress, countAll, countEnded } from '../module/policy.js';
import { isNew, membersOf } from './changes.js';
import { RemainingTime } from './remaining-time.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').WatchedBatch} WatchedBatch */
/** @typedef {import('./changes.js').Members} Members */
/** @typedef {import('./watch.js').Watch<any, any>} Watch */
/** @typedef {import('./watch.js').WatchContext} WatchContext */

/** Documents with these statuses can still change. */
const ACTIVE = ['NotStarted', 'Running', 'Cancelling'];
const PAGE_SIZE = 100;
const IDS_PER_REQUEST = 50;
/** After the job has ended, the list is read this many times without a new document before it counts as complete. */
const MAX_LAST_READS = 10;
/** While the list lacks documents, the whole list is read again after 1, 2, 4 … rounds without a new one, at most this many. */
const MAX_ROUNDS_BETWEEN_READS = 16;

/** @implements {WatchTarget<BatchStatus, { batch: WatchedBatch, documents: DocumentStatus[] }>} */
export class BatchTarget {
  #context;
  #batchId;
  /** @type {BatchStatus | undefined} */
  #batch;
  /** @type {Members | undefined} Of the job. */
  #shown;
  /** @type {Map<string, Members>} By id, the documents that have not ended. */
  #active = new Map();
  /** @type {Set<string>} The ids of the documents that have ended. */
  #ended = new Set();
  /** @type {Map<string, DocumentStatus>} Changes not returned yet. Kept when a later page fails. */
  #changed = new Map();
  #rounds = 0;
  #roundsBetweenReads = 1;
  /** The round in which the whole list is read again. */
  #nextWholeRead = 0;
  #lastReads = 0;
  #progress = -1;
  #remaining;

  /** @param {WatchContext} context @param {string} batchId */
  constructor(context, batchId) {
    this.#context = context;
    this.#batchId = batchId;
    this.#remaining = new RemainingTime(context.instance);
  }

  /** @param {Watch} watch */
  request(watch) {
    const controller = new AbortController();
    this.#read(controller.signal).then(
      (status) => watch.onOutcome({ status }),
      (error) => watch.onOutcome({ error }),
    );
    return { cancel: () => controller.abort() };
  }

  /** @param {AbortSignal} signal */
  async #read(signal) {
    const batch = await this.#context.queue.run(signal, () => this.#context.getBatch(this.#batchId, signal));
    await this.#readDocuments(batch, signal);
    return batch;
  }

  get #knownCount() {
    return this.#active.size + this.#ended.size;
  }

  /** @param {BatchStatus} batch @param {AbortSignal} signal */
  async #readDocuments({ status, summary }, signal) {
    // Without counts, there may always be one more document.
    const total = countAll(summary) ?? this.#knownCount + 1;
    const active = [...this.#active.keys()];
    const pagesOf = (/** @type {number} */ count) => Math.ceil(count / PAGE_SIZE);
    const knownCount = this.#knownCount;
    const lacksDocuments = knownCount < total && (this.#rounds++ >= this.#nextWholeRead || isTerminal(status));
    if (lacksDocuments || (active.length && pagesOf(total) <= pagesOf(active.length))) {
      await this.#readList({}, signal);
      this.#roundsBetweenReads =
        this.#knownCount > knownCount ? 1 : Math.min(2 * this.#roundsBetweenReads, MAX_ROUNDS_BETWEEN_READS);
      this.#nextWholeRead = this.#rounds + this.#roundsBetweenReads - 1;
    } else if (active.length) {
      const seen = await this.#readList({ statuses: ACTIVE }, signal);
      const others = active.filter((id) => !seen.has(id));
      for (let at = 0; at < others.length; at += IDS_PER_REQUEST)
        await this.#readList({ ids: others.slice(at, at + IDS_PER_REQUEST) }, signal);
    }
  }

  /** @param {ListOptions} filter @param {AbortSignal} signal */
  async #readList(filter, signal) {
    const seen = new Set();
    const pages = this.#context.pages(this.#batchId, { signal, maxPageSize: PAGE_SIZE, ...filter });
    for (;;) {
      const page = await this.#context.queue.run(signal, () => pages.next());
      if (page.done) return seen;
      for (const document of page.value.value) {
        seen.add(document.id);
        this.#note(document);
      }
    }
  }

  /** @param {DocumentStatus} document */
  #note(document) {
    const { id, status } = document;
    const received = membersOf(document);
    if (this.#ended.has(id) || !isNew(this.#context.instance(), this.#active.get(id), received)) return;
    this.#changed.set(id, document);
    if (isTerminal(status)) {
      this.#active.delete(id);
      this.#ended.add(id);
    } else this.#active.set(id, received);
  }

  /** @param {BatchStatus} batch */
  update(batch) {
    const documents = [...this.#changed.values()];
    this.#changed.clear();
    const received = membersOf(batch);
    const isNewer = isNew(this.#context.instance(), this.#shown, received);
    if (isNewer) {
      this.#shown = received;
      this.#batch = batch;
    }
    const latest = this.#batch ?? batch;
    const hasEnded = isTerminal(latest.status);
    this.#lastReads = documents.length || !hasEnded ? 0 : this.#lastReads + 1;
    const total = countAll(latest.summary);
    // Without counts, a list that brought nothing new counts as complete.
    const hasAll = total === undefined ? this.#lastReads > 0 : this.#knownCount >= total;
    const isComplete = this.#active.size === 0 && hasAll;
    return {
      value: isNewer || documents.length ? { batch: this.#withProgress(latest), documents } : undefined,
      isLast: hasEnded && (isComplete || this.#lastReads >= MAX_LAST_READS),
    };
  }

  /** @param {BatchStatus} batch @returns {WatchedBatch} */
  #withProgress(batch) {
    const { status, summary } = batch;
    let running = 0;
    for (const { progress = 0 } of this.#active.values()) running += progress;
    const counts = /** @type {const} */ ([countAll(summary) ?? -1, countEnded(summary)]);
    this.#progress = batchProgress(this.#context.instance(), ...counts, running, isTerminal(status), this.#progress);
    if (this.#progress < 0) return batch;
    const progress = this.#progress;
    const remainingMs = this.#remaining.estimate({ status, progress });
    return { ...batch, progress, ...(remainingMs > 0 && { estimatedRemainingMs: Math.round(remainingMs) }) };
  }
}

/**
 * @template S, T
 * @typedef {import('./watch.js').WatchTarget<S, T>} WatchTarget
 */
