// Whole jobs and watching: the methods of a client beyond one document's status.
import { createLists } from '../client/lists.js';
import { countAll } from '../module/policy.js';
import { isTerminal } from '../client/terminal.js';
import { watchBatch, watchDocument } from './watch.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').RequestOptions} RequestOptions */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */

/**
 * @template T
 * @typedef {import('../module/types.js').PagedList<T>} PagedList
 */
/** @typedef {import('../module/types.js').EndedBatch} EndedBatch */

/** @typedef {import('../client/client.js').DocumentStatusClient & ReturnType<typeof jobs>} DocumentTranslationClient */

/** @param {import('../client/client.js').Requester} requester */
export function jobs(requester) {
  const { instance, request, canRenew, maxConcurrency, maxRetryAfterMs, watches } = requester;
  const { list, pages } = createLists(requester);

  /** @type {import('./watch.js').WatchContext} */
  const context = {
    instance,
    getDocument: (batchId, documentId, { signal, wrap, holder }) =>
      request('dts_request_document', [batchId, documentId], { signal }, { maxRetries: 0, wrap, holder }),
    getBatch: (batchId, signal) => request('dts_request_batch', [batchId], { signal }, { maxRetries: 0 }),
    pages: (batchId, options) => pages(false, batchId, options, undefined, { maxRetries: 0 }),
    canRenew,
    maxConcurrency,
    maxRetryAfterMs,
    watches,
    lines: new Map(),
    busy: 0,
    queue: new Set(),
  };

  return {
    /**
     * How a whole job is doing.
     * @param {string} batchId
     * @param {RequestOptions} [options]
     * @returns {Promise<BatchStatus>}
     */
    getBatchStatus: (batchId, options) => request('dts_request_batch', [batchId], options),

    /**
     * All jobs of the resource, newest first, page by page as they are read.
     * @param {ListOptions} [options]
     * @returns {PagedList<BatchStatus>}
     */
    listBatchStatuses: (options) => list(true, undefined, options),

    /**
     * The documents of a job, newest first, page by page as they are read.
     * @param {string} batchId
     * @param {ListOptions} [options]
     * @returns {PagedList<DocumentStatus>}
     */
    listDocumentStatuses: (batchId, options) => list(false, batchId, options),

    /**
     * A document's status now, then each change, in order, never going back; ends after the terminal one.
     * @param {string} batchId
     * @param {string} documentId
     * @param {WatchOptions} [options]
     * @returns {AsyncIterableIterator<WatchedDocument>}
     */
    watchDocument: (batchId, documentId, options) => watchDocument(context, batchId, documentId, options),

    /**
     * A document's terminal status, once it has one.
     * @param {string} batchId
     * @param {string} documentId
     * @param {WatchOptions} [options]
     * @returns {Promise<WatchedDocument>}
     */
    async waitForDocument(batchId, documentId, options) {
      let last;
      for await (const status of watchDocument(context, batchId, documentId, options)) last = status;
      return /** @type {WatchedDocument} */ (last);
    },

    /**
     * A job's status and the documents that changed, each time something did; ends when the job has ended.
     * @param {string} batchId
     * @param {Omit<WatchOptions, 'stream'>} [options]
     * @returns {AsyncIterableIterator<{ batch: BatchStatus, documents: DocumentStatus[] }>}
     */
    watchBatch: (batchId, options) => watchBatch(context, batchId, options),

    /**
     * A job and its documents, once the job has ended.
     * @param {string} batchId
     * @param {Omit<WatchOptions, 'stream'>} [options]
     * @returns {Promise<EndedBatch>}
     */
    async waitForBatch(batchId, options) {
      /** @type {Map<string, DocumentStatus>} */
      const found = new Map();
      /** @type {BatchStatus | undefined} */
      let last;
      for await (const { batch, documents } of watchBatch(context, batchId, options)) {
        last = batch;
        for (const document of documents) found.set(document.id, document);
      }
      const batch = /** @type {BatchStatus} */ (last);
      const documents = [...found.values()];
      return {
        batch,
        documents,
        failed: documents.filter(({ status }) => status === 'Failed' || status === 'ValidationFailed'),
        complete:
          documents.length >= (countAll(batch.summary) ?? 0) && documents.every(({ status }) => isTerminal(status)),
      };
    },
  };
}
