// Packs the package as for publishing. npm runs the build first, which does nothing if nothing has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';
import { withLock } from '../../tools/lib/lock.js';
import { run } from '../../tools/lib/process.js';

/** @typedef {{ filename: string, size: number, unpackedSize: number, files: { path: string, size: number, mode: number }[] }} Manifest */

/** Held while the checkout contains the folders that npm packs and removes again. */
export const PACK_LOCK = join(root, 'build/pack.lock');

/**
 * Packs the package. Only one suite packs at a time, because `npm pack` creates folders in the checkout and removes them.
 * @param {string} folder for the tarball
 * @returns {Promise<{ file: string, manifest: Manifest, leftBehind: string[] }>} leftBehind: files in the checkout that packing did not remove
 */
export const packProduct = (folder) =>
  withLock(PACK_LOCK, async () => {
    const args = ['pack', '--json', '--loglevel=error', '--pack-destination', folder];
    const output = await run('npm', args, { cwd: root, timeoutMs: 120_000 });
    /** @type {Manifest[]} */
    const [manifest] = JSON.parse(output.slice(output.search(/^\[$/m)));
    const leftBehind = manifest.files.flatMap(({ path }) =>
      path.includes('/') && !path.startsWith('dist/') && existsSync(join(root, path)) ? [path] : [],
    );
    return { file: join(folder, manifest.filename), manifest, leftBehind };
  });
