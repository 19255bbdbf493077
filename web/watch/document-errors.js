// Adds a hint to the errors in responses whose cause is known. Apart from the other methods, because the proxy and the elements need no
// hints: they are for developers.
import { documentErrors } from '../module/generated/document-errors.js';
import { jobs } from './jobs.js';

/**
 * @template {object} T
 * @param {T} response A document, a job, or a page of either.
 */
function explain(response) {
  // The innermost code says the most.
  for (const { error } of /** @type {any} */ (response).value ?? [response])
    for (let inner = error; inner; inner = inner.innerError)
      if (Object.hasOwn(documentErrors, inner.code)) error.hint = documentErrors[inner.code];
  return response;
}

/**
 * The methods of a client, with hints in the errors of documents and jobs.
 * @param {import('../client/client.js').Requester} requester
 * @returns {import('../module/types.js').JobMethods & Pick<import('../module/types.js').DocumentStatusClient, 'getDocumentStatus'>}
 */
export function explainedJobs(requester) {
  /** @type {typeof requester.request} */
  const request = (...args) => requester.request(...args).then(explain);
  return {
    ...jobs({ ...requester, request }),
    getDocumentStatus: (batchId, documentId, options) =>
      request('dts_request_document', [batchId, documentId], options),
  };
}
