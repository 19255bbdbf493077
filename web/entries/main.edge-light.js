// The main entry for Vercel's edge, where a compiled module is what an import with ?module gives.
import * as client from '../client/client.js';
import { jobs } from '../watch/jobs.js';
import * as location from '../client/operation-location.js';
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from '../module/generated/module.wasm?module';

export { DocumentTranslationError } from '../module/errors.js';
export { isTerminal } from '../client/terminal.js';

/** @param {client.ClientOptions} options */
export const createClient = (options) => client.createClient(wasm, options, jobs);

/** @param {string} url */
export const parseOperationLocation = (url) => location.parseOperationLocation(wasm, url);
