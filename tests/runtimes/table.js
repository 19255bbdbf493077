// The table of runtimes and cases passed: what a suite saw, checked, printed at its end, and kept for the README.
import assert from 'node:assert/strict';

/** @typedef {import('../contract/run.js').Result} Result */

/** @type {string[]} */
const rows = [];

/**
 * Takes the results of a runtime in, and fails if one of them is a failure.
 * @param {string} name
 * @param {string} version
 * @param {Result[]} results
 */
export function addRow(name, version, results) {
  const skipped = results.filter((result) => result.skipped).length;
  const failed = results.filter(({ error }) => error !== undefined);
  rows.push(`| ${name} | ${version} | ${results.length - skipped - failed.length} | ${failed.length} | ${skipped} |`);
  assert.ok(results.length - skipped > 0, 'No case ran');
  assert.deepEqual(failed, []);
}

export function printRows() {
  console.log(
    ['| runtime | version | passed | failed | not for it |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
  );
}
