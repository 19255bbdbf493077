// Tests that need a second copy of the package: errors across copies, imports without side effects, and runtimes that lack a feature.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient, DocumentTranslationError } from 'document-translation-status';
import { ask, ENDPOINT, KEY, REQUIRED, reply, stub } from '../contract/kit.js';
import { ends } from './inspect.js';

const timeout = 30_000;
const tools = (/** @type {any} */ copy) => /** @type {import('../contract/kit.js').Tools} */ (copy);

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'document-translation-status-'));
});
after(() => rm(folder, { recursive: true, force: true }));

let copies = 0;

/** Imports the package as if it were there once more. @returns {Promise<typeof import('document-translation-status')>} */
async function anotherCopy() {
  const place = join(folder, `${++copies}`);
  await cp(fileURLToPath(new URL('../../dist', import.meta.url)), place, { recursive: true });
  return import(pathToFileURL(join(place, 'entries/main.js')).href);
}

test('an error of one copy is an instance of the other copy’s class, and works like its own', { timeout }, async () => {
  const copy = await anotherCopy();
  assert.notEqual(copy.DocumentTranslationError, DocumentTranslationError);
  const [own, other] = await ends([ask(tools({ createClient }), stub(reply('<'))), ask(tools(copy), stub(reply('<')))]);
  for (const error of [own, other]) {
    assert.ok(error instanceof DocumentTranslationError);
    assert.ok(error instanceof copy.DocumentTranslationError);
    assert.equal(error.code, 'InvalidJson');
  }
  assert.ok(!(new TypeError() instanceof copy.DocumentTranslationError));
});

test('importing the package compiles nothing, starts nothing and changes no global', { timeout }, async (t) => {
  const before = Reflect.ownKeys(globalThis);
  const compile = t.mock.method(WebAssembly, 'compile');
  const { Module, Instance } = WebAssembly;
  const forbidden = () => {
    throw new Error('An import compiles the module');
  };
  Object.assign(WebAssembly, { Module: forbidden, Instance: forbidden });
  try {
    await anotherCopy();
  } finally {
    Object.assign(WebAssembly, { Module, Instance });
  }
  assert.equal(compile.mock.callCount(), 0);
  assert.deepEqual(Reflect.ownKeys(globalThis), before);
  assert.ok(!process.getActiveResourcesInfo().includes('Timeout'), 'A timer runs');
});

test('the module is compiled once, however many clients are made at once', { timeout }, async (t) => {
  const copy = await anotherCopy();
  const compile = t.mock.method(WebAssembly, 'Module');
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(tools(copy), stub(reply()))));
  assert.deepEqual(
    answers,
    answers.map(() => REQUIRED),
  );
  assert.equal(compile.mock.callCount(), 1);
});

test('a proxy that is made after a client uses the same instance of the module', { timeout }, async (t) => {
  const copy = await anotherCopy();
  await ask(tools(copy), stub(reply()));
  const compile = t.mock.method(WebAssembly, 'Module');
  const { createStatusProxy } = await import(pathToFileURL(join(folder, `${copies}`, 'entries/proxy.js')).href);
  createStatusProxy({ endpoint: ENDPOINT, credential: { key: KEY }, public: true });
  assert.equal(compile.mock.callCount(), 0);
});

test('a module that can’t be compiled is a ModuleFailed error, and the next call retries', { timeout }, async (t) => {
  const copy = await anotherCopy();
  const cause = new WebAssembly.CompileError('Refused to compile: an unsafe-eval policy is in the way');
  const compile = t.mock.method(WebAssembly, 'Module', function refuse() {
    throw cause;
  });
  for (const failing of [
    () => ask(tools(copy), stub(reply())),
    () => copy.parseOperationLocation('https://a.example'),
  ]) {
    const [error] = await ends([failing()]);
    assert.ok(error instanceof copy.DocumentTranslationError);
    assert.equal(error.kind, 'module');
    assert.equal(error.code, 'ModuleFailed');
    assert.equal(error.cause, cause);
    assert.match(error.message, /'wasm-unsafe-eval'/);
  }
  compile.mock.restore();
  assert.deepEqual(await ask(tools(copy), stub(reply())), REQUIRED);
});

test('a module that the caller supplies may come in any form', { timeout }, async () => {
  const url = new URL('../../dist/module/generated/module.wasm', import.meta.url);
  const { readFile } = await import('node:fs/promises');
  const bytes = await readFile(url);
  const dataUrl = new URL(`data:application/wasm;base64,${bytes.toString('base64')}`);
  for (const wasm of [
    bytes,
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    new WebAssembly.Module(bytes),
    new Response(bytes),
    dataUrl,
    dataUrl.href,
    url,
    url.href,
  ]) {
    assert.deepEqual(await ask(tools({ createClient }), stub(reply()), { wasm }), REQUIRED);
  }
});

test('a wasm option that is no module or fails to load is a ModuleFailed error', { timeout }, async () => {
  for (const wasm of [
    new Uint8Array(8),
    new Response('<html>'),
    new Response('', { status: 404 }),
    new URL('missing.wasm', import.meta.url),
  ]) {
    const [error] = await ends([ask(tools({ createClient }), stub(reply()), { wasm })]);
    assert.equal(error.kind, 'module', String(wasm));
    assert.equal(error.code, 'ModuleFailed');
  }
});

test('in a page, the path of the module is relative to it, as Vite’s ?url gives it', { timeout }, async (t) => {
  const bytes = readFileSync(new URL('../../dist/module/generated/module.wasm', import.meta.url));
  const load = t.mock.method(globalThis, 'fetch', async () => new Response(bytes));
  const path = '/assets/module-1a2b.wasm';
  await assert.rejects(createClient({ endpoint: 'https://a.example', wasm: path }), {
    code: 'InvalidOption',
    target: 'wasm',
  });
  Object.defineProperty(globalThis, 'location', { value: { href: 'https://app.example/status/' }, configurable: true });
  t.after(() => Reflect.deleteProperty(globalThis, 'location'));
  await createClient({ endpoint: 'https://a.example', wasm: path });
  assert.deepEqual(
    load.mock.calls.map(({ arguments: [url] }) => String(url)),
    [`https://app.example${path}`],
  );
});

test('a fetch that takes no cache option, as in older workerd, is given none', { timeout }, async () => {
  const copy = await anotherCopy();
  const { Request } = globalThis;
  const { release } = process;
  Object.defineProperty(process, 'release', { value: {}, configurable: true });
  globalThis.Request = /** @type {any} */ (
    class extends Request {
      /** @param {RequestInfo} input @param {RequestInit} [init] */
      constructor(input, init) {
        if (init?.cache) throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
        super(input, init);
      }
    }
  );
  try {
    const fetch = stub(reply());
    await ask(tools(copy), fetch);
    assert.ok(!('cache' in fetch.requests[0].init));
  } finally {
    globalThis.Request = Request;
    Object.defineProperty(process, 'release', { value: release });
  }
});

test('nothing of a credential shows when a client or an error is inspected', { timeout }, async () => {
  const { inspect } = await import('node:util');
  const client = await createClient({
    endpoint: 'https://a.example',
    credential: { key: KEY },
    fetch: stub(reply('<')),
  });
  const [error] = await ends([client.getDocumentStatus('727bf148-f327-47a0-9481-abae6362f11e', 'x')]);
  for (const shown of [client, error]) {
    assert.ok(!inspect(shown, { depth: 20, showHidden: true, getters: true }).includes(KEY));
  }
  client.close();
});
