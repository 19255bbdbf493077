// The entry `document-translation-status` for workerd, which compiles .wasm imports and cannot compile bytes at run time.
import * as client from '../client/client.js';
import * as location from '../client/operation-location.js';
import wasm from '../module/generated/module.wasm';
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
