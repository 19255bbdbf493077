// npm run build: compiles the module with Emscripten, and makes dist/ of web/ and generated files. Steps whose inputs have not changed are
// skipped.
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manPage } from '../web/cli/help.js';
import { createManifest } from './build/element-manifest.js';
import { embed } from './build/embed.js';
import { bundleElements, finishScripts } from './build/scripts.js';
import { makeDocumentErrors, makeTables } from './build/tables.js';
import { hashInputs, listFiles, onChange, root } from './lib/files.js';
import { withLock } from './lib/lock.js';
import { isMain, run, runMain } from './lib/process.js';
import { inStep } from './lib/progress.js';
import { installPackages } from './setup/packages.js';
import { findToolchain } from './setup/toolchain.js';

const C_FILES = ['CMakeLists.txt', 'CMakePresets.json', 'src', 'tests/c'];
/** The folder of the generated files. They are not committed, and files of web/ import them. */
const GENERATED = 'web/module/generated';
/** The modules, by the generated file that contains each as text: all of the C, and the smaller module of the entry `/status`. */
const MODULES = { embedded: 'module', 'embedded-status': 'status' };
const WASM = Object.values(MODULES).map((name) => `build/wasm/${name}.wasm`);
const LICENCES = ['cjson', 'emscripten'];

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8');

async function buildModule() {
  const outputs = [
    ...WASM,
    'build/wasm/counted.wasm',
    'build/wasm/watched.wasm',
    'build/wasm/module-extracted.txt',
    'build/wasm/status-extracted.txt',
    ...LICENCES.map((name) => `build/wasm/licence-${name}.txt`),
  ];
  await onChange('build/wasm.inputs', hashInputs([...C_FILES, 'tools/setup']), outputs, async () => {
    const toolchain = await findToolchain();
    mkdirSync(join(root, 'build/wasm'), { recursive: true });
    await inStep(`Building the module with ${toolchain.id}`, (step) =>
      toolchain.build(
        C_FILES,
        [
          [
            'emcmake',
            'cmake',
            '--preset',
            'wasm',
            '-G',
            'Ninja',
            ...(toolchain.cjson ? [`-DFETCHCONTENT_SOURCE_DIR_CJSON=${toolchain.cjson}`] : []),
          ],
          ['cmake', '--build', '--preset', 'wasm'],
        ],
        outputs,
        step.update,
      ),
    );
  });
}

/**
 * Returns the part of a licence file that applies to the module. Debian's file lists the licences of all files in its package; the general
 * licence and its text apply. Any other file applies as a whole.
 * @param {string} text
 */
function mainLicence(text) {
  if (!text.startsWith('Format: https://www.debian.org/')) return text;
  const paragraphs = text.split(/\n{2,}/);
  return paragraphs
    .filter((part) => /^Files:\s*\*$/m.test(part) || /^License: Expat$/m.test(part.split('\n')[0]))
    .join('\n\n');
}

function notices() {
  const texts = LICENCES.map((name) => [name, mainLicence(read(`build/wasm/licence-${name}.txt`))]);
  return [
    'The module contains code of the first two projects below; proxy/token.js contains code of the last. Their licences:',
    ...[...texts, ['jose', read('node_modules/jose/LICENSE.md')]].map(
      ([name, text]) => `\n---- ${name} ----\n\n${text.trim()}`,
    ),
    '',
  ].join('\n');
}

/**
 * Replaces the declarations of the package's entries by bundles. The others stay for the type check of the tests. npm leaves them out: a
 * .npmignore below the root also applies to what package.json's `files` names.
 */
async function publishDeclarations() {
  /** @type {{ types?: string }[]} */
  const entries = Object.values(JSON.parse(read('package.json')).exports);
  const published = entries.flatMap(({ types }) => (types ? [types.replace('./', '')] : []));
  const { bundleDeclarations } = await import('./build/declarations/bundle.js');
  const bundles = await bundleDeclarations(published.filter((path) => path.endsWith('.d.ts')));
  for (const [path, text] of bundles) writeFileSync(join(root, path), text);
  const ignored = ['*.d.ts', '*.d.*.ts', ...published.map((path) => path.replace('dist', '!'))];
  writeFileSync(join(root, 'dist/.npmignore'), `${ignored.join('\n')}\n`);
}

