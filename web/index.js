// The package's main entry, with the module embedded.
import * as client from './client.js';
import { jobs } from './jobs.js';
import * as location from './location.js';
import { wasm } from './module/embedded.js';

export { DocumentTranslationError } from './errors.js';
export { isTerminal } from './terminal.js';

/** @typedef {client.ClientOptions} ClientOptions */
/** @typedef {client.DocumentStatus} DocumentStatus */
/** @typedef {client.BatchStatus} BatchStatus */
/** @typedef {client.BatchSummary} BatchSummary */
/** @typedef {client.KnownStatus} KnownStatus */
/** @typedef {client.WatchedDocument} WatchedDocument */
/** @typedef {client.WatchOptions} WatchOptions */
/** @typedef {import('./watch.js').Outage} Outage */
/** @typedef {client.ListOptions} ListOptions */
/** @typedef {client.RequestOptions} RequestOptions */
/** @typedef {client.WasmSource} WasmSource */
/** @typedef {client.DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {location.OperationLocation} OperationLocation */
/** @typedef {import('./credential.js').Credential} Credential */
/** @typedef {import('./errors.js').ErrorKind} ErrorKind */
/** @typedef {import('./errors.js').ServiceError} ServiceError */

/**
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
