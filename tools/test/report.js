// The report of a run: the output of failed suites, the reasons of skipped tests, and the table of suites.
import { SUITES } from './suites.js';

/** @typedef {import('./run-suite.js').Result} Result */

/** @param {number} seconds */
export const formatSeconds = (seconds) => {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
};

/**
 * Returns the text to print when a suite ends: all of its output if it failed, otherwise its skipped tests and the lines that its tests
 * print for the reader, which start with a vertical bar.
 * @param {Result} result
 */
export function describeEnd({ name, passed, failed, skipped, seconds, output }) {
  const counts = [
    `${passed} passed`,
    ...(failed ? [`${failed} failed`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ];
  const line = `${failed ? '✖' : '✔'} ${name}: ${counts.join(', ')} (${formatSeconds(seconds)})`;
  if (failed) return `${line}\n${output.trimEnd()}`;
  const lines = output.split('\n').filter((text) => /^\s*(?:\| |﹣)/.test(text));
  return [line, ...lines].join('\n');
}

/**
 * @param {Result[]} results
 * @param {number} wallSeconds
 */
export function describeRun(results, wallSeconds) {
  const rows = results.map(({ name, passed, failed, skipped, seconds }) => [
    name,
    SUITES[name].tier,
    passed,
    failed,
    skipped,
    formatSeconds(seconds),
    SUITES[name].alone ? 'alone' : '',
  ]);
  const widths = [14, 9, 8, 8, 9, 14, 7];
  const lines = [['suite', 'tier', 'passed', 'failed', 'skipped', 'time', ''], ...rows].map((row) =>
    row
      .map((cell, index) => (index < 2 ? String(cell).padEnd(widths[index]) : String(cell).padStart(widths[index])))
      .join('')
      .trimEnd(),
  );
  const sum = (/** @type {'passed' | 'failed' | 'skipped' | 'seconds'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  const failures = results.filter(({ failed }) => failed).map(({ name }) => name);
  return [
    ...lines,
    '',
    `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped in ${formatSeconds(wallSeconds)} (${formatSeconds(sum('seconds'))} of suites)`,
    ...(failures.length ? [`Failed: ${failures.join(', ')}`] : []),
  ].join('\n');
}
