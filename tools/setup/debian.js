// A private Debian in the user's cache, with Emscripten in it. It is made once, by root on Debian, where PATH has no Emscripten.
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../lib/files.js';
import { withLock } from '../lib/lock.js';
import { findProgram, run, tryRun } from '../lib/process.js';
import { inStep } from '../lib/progress.js';
import { aptInstall } from './apt.js';

/** The release of Debian: the first with Emscripten 4.0.21 or newer. */
export const RELEASE = 'forky';
const PACKAGES = 'emscripten,cmake,ninja-build,ca-certificates';

export const debianFolder = () => join(cacheFolder(), `toolchain-${RELEASE}`);

/** Makes the private Debian unless it exists. */
export async function makeDebian() {
  const folder = debianFolder();
  if (existsSync(folder)) return;
  await withLock(
    `${folder}.lock`,
    () => bootstrap(folder),
    () => process.stderr.write('Another process is setting up the toolchain; waiting for it.\n'),
  );
}

/** @param {string} folder gets its name only once it is complete */
async function bootstrap(folder) {
  if (existsSync(folder)) return;
  const hasDebootstrap = () => Boolean(findProgram('debootstrap'));
  if (!hasDebootstrap()) await aptInstall(['debootstrap'], hasDebootstrap);
  await removePartials(folder);
  // A unique name: after kill -9, the debootstrap of the last attempt may still be writing to its folder.
  const partial = mkdtempSync(`${folder}.partial-`);
  chmodSync(partial, 0o755); // apt drops its privileges and must read the folder.
  await inStep(`Setting up Emscripten in ${folder} (about 2 minutes, 1.3 GB, once)`, async (step) => {
    // Without the right to mount, as in most containers, no mount can remain under a folder that is removed later.
    const args = [
      '--bounding-set=-sys_admin',
      '--inh-caps=-sys_admin',
      'debootstrap',
      '--variant=minbase',
      `--include=${PACKAGES}`,
      RELEASE,
      partial,
      '',
      '/usr/share/debootstrap/scripts/sid',
    ];
    await run('setpriv', args, {
      timeoutMs: 1_200_000,
      what: 'Setting up Emscripten',
      onLine: (line) => step.update(line.replace(/^I: /, '')),
      explain: (output) => output.split('\n').findLast((line) => line.startsWith('E: ')),
    });
    await run('chroot', [partial, 'apt-get', 'clean'], { timeoutMs: 60_000 });
    renameSync(partial, folder);
  });
}

/**
 * Removes the folders of attempts that were killed. A folder that can't be removed does no harm.
 * @param {string} folder
 */
async function removePartials(folder) {
  const prefix = `${basename(folder)}.partial`;
  for (const name of readdirSync(dirname(folder)).filter((entry) => entry.startsWith(prefix)))
    await tryRun('rm', ['-rf', '--one-file-system', join(dirname(folder), name)], { timeoutMs: 300_000 });
}
