// Tests that the proxy works the same in Node, Deno and Bun.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulator } from 'document-translation-status/simulator';
import { installPackages } from '../hosts/install.js';

const script = fileURLToPath(new URL('print-responses.js', import.meta.url));
const packaged = (/** @type {string} */ path) =>
  fileURLToPath(new URL(`../hosts/node_modules/${path}`, import.meta.url));

for (const { name, program, args = [] } of [
  { name: 'the Node that runs the tests', program: process.execPath },
  { name: 'Node 26', program: packaged('node-26/bin/node') },
  { name: 'Deno', program: packaged('@deno/linux-x64-glibc/deno'), args: ['run', '--no-config', '--allow-net'] },
  { name: 'Bun', program: packaged('@oven/bun-linux-x64/bin/bun') },
])
  test(`The proxy works in ${name}`, { timeout: 110_000 }, async (t) => {
    await installPackages();
    if (!existsSync(program)) {
      const reason = `${program} is not installed: the packages of tests/hosts are for Linux on x64`;
      assert.ok(!process.env.CI, reason);
      return t.skip(reason);
    }
    const sim = await startSimulator({ durationMs: 0, documents: ['Succeeded'] });
    t.after(() => sim.close());
    const [{ id }] = sim.documents;
    const { stdout } = await promisify(execFile)(
      program,
      [...args, script, sim.url, String(sim.key), sim.batchId, id],
      { timeout: 60_000 },
    );
    assert.deepEqual(JSON.parse(stdout), {
      id,
      status: 'Succeeded',
      others: [200],
      notModified: 304,
      closed: 401,
      forged: 401,
      posted: 405,
      events: 'event: status',
      refused: 'viewTokenSecrets',
    });
    assert.equal(sim.requests.length, 1);
  });
