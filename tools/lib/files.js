// The folders that the tools work in, and steps that run only when their inputs have changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The user's folder for downloads that all checkouts share. */
export const cacheFolder = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'document-translation-status');

/**
 * Lists the files below a path (or the path itself), sorted, relative to the checkout.
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
 * Hashes names and contents of files.
 * @param {string[]} paths files and folders, relative to the checkout
 * @param {string} [more] other inputs of the step
 * @returns {string}
 */
export function hashInputs(paths, more = '') {
  const hash = createHash('sha256').update(more);
  for (const file of paths.flatMap(listFiles)) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * Runs `work` unless its outputs exist and were made from the same inputs.
 * @param {string} stamp a file, relative to the checkout, that keeps the hash of the inputs
 * @param {string} inputs the hash of the inputs
 * @param {string[]} outputs relative to the checkout
 * @param {() => Promise<void>} work
 */
export async function onChange(stamp, inputs, outputs, work) {
  const file = join(root, stamp);
  const isFresh =
    existsSync(file) &&
    readFileSync(file, 'utf8') === inputs &&
    outputs.every((output) => existsSync(join(root, output)));
  if (isFresh) return;
  rmSync(file, { force: true }); // After a failure halfway the old stamp would be wrong.
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, inputs);
}
