// The same where a .wasm import is a compiled module: workerd.
import * as client from '../client/client.js';
import wasm from '../module/generated/module.wasm';

export { DocumentTranslationError } from '../module/errors.js';

/**
 * @param {client.ClientOptions} options
 * @returns {Promise<client.DocumentStatusClient>}
 */
export const createClient = (options) => client.createClient(wasm, options, () => ({}));
