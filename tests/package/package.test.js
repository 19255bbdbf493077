// The packed package: its files and size, the results of package checkers, its types, and its use in an empty project, with the least
// permissions and as the README shows.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulator } from '../../dist/entries/simulator.js';
import { listFiles, root } from '../../tools/lib/files.js';
import { listBundledFiles } from '../../tools/build/scripts.js';
import { installPackages } from '../hosts/install.js';
import { DENO, NODES, nodePermissions, skipIfMissing } from '../hosts/programs.js';
import { packProduct } from './pack.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('./', import.meta.url));
const timeout = 120_000;

/** Files that the build adds to the scripts of web/, the module and the declarations. */
const BUILT_FILES = [
  'custom-elements.json',
  'element/standalone.js',
  'THIRD_PARTY_NOTICES.txt',
  'cli/document-translation-status.1',
].map((file) => `dist/${file}`);

/** In this order: a runtime gets the first condition that it knows. */
const CONDITIONS = ['types', 'workerd', 'edge-light', 'default'];

const UNPACKED_LIMIT = 600_700;

/** @type {string} a project with nothing but the package installed */
let project;
/** @type {string} the folder of the installed package */
let installed;
/** @type {string} the tarball */
let tarball;
/** @type {import('./pack.js').Manifest} */
let packed;
/** @type {string[]} files in the checkout that packing did not remove */
let leftBehind;
/** @type {any} */
let manifest;

before(
  async () => {
    await installPackages();
    await installPackages(new URL('./', import.meta.url));
    project = await mkdtemp(join(tmpdir(), 'document-translation-status-'));
    installed = join(project, 'node_modules/document-translation-status');
    ({ file: tarball, manifest: packed, leftBehind } = await packProduct(project));
    await writeFile(join(project, 'package.json'), '{ "private": true }');
    const args = ['install', '--offline', '--no-audit', '--no-fund', tarball];
    await run('npm', args, { cwd: project, timeout });
    manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  },
  { timeout: 400_000 },
);
after(async () => {
  if (project) await rm(project, { recursive: true, force: true });
});

const packedFiles = () => packed.files.map(({ path }) => path).sort();
const readInstalled = (/** @type {string} */ path) => readFile(join(installed, path), 'utf8');

/** The subpaths of the package, without its package.json. */
const subpaths = () => Object.keys(manifest.exports).filter((subpath) => !subpath.endsWith('.json'));
const declarations = () => subpaths().map((subpath) => join(manifest.exports[subpath].types));
/** The package.json files for resolvers that ignore `exports`. */
const folders = () => subpaths().flatMap((subpath) => (subpath === '.' ? [] : [join(subpath, 'package.json')]));

test('the package contains the expected files and no others', () => {
  const bundled = listBundledFiles();
  const web = listFiles('web').flatMap((file) =>
    /\.(js|wasm)$/.test(file) && !bundled.has(file.slice('web/'.length)) ? [file.replace('web', 'dist')] : [],
  );
  const documents = ['LICENSE', 'README.md', 'package.json'];
  assert.deepEqual(packedFiles(), [...web, ...declarations(), ...folders(), ...BUILT_FILES, ...documents].sort());
});

test('packing leaves no files in the checkout', () => assert.deepEqual(leftBehind, []));

