// The main entry for Vercel's edge, where a compiled module is what an import with ?module gives.
import * as client from './client.js';
import { jobs } from './jobs.js';
import * as location from './location.js';
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from './module.wasm?module';

export { DocumentTranslationError } from './errors.js';
export { isTerminal } from './terminal.js';

/** @param {client.ClientOptions} options */
export const createClient = (options) => client.createClient(wasm, options, jobs);

/** @param {string} url */
export const parseOperationLocation = (url) => location.parseOperationLocation(wasm, url);