const MODULE_TYPES = `// The type of an import of module.wasm, for runtimes where that is a compiled module. Pass it as createClient's \`wasm\`.
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;
export default module;
`;

/** Writes the files of web/ that are made from the C. */
async function generate() {
  const scripts = listFiles('web').filter((path) => path.endsWith('.js') && !path.startsWith(GENERATED));
  const tools = ['tools/build.js', 'tools/build/embed.js', 'tools/build/tables.js'];
  const modules = Object.keys(MODULES).map((name) => `${name}.js`);
  const outputs = ['tables.js', 'document-errors.js', 'module.wasm', 'module.d.wasm.ts', ...modules];
  const write = (/** @type {string} */ name, /** @type {string | Buffer} */ content) =>
    writeFileSync(join(root, GENERATED, name), content);
  await onChange(
    'build/generated.inputs',
    hashInputs([...WASM, 'src', ...scripts, ...tools]),
    outputs.map((name) => `${GENERATED}/${name}`),
    async () => {
      mkdirSync(join(root, GENERATED), { recursive: true });
      for (const [file, name] of Object.entries(MODULES)) {
        const text = embed(readFileSync(join(root, `build/wasm/${name}.wasm`)));
        write(
          `${file}.js`,
          `// Generated: ${name}.wasm as text.\nexport const wasm = {\n  embedded:\n    '${text}',\n};\n`,
        );
      }
      write('tables.js', makeTables(read, scripts.map(read).join('\n')));
      write('document-errors.js', makeDocumentErrors(read('src/document_errors.def')));
      write('module.wasm', readFileSync(join(root, 'build/wasm/module.wasm')));
      write('module.d.wasm.ts', MODULE_TYPES);
    },
  );
}

async function buildDist() {
  const inputs = hashInputs([
    'web',
    'tools/build.js',
    'tools/build/declarations/bundle.js',
    'tools/build/declarations/package-lock.json',
    'tools/build/element-manifest.js',
    'tools/build/scripts.js',
    'tsconfig.build.json',
    'package-lock.json',
    'package.json',
    'LICENSE',
  ]);
  await onChange('build/dist.inputs', inputs, ['dist/entries/main.js', 'dist/entries/main.d.ts'], () =>
    inStep('Building dist/', async () => {
      rmSync(join(root, 'dist'), { recursive: true, force: true });
      cpSync(join(root, 'web'), join(root, 'dist'), { recursive: true });
      const write = (/** @type {string} */ path, /** @type {string} */ text) =>
        writeFileSync(join(root, 'dist', path), text);
      write('custom-elements.json', JSON.stringify(createManifest()));
      write('THIRD_PARTY_NOTICES.txt', notices());
      write('cli/document-translation-status.1', manPage(JSON.parse(read('package.json')).version));
      chmodSync(join(root, 'dist/cli/bin.js'), 0o755);
      await run('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], {
        timeoutMs: 300_000,
        cwd: root,
        what: 'Checking the types',
      });
      // Its declarations replace it.
      rmSync(join(root, 'dist/module/types.ts'));
      write('element/standalone.d.ts', "export * from '../entries/define.js';\n");
      await publishDeclarations();
      await finishScripts();
      await bundleElements();
    }),
  );
}

export async function build() {
  await withLock(
    join(root, 'build/lock'),
    async () => {
      await installPackages();
      await installPackages(join(root, 'tools/build/declarations'));
      await buildModule();
      await generate();
      await buildDist();
    },
    () => process.stderr.write('Another build of this checkout is running; waiting for it.\n'),
  );
}

if (isMain(import.meta.url)) runMain(build);
