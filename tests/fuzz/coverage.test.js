// Checks that the native tests and the fuzzers' seeds cover at least 95 % of the branches of the C. The others are explained here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure, summary } from './coverage.js';

const LEAST_BRANCHES = 0.95;

/**
 * Lines that never run and conditions that always have the same value, as `npm run coverage` prints them, with the reason.
 * @type {Record<string, string>}
 */
const EXPLAINED = {
  'src/member_checks.c: value is never false in while (value && value->valueint != (int)name) value = value->next;':
    'the callers look for required members of objects that passed their check',
};

test(`the native tests and the seeds take at least ${LEAST_BRANCHES * 100} % of the branches, and the others are explained`, {
  timeout: 300_000,
}, async () => {
  const files = await measure();
  for (const line of summary(files)) console.log(line);
  const sum = (/** @type {'count' | 'covered'} */ what) =>
    files.reduce((total, { branches }) => total + branches[what], 0);
  assert.ok(sum('count') > 500, `${sum('count')} branches`);
  assert.ok(sum('covered') >= LEAST_BRANCHES * sum('count'), `${sum('covered')} of ${sum('count')}`);
  assert.deepEqual(files.flatMap(({ uncovered }) => uncovered).sort(), Object.keys(EXPLAINED).sort());
});
