// Proves that what is compiled natively has what compilers and linkers do against attacks, as far as they have it here.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildNative } from '../../tools/build/native.js';
import { findProgram, run } from '../../tools/lib/process.js';

const reason =
  process.platform !== 'linux' ? 'only ELF is looked into' : !findProgram('readelf') && 'readelf is not on PATH';

test('the preset hardened gives programs at random addresses, with guarded stacks, checked copies and sealed tables', {
  skip: reason,
  timeout: 300_000,
}, async () => {
  const program = join(await buildNative('hardened'), 'url_test');
  const said = await run('readelf', ['-W', '-h', '-l', '-d', '--dyn-syms', program], { timeoutMs: 60_000 });
  assert.match(said, /Type:\s+DYN/, 'position-independent');
  assert.match(said, /GNU_STACK\s.*\sRW\s/, 'no code on the stack');
  assert.match(said, /GNU_RELRO/, 'relocations are read-only');
  assert.match(said, /BIND_NOW|Flags:.*NOW/, 'symbols are bound at the start');
  assert.match(said, /__stack_chk_fail/, 'stack protector');
  assert.match(said, /_chk@GLIBC/, 'checked copies');
});
