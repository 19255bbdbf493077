// Only here: what a page loads, and what an import reads, within their budgets. They hold for the toolchain on record; what another one
// makes is printed.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { findToolchain } from '../../tools/setup/toolchain.js';
import { APPS, bundle, readModule } from './bundles.js';

const RECORDED = 'forky 6.0.5';
const MODULE_BUDGET = 22_000;
const IMPORT_BUDGET = 63_500;

let toolchain = '';
before(async () => {
  toolchain = (await findToolchain()).id;
});

/** @param {string} what @param {number} bytes @param {number} budget */
function within(what, bytes, budget) {
  console.log(`| ${what} | ${bytes} bytes | of ${budget} | ${toolchain} |`);
  if (toolchain === RECORDED) assert.ok(bytes <= budget, `${what} has ${bytes} bytes, ${bytes - budget} too many`);
}

for (const [name, { source, budget }] of Object.entries(APPS)) {
  test(`a bundle of ${name} keeps its budget`, { timeout: 100_000 }, async () => {
    within(`${name}, brotli`, (await bundle(source)).brotli, budget);
  });
}

test('the module keeps its budget', () => {
  within('the module', readModule().length, MODULE_BUDGET);
});

test('what the main entry’s import reads keeps its budget', { timeout: 100_000 }, async () => {
  within('files that an import reads', (await bundle(APPS['one status'].source)).loaded, IMPORT_BUDGET);
});
