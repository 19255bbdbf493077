// The proxy, with the module embedded.
import { wasm } from '../module/generated/embedded.js';
import { createViewToken as create } from '../proxy/create-view-token.js';
import * as proxy from '../proxy/proxy.js';

/** @typedef {proxy.StatusProxyOptions} StatusProxyOptions */
/** @typedef {import('../proxy/create-view-token.js').ViewTokenOptions} ViewTokenOptions */
/** @typedef {import('../proxy/options.js').AuthorizeContext} AuthorizeContext */
/** @typedef {import('../proxy/options.js').ProxyEvent} ProxyEvent */
/** @typedef {import('../proxy/token.js').ViewTokenClaims} ViewTokenClaims */
/** @typedef {import('../module/types.js').StatusProxy} StatusProxy */
/** @typedef {import('../module/types.js').ViewerRequest} ViewerRequest */

/**
 * Creates a fetch handler with the service's own routes. Throws a DocumentTranslationError if an option is invalid.
 * @example
 * import { createStatusProxy } from 'document-translation-status/proxy';
 *
 * const proxy = createStatusProxy({ endpoint, credential: { key }, viewTokenSecrets: [secret] });
 * const response = await proxy.fetch(request);
 * @param {StatusProxyOptions} options `endpoint`, `credential`, and one of `viewTokenSecrets`, `authorize` and `public` are required.
 * @returns {StatusProxy}
 */
export const createStatusProxy = (options) => proxy.createStatusProxy(wasm, options);

/**
 * Creates a token that lets its holder view a job or a document. Call it in the backend that knows who may view what.
 * @example
 * import { createViewToken } from 'document-translation-status/proxy';
 *
 * const token = await createViewToken({ secret, batchId, documentId, expiresInSeconds: 3600 });
 * @param {ViewTokenOptions} options The secret, the job or jobs, and how long the token is valid.
 * @returns {Promise<string>}
 */
export const createViewToken = (options) => create(wasm, options);
