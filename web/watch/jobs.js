// The methods of a client beyond getDocumentStatus: jobs, lists and watches.
import { createLists, readMethods } from '../client/lists.js';
import { hasFailed, isTerminal } from '../client/terminal.js';
import { countAll } from '../module/policy.js';
import { BatchTarget } from './batch-target.js';
import { idsOf, mergeWatches } from './batches.js';
import { DocumentTarget } from './document-target.js';
import { RequestQueue } from './request-queue.js';
import { Watch } from './watch.js';

/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').JobMethods} JobMethods */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */

/**
 * @param {import('../client/client.js').Requester} requester
 * @returns {JobMethods}
 */
export function jobs(requester) {
  const { instance, request, maxConcurrency, maxRetryAfterMs, watches } = requester;
  const lists = createLists(requester);

  /** @type {import('./watch.js').WatchContext} */
  const context = {
    instance,
    // A watch retries by polling again.
    getDocument: (batchId, documentId, { signal, wrap, holder }) =>
      request('dts_request_document', [batchId, documentId], { signal }, { maxRetries: 0, wrap, holder }),
    getBatch: (batchId, signal) => request('dts_request_batch', [batchId], { signal }, { maxRetries: 0 }),
    pages: (batchId, options) => lists.pages(false, batchId, options, undefined, { maxRetries: 0 }),
    maxRetryAfterMs,
    watches,
    polls: new Map(),
    queue: new RequestQueue(maxConcurrency),
  };

  // The types do not see the symbols of disposal, which are added to the prototype.
  /** @type {JobMethods['watchDocument']} */
  const watchDocument = (batchId, documentId, options) =>
    /** @type {any} */ (new Watch(context, options, new DocumentTarget(context, batchId, documentId, options?.stream)));

  /** @type {JobMethods['watchBatch']} */
  const watchBatch = (batchId, options) =>
    /** @type {any} */ (new Watch(context, options, new BatchTarget(context, batchId)));

  /** @type {JobMethods['watchBatches']} */
  const watchBatches = (batches, options) =>
    mergeWatches(instance, () => {
      /** @type {Set<string>} */
      const failing = new Set();
      const { onOutage } = options ?? {};
      /** Ends an outage when no job has one. @param {string} batchId @returns {WatchOptions['onOutage']} */
      const outageOf = (batchId) => (outage) => {
        if (outage) {
          outage.error.batchId = batchId;
          failing.add(batchId);
        } else failing.delete(batchId);
        // Returned, so that the watch sees it reject.
        if (outage || !failing.size) return onOutage?.(outage);
      };
      return new Map(
        idsOf(requester, batches).map((batchId) => [
          batchId,
          watchBatch(batchId, typeof onOutage === 'function' ? { ...options, onOutage: outageOf(batchId) } : options),
        ]),
      );
    });

  return {
    ...readMethods(requester, lists),
    watchDocument,
    watchBatch,
    watchBatches,

    async waitForDocument(batchId, documentId, options) {
      let last;
      for await (const status of watchDocument(batchId, documentId, options)) last = status;
      return /** @type {import('../module/types.js').EndedDocument} */ (last);
    },

    async waitForBatch(batchId, options) {
      /** @type {Map<string, DocumentStatus>} */
      const found = new Map();
      let last;
      for await (const { batch, documents } of watchBatch(batchId, options)) {
        last = batch;
        for (const document of documents) found.set(document.id, document);
      }
      const batch = /** @type {import('../module/types.js').EndedBatch['batch']} */ (last);
      const documents = [...found.values()];
      return {
        batch,
        documents,
        failed: documents.filter(hasFailed),
        complete:
          documents.length >= (countAll(batch.summary) ?? 0) && documents.every(({ status }) => isTerminal(status)),
      };
    },
  };
}
