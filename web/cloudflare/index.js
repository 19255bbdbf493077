// The Cloudflare worker, with the module embedded: so that it can be imported, and tried, elsewhere.
import { wasm } from '../module/embedded.js';
import { optionsFromEnv } from './env.js';
import * as object from './object.js';
import * as worker from './worker.js';

export { createViewToken } from '../proxy/index.js';
export { optionsFromEnv } from './env.js';

/** @typedef {import('./env.js').StatusWorkerEnv} StatusWorkerEnv */
/** @typedef {import('../proxy/options.js').StatusProxyOptions} StatusProxyOptions */

/**
 * A worker with options of one's own.
 * @template [Env=StatusWorkerEnv]
 * @param {(env: Env) => StatusProxyOptions} optionsOf
 */
export const createStatusWorker = (optionsOf) => worker.createStatusWorker(wasm, optionsOf);

/**
 * The class of the Durable Object with options of one's own: the same as the worker's.
 * @template [Env=StatusWorkerEnv]
 * @param {(env: Env) => StatusProxyOptions} optionsOf
 */
export const createStatusObject = (optionsOf) => object.createStatusObject(wasm, worker.checkOptionsOf(optionsOf));

export const StatusObject = createStatusObject(optionsFromEnv);

export default createStatusWorker(optionsFromEnv);
