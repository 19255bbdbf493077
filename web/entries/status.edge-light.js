// The same for Vercel's edge.
import * as client from '../client/client.js';
// @ts-expect-error TypeScript can't resolve the suffix.
import wasm from '../module/generated/module.wasm?module';

export { DocumentTranslationError } from '../module/errors.js';

/**
 * @param {client.ClientOptions} options
 * @returns {Promise<client.DocumentStatusClient>}
 */
export const createClient = (options) => client.createClient(wasm, options, () => ({}));
