// A folder with a package.json for each subpath of the package's exports, for resolvers that don't read exports: Parcel by default, and
// TypeScript's old `moduleResolution: node`. npm makes them before it packs, and removes them afterwards.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../lib/files.js';

/** @type {[string, { types: string, default: string }][]} */
const entries = Object.entries(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports);
const isRemoval = process.argv[2] === '--remove';

for (const [subpath, entry] of entries) {
  if (subpath === '.' || typeof entry === 'string') continue;
  if (isRemoval) {
    rmSync(join(root, subpath.split('/')[1]), { recursive: true, force: true });
    continue;
  }
  const toRoot = (/** @type {string} */ path) => posix.relative(subpath, path);
  const manifest = { main: toRoot(entry.default), types: toRoot(entry.types) };
  mkdirSync(join(root, subpath), { recursive: true });
  writeFileSync(join(root, subpath, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
