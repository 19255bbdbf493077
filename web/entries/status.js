// A client for one document's status and nothing else, for pages that count each kilobyte; with its own, smaller module embedded.
import * as client from '../client/client.js';
import { wasm } from '../module/generated/embedded-status.js';

export { DocumentTranslationError } from '../module/errors.js';

/** @typedef {client.ClientOptions} ClientOptions */
/** @typedef {client.DocumentStatus} DocumentStatus */
/** @typedef {client.DocumentStatusClient} DocumentStatusClient */

/**
 * @param {client.ClientOptions} options
 * @returns {Promise<client.DocumentStatusClient>}
 */
export const createClient = (options) => client.createClient(wasm, options, () => ({}));
