// The compiled modules: their imports, exports and library code, the error codes, and the generated tables of the docs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { embed } from '../../tools/build/embed.js';
import { pages } from '../../tools/docs/readme.js';
import { readCodes } from '../../tools/build/tables.js';
import { typeTables } from '../../tools/docs/type-tables.js';

// Imported without types, because the bundled file exports more than its source file.
const { loadInstance } = await import(new URL('../../dist/client/client.js', import.meta.url).href);

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const text = (/** @type {string} */ path) => readFileSync(file(path), 'utf8');

const DOCUMENT_EXPORTS = [
  'dts_check_endpoint',
  'dts_fetch_cancel',
  'dts_fetch_settle',
  'dts_initialize',
  'dts_layout',
  'dts_request_document',
  'malloc',
  'memory',
];
const JOB_EXPORTS = [
  'dts_batch_progress',
  'dts_check_list',
  'dts_compare_times',
  'dts_estimate_pace',
  'dts_is_stale',
  'dts_parse_location',
  'dts_poll_delay',
  'dts_request_batch',
  'dts_request_batches',
  'dts_request_documents',
];
/** Exports that Emscripten adds, and that wasm-opt removes from Binaryen 130 on. */
const ADDED = /^(realloc|_?emscripten_stack_\w+|__indirect_function_table)$/;

for (const [name, expected] of Object.entries({
  status: DOCUMENT_EXPORTS,
  module: [...DOCUMENT_EXPORTS, ...JOB_EXPORTS],
})) {
  const module = new WebAssembly.Module(readFileSync(file(`build/wasm/${name}.wasm`)));

  test(`${name}.wasm imports only the expected functions`, () => {
    const imports = WebAssembly.Module.imports(module);
    assert.deepEqual(imports.map(({ module: from, name, kind }) => `${kind} ${from}.${name}`).sort(), [
      'function env.dts_host_deliver',
      'function env.dts_host_number',
      'function env.emscripten_start_fetch',
    ]);
  });

  test(`${name}.wasm exports only what JavaScript calls`, () => {
    const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
    assert.deepEqual(exports.filter((name) => !ADDED.test(name)).sort(), [...expected].sort());
  });

  test(`the only library code in ${name}.wasm is Emscripten’s emscripten_fetch`, () => {
    const [, ...rows] = text(`build/wasm/${name}-extracted.txt`).trim().split('\n');
    const [[reference, extracted, symbol], ...others] = rows.map((row) => row.split('\t'));
    assert.deepEqual([symbol, others], ['emscripten_fetch', []]);
    assert.match(reference, /transport\.c/);
    assert.match(extracted, /libfetch[^/]*\.a\(emscripten_fetch\.o\)$/);
  });
}

