// Runs suites: several at once, then those that must run alone, one after the other.
import { availableParallelism } from 'node:os';
import { runSuite } from './run-suite.js';
import { SUITES } from './suites.js';

/** @typedef {import('./run-suite.js').Result} Result */

/** Suites wait for timers and processes much of their time, so that even two cores have time for three. */
export const SUITES_AT_ONCE = Math.max(3, Math.floor(availableParallelism() / 2));

/**
 * @param {string[]} names in the order in which they start
 * @param {{ onStart: (name: string) => void, onEnd: (result: Result) => void }} listener
 * @param {(name: string) => Promise<Result>} [start] runs a suite
 * @returns {Promise<Result[]>} in the order of `names`
 */
export async function runSuites(names, { onStart, onEnd }, start = runSuite) {
  /** @type {Map<string, Result>} */
  const results = new Map();
  /** @param {string[]} queue @param {number} atOnce */
  const runQueue = async (queue, atOnce) => {
    const work = async () => {
      for (let name = queue.shift(); name; name = queue.shift()) {
        onStart(name);
        const result = await start(name);
        results.set(name, result);
        onEnd(result);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  };
  await runQueue(
    names.filter((name) => !SUITES[name].alone),
    SUITES_AT_ONCE,
  );
  await runQueue(
    names.filter((name) => SUITES[name].alone),
    1,
  );
  return names.flatMap((name) => results.get(name) ?? []);
}
