// The proxy for workerd and Vercel's edge runtime, where an import with ?module gives the compiled module.
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from '../module/generated/module.wasm?module';
import { createViewToken as create } from '../proxy/create-view-token.js';
import * as proxy from '../proxy/proxy.js';

/** @typedef {import('../module/types.js').StatusProxy} StatusProxy */
/** @typedef {proxy.StatusProxyOptions} StatusProxyOptions */
/** @typedef {import('../proxy/create-view-token.js').ViewTokenOptions} ViewTokenOptions */
/** @typedef {import('../proxy/options.js').AuthorizeContext} AuthorizeContext */
/** @typedef {import('../proxy/options.js').ProxyEvent} ProxyEvent */
/** @typedef {import('../proxy/token.js').ViewTokenClaims} ViewTokenClaims */

/**
 * Creates a fetch handler with the service's own routes. Throws a DocumentTranslationError if an option is invalid.
 * @param {StatusProxyOptions} options
 */
export const createStatusProxy = (options) => proxy.createStatusProxy(wasm, options);

/**
 * Creates a token that lets its holder view a job or a document. Call it in the backend that knows who may view what.
 * @param {ViewTokenOptions} options
 * @returns {Promise<string>}
 */
export const createViewToken = (options) => create(wasm, options);
