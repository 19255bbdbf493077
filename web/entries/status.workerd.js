// The entry `document-translation-status/status` for workerd.
import { createClient as create } from '../client/client.js';
import wasm from '../module/generated/module.wasm';

export { DocumentTranslationError } from '../module/errors.js';

/**
 * Checks the options and creates a client with getDocumentStatus only. Sends nothing.
 * @param {import('../module/types.js').ClientOptions} options
 * @returns {Promise<import('../module/types.js').DocumentStatusClient>}
 */
export const createClient = (options) => create(wasm, options, () => ({}));
