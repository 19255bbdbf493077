// The entry `document-translation-status`, with the module embedded.
import * as client from '../client/client.js';
import * as location from '../client/operation-location.js';
import { wasm } from '../module/generated/embedded.js';
import { explainedJobs } from '../watch/document-errors.js';

export { isTerminal } from '../client/terminal.js';
export { DocumentTranslationError } from '../module/errors.js';

/** @typedef {import('../module/types.js').Attempt} Attempt */
/** @typedef {import('../module/types.js').BatchDocument} BatchDocument */
/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').BatchSummary} BatchSummary */
/** @typedef {import('../module/types.js').BatchWatchOptions} BatchWatchOptions */
/** @typedef {import('../module/types.js').ClientOptions} ClientOptions */
/** @typedef {import('../module/types.js').Credential} Credential */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {import('../module/types.js').EndedBatch} EndedBatch */
/** @typedef {import('../module/types.js').EndedDocument} EndedDocument */
/** @typedef {import('../module/types.js').ErrorCode} ErrorCode */
/** @typedef {import('../module/types.js').ErrorFields} ErrorFields */
/** @typedef {import('../module/types.js').ErrorKind} ErrorKind */
/** @typedef {import('../module/types.js').FetchFunction} FetchFunction */
/** @typedef {import('../module/types.js').JobChange} JobChange */
/** @typedef {import('../module/types.js').KnownStatus} KnownStatus */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').ListOrder} ListOrder */
/** @typedef {import('../module/types.js').OperationLocation} OperationLocation */
/** @typedef {import('../module/types.js').Outage} Outage */
/** @typedef {import('../module/types.js').PageOptions} PageOptions */
/** @typedef {import('../module/types.js').RequestOptions} RequestOptions */
/** @typedef {import('../module/types.js').ServiceError} ServiceError */
/** @typedef {import('../module/types.js').StreamOptions} StreamOptions */
/** @typedef {import('../module/types.js').TerminalStatus} TerminalStatus */
/** @typedef {import('../module/types.js').WasmSource} WasmSource */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('../module/types.js').WatchedBatch} WatchedBatch */
/** @typedef {import('../module/types.js').WatchedBatches} WatchedBatches */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/**
 * @template T
 * @typedef {import('../module/types.js').Page<T>} Page
 */
/**
 * @template T
 * @typedef {import('../module/types.js').PagedList<T>} PagedList
 */
/**
 * @template T
 * @typedef {import('../module/types.js').WatchIterator<T>} WatchIterator
 */

/**
 * Checks the options and creates a client. Sends nothing. Rejects with a DocumentTranslationError if an option is invalid.
 * @example
 * import { createClient } from 'document-translation-status';
 *
 * const client = await createClient({ endpoint: 'https://my-resource.cognitiveservices.azure.com', credential: { key } });
 * @param {ClientOptions} options Only `endpoint` is required.
 * @returns {Promise<DocumentTranslationClient>}
 */
export const createClient = (options) => client.createClient(wasm, options, explainedJobs);

/**
 * Splits an Operation-Location, or the URL of a document, into endpoint, version and ids.
 * @example
 * import { createClient, parseOperationLocation } from 'document-translation-status';
 *
 * const { endpoint, apiVersion, batchId } = await parseOperationLocation(url);
 * const client = await createClient({ endpoint, apiVersion, credential: { key } });
 * console.log(await client.getBatchStatus(batchId));
 * @param {string} url The Operation-Location header of the response to the job's submission.
 * @returns {Promise<OperationLocation>}
 */
export const parseOperationLocation = (url) => location.parseOperationLocation(wasm, url);
