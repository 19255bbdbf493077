// Checks that the native tests detect faults: each fault of the table makes a test of its file fail.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { describe, summarize, tryMutants } from './mutants.js';
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
  test(`each fault put into ${file} makes a test fail`, () => {
    const missed = verdicts.filter(({ mutant, seen }) => mutant.file === file && !seen);
    assert.deepEqual(missed.map(describe), []);
  });

test('the results are printed', () => {
  for (const line of summarize(verdicts)) console.log(line);
});
