// The proxy as a Cloudflare worker. Its options come from the worker's variables, secrets and bindings, which are known at its first request.
import { need } from '../client/options.js';
import { preflightHeaders } from '../proxy/cors.js';
import { createStatusProxy } from '../proxy/proxy.js';
import { errorReply } from '../proxy/replies.js';
import { given, optionsFromEnv, unsetVariables } from './env.js';
import { statusObjects } from './object.js';

/** @typedef {import('../proxy/options.js').StatusProxyOptions} StatusProxyOptions */
/** @typedef {import('../proxy/options.js').Wasm} Wasm */
/** @typedef {import('../proxy/cache.js').Context} Context */

/** Any page may read this response. Otherwise its browser would hide it, and the client would retry as after a network failure. */
const ANY_ORIGIN = { 'Access-Control-Allow-Origin': '*', ...preflightHeaders() };

/** Clients do not retry a request after a 501. @param {string} method */
function notConfigured(method) {
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: ANY_ORIGIN });
  const { status, headers, body } = errorReply(501, 'NotImplemented', 'The proxy is not configured.', ANY_ORIGIN);
  return new Response(method === 'HEAD' ? null : body, { status, headers });
}

/**
 * @template Env
 * @param {(env: Env) => StatusProxyOptions} optionsOf
 */
export function checkOptionsOf(optionsOf) {
  need(typeof optionsOf === 'function', 'optionsOf', 'It must be a function that returns options.');
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
          'It must be the binding of a Durable Object namespace.',
        );
        proxy ??= createStatusProxy(
          wasm,
          optionsOf(env),
          DOCUMENTS && ((settings) => statusObjects(DOCUMENTS, settings)),
        );
      } catch (error) {
        // The log says what is wrong, and the response does not. Own options may come from other variables.
        const unset = optionsOf === /** @type {unknown} */ (optionsFromEnv) ? unsetVariables(env).join(', ') : '';
        console.error(
          `The worker is not configured. ${/** @type {any} */ (error)?.message}${unset && ` Not set: ${unset}.`}`,
        );
        return notConfigured(request.method);
      }
      return proxy.fetch(request, env, ctx);
    },
  };
}