test('embedded bytes survive the round trip through text that needs no escapes in a string literal', async () => {
  /** @type {Uint8Array[]} */
  const compiled = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = /** @type {any} */ (
    function (/** @type {Uint8Array} */ bytes) {
      compiled.push(bytes);
      return new Module(readFileSync(file('dist/module/generated/module.wasm')));
    }
  );
  try {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const bytes of [
      all,
      Uint8Array.of(...all, ...all.subarray(32, 127), 0, 0, 255),
      readFileSync(file('dist/module/generated/module.wasm')),
    ]) {
      const text = embed(bytes);
      assert.match(text, /^[ -~]+$/);
      assert.doesNotMatch(text, /["'`\\]/);
      await loadInstance({ embedded: text });
      assert.deepEqual([.../** @type {Uint8Array} */ (compiled.pop())], [...bytes]);
    }
  } finally {
    WebAssembly.Module = Module;
  }
});

test('each error code has a unique name, a sentence for the cause, and a kind', () => {
  const codes = readCodes(text('src/error_codes.def'));
  assert.equal(codes.length, text('src/error_codes.def').match(/^X\(/gm)?.length);
  assert.equal(new Set(codes.map(({ code }) => code)).size, codes.length);
  for (const { code, cause, kind } of codes) {
    assert.match(code, /^[A-Z][A-Za-z]+$/);
    assert.match(cause, /\.$/);
    assert.match(kind, /^(invalid-argument|network|timeout|invalid-response|module)$/);
  }
});

test('error codes keep their names and kinds', () => {
  const names = readCodes(text('src/error_codes.def')).map(({ kind, code }) => `${kind} ${code}`);
  assert.deepEqual(names, [
    'invalid-argument InvalidEndpoint',
    'invalid-argument InsecureEndpoint',
    'invalid-argument EndpointHasUserInfo',
    'invalid-argument EndpointHasQuery',
    'invalid-argument EndpointHasFragment',
    'invalid-argument UnsafeEndpointPath',
    'invalid-argument OperationUrlAsEndpoint',
    'invalid-argument GlobalEndpoint',
    'invalid-argument RegionalEndpoint',
    'invalid-argument InvalidApiVersion',
    'invalid-argument InvalidBatchId',
    'invalid-argument InvalidDocumentId',
    'invalid-argument InvalidOperationLocation',
    'invalid-argument InvalidOption',
    'invalid-argument InvalidCredential',
    'invalid-argument KeyInBrowser',
    'invalid-argument TokenFailed',
    'invalid-argument ClientClosed',
    'network NetworkFailure',
    'network RedirectRefused',
    'timeout Timeout',
    'invalid-response UnexpectedStatusCode',
    'invalid-response BodyTooLarge',
    'invalid-response InvalidJson',
    'invalid-response MissingMember',
    'invalid-response InvalidMember',
    'invalid-response DuplicateMember',
    'invalid-response UnsafeNextLink',
    'module ModuleFailed',
    'module OutOfMemory',
    'invalid-response NextLinkHasUserInfo',
    'invalid-response NextLinkHasControlCharacters',
    'invalid-response NextLinkTooLong',
    'invalid-response NextLinkToOtherOperation',
    'invalid-response NextLinkRepeated',
    'network TokenUnavailable',
    'network HostNotFound',
    'network ConnectionRefused',
    'network CertificateUntrusted',
    'invalid-argument InvalidFetchResponse',
    'module MissingGlobal',
  ]);
});

test('the types have the same members and statuses as the C code, and members that may be absent are optional', () => {
  const headers = ['retryAfterMs?', 'etag?', 'requestId?'];
  const [{ types, names }] = typeTables(['entries/main.js']);
  for (const [type, file, added] of /** @type {const} */ ([
    ['DocumentStatus', 'document', headers],
    ['BatchStatus', 'batch', headers],
    ['BatchSummary', 'batch', []],
  ])) {
    const table = type.replace(/Batch(?=Sum)|Status/, '').toUpperCase();
    const [, rows] = text(`src/${file}.c`).split(`dts_member ${table}[] = {`);
    const given = [...rows.split('};')[0].matchAll(/DTS_MEMBER\((\w+), ([^)]+)\)/g)].map(
      ([, name, of]) => name + (of.includes('DTS_REQUIRED') ? '' : '?'),
    );
    const typed = [...types[type].matchAll(/^\| `(\w+\??)`/gm)].map(([, name]) => name);
    assert.deepEqual(typed.sort(), [...given, ...added].sort(), type);
  }
  assert.doesNotMatch(names, /`\w+\.\w+(<\w+>)?` \|/, 'each type is resolved');
  assert.ok(names.includes("| `'createdDateTimeUtc asc' \\| 'createdDateTimeUtc desc' \\| "));
  assert.match(types.PagedList, /All members of `AsyncGenerator<T, void, void>`, and:\n[\s\S]*\| `byPage` \|/);
  const [, statuses] = /`KnownStatus` \| `(.*?)`/.exec(names) ?? [];
  const known = [...text('src/statuses.def').matchAll(/^X\((\w+),/gm)].map(([, name]) => name);
  assert.deepEqual(statuses.match(/\w+/g)?.sort(), known.sort());
});

for (const [path, upToDate] of Object.entries(pages()))
  test(`the generated tables of ${path} are up to date (npm run readme)`, () => {
    assert.equal(text(path), upToDate);
  });
