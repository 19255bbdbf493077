// The entry `document-translation-status/core`: the main entry without the embedded module, for callers who supply it.
import * as client from '../client/client.js';
import { need } from '../client/options.js';
import { explainedJobs } from '../watch/document-errors.js';

export { isTerminal } from '../client/terminal.js';
export { DocumentTranslationError } from '../module/errors.js';

/** @typedef {import('./main.js').ClientOptions & { wasm: import('./main.js').WasmSource }} CoreClientOptions */
/** @typedef {import('./main.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {import('./main.js').WasmSource} WasmSource */

/** @param {unknown} wasm */
const needModule = (wasm) => need(wasm !== undefined, 'wasm', 'This entry has no module of its own.');

/**
 * Checks the options and creates a client. Sends nothing but the request for the module. Rejects with a DocumentTranslationError if an option is
 * invalid.
 * @example
 * import { createClient } from 'document-translation-status/core';
 *
 * const client = await createClient({ endpoint: '/status', wasm: new URL('https://app.example/assets/module.wasm') });
 * @param {CoreClientOptions} options `endpoint` and `wasm` are required.
 * @returns {Promise<DocumentTranslationClient>}
 */
export async function createClient(options) {
  needModule(options?.wasm);
  return client.createClient(/** @type {any} */ (undefined), options, explainedJobs);
}
