// npm test: sets up, builds, and runs every suite, each within its share of time; ends with a table. `npm test -- NAME …` runs some.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.js';
import { check } from './check.js';
import { root } from './lib/files.js';
import { buildNative, NATIVE } from './build/native.js';
import { runMain, ToolError, tryRun } from './lib/process.js';
import { startStep } from './lib/progress.js';

/** @typedef {{ passed: number, failed: number, skipped: number, output: string }} Result */

/** Minutes a suite of Node tests may take, where the default is not enough. */
const MINUTES = { cli: 10, client: 12, runtimes: 12, bundlers: 6, element: 12, mutants: 8, proxy: 6, supply: 12 };
const DEFAULT_MINUTES = 4;

/** @param {string} text @param {RegExp} pattern */
const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);

/**
 * @param {string[]} paths
 * @param {number} minutes
 * @returns {Promise<Result>}
 */
async function runNodeTests(paths, minutes) {
  // It holds for each file as a whole, too; the tests that may hang have shorter ones of their own.
  const args = ['--test', '--test-reporter=spec', `--test-timeout=${minutes * 60_000}`, ...paths];
  const { code, output } = await tryRun(process.execPath, args, {
    timeoutMs: minutes * 60_000,
    cwd: root,
    what: 'The suite',
  });
  const passed = sum(output, /^ℹ pass (\d+)$/gm);
  const failed = sum(output, /^ℹ fail (\d+)$/gm) + sum(output, /^ℹ cancelled (\d+)$/gm);
  const skipped = sum(output, /^ℹ skipped (\d+)$/gm);
  return { passed, failed: failed || (code ? 1 : 0), skipped, output };
}

/** @returns {Promise<Result>} */
async function runNativeTests() {
  const result = { passed: 0, failed: 0, skipped: 0, output: '' };
  for (const preset of NATIVE) {
    await buildNative(preset);
    const options = { timeoutMs: 300_000, cwd: root, what: 'The native tests' };
    const { code, output } = await tryRun('ctest', ['--preset', preset, '-V'], options);
    const passed = sum(output, /\[ {2}PASSED {2}\] (\d+) test/g);
    const failed = sum(output, /\[ {2}FAILED {2}\] (\d+) test/g);
    result.passed += passed;
    result.failed += failed || (code || !passed ? 1 : 0);
    result.output += output;
  }
  return result;
}

/** @returns {Promise<Result>} */
async function runCheck() {
  const skipped = await check();
  return { passed: 1, failed: 0, skipped: skipped.length, output: skipped.map((line) => `﹣ ${line}\n`).join('') };
}

/** @returns {[string, () => Promise<Result>][]} */
function suites() {
  const folders = readdirSync(join(root, 'tests'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'c',
  );
  return [
    ['check', runCheck],
    ['c', runNativeTests],
    ...folders.flatMap(({ name }) => {
      const files = readdirSync(join(root, 'tests', name))
        .filter((file) => file.endsWith('.test.js'))
        .map((file) => join('tests', name, file));
      const minutes = /** @type {Record<string, number>} */ (MINUTES)[name] ?? DEFAULT_MINUTES;
      return files.length
        ? [/** @type {[string, () => Promise<Result>]} */ ([name, () => runNodeTests(files, minutes)])]
        : [];
    }),
  ];
}

runMain(async () => {
  const all = suites();
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !all.some(([known]) => known === name));
  if (unknown) throw new ToolError(`There is no suite ${unknown}. There are: ${all.map(([name]) => name).join(', ')}.`);
  await build();
  const rows = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, runSuite] of all.filter(([known]) => !wanted.length || wanted.includes(known))) {
    const from = performance.now();
    const step = startStep(`Suite ${name}`);
    /** @type {Result} */
    let result;
    try {
      result = await runSuite();
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      result = { passed: 0, failed: 1, skipped: 0, output: `${error.output}\n${error.message}` };
    }
    const { passed, failed, skipped, output } = result;
    step.done(failed ? 'FAILED' : 'passed');
    if (failed) process.stdout.write(`${output}\n`);
    else
      for (const line of output.split('\n').filter((text) => /^(\| |﹣)/.test(text.trim())))
        process.stdout.write(`${line}\n`);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    rows.push([name, passed, failed, skipped, `${((performance.now() - from) / 1000).toFixed(1)} s`]);
  }
  const widths = [14, 8, 8, 8, 9];
  for (const row of [['suite', 'passed', 'failed', 'skipped', 'time'], ...rows]) {
    console.log(
      row
        .map((cell, index) => (index ? String(cell).padStart(widths[index]) : String(cell).padEnd(widths[index])))
        .join(''),
    );
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed ? 1 : 0;
});
