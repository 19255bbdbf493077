// Checks that the native tests detect faults: each fault of the table makes a test of its file fail.
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
  test(`Each fault in src/${file} makes a native test fail`, () => {
    const missed = verdicts.filter(({ mutant, seen }) => mutant.file === file && !seen);
    assert.deepEqual(missed.map(describe), []);
  });

test('Every mutant of the table was tried', () => {
  assert.ok(MUTANTS.length > 250, `${MUTANTS.length} mutants`);
  assert.equal(verdicts.length, MUTANTS.length);
});