test('declarations import only declarations of other entries and Node’s types', async () => {
  for (const file of declarations()) {
    const specifiers = [
      ...(await readInstalled(file)).matchAll(/(?:^(?:import|export)\b.* from |\bimport\(|path=)['"]([^'"]+)/gm),
    ];
    for (const [, specifier] of specifiers)
      if (!specifier.startsWith('node:'))
        assert.ok(
          declarations().includes(join(dirname(file), specifier.replace(/\.js$/, '.d.ts'))),
          `${file}: ${specifier}`,
        );
  }
});

test('declarations contain no names that the bundler invented and no JSDoc types', async () => {
  for (const file of declarations())
    assert.doesNotMatch(
      await readInstalled(file),
      /^(?:declare )?(?:type|class|interface|function) \w+\$|@typedef|@param \{/m,
      file,
    );
  const main = await readInstalled(join(manifest.exports['.'].types));
  assert.match(
    main,
    /interface ClientOptions \{\n\t\/\*\* \w.*\*\/\n\tendpoint: string;/,
    'Comments for editors are kept',
  );
});

/**
 * The files that an import of these files loads.
 * @param {string[]} paths
 */
async function reachable(paths) {
  const reached = new Set();
  /** @param {string} path */
  const reach = async (path) => {
    if (reached.has(path)) return;
    reached.add(path);
    if (!path.endsWith('.js')) return;
    for (const [, specifier] of (await readInstalled(path)).matchAll(/\b(?:from|import)[ (]*['"](\.[^'"?]+)/g))
      await reach(join(dirname(path), specifier));
  };
  for (const path of paths) await reach(join(path));
  return reached;
}

test('every published module is imported by an entry or by the command', async () => {
  const entries = [...Object.values(manifest.exports), ...Object.values(manifest.bin)];
  const reached = await reachable(
    entries.flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry))),
  );
  const modules = packedFiles().filter((path) => /\.(js|wasm)$/.test(path));
  assert.deepEqual(
    modules.filter((path) => !reached.has(path)),
    [],
  );
});

test('no file refers to a source map', async () => {
  for (const path of packedFiles().filter((file) => /\.(js|ts)$/.test(file)))
    assert.doesNotMatch(await readInstalled(path), /^\/\/# sourceMappingURL/m, path);
});

test('the unpacked package is within its size limit', () => {
  const { size, unpackedSize, files } = packed;
  const kb = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} KB`;
  console.log(
    `| packed | unpacked | files |\n| --- | --- | --- |\n| ${kb(size)} | ${kb(unpackedSize)} | ${files.length} |`,
  );
  assert.ok(unpackedSize <= UNPACKED_LIMIT, `${unpackedSize} bytes unpacked`);
});

test('the package has no dependencies and no install scripts', async () => {
  const modules = await readdir(join(project, 'node_modules'));
  assert.deepEqual(
    modules.filter((name) => !name.startsWith('.')),
    ['document-translation-status'],
  );
  const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies, scripts } = manifest;
  assert.deepEqual([dependencies, optionalDependencies], [undefined, undefined]);
  assert.deepEqual(Object.keys(peerDependencies), ['@azure/identity']);
  assert.deepEqual(peerDependenciesMeta, { '@azure/identity': { optional: true } });
  for (const script of ['preinstall', 'install', 'postinstall']) assert.equal(scripts?.[script], undefined);
});

test('a global install of the tarball has the command and its man page', { timeout }, async () => {
  const prefix = join(project, 'global');
  const args = ['install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', tarball];
  await run('npm', args, { cwd: project, timeout });
  const page = await readFile(join(prefix, 'share/man/man1/document-translation-status.1'), 'utf8');
  assert.match(page, /^\.TH DOCUMENT-TRANSLATION-STATUS 1 /);
  const { stdout } = await run(join(prefix, 'bin/document-translation-status'), ['--version'], { timeout });
  assert.equal(stdout, `${manifest.version}\n`);
});

test('the notices name the third-party code in the package', async () => {
  const text = await readInstalled('dist/THIRD_PARTY_NOTICES.txt');
  assert.deepEqual(
    [...text.matchAll(/^---- (.*) ----$/gm)].map(([, name]) => name),
    ['cjson', 'emscripten', 'jose'],
  );
});

test('every entry has the condition `types` first, and the main entry has a condition for each platform', () => {
  assert.deepEqual(Object.keys(manifest.exports['.']), CONDITIONS);
  for (const [name, entry] of Object.entries(manifest.exports))
    if (typeof entry === 'object') assert.equal(Object.keys(entry)[0], 'types', name);
});

test('the folders for resolvers that ignore `exports` point to the same files as `exports`', async () => {
  for (const path of folders()) {
    const { main, types } = JSON.parse(await readInstalled(path));
    const entry = manifest.exports[`./${dirname(path)}`];
    assert.deepEqual([join(dirname(path), main), join(dirname(path), types)], [join(entry.default), join(entry.types)]);
  }
});

test('publint reports nothing', { timeout }, async () => {
  const { publint } = await import('publint');
  const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
  assert.deepEqual(messages, []);
});

test('attw finds no problem with the types for ES modules', { timeout }, async () => {
  const attw = join(here, 'node_modules/.bin/attw');
  const args = [tarball, '--profile=esm-only', '--no-definitely-typed', '--no-color', '--format=ascii'];
  await run(attw, args, { timeout }).catch(({ stdout, stderr }) => assert.fail(`${stdout}${stderr}`));
});

const NODE = { module: 'nodenext', lib: ['es2023'], types: ['node'] };
const PAGE = { module: 'esnext', moduleResolution: 'bundler', types: [] };
const WORKER = {
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2023'],
  typeRoots: [join(here, 'node_modules')],
  types: ['@cloudflare/workers-types'],
};
const ANYWHERE = ['main', 'status', 'core', 'proxy', 'cloudflare', 'shared'];

/** @type {{ project: string, files: string[], options: Record<string, unknown> }[]} */
const TYPED_PROJECTS = [
  {
    project: 'a project for Node without DOM types',
    files: [...ANYWHERE, 'simulator', 'disposal', 'node'],
    options: NODE,
  },
  {
    project: 'a project for Node with DOM types, TypeScript’s default',
    files: [...ANYWHERE, 'simulator', 'disposal', 'page', 'node'],
    options: { module: 'nodenext', types: ['node'] },
  },
  { project: 'a project for pages without Node types', files: [...ANYWHERE, 'page'], options: PAGE },
  { project: 'a project for workers with Cloudflare’s types', files: ANYWHERE, options: WORKER },
];

test('the type tests import every entry', async () => {
  const tested = await Promise.all(
    (await readdir(join(here, 'types'))).map((file) => readFile(join(here, 'types', file), 'utf8')),
  );
  const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith('.json'));
  const untested = entries.filter((entry) => !tested.join('').includes(`from '${entry.replace('.', manifest.name)}'`));
  assert.deepEqual(untested, []);
});

/** The current TypeScript, and the older one that attw depends on. */
const COMPILERS = [join(root, 'node_modules/.bin/tsc'), join(here, 'node_modules/.bin/tsc')];

/**
 * Compiles files together with the published declarations.
 * @param {import('node:test').TestContext} t
 * @param {string} folder
 * @param {string[]} files
 * @param {Record<string, unknown>} options
 * @param {string[]} [compilers]
 */
async function compile(t, folder, files, options, compilers = COMPILERS) {
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
  const compilerOptions = {
    target: 'es2022',
    noEmit: true,
    ...strict,
    skipLibCheck: false,
    verbatimModuleSyntax: true,
    typeRoots: [join(root, 'node_modules/@types')],
    ...options,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  for (const compiler of compilers) {
    const { stdout: version } = await run(compiler, ['--version'], { timeout });
    t.diagnostic(`TypeScript ${version.trim()}`);
    await run(compiler, ['-p', '.'], { cwd: folder, timeout }).catch(({ stdout, stderr }) =>
      assert.fail(`${version}${stdout}${stderr}`),
    );
  }
}

for (const [index, { project: name, files, options }] of TYPED_PROJECTS.entries()) {
  test(`the types accept correct code and reject wrong code in ${name}`, { timeout }, async (t) => {
    const folder = join(project, `types-${index}`);
    await cp(join(here, 'types'), folder, { recursive: true });
    await compile(
      t,
      folder,
      files.map((file) => `${file}.ts`),
      options,
    );
  });
}

test('the types of each entry compile without the types of other platforms', { timeout }, async (t) => {
  for (const [index, subpath] of subpaths().entries()) {
    const folder = join(project, `alone-${index}`);
    await mkdir(folder);
    const name = subpath.replace('.', manifest.name);
    await writeFile(
      join(folder, 'alone.ts'),
      `import type * as entry from '${name}';\nexport type Entry = typeof entry;\n`,
    );
    const options = subpath === './simulator' ? NODE : subpath.startsWith('./element') ? PAGE : WORKER;
    await compile(t, folder, ['alone.ts'], options, COMPILERS.slice(0, 1));
  }
});

/** The names that the examples use without declaring them, with their types. */
const ASSUMED = {
  ...Object.fromEntries(
    ['endpoint', 'key', 'token', 'secret', 'url', 'batchId', 'documentId'].map((name) => [name, 'string']),
  ),
  request: 'Request',
  client: "import('document-translation-status').DocumentTranslationClient",
  isTerminal: "typeof import('document-translation-status').isTerminal",
};

/** A module with the declarations that the code lacks. @param {string} code */
function complete(code) {
  const declared = Array.from(code.matchAll(/\b(?:const|import) (\{[^}]*\}|\w+)/g), ([, names]) => names).join();
  const lacking = Object.entries(ASSUMED).filter(([name]) => !new RegExp(`\\b${name}\\b`).test(declared));
  return [...lacking.map(([name, type]) => `declare const ${name}: ${type};`), code, 'export {};\n'].join('\n');
}

test('the examples of the declarations and every block of JavaScript in the README compile under strict', {
  timeout,
}, async (t) => {
  const texts = (await Promise.all(declarations().map(readInstalled))).join('');
  const examples = [...texts.matchAll(/@example\n(.*?)\n\s*\*(?:\/| @)/gs)].map(([, text]) =>
    text.replaceAll(/^\s*\* ?/gm, ''),
  );
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  assert.ok(examples.length > 15 && blocks.length > 5);
  const folder = join(project, 'code-blocks');
  await mkdir(folder);
  const files = await Promise.all(
    [...new Set([...examples, ...blocks])].map(async (code, index) => {
      await writeFile(join(folder, `${index}.ts`), complete(code));
      return `${index}.ts`;
    }),
  );
  await compile(t, folder, files, NODE);
});

test('each exported function has an example and a description of its parameter', async () => {
  for (const path of declarations()) {
    const text = await readInstalled(path);
    for (const [, comment = '', name, parameter] of text.matchAll(
      /^(?:(\/\*\*(?:(?!\*\/).)*\*\/)\n)?declare (?:const|function) (\w+)(?:: )?(?:<[^(]*>)?\((\w+)/gms,
    )) {
      assert.match(comment, /@example/, `${path}: ${name}`);
      assert.match(comment, new RegExp(`@param ${parameter} \\S`), `${path}: ${name}`);
    }
  }
});

test('TypeScript with node10 resolution, which ignores `exports`, finds the types of every subpath', {
  timeout,
}, async (t) => {
  const folder = join(project, 'node10');
  await cp(join(here, 'types'), folder, { recursive: true });
  const options = { module: 'esnext', moduleResolution: 'node10', types: ['node'], ignoreDeprecations: '5.0' };
  const files = [...ANYWHERE, 'simulator', 'page'].map((file) => `${file}.ts`);
  await compile(t, folder, files, options, COMPILERS.slice(1));
});

for (const { name, program } of [{ name: 'the Node that runs the tests', program: process.execPath }, ...NODES]) {
  test(`require() loads every entry of the package in ${name}`, { timeout }, async (t) => {
    if (skipIfMissing(t, program)) return;
    const modules = Object.keys(manifest.exports)
      .filter((path) => !/\.(wasm|json)$/.test(path))
      .map((path) => path.replace('.', manifest.name));
    const code = `console.log(JSON.stringify(${JSON.stringify(modules)}.map((name) => Object.keys(require(name)))))`;
    const { stdout } = await run(program, ['-e', code], { cwd: project, timeout });
    const exported = JSON.parse(stdout);
    assert.deepEqual(exported[modules.indexOf(manifest.name)].sort(), [
      'DocumentTranslationError',
      'createClient',
      'isTerminal',
      'parseOperationLocation',
    ]);
    for (const names of exported) assert.ok(names.length > 0);
  });
}

for (const { name, program, version } of NODES.filter(({ version }) => Number.parseInt(version, 10) >= 24))
  test(`import source of module.wasm gives ${name} the module that createClient accepts`, { timeout }, async (t) => {
    if (skipIfMissing(t, program)) return;
    const script = join(project, `source-${version}.mjs`);
    await writeFile(
      script,
      `import source wasm from 'document-translation-status/module.wasm';
      import { createClient } from 'document-translation-status';
      console.log((await createClient({ endpoint: 'https://a.example', wasm })).endpoint);`,
    );
    const { stdout } = await run(program, [script], { cwd: project, timeout });
    assert.equal(stdout, 'https://a.example\n');
  });

/** Prints a status, or the error. */
const GET_STATUS = `
  import { createClient } from 'PACKAGE';
  const [endpoint, key, batchId, documentId] = process.argv.slice(2);
  try {
    const client = await createClient({ endpoint, credential: { key }, maxRetries: 0 });
    console.log((await client.getDocumentStatus(batchId, documentId)).status);
  } catch (error) {
    console.log(error, error.cause);
  }`;

/** @type {{ name: string, program: string, from?: string, args: (script: string) => string[] }[]} */
const RESTRICTED = [
  {
    name: 'Deno with --allow-net',
    program: DENO,
    from: 'npm:document-translation-status',
    args: () => ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-net'],
  },
  ...NODES.map(({ name, program, version }) => ({
    name: `${name} with ${nodePermissions(version, []).join(' ')} and read access to its own files`,
    program,
    args: (/** @type {string} */ script) => nodePermissions(version, [script, join(installed, '*')]),
  })),
];

for (const [index, { name, program, from = 'document-translation-status', args }] of RESTRICTED.entries()) {
  test(`the package can send a request in ${name}`, { timeout }, async (t) => {
    if (skipIfMissing(t, program)) return;
    const script = join(project, `status-${index}.mjs`);
    await writeFile(script, GET_STATUS.replace('PACKAGE', from));
    const simulator = await startSimulator();
    t.after(() => simulator.close());
    const [{ id }] = simulator.documents;
    simulator.script(id, [{ status: 'Running' }]);
    const parameters = [simulator.url, String(simulator.key), simulator.batchId, id];
    const { stdout } = await run(program, [...args(script), script, ...parameters], { cwd: project, timeout });
    assert.equal(stdout, 'Running\n');
  });
}

test('the README’s first example runs and prints what the README says', { timeout }, async (t) => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, code] = /```js\n(import \{[^}]*\} from 'document-translation-status';\n.*?)```/s.exec(readme) ?? [];
  const [, printed] = /The last line is, for example, `([^`]+)`/.exec(readme) ?? [];
  assert.ok(code && printed, 'The README has the example and its output');
  await writeFile(join(project, 'status.mjs'), code);
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  const { id } = simulator.createBatch({ documents: ['Succeeded', 'Failed'], createdAt: Date.now() - 60_000 });
  const location = `${simulator.url}/translator/document/batches/${id}?api-version=2024-05-01`;
  const env = { AZURE_DOCUMENT_TRANSLATION_KEY: String(simulator.key) };
  const { stdout, stderr } = await run(process.execPath, ['status.mjs', location], { cwd: project, env, timeout });
  assert.equal(stdout, `${printed}\n`);
  assert.match(
    stderr,
    /^https:\S+ The document does not have any translatable text\. The document is empty or .*\.\n$/,
  );
  assert.equal(simulator.requests[0].query.get('api-version'), '2024-05-01');
});

test('npm corrects nothing in package.json, and publishing uses provenance of the README’s repository', {
  timeout,
}, async () => {
  const copy = join(project, 'manifest');
  await mkdir(copy);
  await cp(join(root, 'package.json'), join(copy, 'package.json'));
  await run('npm', ['pkg', 'fix'], { cwd: copy, timeout });
  const [before, after] = await Promise.all(
    [root, copy].map((folder) => readFile(join(folder, 'package.json'), 'utf8')),
  );
  assert.equal(after, before);
  assert.equal(manifest.publishConfig.provenance, true);
  const [, clone] = /git clone (\S+)/.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
  assert.equal(manifest.repository.url, `git+${clone}.git`);
});
