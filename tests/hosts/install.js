// What suites need from npm: installed from a lock file when it is missing or older than it. tests/hosts/package.json is for all of
// them; a suite whose packages must stay apart (because they are counted, or are many) has a package.json of its own.

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../tools/inputs.js';
import { withLock } from '../../tools/lock.js';

const FIVE_MINUTES = 5 * 60 * 1000;

/**
 * @param {URL} [directory] the suite's, with a slash at its end, when it has packages of its own
 * @returns {Promise<void>}
 * @throws {Error} with what npm said and what to do
 */
export async function installPackages(directory = new URL('./', import.meta.url)) {
  const name = fileURLToPath(directory).split(/[\\/]/).at(-2);
  await withLock(join(root, 'build', `install-${name}.lock`), () => install(directory));
}

/** @param {URL} directory */
async function install(directory) {
  /** @param {string} file */
  const changedAt = (file) =>
    stat(new URL(file, directory)).then(
      ({ mtimeMs }) => mtimeMs,
      () => -Infinity,
    );
  if ((await changedAt('node_modules/.package-lock.json')) >= (await changedAt('package-lock.json'))) return;
  const cwd = fileURLToPath(directory);
  console.error(`Installing the packages of ${cwd} (npm ci) ...`);
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd,
    timeout: FIVE_MINUTES,
    shell: process.platform === 'win32',
  }).catch(({ stderr, message }) => {
    const said = String(stderr || message)
      .split('\n')
      .filter((line) => /^npm error (?! *at )/.test(line))
      .slice(0, 5);
    throw new Error(
      `The packages of ${cwd} can't be installed: ${said.join(' ') || message} ` +
        `They come from the npm registry; with it in reach, run: npm ci --prefix ${cwd}`,
    );
  });
}
