// The main entry for Node: asks in a quicker way than Node's fetch where nobody can tell.
import * as client from './client.js';
import { jobs } from './jobs.js';
import { wasm } from './module/embedded.js';
import { defaultFetch } from './node/transport.js';

export { DocumentTranslationError, isTerminal, parseOperationLocation } from './index.js';

/** @param {client.ClientOptions} options */
export const createClient = (options) => client.createClient(wasm, options, jobs, defaultFetch);
