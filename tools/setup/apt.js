// Installs Debian packages, where the user is root on Debian.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../lib/files.js';
import { withLock } from '../lib/lock.js';
import { findProgram, run } from '../lib/process.js';
import { inStep } from '../lib/progress.js';

export const isDebianRoot = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && Boolean(findProgram('apt-get'));

/**
 * @param {string[]} packages
 * @param {() => boolean} [isInstalled] checked again after waiting for another process that installs
 */
export async function aptInstall(packages, isInstalled = () => false) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // apt-get fails at once while another one holds its lock.
  await withLock(join(cacheFolder(), 'apt.lock'), async () => {
    if (isInstalled()) return;
    await inStep(`Installing ${packages.join(' ')}`, async () => {
      await run('apt-get', ['update'], { timeoutMs: 300_000, env, what: 'apt-get update' });
      await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
        timeoutMs: 600_000,
        env,
        what: 'apt-get install',
      });
    });
  });
}
