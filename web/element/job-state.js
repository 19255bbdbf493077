// What an element knows of a job: its last status, its documents, and the highest progress so far.
import { isTerminal } from '../client/terminal.js';
import { countAll, countEnded } from '../module/policy.js';
import { isOlder } from './staleness.js';

/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').BatchStatus & { progress?: number, estimatedRemainingMs?: number }} BatchStatus */
/** @typedef {{ batch: BatchStatus, documents: DocumentStatus[] }} JobChange The job, and the documents that are new or changed. */

/** A client of the page's own may not tell the progress. @param {BatchStatus} batch */
function progressOf({ progress, summary }) {
  const total = countAll(summary);
  return progress ?? (total ? countEnded(summary) / total : 0);
}

export class JobState {
  /** @type {BatchStatus | undefined} */
  batch;
  /** @type {Map<string, DocumentStatus>} by id */
  documents = new Map();
  /** The highest so far, 0 to 1. */
  progress = 0;
  #takenAt = 0;

  /** @param {JobChange} value @returns {DocumentStatus[] | undefined} the documents that are new or changed; undefined: there is nothing new */
  take({ batch, documents }) {
    // The progress is no part of the service's response: a new watch may start lower.
    const isNews = !this.batch || !isOlder({ ...batch, progress: undefined }, this.batch);
    if (isNews) {
      this.batch = batch;
      this.#takenAt = performance.now();
      this.progress = Math.max(this.progress, progressOf(batch));
    }
    const news = documents.filter((document) => {
      const before = this.documents.get(document.id);
      return !before || !isOlder(document, before);
    });
    for (const document of news) this.documents.set(document.id, document);
    return isNews || news.length ? news : undefined;
  }

  /** @returns {JobChange | undefined} with all documents */
  get value() {
    return this.batch && { batch: this.batch, documents: [...this.documents.values()] };
  }

  get isEnded() {
    return this.batch !== undefined && isTerminal(this.batch.status);
  }

  /** The remaining time by now, in ms; -1: unknown. */
  get leftMs() {
    const left = this.batch?.estimatedRemainingMs;
    return left === undefined ? -1 : Math.max(0, left - (performance.now() - this.#takenAt));
  }

  clear() {
    this.batch = undefined;
    this.documents.clear();
    this.progress = 0;
  }
}
