// Proves that the native tests and the fuzzers' seeds run the C, all of it but what docs/reliability.md names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure, summary } from './coverage.js';

const LEAST_BRANCHES = 0.95;

test(`the native tests and the seeds take at least ${LEAST_BRANCHES * 100} % of the branches`, {
  timeout: 300_000,
}, async () => {
  const files = await measure();
  for (const line of summary(files)) console.log(line);
  const sum = (/** @type {'count' | 'covered'} */ what) =>
    files.reduce((total, { branches }) => total + branches[what], 0);
  assert.ok(sum('covered') >= LEAST_BRANCHES * sum('count'), `${sum('covered')} of ${sum('count')}`);
});
