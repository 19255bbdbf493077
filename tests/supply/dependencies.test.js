// The package has no dependencies. Every package that builds or tests it is pinned and has a reason in docs/dependencies.md.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { listFiles, root } from '../../tools/lib/files.js';

const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8');

/** The package.json files with a lock file. */
const manifests = ['package.json', ...['tools', 'tests'].flatMap(listFiles)].filter(
  (file) =>
    /(^|\/)package\.json$/.test(file) &&
    !file.includes('node_modules') &&
    existsSync(join(root, file.replace('package.json', 'package-lock.json'))),
);

/** @param {string} file @returns {Record<string, string>} */
function packagesOf(file) {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(file));
  return { ...dependencies, ...devDependencies, ...optionalDependencies };
}

/** @type {Map<string, string>} the reason of each package */
const reasons = new Map(
  [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|[^|]*\| (.+) \|$/gm)].map(([, name, why]) => [name, why]),
);

test('the package has no runtime dependencies, and its one peer dependency is optional', () => {
  const manifest = JSON.parse(read('package.json'));
  const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies, bundledDependencies } = manifest;
  assert.deepEqual([dependencies, optionalDependencies, bundledDependencies], Array(3).fill(undefined));
  assert.deepEqual(peerDependencies, { '@azure/identity': '*' });
  assert.deepEqual(peerDependenciesMeta, { '@azure/identity': { optional: true } });
});

test('docs/dependencies.md gives a reason for each package that builds or tests, and lists no other package', () => {
  const wanted = [...new Set(manifests.flatMap((file) => Object.keys(packagesOf(file))))].sort();
  assert.deepEqual([...reasons.keys()].sort(), wanted);
  for (const [name, why] of reasons) assert.ok(why.length > 15, name);
});

test('each lock file pins every package by version and hash', () => {
  for (const file of manifests) {
    const { packages } = JSON.parse(read(file.replace('package.json', 'package-lock.json')));
    for (const [path, entry] of Object.entries(/** @type {Record<string, any>} */ (packages)))
      if (path && !entry.link && !entry.inBundle) assert.ok(entry.version && entry.integrity, `${file}: ${path}`);
  }
});
