// The methods of a client beyond getDocumentStatus: jobs, lists and watches.
import { createLists } from '../client/lists.js';
import { isTerminal } from '../client/terminal.js';
import { countAll } from '../module/policy.js';
import { BatchTarget } from './batch-target.js';
import { DocumentTarget } from './document-target.js';
import { RequestQueue } from './request-queue.js';
import { Watch } from './watch.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').EndedBatch} EndedBatch */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').RequestOptions} RequestOptions */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/**
 * @template T
 * @typedef {import('../module/types.js').PagedList<T>} PagedList
 */

/** @typedef {import('../client/client.js').DocumentStatusClient & ReturnType<typeof jobs>} DocumentTranslationClient */

/** @param {import('../client/client.js').Requester} requester */
export function jobs(requester) {
  const { instance, request, canRenew, maxConcurrency, maxRetryAfterMs, watches } = requester;
  const { list, pages } = createLists(requester);

  /** @type {import('./watch.js').WatchContext} */
  const context = {
    instance,
    // A watch retries by polling again.
    getDocument: (batchId, documentId, { signal, wrap, holder }) =>
      request('dts_request_document', [batchId, documentId], { signal }, { maxRetries: 0, wrap, holder }),
    getBatch: (batchId, signal) => request('dts_request_batch', [batchId], { signal }, { maxRetries: 0 }),
    pages: (batchId, options) => pages(false, batchId, options, undefined, { maxRetries: 0 }),
    canRenew,
    maxRetryAfterMs,
    watches,
    polls: new Map(),
    queue: new RequestQueue(maxConcurrency),
  };

  /**
   * Yields a document's current status, then each change in order. Ends after a terminal status.
   * @param {string} batchId
   * @param {string} documentId
   * @param {WatchOptions} [options]
   * @returns {AsyncIterableIterator<WatchedDocument>}
   */
  const watchDocument = (batchId, documentId, options) =>
    new Watch(context, options, new DocumentTarget(context, batchId, documentId, options?.stream));

  /**
   * Yields a job's status and its changed documents, each time something changes. Ends when the job has ended.
   * @param {string} batchId
   * @param {Omit<WatchOptions, 'stream'>} [options]
   * @returns {AsyncIterableIterator<{ batch: BatchStatus, documents: DocumentStatus[] }>}
   */
  const watchBatch = (batchId, options) => new Watch(context, options, new BatchTarget(context, batchId));

  return {
    /**
     * Returns the status of a job.
     * @param {string} batchId
     * @param {RequestOptions} [options]
     * @returns {Promise<BatchStatus>}
     */
    getBatchStatus: (batchId, options) => request('dts_request_batch', [batchId], options),

    /**
     * Lists all jobs of the resource, newest first. Each page is requested when it is read.
     * @param {ListOptions} [options]
     * @returns {PagedList<BatchStatus>}
     */
    listBatchStatuses: (options) => list(true, undefined, options),

    /**
     * Lists the documents of a job, newest first. Each page is requested when it is read.
     * @param {string} batchId
     * @param {ListOptions} [options]
     * @returns {PagedList<DocumentStatus>}
     */
    listDocumentStatuses: (batchId, options) => list(false, batchId, options),

    watchDocument,

    /**
     * Waits until a document has a terminal status and returns it.
     * @param {string} batchId
     * @param {string} documentId
     * @param {WatchOptions} [options]
     * @returns {Promise<WatchedDocument>}
     */
    async waitForDocument(batchId, documentId, options) {
      let last;
      for await (const status of watchDocument(batchId, documentId, options)) last = status;
      return /** @type {WatchedDocument} */ (last);
    },

    watchBatch,

    /**
     * Waits until a job has ended and returns it with its documents.
     * @param {string} batchId
     * @param {Omit<WatchOptions, 'stream'>} [options]
     * @returns {Promise<EndedBatch>}
     */
    async waitForBatch(batchId, options) {
      /** @type {Map<string, DocumentStatus>} */
      const found = new Map();
      /** @type {BatchStatus | undefined} */
      let last;
      for await (const { batch, documents } of watchBatch(batchId, options)) {
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
