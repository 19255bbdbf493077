// Proves that the native tests and the fuzzers' seeds run the C: at least 95 % of its branches, and all but what is explained here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure, summary } from './coverage.js';

const LEAST_BRANCHES = 0.95;

/**
 * What nothing runs, or what only ever comes out one way, as `npm run coverage` prints it, and why that can't be otherwise.
 * @type {Record<string, string>}
 */
const EXPLAINED = {
  'src/members.c: value is never false in while (value && value->valueint != (int)name) value = value->next;':
    'what is looked for are required members, of objects that were checked for them',
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
