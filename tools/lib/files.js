// Which files a step is made from, and whether they are the same as last time: what lets a warm build do nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The files below a path (or the path itself), sorted, relative to the checkout.
 * @param {string} path
 * @returns {string[]}
 */
export function listFiles(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}

/**
 * A hash over names and contents.
 * @param {string[]} paths files and folders, relative to the checkout
 * @param {string} [more] what else the step depends on
 * @returns {string}
 */
export function hashInputs(paths, more = '') {
  const hash = createHash('sha256').update(more);
  for (const file of paths.flatMap(listFiles)) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * Does `work` unless its outputs are there and were made from the same inputs.
 * @param {string} stamp a file, relative to the checkout, that remembers the inputs
 * @param {string} inputs their hash
 * @param {string[]} outputs relative to the checkout
 * @param {() => Promise<void>} work
 */
export async function onChange(stamp, inputs, outputs, work) {
  const file = join(root, stamp);
  const fresh =
    existsSync(file) &&
    readFileSync(file, 'utf8') === inputs &&
    outputs.every((output) => existsSync(join(root, output)));
  if (fresh) return;
  rmSync(file, { force: true }); // work that fails halfway must not pass for what the stamp remembers
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, inputs);
}
