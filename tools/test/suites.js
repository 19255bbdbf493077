// The suites of tests: each folder of tests/ that has a *.test.js file is a suite, and belongs to one tier.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/files.js';
import { ToolError } from '../lib/process.js';

/**
 * `core` is the fast check while working, at most 90 seconds. `default` is everything that a change can break, at most 10 minutes.
 * `places` installs bundlers and frameworks: slow, and rarely broken by a change.
 * @typedef {'core' | 'default' | 'places'} Tier
 */

/**
 * @typedef {object} Suite
 * @property {Tier} tier
 * @property {number} minutes time limit, for a machine that is busy with other suites
 * @property {true} [alone] runs while no other suite does, because its assertions depend on time or memory
 */

/** The suites, longest first: they start in this order. @type {Record<string, Suite>} */
export const SUITES = {
  element: { tier: 'default', minutes: 15 },
  faults: { tier: 'default', minutes: 10 },
  fuzz: { tier: 'default', minutes: 15 },
  runtimes: { tier: 'default', minutes: 15 },
  memory: { tier: 'default', minutes: 10, alone: true },
  proxy: { tier: 'default', minutes: 10 },
  cli: { tier: 'default', minutes: 10 },
  bundlers: { tier: 'places', minutes: 15 },
  mutants: { tier: 'default', minutes: 12 },
  frameworks: { tier: 'places', minutes: 10 },
  properties: { tier: 'default', minutes: 6 },
  package: { tier: 'default', minutes: 8 },
  check: { tier: 'core', minutes: 10 },
  hosts: { tier: 'default', minutes: 10 },
  c: { tier: 'core', minutes: 10 },
  examples: { tier: 'default', minutes: 8 },
  watch: { tier: 'default', minutes: 5 },
  replay: { tier: 'default', minutes: 5 },
  json: { tier: 'default', minutes: 5 },
  supply: { tier: 'default', minutes: 12 },
  official: { tier: 'default', minutes: 8 },
  client: { tier: 'core', minutes: 5 },
  simulator: { tier: 'default', minutes: 5 },
  contract: { tier: 'core', minutes: 5 },
  bench: { tier: 'default', minutes: 6 },
  tools: { tier: 'core', minutes: 5 },
};

/** The tiers that `npm test` runs, by its argument. Without an argument it runs `default`. @type {Record<string, Tier[]>} */
export const RUNS = {
  core: ['core'],
  default: ['core', 'default'],
  places: ['places'],
  all: ['core', 'default', 'places'],
};

/**
 * @param {string} name
 * @returns {string[]} the suite's files, relative to the checkout
 */
export const suiteFiles = (name) =>
  readdirSync(join(root, 'tests', name))
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => `tests/${name}/${file}`);

/** @returns {string[]} the folders of tests/ that have tests */
const suiteFolders = () =>
  readdirSync(join(root, 'tests'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && suiteFiles(entry.name).length > 0)
    .map(({ name }) => name);

/**
 * Compares the list with the folders of tests/.
 * @param {string[]} [listed]
 * @param {string[]} [folders]
 * @throws {ToolError} when a folder has no tier, or a suite has no folder
 */
export function checkSuites(listed = Object.keys(SUITES), folders = suiteFolders()) {
  const unlisted = folders.find((name) => !listed.includes(name));
  if (unlisted) throw new ToolError(`tests/${unlisted} has no tier. Add it to SUITES in tools/test/suites.js.`);
  const missing = listed.find((name) => !folders.includes(name));
  if (missing)
    throw new ToolError(`tests/${missing} has no *.test.js file. Remove it from SUITES in tools/test/suites.js.`);
}

/**
 * @param {string[]} names tiers and suites; empty for the default
 * @returns {string[]} the suites to run, in their order
 * @throws {ToolError} when a name is neither a tier nor a suite
 */
export function selectSuites(names) {
  const wanted = names.length ? names : ['default'];
  const unknown = wanted.find((name) => !Object.hasOwn(RUNS, name) && !Object.hasOwn(SUITES, name));
  if (unknown !== undefined)
    throw new ToolError(
      `There is no tier or suite ${unknown}. Tiers: ${Object.keys(RUNS).join(', ')}. Suites: ${Object.keys(SUITES).sort().join(', ')}.`,
    );
  const tiers = wanted.flatMap((name) => (Object.hasOwn(RUNS, name) ? RUNS[name] : []));
  return Object.keys(SUITES).filter((name) => wanted.includes(name) || tiers.includes(SUITES[name].tier));
}
