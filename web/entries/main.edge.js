// The entry `document-translation-status` for workerd and Vercel's edge runtime, which cannot compile bytes at run time. Both, and Nitro,
// compile a .wasm?module import.
import * as client from '../client/client.js';
import * as location from '../client/operation-location.js';
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from '../module/generated/module.wasm?module';
import { explainedJobs } from '../watch/document-errors.js';

export { isTerminal } from '../client/terminal.js';
export { DocumentTranslationError } from '../module/errors.js';

/**
 * @param {import('../module/types.js').ClientOptions} options
 * @returns {Promise<import('../module/types.js').DocumentTranslationClient>}
 */
export const createClient = (options) => client.createClient(wasm, options, explainedJobs);

/** @param {string} url */
export const parseOperationLocation = (url) => location.parseOperationLocation(wasm, url);
