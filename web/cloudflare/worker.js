// The worker made of the proxy: its options are the worker's variables, secrets and bindings, known at its first request.
import { given } from './env.js';
import { need } from '../options.js';
import { createStatusProxy } from '../proxy/proxy.js';
import { errorReply } from '../proxy/replies.js';
import { statusObjects } from './object.js';

/** @typedef {import('../proxy/options.js').StatusProxyOptions} StatusProxyOptions */
/** @typedef {import('../proxy/options.js').Wasm} Wasm */
/** @typedef {import('../proxy/cache.js').Context} Context */

/**
 * @template Env
 * @param {(env: Env) => StatusProxyOptions} optionsOf
 */
export function checkOptionsOf(optionsOf) {
  need(typeof optionsOf === 'function', 'optionsOf', 'It is a function that makes options of the variables.');
  return optionsOf;
}

/**
 * @template Env
 * @param {Wasm} wasm
 * @param {(env: Env) => StatusProxyOptions} optionsOf
 * @returns {{ fetch(request: Request, env: Env, ctx?: Context): Promise<Response> }}
 */
export function createStatusWorker(wasm, optionsOf) {
  checkOptionsOf(optionsOf);
  /** @type {ReturnType<typeof createStatusProxy> | undefined} */
  let proxy;
  return {
    async fetch(request, env, ctx) {
      try {
        const DOCUMENTS = given(/** @type {any} */ (env)?.DOCUMENTS);
        need(
          DOCUMENTS === undefined || typeof DOCUMENTS.idFromName === 'function',
          'DOCUMENTS',
          'It is the binding of a Durable Object namespace.',
        );
        proxy ??= createStatusProxy(
          wasm,
          optionsOf(env),
          DOCUMENTS && ((settings) => statusObjects(DOCUMENTS, settings)),
        );
      } catch (error) {
        // Viewers needn't know what is wrong; whoever deployed it does, from the log.
        console.error(/** @type {any} */ (error)?.message);
        const { status, headers, body } = errorReply(500, 'InternalServerError', 'The proxy is not set up.');
        return new Response(body, { status, headers });
      }
      return proxy.fetch(request, env, ctx);
    },
  };
}
