// Asks once, in a process of its own, and prints which way the request went. Started by transport.test.js, with the service's URL and a
// situation.
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createClient } from 'document-translation-status';
import { BATCH, DOCUMENT, reply } from '../contract/kit.js';

const moduleFile = fileURLToPath(import.meta.resolve('document-translation-status/module.wasm'));
const [url, situation] = process.argv.slice(2);
/** @type {string[]} */
const seen = [];
/** @type {any} */
const anything = globalThis;
/** @type {Record<string, () => void>} */
const situations = {
  'fetch is replaced': () => {
    anything.fetch = async () => {
      seen.push('the replacement');
      return reply();
    };
  },
  'a dispatcher is set': () => {
    // The second is what newer versions of Node ask.
    for (const version of [1, 2])
      anything[Symbol.for(`undici.globalDispatcher.${version}`)] = {
        dispatch() {
          seen.push('the dispatcher');
          throw new TypeError('no');
        },
      };
  },
  'somebody listens': () => subscribe('undici:request:create', () => seen.push('the listener')),
};
situations[situation]?.();
const wasm = situation === 'the module is given as bytes' ? readFileSync(moduleFile) : undefined;
const client = await createClient({ endpoint: url, maxRetries: 0, wasm });
await client.getDocumentStatus(BATCH, DOCUMENT).catch((/** @type {any} */ { code }) => seen.push(code));
const loaded = /** @type {any} */ (process).moduleLoadList.includes('NativeModule internal/deps/undici/undici');
console.log([loaded ? 'fetch' : 'node:http', ...seen].join(', '));
