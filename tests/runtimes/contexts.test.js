// Runs the cases of async contexts on the packed package in Node's versions, Deno, Bun and workerd.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { installPackages } from '../hosts/install.js';
import { BUN, DENO, NODES, skipIfMissing } from '../hosts/programs.js';
import { startWorkerd } from '../hosts/workerd.js';
import { installProduct } from '../package/installed.js';
import { contextCases } from './contexts.js';

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
before(
  async () => {
    await installPackages();
    project = await installProduct();
  },
  { timeout: 300_000 },
);
after(() => project?.remove());

const passed = Object.fromEntries(Object.keys(contextCases).map((name) => [name, '']));

/** @type {{ name: string, program: string, args?: string[] }[]} */
const runtimes = [
  { name: 'this Node', program: process.execPath },
  ...NODES,
  { name: 'Deno', program: DENO, args: ['run', '--no-prompt', '--node-modules-dir=manual'] },
  { name: 'Bun', program: BUN },
];

for (const { name, program, args = [] } of runtimes)
  test(`the client keeps two users’ async contexts apart in ${name}`, { timeout: 60_000 }, async (t) => {
    if (skipIfMissing(t, program)) return;
    const folder = await project.bundle('server', new URL('print-contexts.js', import.meta.url));
    const { stdout } = await promisify(execFile)(program, [...args, join(folder, 'print-contexts.js')], {
      cwd: project.folder,
      timeout: 50_000,
    });
    assert.deepEqual(JSON.parse(stdout.trim().split('\n').pop() ?? ''), passed);
  });

test('the client keeps two users’ async contexts apart in workerd with nodejs_als', { timeout: 60_000 }, async (t) => {
  const folder = await project.bundle('workerd', new URL('contexts-worker.js', import.meta.url));
  const workerd = await startWorkerd(pathToFileURL(join(folder, 'contexts-worker.js')), {
    compatibilityFlags: ['nodejs_als'],
  });
  t.after(() => workerd.close());
  const response = await fetch(workerd.url);
  assert.equal(response.status, 200, await response.clone().text());
  assert.deepEqual(await response.json(), passed);
});
