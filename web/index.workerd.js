// The main entry where bytes can't be compiled at run time and a .wasm import is a compiled module: workerd.
import * as client from './client.js';
import { jobs } from './jobs.js';
import * as location from './location.js';
import wasm from './module.wasm';

export { DocumentTranslationError } from './errors.js';
export { isTerminal } from './terminal.js';

/** @param {client.ClientOptions} options */
export const createClient = (options) => client.createClient(wasm, options, jobs);

/** @param {string} url */
export const parseOperationLocation = (url) => location.parseOperationLocation(wasm, url);
