// Bundles, the module and the files that an import reads stay within their budgets. The budgets are for the recorded toolchain; with another
// one, the tests are skipped.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { findToolchain } from '../../tools/setup/toolchain.js';
import { APPS, bundle, readModule } from './bundles.js';

const RECORDED = 'forky 6.0.5';
const MODULE_BUDGET = 22_000;
const IMPORT_BUDGET = 76_200;

let toolchain = '';
before(async () => {
  toolchain = (await findToolchain()).id;
});

/** @param {import('node:test').TestContext} t @param {string} what @param {number} bytes @param {number} budget */
function assertSize(t, what, bytes, budget) {
  if (toolchain !== RECORDED)
    return t.skip(`${what} has ${bytes} bytes; the budget of ${budget} is for ${RECORDED}, and this is ${toolchain}`);
  assert.ok(bytes <= budget, `${what} has ${bytes} bytes, ${bytes - budget} more than the budget`);
}

for (const [name, { source, budget }] of Object.entries(APPS)) {
  test(`the bundle of ${name} is within its budget`, { timeout: 100_000 }, async (t) => {
    assertSize(t, `${name}, brotli`, (await bundle(source)).brotli, budget);
  });
}

test('the module is within its budget', (t) => {
  assertSize(t, 'The module', readModule().length, MODULE_BUDGET);
});

test('the files that the main entry imports are within their budget', { timeout: 100_000 }, async (t) => {
  assertSize(t, 'The import of the main entry', (await bundle(APPS['one status'].source)).loaded, IMPORT_BUDGET);
});
