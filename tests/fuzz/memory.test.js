// Runs the native tests and the fuzzers' seeds under MemorySanitizer: the C must not read uninitialized memory.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/lib/files.js';
import { run } from '../../tools/lib/process.js';
import { buildTargets, runTarget, TARGETS } from './fuzz.js';
import { plant } from './seeds.js';

const skip = process.platform !== 'linux' && 'MemorySanitizer runs on Linux';

test('no uninitialized memory is read', { timeout: 300_000, skip }, async () => {
  const folder = await buildTargets('memory');
  const tests = readdirSync(folder).filter((name) => name.endsWith('_test'));
  for (const name of tests) await run(join(folder, name), [], { timeoutMs: 120_000, cwd: root, what: name });
  const { corpus, sizes } = plant(join(root, 'build/memory-corpus'));
  for (const target of TARGETS) await runTarget(folder, target, ['-runs=0', corpus(target)], { timeoutMs: 120_000 });
  const seeds = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  console.log(`| under MemorySanitizer: ${tests.length} native test programs and ${seeds} seeds, nothing found`);
});
