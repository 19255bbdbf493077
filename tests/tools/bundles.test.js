// What bundlers put into an app: bundles each entry of the package, as dist/ has it, with esbuild.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { root } from '../../tools/lib/files.js';

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The files of each entry that has scripts, for all conditions. @type {[subpath: string, file: string][]} */
const ENTRIES = Object.entries(exports).flatMap(([subpath, files]) =>
  Object.entries(files).flatMap(([condition, file]) =>
    condition !== 'types' && typeof file === 'string' && file.endsWith('.js')
      ? [/** @type {[string, string]} */ ([subpath, file])]
      : [],
  ),
);

/** @param {string} file */
async function bundle(file) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
    external: ['node:*', 'cloudflare:*', '*.wasm', '*.wasm?module'],
  });
  const [{ imports }] = Object.values(metafile.outputs);
  return { text: outputFiles[0].text, lazy: imports.filter(({ kind }) => kind === 'dynamic-import') };
}

/** A name that only the reader of event streams has. */
const READER = 'lastEventId';

for (const [subpath, file] of ENTRIES) {
  const hasReader = ['.', './core', './element', './element/define', './element/standalone'].includes(subpath);
  test(`the bundle of ${file} has ${hasReader ? 'the' : 'no'} reader of event streams`, async () => {
    assert.equal((await bundle(file)).text.includes(READER), hasReader);
  });
  if (subpath !== './simulator')
    test(`the bundle of ${file} loads nothing later`, async () => {
      const { lazy, text } = await bundle(file);
      assert.deepEqual(lazy, []);
      assert.doesNotMatch(text, /\bimport\(["'`]\./);
    });
}

test('the entry ./core contains no module, and needs one', async () => {
  const { text } = await bundle('dist/entries/core.js');
  assert.doesNotMatch(text, /\bembedded:/);
  const { createClient } = await import('../../dist/entries/core.js');
  const endpoint = 'https://a.example';
  await assert.rejects(createClient(/** @type {any} */ ({ endpoint })), { code: 'InvalidOption', target: 'wasm' });
  const wasm = new URL('../../dist/module/generated/module.wasm', import.meta.url);
  assert.equal((await createClient({ endpoint, wasm })).endpoint, endpoint);
});

test('an app that only reads a worker’s variables contains neither the module nor the proxy', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "import { optionsFromEnv } from './dist/entries/cloudflare.js'; console.log(optionsFromEnv);",
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  assert.match(outputFiles[0].text, /AZURE_DOCUMENT_TRANSLATION_ENDPOINT/);
  assert.ok(outputFiles[0].text.length < 12_000, `${outputFiles[0].text.length} bytes`);
});

test('the package has no entry for the reader of event streams', async () => {
  assert.equal('./stream' in exports, false);
  await assert.rejects(import(/** @type {string} */ ('document-translation-status/stream')), {
    code: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
  });
});
