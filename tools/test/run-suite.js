// Runs one suite in a process of its own, and counts its tests.
import { root } from '../lib/files.js';
import { ToolError, tryRun } from '../lib/process.js';
import { SUITES, suiteFiles } from './suites.js';

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} seconds
 * @property {string} output
 */

/** @param {string} text @param {RegExp} pattern */
const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);

/** Without these variables of a caller: inside another test run, Node would run nothing, and colors would hide the counts. */
const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, ...env } = process.env;

/**
 * @param {string} name
 * @returns {Promise<Result>}
 */
export async function runSuite(name) {
  const started = performance.now();
  const timeoutMs = SUITES[name].minutes * 60_000;
  const { code, output } = await tryRun(
    process.execPath,
    // One file after the other: suites run at once, and the files of a suite may share folders.
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      // A little sooner than the suite's own limit, so that the report names the test that hangs.
      `--test-timeout=${timeoutMs - 15_000}`,
      ...suiteFiles(name),
    ],
    { timeoutMs, cwd: root, what: `The suite ${name}`, env },
  ).catch((error) => {
    if (!(error instanceof ToolError)) throw error;
    return { code: 1, output: `${error.output}\n${error.message}\n` };
  });
  const failed = sum(output, /^ℹ (?:fail|cancelled) (\d+)$/gm);
  const passed = sum(output, /^ℹ pass (\d+)$/gm);
  const skipped = sum(output, /^ℹ skipped (\d+)$/gm);
  // A suite that ran no test has failed.
  return {
    name,
    passed,
    failed: failed || (code || !(passed + skipped) ? 1 : 0),
    skipped,
    seconds: (performance.now() - started) / 1000,
    output,
  };
}
