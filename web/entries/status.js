// The entry `document-translation-status/status`: one document's status only, with a smaller module embedded, for pages that count each
// kilobyte.
import { createClient as create } from '../client/client.js';
import { wasm } from '../module/generated/embedded-status.js';

export { DocumentTranslationError } from '../module/errors.js';

/** @typedef {import('../module/types.js').Attempt} Attempt */
/** @typedef {import('../module/types.js').DocumentStatusClient} DocumentStatusClient */
/** @typedef {import('../module/types.js').ClientOptions} ClientOptions */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */

/**
 * Checks the options and creates a client with getDocumentStatus only. Sends nothing.
 * @param {import('../module/types.js').ClientOptions} options
 * @returns {Promise<import('../module/types.js').DocumentStatusClient>}
 */
export const createClient = (options) => create(wasm, options, () => ({}));
