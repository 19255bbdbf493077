// Whole jobs and watching: the methods of a client beyond one document's status.
import { ERROR_NEXT_LINK } from './tables.js';
import { watchBatch, watchDocument } from './watch.js';

/** @typedef {import('./client.js').BatchStatus} BatchStatus */
/** @typedef {import('./client.js').DocumentStatus} DocumentStatus */
/** @typedef {import('./client.js').ListOptions} ListOptions */
/** @typedef {import('./client.js').RequestOptions} RequestOptions */
/** @typedef {import('./client.js').WatchedDocument} WatchedDocument */
/** @typedef {import('./client.js').WatchOptions} WatchOptions */

/** @typedef {ReturnType<typeof jobs>} Jobs */

/** @param {import('./client.js').Requester} requester */
export function jobs({ core, request, canRenew, maxConcurrency, maxRetryAfterMs, watches }) {
  /**
   * @param {string} batchId
   * @param {ListOptions} [options]
   * @param {import('./client.js').Sending} [sending]
   * @returns {AsyncGenerator<DocumentStatus[], void, void>}
   */
  async function* pages(batchId, { signal, ...options } = {}, sending) {
    const {
      statuses = [],
      ids = [],
      top,
      skip,
      maxPageSize,
      orderBy,
      createdDateTimeUtcStart,
      createdDateTimeUtcEnd,
    } = options;
    const numbers = [top, skip, maxPageSize].map((number) => (number === undefined ? '' : String(number)));
    const query = [
      statuses.join(','),
      ids.join(','),
      ...numbers,
      orderBy ?? '',
      createdDateTimeUtcStart ?? '',
      createdDateTimeUtcEnd ?? '',
    ];
    const followed = new Set();
    let nextLink = '';
    let left = top ?? Infinity;
    do {
      followed.add(nextLink);
      const page = await request('dts_request_documents', [batchId, nextLink, ...query], { signal }, sending);
      yield page.value.slice(0, left);
      left -= page.value.length;
      nextLink = page.nextLink ?? '';
      if (followed.has(nextLink) && nextLink && left > 0) throw core().error(ERROR_NEXT_LINK, 'nextLink');
    } while (nextLink && left > 0);
  }

  /** @type {import('./watch.js').WatchContext} */
  const context = {
    core,
    getDocument: (batchId, documentId, { signal, wrap, holder }) =>
      request('dts_request_document', [batchId, documentId], { signal }, { maxRetries: 0, wrap, holder }),
    getBatch: (batchId, signal) => request('dts_request_batch', [batchId], { signal }, { maxRetries: 0 }),
    pages: (batchId, options) => pages(batchId, options, { maxRetries: 0 }),
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
     * The documents of a job, page by page as they are read.
     * @param {string} batchId
     * @param {ListOptions} [options]
     * @returns {AsyncGenerator<DocumentStatus, void, void>}
     */
    async *listDocumentStatuses(batchId, options) {
      for await (const page of pages(batchId, options)) yield* page;
    },

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
     * @param {WatchOptions} [options]
     * @returns {AsyncIterableIterator<{ batch: BatchStatus, documents: DocumentStatus[] }>}
     */
    watchBatch: (batchId, options) => watchBatch(context, batchId, options),
  };
}
