// The folders of web/ import each other in one direction only, and files do not import each other in a circle.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { test } from 'node:test';
import { listFiles, root } from '../../tools/lib/files.js';

/** The other folders that the files of each folder of web/ may import, types included. @type {Record<string, string[]>} */
const MAY_IMPORT = {
  module: [],
  client: ['module'],
  watch: ['client', 'module'],
  content: ['client', 'module'],
  element: ['content', 'watch', 'client', 'module'],
  proxy: ['watch', 'client', 'module'],
  cloudflare: ['proxy', 'client', 'module'],
  simulator: [],
  cli: ['content', 'watch', 'client', 'module'],
  entries: ['element', 'cloudflare', 'proxy', 'simulator', 'watch', 'client', 'module'],
};

/** Files that may import another folder, with the reason. @type {Record<string, string[]>} */
const EXCEPTIONS = {
  // The command `simulate` starts the simulator.
  'cli/simulate.js': ['simulator'],
};

const scripts = listFiles('web').filter((path) => /\.(js|ts)$/.test(path) && !path.includes('/generated/'));

/** The paths that a file imports: by statements, by import(), and in the types of comments. @param {string} path */
const importsOf = (path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/(?:\bfrom |\bimport ?\(?)['"](\.[^'"?]+)/g)].map(
    ([, specifier]) => join(dirname(path), specifier),
  );

test('folders of web/ import only the folders that they may import', () => {
  const wrong = scripts.flatMap((path) => {
    const [, folder] = path.split('/');
    const allowed = [folder, ...MAY_IMPORT[folder], ...(EXCEPTIONS[path.slice('web/'.length)] ?? [])];
    return importsOf(path)
      .filter((target) => !allowed.includes(target.split('/')[1]))
      .map((target) => `${path} imports ${target}`);
  });
  assert.deepEqual(wrong, []);
});

test('each folder of web/ has a rule, and each rule has a folder', () => {
  const folders = readdirSync(join(root, 'web')).sort();
  assert.deepEqual(folders, Object.keys(MAY_IMPORT).sort());
});

test('the files of the library do not import each other in a circle', () => {
  const files = scripts.filter((path) => /^web\/(module|client|watch|entries)\//.test(path));
  /** The paths that a file's statements import. Types may refer to each other. @param {string} path */
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
    .filter((path) => /\.(js|ts|c)$/.test(path) && !path.includes('/generated/'));
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
