// The proxy, with the module embedded.
import { wasm } from '../module/generated/embedded.js';
import * as proxy from '../proxy/proxy.js';

/** @typedef {proxy.StatusProxyOptions} StatusProxyOptions */
/** @typedef {proxy.ViewTokenOptions} ViewTokenOptions */
/** @typedef {import('../proxy/options.js').ProxyEvent} ProxyEvent */

/**
 * A fetch handler that has the service's own routes. Its options are checked at once.
 * @param {StatusProxyOptions} options
 * @throws {import('../module/errors.js').DocumentTranslationError}
 */
export const createStatusProxy = (options) => proxy.createStatusProxy(wasm, options);

/**
 * What lets its bearer look: for the backend that knows who may.
 * @param {ViewTokenOptions} options
 * @returns {Promise<string>}
 */
export const createViewToken = (options) => proxy.createViewToken(wasm, options);
