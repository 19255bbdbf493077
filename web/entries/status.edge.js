// The entry `document-translation-status/status` for workerd and Vercel's edge runtime.
import { createClient as create } from '../client/client.js';
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from '../module/generated/module.wasm?module';

export { DocumentTranslationError } from '../module/errors.js';

/**
 * Checks the options and creates a client with getDocumentStatus only. Sends nothing.
 * @param {import('../module/types.js').ClientOptions} options
 * @returns {Promise<import('../module/types.js').DocumentStatusClient>}
 */
export const createClient = (options) => create(wasm, options, () => ({}));
