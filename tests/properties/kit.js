// How the properties are checked: fast-check with a seed of its own for each, so that a run is the same each time, and what fails comes
// with the smallest input that does.
import { installPackages } from '../hosts/install.js';

await installPackages(new URL('./', import.meta.url));
export const { default: fc } = await import('fast-check');

/**
 * Checks an asynchronous property, and prints of how many inputs it held, by what came of them.
 * @param {string} what the inputs are, for people
 * @param {number} runs
 * @param {any} arbitrary of one input
 * @param {(input: any) => Promise<string>} holds throws where the property doesn't; else says what came of the input
 * @returns {Promise<Map<string, number>>} how many inputs came to what
 */
export async function check(what, runs, arbitrary, holds) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  const property = fc.asyncProperty(arbitrary, async (/** @type {any} */ input) => {
    const came = await holds(input);
    counts.set(came, (counts.get(came) ?? 0) + 1);
  });
  await fc.assert(property, { seed: 10, numRuns: runs });
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([came, count]) => `${came} ${count}`);
  console.log(`| ${runs} ${what}: ${parts.join(', ')}`);
  return counts;
}
