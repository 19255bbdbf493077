// The package's main entry, with the module embedded.
import * as client from '../client/client.js';
import { jobs } from '../watch/jobs.js';
import * as location from '../client/operation-location.js';
import { wasm } from '../module/generated/embedded.js';

/** @typedef {client.ClientOptions} ClientOptions */
/** @typedef {client.DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {client.WatchOptions} WatchOptions */
/** @typedef {import('../watch/watch.js').Outage} Outage */
/** @typedef {client.ListOptions} ListOptions */
/** @typedef {client.DocumentStatus} DocumentStatus */
/** @typedef {client.BatchStatus} BatchStatus */
/** @typedef {client.BatchSummary} BatchSummary */
/** @typedef {import('../module/errors.js').ServiceError} ServiceError */
/** @typedef {location.OperationLocation} OperationLocation */
/** @typedef {import('../client/credential.js').Credential} Credential */
/** @typedef {client.RequestOptions} RequestOptions */
/** @typedef {client.WatchedDocument} WatchedDocument */
/** @typedef {client.KnownStatus} KnownStatus */
/** @typedef {import('../module/errors.js').ErrorKind} ErrorKind */
/** @typedef {client.WasmSource} WasmSource */
/** @typedef {client.ListOrder} ListOrder */
/** @typedef {client.PageOptions} PageOptions */
/** @typedef {client.EndedBatch} EndedBatch */
/**
 * @template T
 * @typedef {client.Page<T>} Page
 */
/**
 * @template T
 * @typedef {client.PagedList<T>} PagedList
 */

/**
 * Checks the options; nothing is sent.
 * @param {ClientOptions} options
 * @returns {Promise<DocumentTranslationClient>}
 */
export const createClient = (options) => client.createClient(wasm, options, jobs);

/**
 * Takes an Operation-Location, or a document's URL, apart.
 * @param {string} url
 * @returns {Promise<OperationLocation>}
 */
export const parseOperationLocation = (url) => location.parseOperationLocation(wasm, url);

export { isTerminal } from '../client/terminal.js';
export { DocumentTranslationError } from '../module/errors.js';
