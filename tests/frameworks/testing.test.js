// The examples of docs/testing.md run in the runners that they are for, from the packed package.
import assert from 'node:assert/strict';
import * as processes from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../tools/lib/files.js';
import { run } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { packProduct } from '../package/pack.js';

const here = fileURLToPath(new URL('./', import.meta.url));
const execFile = promisify(processes.execFile);
const timeout = 110_000;
const page = await readFile(join(root, 'docs/testing.md'), 'utf8');
/** The files of the page, by their names in their first lines. */
const files = Object.fromEntries(
  Array.from(page.matchAll(/^```js\n\/\/ (\S+)\n(.*?)^```$/gms), ([, name, code]) => [name, code]),
);

/** @type {string} */
let folder;
before(
  async () => {
    await installPackages(new URL('./', import.meta.url));
    await mkdir(join(here, 'build'), { recursive: true });
    folder = await mkdtemp(join(here, 'build/testing-'));
    const { file } = await packProduct(folder);
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    const args = ['install', '--offline', '--no-audit', '--no-fund', file];
    await run('npm', args, { cwd: folder, timeoutMs: 120_000 });
    for (const [name, code] of Object.entries(files))
      await writeFile(join(folder, name.replace('.node.js', '.node.mjs')), code);
  },
  { timeout: 400_000 },
);
after(() => rm(folder, { recursive: true, force: true }));

/**
 * Runs a program of Node and returns what it printed, also if it failed.
 * @param {string[]} args
 */
async function node(...args) {
  // Otherwise node:test would not run files within a test.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const ended = execFile(process.execPath, args, { cwd: folder, env, timeout });
  return (await ended.catch((error) => error)).stdout;
}

/** The number of tests that passed, and the messages of those that failed. @param {string} output of a runner with --json */
function resultsOf(output) {
  const { numPassedTests, testResults } = JSON.parse(output.slice(output.indexOf('{"')));
  const assertions = testResults.flatMap((/** @type {any} */ file) => [file, ...file.assertionResults]);
  const messages = assertions.flatMap((/** @type {any} */ each) => each.failureMessages ?? each.message ?? []);
  return { numPassedTests, failed: messages.filter(Boolean).join('\n') };
}

for (const environment of ['node', 'jsdom'])
  test(`The tests for Vitest pass in its environment ${environment}`, { timeout }, async () => {
    const config = `export default { test: { include: ['*.vitest.js'], environment: '${environment}' } };`;
    await writeFile(join(folder, 'vitest.config.mjs'), config);
    const output = await node(join(here, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json');
    assert.deepEqual(resultsOf(output), { numPassedTests: 3, failed: '' });
  });

test('The test for node:test passes', { timeout }, async () => {
  assert.match(await node('--test', 'status.node.mjs'), /^# pass 1$/m);
});

test('The test for Jest passes with jsdom and Babel', { timeout }, async () => {
  const output = await node(join(here, 'node_modules/jest/bin/jest.js'), '--json');
  assert.deepEqual(resultsOf(output), { numPassedTests: 1, failed: '' });
});

test('Without the environment of the page, Jest’s jsdom gets an error that names the missing global', {
  timeout,
}, async () => {
  const output = await node(join(here, 'node_modules/jest/bin/jest.js'), '--json', '--env=jsdom');
  assert.match(resultsOf(output).failed, /There is no global TextEncoder here/);
});

test('Each file of the page is used by a test', () => {
  assert.deepEqual(Object.keys(files).sort(), [
    'babel.config.js',
    'jest.config.js',
    'jsdom-environment.js',
    'status.jest.test.js',
    'status.node.js',
    'status.vitest.js',
    'stub.vitest.js',
  ]);
});
