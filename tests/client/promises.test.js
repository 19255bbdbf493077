// Only here: programs that replace the global Promise, as zone.js does in every Angular application. A token function's promise is then of
// another class than the global one, and must be waited for all the same.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installPackages } from '../hosts/install.js';

await installPackages();
const child = fileURLToPath(new URL('promises.child.js', import.meta.url));

for (const library of ['zone.js', 'bluebird'])
  test(`each request has its token where ${library} replaces the global Promise`, { timeout: 30_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [child, library], { timeout: 25_000 });
    assert.deepEqual(JSON.parse(stdout), {
      replaced: true,
      'async function': ['Bearer first', 'Bearer second'],
      'plain promise': ['Bearer first', 'Bearer second'],
      TokenCredential: ['Bearer first', 'Bearer second'],
      watch: ['Bearer first', 'Bearer second'],
      proxy: ['Bearer first', 'Bearer second'],
    });
  });
