// The Cloudflare worker that can be deployed as it is.
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from '../module/generated/module.wasm?module';
import { optionsFromEnv } from '../cloudflare/env.js';
import * as object from '../cloudflare/object.js';
import * as worker from '../cloudflare/worker.js';

export { createViewToken } from './proxy.edge.js';
export { optionsFromEnv } from '../cloudflare/env.js';

/** @typedef {import('../cloudflare/env.js').StatusWorkerEnv} StatusWorkerEnv */
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

// Pure: an app that imports only another function does not contain the worker.
export const StatusObject = /* @__PURE__ */ createStatusObject(optionsFromEnv);

export default /* @__PURE__ */ createStatusWorker(optionsFromEnv);
