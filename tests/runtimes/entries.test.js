// Each export condition of the packed package resolves to its main entry, which works where a .wasm import is a compiled module.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { installProduct } from '../package/installed.js';
import { entries } from './entries.js';
import { serverEntries } from './server-entries.js';

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
before(
  async () => {
    project = await installProduct();
  },
  { timeout: 300_000 },
);
after(() => project?.remove());

/** Makes Node import a .wasm file as a compiled module, as workerd and Vercel's edge runtime do. */
const hooks = `
  import { readFileSync } from 'node:fs';
  export async function load(url, context, next) {
    const { pathname } = new URL(url);
    if (pathname.endsWith('/module/embedded.js')) throw new Error('The embedded module is loaded, too');
    if (!pathname.endsWith('.wasm')) return next(url, context);
    const bytes = readFileSync(new URL('file://' + pathname)).toString('base64');
    const source = 'export default new WebAssembly.Module(Buffer.from("' + bytes + '", "base64"))';
    return { format: 'module', shortCircuit: true, source };
  }`;

const script = `
  import { register } from 'node:module';
  if (process.argv[1] === 'imported') register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
  const entry = await import('document-translation-status');
  const client = await entry.createClient({ endpoint: 'https://a.example' });
  const located = await entry.parseOperationLocation(
    'https://a.example/translator/document/batches/0b1c0d0e-0000-4000-8000-000000000001?api-version=2024-05-01');
  console.log(JSON.stringify({
    file: import.meta.resolve('document-translation-status').split('/').pop(),
    names: Object.keys(entry).sort(),
    endpoint: client.endpoint,
    apiVersion: located.apiVersion,
    terminal: entry.isTerminal('Succeeded'),
  }));`;

const conditions = [
  { condition: 'node', file: 'main.js', how: 'embedded' },
  { condition: 'browser', file: 'main.js', how: 'embedded' },
  { condition: 'workerd', file: 'main.edge.js', how: 'imported' },
  { condition: 'edge-light', file: 'main.edge.js', how: 'imported' },
];

test('the runtimes import every entry of the package', async () => {
  const { exports } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const files = ['./custom-elements.json', './module.wasm', './package.json'];
  assert.deepEqual(
    Object.keys({ ...entries, ...serverEntries }).sort(),
    Object.keys(exports)
      .filter((name) => !files.includes(name))
      .sort(),
  );
});

for (const { condition, file, how } of conditions) {
  test(`Under the condition ${condition}, the main entry is ${file} and the module is ${how}`, {
    timeout: 60_000,
  }, async () => {
    const args = [`--conditions=${condition}`, '--input-type=module', '--eval', script, how];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.folder, timeout: 30_000 });
    const { endpoint, ...rest } = JSON.parse(stdout);
    assert.equal(new URL(endpoint).hostname, 'a.example');
    assert.deepEqual(rest, {
      file,
      names: ['DocumentTranslationError', 'createClient', 'isTerminal', 'parseOperationLocation'],
      apiVersion: '2024-05-01',
      terminal: true,
    });
  });
}
