// The fake timers of Vitest and Jest drive a watch. Those of node:test: tests/watch/mock-timers.test.js.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installPackages } from '../hosts/install.js';

const here = new URL('./', import.meta.url);
before(() => installPackages(here), { timeout: 400_000 });

/** @type {Record<string, string[]>} */
const runners = {
  Vitest: ['node_modules/vitest/vitest.mjs', 'run', '--root=mock-timers', '--reporter=json'],
  Jest: [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--config=${JSON.stringify({ testMatch: ['**/mock-timers/jest.js'], transform: {}, cache: false })}`,
  ],
};

for (const [name, args] of Object.entries(runners))
  test(`the fake timers of ${name} drive a watch and the retries of a call`, { timeout: 110_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(here) });
    const { success, numPassedTests } = JSON.parse(stdout);
    assert.deepEqual({ success, numPassedTests }, { success: true, numPassedTests: 3 });
  });
