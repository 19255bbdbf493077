// Builds are reproducible: a build in another folder gives the same files, and the module is the recorded one if sources and toolchain are
// the recorded ones.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/lib/files.js';
import { withLock } from '../../tools/lib/lock.js';
import { run } from '../../tools/lib/process.js';
import { describeBuild, hashDist, RECORD } from '../../tools/release/record.js';
import { forgetCheckout } from '../../tools/setup/toolchain.js';
import { PACK_LOCK } from '../package/pack.js';

const EXCLUDED = ['.git', 'build', 'dist', 'docs', 'node_modules'];

test('a clean build in another folder, time zone and locale gives the same module and the same dist/', {
  timeout: 600_000,
}, async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'a clean checkout of ')));
  try {
    await withLock(PACK_LOCK, async () => {
      for (const name of readdirSync(root).filter((entry) => !EXCLUDED.includes(entry) && entry !== 'tests'))
        cpSync(join(root, name), join(folder, name), { recursive: true, preserveTimestamps: true });
    });
    cpSync(join(root, 'tests/c'), join(folder, 'tests/c'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const env = { ...process.env, TZ: 'Pacific/Kiritimati', LANG: 'C', LC_ALL: 'C' };
    await run(process.execPath, ['tools/build.js'], { timeoutMs: 580_000, cwd: folder, env, what: 'The clean build' });
    assert.deepEqual(hashDist(folder), hashDist(root));
  } finally {
    forgetCheckout(`${folder}/`);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the module is the recorded one', async (t) => {
  const recorded = JSON.parse(readFileSync(join(root, RECORD), 'utf8'));
  const made = await describeBuild();
  console.log(`| module.wasm of ${made.toolchain}: SHA-256 ${made.module}`);
  if (made.toolchain !== recorded.toolchain)
    return t.skip(`the record is for ${recorded.toolchain}, and this toolchain is ${made.toolchain}`);
  if (made.sources !== recorded.sources)
    return t.skip(
      'the C code has changed since the last record; npm run record writes a new one, and npm version runs it',
    );
  assert.equal(made.module, recorded.module);
});
