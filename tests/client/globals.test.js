// Runtimes and test environments that lack a global of the library, as jsdom does: each error names what is missing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createClient, DocumentTranslationError } from '../../dist/entries/main.js';

const BYTES = readFileSync(new URL('../../dist/module/generated/module.wasm', import.meta.url));
const [batchId, documentId] = ['727bf148-f327-47a0-9481-abae6362f11e', '4b1f4e2d-1f0a-4d3c-8b0e-1c2d3e4f5a6b'];
const endpoint = 'https://my-resource.cognitiveservices.azure.com';
const BODY = JSON.stringify({
  id: documentId,
  sourcePath: 'https://contracts.blob.core.windows.net/source/a.docx',
  lastActionDateTimeUtc: '2026-01-01T00:00:00Z',
  createdDateTimeUtc: '2026-01-01T00:00:00Z',
  status: 'Succeeded',
  to: 'fr',
  progress: 1,
  characterCharged: 1,
});

/** @param {import('node:test').TestContext} t @param {string} name */
function hide(t, name) {
  const property = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis, name));
  Reflect.deleteProperty(globalThis, name);
  t.after(() => Object.defineProperty(globalThis, name, property));
}

/** @param {string} name */
const isMissing = (name) => (/** @type {unknown} */ error) => {
  assert.ok(error instanceof DocumentTranslationError);
  const { kind, code, target, retryable, message } = error;
  assert.deepEqual(
    { kind, code, target, retryable },
    { kind: 'module', code: 'MissingGlobal', target: name, retryable: false },
  );
  assert.match(message, new RegExp(`There is no global ${name} here\\. .*jsdom`));
  assert.doesNotMatch(message, /Content-Security-Policy/);
  return true;
};

for (const name of ['WebAssembly', 'TextEncoder'])
  test(`createClient names the missing global ${name}`, async (t) => {
    hide(t, name);
    // Bytes of its own, because a module is compiled once per source.
    await assert.rejects(createClient({ endpoint, wasm: new Uint8Array(BYTES) }), isMissing(name));
  });

for (const [name, options] of Object.entries({ 'a client': {}, 'a client with onAttempt': { onAttempt() {} } }))
  for (const method of /** @type {const} */ (['getDocumentStatus', 'waitForDocument']))
    test(`${method} of ${name} names a missing global fetch, once and without a retry`, async (t) => {
      hide(t, 'fetch');
      const timer = t.mock.method(globalThis, 'setTimeout');
      const client = await createClient({ endpoint, credential: { key: 'k' }, ...options });
      await assert.rejects(client[method](batchId, documentId), isMissing('fetch'));
      // The timer of the attempt's timeout.
      assert.ok(timer.mock.callCount() <= 1);
    });

test('A client with a fetch of its own needs neither the global fetch nor Headers', async (t) => {
  for (const name of ['fetch', 'Headers', 'Request', 'Response']) hide(t, name);
  const client = await createClient({
    endpoint,
    credential: { key: 'k' },
    fetch: async () => ({ status: 200, headers: { get: () => null }, text: async () => BODY }),
  });
  assert.equal((await client.getDocumentStatus(batchId, documentId)).status, 'Succeeded');
});

test('In workerd, the error of a refused module says how the package must be bundled', async (t) => {
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' }, configurable: true });
  t.after(() => {
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
    else Reflect.deleteProperty(globalThis, 'navigator');
  });
  t.mock.method(WebAssembly, 'compile', async () => {
    throw new WebAssembly.CompileError('WebAssembly.compile(): Wasm code generation disallowed by embedder');
  });
  const { hint } = await createClient({ endpoint, wasm: new Uint8Array(BYTES) }).then(
    () => assert.fail(),
    (error) => error,
  );
  assert.match(hint, /export condition workerd.*OpenNext.*serverExternalPackages/);
  assert.doesNotMatch(hint, /Content-Security-Policy/);
});
