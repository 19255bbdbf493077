// Proves that no bytes make the C read or write where it may not, lose memory, or break what it promises: a bounded run of each
// fuzzer, their seeds under MemorySanitizer, and how much of the C all this and the native tests run.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/inputs.js';
import { measure, summary } from './coverage.js';
import { buildTargets, fuzz, runTarget, TARGETS } from './fuzz.js';
import { plant } from './seeds.js';

const SECONDS = 10;
const LEAST_BRANCHES = 0.95;
const timeout = 300_000;

test('a bounded run of each fuzzer finds nothing', { timeout }, async () => {
  for (const { target, seeds, runs, edges } of await fuzz(SECONDS)) {
    assert.ok(seeds > 100 && runs > seeds, `${target}: ${runs} runs of ${seeds} seeds`);
    console.log(`| fuzzed ${target} from ${seeds} seeds: ${runs} runs, ${edges} edges, nothing found`);
  }
});

test('nothing reads memory that was never written', {
  timeout,
  skip: process.platform !== 'linux' && 'MemorySanitizer runs on Linux',
}, async () => {
  const folder = await buildTargets('memory');
  const { corpus } = plant(join(root, 'build/memory-corpus'));
  for (const target of TARGETS) await runTarget(folder, target, ['-runs=0', corpus(target)], { timeoutMs: 120_000 });
});

test(`the native tests and the seeds take at least ${LEAST_BRANCHES * 100} % of the branches`, {
  timeout,
}, async () => {
  const files = await measure();
  for (const line of summary(files)) console.log(line);
  const sum = (/** @type {'count' | 'covered'} */ what) =>
    files.reduce((total, { branches }) => total + branches[what], 0);
  assert.ok(sum('covered') >= LEAST_BRANCHES * sum('count'), `${sum('covered')} of ${sum('count')}`);
});
