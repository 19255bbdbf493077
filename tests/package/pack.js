// The package as it would be published: npm builds it once more before it packs, which does nothing where nothing changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';
import { withLock } from '../../tools/lib/lock.js';
import { run } from '../../tools/lib/process.js';

/** @typedef {{ filename: string, size: number, unpackedSize: number, files: { path: string, size: number, mode: number }[] }} Manifest */

/** Held while the checkout contains the folders that npm packs and removes again. */
export const PACK_LOCK = join(root, 'build/pack.lock');

/**
 * Packs in turn with other suites: the end of one packing removes the folders that the next one needs.
 * @param {string} folder where to put it
 * @returns {Promise<{ file: string, manifest: Manifest, leftBehind: string[] }>} with the files that were made for it and are still there
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
