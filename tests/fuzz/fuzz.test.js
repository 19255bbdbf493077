// Runs each fuzz target for a few seconds: no input may cause an invalid memory access, a leak or a failed assertion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz.js';

const SECONDS = 8;
/** Fixed, so that each run has the same inputs. `npm run fuzz` uses new ones. */
const SEED = 1;

test('a bounded run of each fuzzer finds nothing', { timeout: 300_000 }, async () => {
  for (const { target, seeds, runs, edges } of await fuzz(SECONDS, SEED)) {
    assert.ok(seeds > 100 && runs > seeds, `${target}: ${runs} runs of ${seeds} seeds`);
    console.log(`| fuzzed ${target} from ${seeds} seeds: ${runs} runs, ${edges} edges, nothing found`);
  }
});
