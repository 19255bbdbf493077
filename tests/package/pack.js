// The package as it would be published: npm builds it once more before it packs, which does nothing where nothing changed.
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';
import { withLock } from '../../tools/lib/lock.js';
import { run } from '../../tools/lib/process.js';

/** @typedef {{ filename: string, size: number, unpackedSize: number, files: { path: string, size: number, mode: number }[] }} Manifest */

/**
 * @param {string} folder where to put it
 * @returns {Promise<{ file: string, manifest: Manifest }>}
 */
export async function packProduct(folder) {
  const args = ['pack', '--json', '--loglevel=error', '--pack-destination', folder];
  // Several suites pack, and npm's scripts write to the checkout.
  const output = await withLock(join(root, 'build/pack.lock'), () =>
    run('npm', args, { cwd: root, timeoutMs: 120_000 }),
  );
  const [manifest] = JSON.parse(output.slice(output.search(/^\[$/m)));
  return { file: join(folder, manifest.filename), manifest };
}
