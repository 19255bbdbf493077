// Holds the source tree to docs/architecture.md: which folder may import which, and one line for each file of the library.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { test } from 'node:test';
import { listFiles, root } from '../../tools/lib/files.js';

/** By the folder of web/: the other folders that its files may import, types included. @type {Record<string, string[]>} */
const MAY_IMPORT = {
  module: [],
  client: ['module'],
  watch: ['client', 'module'],
  content: [],
  element: ['content', 'watch', 'client', 'module'],
  proxy: ['watch', 'client', 'module'],
  cloudflare: ['proxy', 'client', 'module'],
  simulator: [],
  cli: ['content', 'watch', 'client', 'module'],
  entries: ['element', 'cloudflare', 'proxy', 'simulator', 'watch', 'client', 'module'],
};

/** Files that may import one more folder, and why. @type {Record<string, string[]>} */
const EXCEPTIONS = {
  // The command `simulate` starts the simulator.
  'cli/simulate.js': ['simulator'],
};

const scripts = listFiles('web').filter((path) => /\.(js|ts)$/.test(path) && !path.includes('/generated/'));

/** What a file imports, in the form that listFiles has: statements, calls of import() and types in comments. @param {string} path */
const importsOf = (path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/(?:\bfrom |\bimport ?\(?)['"](\.[^'"?]+)/g)].map(
    ([, specifier]) => join(dirname(path), specifier),
  );

test('imports between the folders of web/ point one way', () => {
  const wrong = scripts.flatMap((path) => {
    const [, folder] = path.split('/');
    const allowed = [folder, ...MAY_IMPORT[folder], ...(EXCEPTIONS[path.slice('web/'.length)] ?? [])];
    return importsOf(path)
      .filter((target) => !allowed.includes(target.split('/')[1]))
      .map((target) => `${path} imports ${target}`);
  });
  assert.deepEqual(wrong, []);
});

test('each folder of web/ has a rule, and each rule a folder', () => {
  const folders = readdirSync(join(root, 'web')).sort();
  assert.deepEqual(folders, Object.keys(MAY_IMPORT).sort());
});

test('no files of one folder of the library import each other in a circle', () => {
  const files = scripts.filter((path) => /^web\/(module|client|watch|entries)\//.test(path));
  /** Statements only: types may refer to each other. @param {string} path */
  const needed = (path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '(\.[^'?]+)/gms)].map(
      ([, specifier]) => join(dirname(path), specifier),
    );
  /** @param {string} path @param {string[]} trail */
  const visit = (path, trail) => {
    assert.ok(!trail.includes(path), `${[...trail, path].join(' → ')}`);
    if (files.includes(path)) for (const target of needed(path)) visit(target, [...trail, path]);
  };
  for (const path of files) visit(path, []);
});

test('docs/architecture.md lists each file of the library once', () => {
  const [, tables] = readFileSync(join(root, 'docs/architecture.md'), 'utf8').split('## Files of the library');
  const listed = [...tables.split('## Where to change what')[0].matchAll(/^\| `([\w./-]+)` \|/gm)].map(
    ([, path]) => path,
  );
  const files = ['web/module', 'web/client', 'web/watch', 'src']
    .flatMap((folder) => listFiles(folder))
    .filter((path) => /\.(js|c)$/.test(path) && !path.includes('/generated/'));
  assert.deepEqual(listed.sort(), files.sort());
});

test('docs/architecture.md names only files that exist', () => {
  const paths = [
    ...readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(
      /`?\b((?:src|web|tools|tests)\/[\w./-]+\.\w+)/g,
    ),
  ];
  assert.deepEqual(
    paths.map(([, path]) => path).filter((path) => !existsSync(join(root, path))),
    [],
  );
});
