// The same for Vercel's edge.
import * as client from './client.js';
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from './module.wasm?module';

export { DocumentTranslationError } from './errors.js';

/**
 * @param {client.ClientOptions} options
 * @returns {Promise<client.DocumentStatusClient>}
 */
export const createClient = (options) => client.createClient(wasm, options, () => ({}));
