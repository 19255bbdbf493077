// Tests that the native tests notice faults in the C: for each mutant of the table, a test of the same file fails.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { describe, tryMutants } from './mutants.js';
import { MUTANTS } from './mutants.table.js';

/** @type {Awaited<ReturnType<typeof tryMutants>>} */
let verdicts;
before(
  async () => {
    verdicts = await tryMutants();
  },
  { timeout: 450_000 },
);

for (const file of new Set(MUTANTS.map((mutant) => mutant.file)))
  test(`A test fails for each mutant of ${file}`, () => {
    const missed = verdicts.filter(({ mutant, seen }) => mutant.file === file && !seen);
    assert.deepEqual(missed.map(describe), []);
  });

test('Every mutant of the table is applied', () => {
  assert.ok(MUTANTS.length > 250, `${MUTANTS.length} mutants`);
  assert.equal(verdicts.length, MUTANTS.length);
});
