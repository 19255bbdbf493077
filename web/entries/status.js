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
 * Checks the options and creates a client with getDocumentStatus only. Sends nothing. Rejects with a DocumentTranslationError if an option
 * is invalid.
 * @example
 * import { createClient } from 'document-translation-status/status';
 *
 * const client = await createClient({ endpoint: '/status', credential: { token } });
 * console.log((await client.getDocumentStatus(batchId, documentId)).status);
 * @param {import('../module/types.js').ClientOptions} options Only `endpoint` is required.
 * @returns {Promise<import('../module/types.js').DocumentStatusClient>}
 */
export const createClient = (options) => create(wasm, options, () => ({}));
