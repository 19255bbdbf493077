// Proves that no bytes make the C read or write where it may not, lose memory, or break what it promises: a bounded run of each fuzzer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz.js';

const SECONDS = 8;
/** The same each time, so that a change fails for what it changed; npm run fuzz tries what nobody has tried. */
const SEED = 1;

test('a bounded run of each fuzzer finds nothing', { timeout: 300_000 }, async () => {
  for (const { target, seeds, runs, edges } of await fuzz(SECONDS, SEED)) {
    assert.ok(seeds > 100 && runs > seeds, `${target}: ${runs} runs of ${seeds} seeds`);
    console.log(`| fuzzed ${target} from ${seeds} seeds: ${runs} runs, ${edges} edges, nothing found`);
  }
});
