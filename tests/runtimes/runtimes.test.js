// Proves the contract list outside of browsers: in Node's lines, Deno, Bun and workerd. Ends with a table.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startService } from '../contract/service.js';
import { installPackages } from '../hosts/install.js';
import { startWorkerd } from '../hosts/workerd.js';
import { makeCopy } from './copy.js';
import { addRow, finishTable } from './table.js';

const here = new URL('.', import.meta.url);
const script = fileURLToPath(new URL('print-cases.js', here));
const hosts = JSON.parse(readFileSync(new URL('../hosts/package.json', here), 'utf8'));
const packaged = (/** @type {string} */ path) => fileURLToPath(new URL(`../hosts/node_modules/${path}`, here));

/** The Nodes from npm. */
const nodes = Object.entries(hosts.optionalDependencies)
  .filter(([name]) => name.startsWith('node-'))
  .map(([name, from]) => ({ name, version: from.split('@').at(-1) }));
const isOneOfThem =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  nodes.some(({ version }) => version === process.versions.node);

/** @type {{ name: string, program: string, args?: string[] }[]} */
const runtimes = [
  ...nodes.map(({ name }) => ({ name: name.replace('node-', 'Node '), program: packaged(`${name}/bin/node`) })),
  ...(isOneOfThem ? [] : [{ name: 'Node', program: process.execPath }]),
  { name: 'Node with frozen intrinsics', program: process.execPath, args: ['--frozen-intrinsics'] },
  { name: 'Deno', program: packaged('@deno/linux-x64-glibc/deno'), args: ['run', '--no-config', '--allow-net'] },
  { name: 'Bun', program: packaged('@oven/bun-linux-x64/bin/bun') },
];

/** @type {Awaited<ReturnType<typeof startService>>} */
let server;
before(
  async () => {
    await installPackages();
    await makeCopy();
    server = await startService();
  },
  { timeout: 300_000 },
);
after(async () => {
  await server?.close();
  finishTable('runtimes');
});

for (const { name, program, args = [] } of runtimes) {
  test(`The contract list passes in ${name}`, { timeout: 110_000 }, async (t) => {
    if (!existsSync(program)) {
      const reason = `${program} isn't there: the packages of tests/hosts are for Linux on x64`;
      assert.ok(!process.env.CI, reason);
      return t.skip(reason);
    }
    const { stdout } = await promisify(execFile)(program, [...args, script, server.url], {
      timeout: 100_000,
      maxBuffer: 2 ** 24,
    });
    const { version, results } = JSON.parse(stdout.trim().split('\n').pop() ?? '');
    addRow(name, '', version, results);
  });
}

// The second is from before workerd's fetch took the option cache.
for (const compatibilityDate of ['2026-04-01', '2023-01-01']) {
  const name = `workerd as of ${compatibilityDate}`;
  test(`The contract list passes in ${name}, without nodejs_compat`, { timeout: 110_000 }, async (t) => {
    const workerd = await startWorkerd(new URL('run-in-workerd.js', here), { compatibilityDate });
    t.after(() => workerd.close());
    const response = await fetch(`${workerd.url}?service=${encodeURIComponent(server.url)}`);
    assert.equal(response.status, 200);
    addRow('workerd', `as of ${compatibilityDate}`, workerd.version, await response.json());
  });
}
