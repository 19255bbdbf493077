// Native programs of the preset `hardened` have the protections of the compiler and the linker.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildNative } from '../../tools/build/native.js';
import { findProgram, run } from '../../tools/lib/process.js';

const reason =
  process.platform !== 'linux' ? 'the test reads ELF files' : !findProgram('readelf') && 'readelf is not on PATH';

test('the preset hardened builds position-independent programs with stack protection, checked copies and read-only relocations', {
  skip: reason,
  timeout: 300_000,
}, async () => {
  const program = join(await buildNative('hardened'), 'operation_url_test');
  const output = await run('readelf', ['-W', '-h', '-l', '-d', '--dyn-syms', program], { timeoutMs: 60_000 });
  assert.match(output, /Type:\s+DYN/, 'position-independent');
  assert.match(output, /GNU_STACK\s.*\sRW\s/, 'the stack is not executable');
  assert.match(output, /GNU_RELRO/, 'relocations are read-only');
  assert.match(output, /BIND_NOW|Flags:.*NOW/, 'symbols are bound at start-up');
  assert.match(output, /__stack_chk_fail/, 'stack protector');
  assert.match(output, /_chk@GLIBC/, 'checked copies');
});
