// Proves that what is packed is what a stranger needs: it installs into an empty project with no toolchain and no other
// package, and the README's ten lines print what the README says.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulator } from 'document-translation-status/simulator';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const timeout = 120_000;

/** @type {string} */
let project;
/** @type {{ filename: string, unpackedSize: number, files: { path: string }[] }} */
let packed;

before(
  async () => {
    project = await mkdtemp(join(tmpdir(), 'document-translation-status-'));
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: root, timeout });
    [packed] = JSON.parse(stdout.slice(stdout.indexOf('[')));
    await writeFile(join(project, 'package.json'), '{ "private": true }');
    const args = ['install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`];
    await run('npm', args, { cwd: project, timeout });
  },
  { timeout },
);
after(() => rm(project, { recursive: true, force: true }));

test('the package brings no other package, no script that runs on installation, and no source to compile', async () => {
  const modules = await readdir(join(project, 'node_modules'));
  assert.deepEqual(
    modules.filter((name) => !name.startsWith('.')),
    ['document-translation-status'],
  );
  const { dependencies, peerDependencies, optionalDependencies, scripts } = JSON.parse(
    await readFile(join(project, 'node_modules/document-translation-status/package.json'), 'utf8'),
  );
  assert.deepEqual([dependencies, peerDependencies, optionalDependencies], [undefined, undefined, undefined]);
  for (const script of ['preinstall', 'install', 'postinstall']) assert.equal(scripts?.[script], undefined);
  const foreign = packed.files
    .map(({ path }) => path)
    .filter(
      (path) => !/^(dist\/.*\.(js|d\.ts|d\.wasm\.ts|wasm|txt|json)|package\.json|README\.md|LICENSE)$/.test(path),
    );
  assert.deepEqual(foreign, []);
});

test('the package has the licences of what is in its module', async () => {
  const text = await readFile(
    join(project, 'node_modules/document-translation-status/dist/THIRD_PARTY_NOTICES.txt'),
    'utf8',
  );
  for (const name of ['cJSON', 'Emscripten', 'musl']) assert.match(text, new RegExp(name, 'i'));
});

test('the README’s ten lines run and print what the README says', { timeout }, async (t) => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, code] = /```js\n(import \{[^}]*\} from 'document-translation-status';\n.*?)```/s.exec(readme) ?? [];
  const [, printed] = /^prints, say, `([^`]+)`/m.exec(readme) ?? [];
  assert.ok(code && printed, 'The README has the lines, and what they print');
  await writeFile(join(project, 'status.mjs'), code);
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  const [{ id }] = simulator.documents;
  simulator.script(id, [{ status: 'Running', progress: 0.42, to: 'fr' }]);
  const env = {
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: simulator.url,
    AZURE_DOCUMENT_TRANSLATION_KEY: String(simulator.key),
  };
  const args = ['status.mjs', simulator.batchId, id];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: project, env, timeout });
  assert.equal(stdout, `${printed}\n`);
  assert.equal(stderr, '');
  assert.equal(simulator.requests[0].query.get('api-version'), '2024-05-01');
});
