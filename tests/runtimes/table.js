// The table of runtimes and passed cases: printed at the end of a test file, and written to build/runtimes/ for docs/runtimes.md
// (npm run readme).
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';

/** @typedef {import('../contract/run.js').Result} Result */

/** @type {{ name: string, where: string, version: string, passed: number, failed: number, skipped: number }[]} */
const rows = [];

/**
 * Adds the results of a runtime to the table, and fails if a case failed or none ran.
 * @param {string} name
 * @param {string} where in the runtime the cases ran; '' if there is only one place
 * @param {string} version
 * @param {Result[]} results
 */
export function addRow(name, where, version, results) {
  const skipped = results.filter((result) => result.skipped).length;
  const failed = results.filter(({ error }) => error !== undefined);
  rows.push({ name, where, version, passed: results.length - skipped - failed.length, failed: failed.length, skipped });
  assert.ok(results.length - skipped > 0, 'No case ran');
  assert.deepEqual(failed, []);
}

/** @param {string} file the name of the file in build/runtimes/ */
export function finishTable(file) {
  const lines = rows.map(
    ({ name, where, version, passed, failed, skipped }) =>
      `| ${where ? `${name}: ${where}` : name} | ${version} | ${passed} | ${failed} | ${skipped} |`,
  );
  console.log(
    ['| runtime | version | passed | failed | not applicable |', '| --- | --- | --- | --- | --- |', ...lines].join(
      '\n',
    ),
  );
  const short = [...new Set(rows.map(({ name }) => name))].map((name) => {
    const own = rows.filter((row) => row.name === name);
    const counts = own.map(({ where, passed }) => (where ? `${where}: ${passed}` : passed));
    return `| ${name} | ${own[0].version} | ${counts.join(', ')} |\n`;
  });
  if (!rows.length || rows.some(({ failed }) => failed)) return;
  mkdirSync(join(root, 'build/runtimes'), { recursive: true });
  writeFileSync(join(root, 'build/runtimes', `${file}.md`), short.join(''));
}
