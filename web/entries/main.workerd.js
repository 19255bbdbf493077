// The main entry where bytes can't be compiled at run time and a .wasm import is a compiled module: workerd.
import * as client from '../client/client.js';
import { jobs } from '../watch/jobs.js';
import * as location from '../client/operation-location.js';
import wasm from '../module/generated/module.wasm';

export { DocumentTranslationError } from '../module/errors.js';
export { isTerminal } from '../client/terminal.js';

/** @param {client.ClientOptions} options */
export const createClient = (options) => client.createClient(wasm, options, jobs);

/** @param {string} url */
export const parseOperationLocation = (url) => location.parseOperationLocation(wasm, url);
