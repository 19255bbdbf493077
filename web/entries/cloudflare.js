// The Cloudflare worker, with the module embedded: so that it can be imported, and tried, elsewhere.
import { wasm } from '../module/generated/embedded.js';
import { optionsFromEnv } from '../cloudflare/env.js';
import * as object from '../cloudflare/object.js';
import * as worker from '../cloudflare/worker.js';

export { createViewToken } from './proxy.js';
export { optionsFromEnv } from '../cloudflare/env.js';

/** @typedef {import('../cloudflare/env.js').StatusWorkerEnv} StatusWorkerEnv */
/** @typedef {import('../proxy/options.js').StatusProxyOptions} StatusProxyOptions */

/**
 * A worker with options of one's own.
 * @example
 * import { createStatusWorker, optionsFromEnv, type StatusWorkerEnv } from 'document-translation-status/cloudflare';
 *
 * export default createStatusWorker((env: StatusWorkerEnv) => ({ ...optionsFromEnv(env), maxStaleMs: 0 }));
 * @template [Env=StatusWorkerEnv]
 * @param {(env: Env) => StatusProxyOptions} optionsOf Returns the options. Is called with the worker's variables at the first request.
 */
export const createStatusWorker = (optionsOf) => worker.createStatusWorker(wasm, optionsOf);

/**
 * The class of the Durable Object with options of one's own: the same as the worker's.
 * @example
 * import { createStatusObject, optionsFromEnv } from 'document-translation-status/cloudflare';
 *
 * export class StatusObject extends createStatusObject(optionsFromEnv) {}
 * @template [Env=StatusWorkerEnv]
 * @param {(env: Env) => StatusProxyOptions} optionsOf The function that the worker has.
 */
export const createStatusObject = (optionsOf) => object.createStatusObject(wasm, worker.checkOptionsOf(optionsOf));

// Pure: an app that imports only another function does not contain the worker.
export const StatusObject = /* @__PURE__ */ createStatusObject(optionsFromEnv);

export default /* @__PURE__ */ createStatusWorker(optionsFromEnv);
