// Proves that the C reads no memory that was never written: the fuzzers' seeds under MemorySanitizer.
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/inputs.js';
import { buildTargets, runTarget, TARGETS } from './fuzz.js';
import { plant } from './seeds.js';

const skip = process.platform !== 'linux' && 'MemorySanitizer runs on Linux';

test('nothing reads memory that was never written', { timeout: 300_000, skip }, async () => {
  const folder = await buildTargets('memory');
  const { corpus } = plant(join(root, 'build/memory-corpus'));
  for (const target of TARGETS) await runTarget(folder, target, ['-runs=0', corpus(target)], { timeoutMs: 120_000 });
});
