// Installs npm packages from a lock file: the build's own in the root, and those of a test suite in its folder.
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../lib/files.js';
import { withLock } from '../lib/lock.js';
import { run } from '../lib/process.js';
import { inStep } from '../lib/progress.js';

/** @param {string} output of npm */
const npmErrors = (output) =>
  output
    .split('\n')
    .filter((line) => /^npm (?:error|ERR!) (?! *at )/.test(line))
    .slice(0, 5)
    .join(' ') || undefined;

/**
 * Installs the packages of a folder if they are missing or older than its package-lock.json.
 * @param {string} [folder] absolute path
 */
export async function installPackages(folder = root) {
  const name = relative(root, folder) || 'the build';
  const changedAt = (/** @type {string} */ file) =>
    statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
  await withLock(join(root, 'build', `packages-${name.replaceAll(/\W/g, '-')}.lock`), async () => {
    if (changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')) return;
    await inStep(`Installing the npm packages of ${name}`, async () => {
      // npm passes its own settings to what it runs: `npm pack --dry-run` and NODE_ENV=production must not reach this npm.
      await run('npm', ['ci', '--ignore-scripts', '--include=dev', '--dry-run=false', '--no-audit', '--no-fund'], {
        timeoutMs: 600_000,
        cwd: folder,
        what: `npm ci in ${folder}`,
        explain: npmErrors,
      });
    });
  });
}
