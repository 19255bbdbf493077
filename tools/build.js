// npm run build: the module by Emscripten, and dist/ from web/ and what is generated. Does nothing where nothing changed.
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { manPage } from '../web/cli/help.js';
import { pruneDeclarations } from './declarations.js';
import { embed } from './embed.js';
import { hashInputs, listFiles, onChange, root } from './inputs.js';
import { withLock } from './lock.js';
import { createManifest } from './manifest.js';
import { installPackages } from './packages.js';
import { run, runMain } from './process.js';
import { inStep } from './progress.js';
import { bundleElements, finishScripts } from './scripts.js';
import { makeTables } from './tables.js';
import { findToolchain } from './toolchain.js';

const C_FILES = ['CMakeLists.txt', 'CMakePresets.json', 'src', 'tests/c'];
/** By the file of dist/module/ that holds it as text: all of the C, and what one document's status needs. */
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
  await onChange('build/wasm.inputs', hashInputs([...C_FILES, 'tools/toolchain.js']), outputs, async () => {
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
        Object.fromEntries(outputs.map((output) => [output, output])),
        step.update,
      ),
    );
  });
}

/**
 * The part of a licence file that applies to the module. Debian's file lists the licences of all files in its package: the part is the
 * general licence and its text. Any other file applies as a whole.
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
    'The module contains code of the first two projects below, proxy/token.js of the last, under their licences.',
    ...[...texts, ['jose', read('node_modules/jose/LICENSE.md')]].map(
      ([name, text]) => `\n---- ${name} ----\n\n${text.trim()}`,
    ),
    '',
  ].join('\n');
}

/**
 * Leaves of the declarations what is published. The rest stays for the tests, and has npm leave it out: a .npmignore below the root holds
 * for what package.json's `files` names, too.
 */
function trimDeclarations() {
  const paths = listFiles('dist').filter((path) => /\.d\.(\w+\.)?ts$/.test(path));
  /** @type {{ types?: string }[]} */
  const entries = Object.values(JSON.parse(read('package.json')).exports);
  const published = pruneDeclarations(
    new Map(paths.map((path) => [path, read(path)])),
    entries.flatMap(({ types }) => (types ? [types.replace('./', '')] : [])),
  );
  for (const [path, text] of published) writeFileSync(join(root, path), text);
  const others = paths.filter((path) => !published.has(path));
  writeFileSync(join(root, 'dist/.npmignore'), others.map((path) => `${path.replace('dist', '')}\n`).join(''));
}

async function buildDist() {
  const inputs = hashInputs([
    'web',
    ...WASM,
    'src',
    'tools/build.js',
    'tools/declarations.js',
    'tools/embed.js',
    'tools/manifest.js',
    'tools/scripts.js',
    'tools/tables.js',
    'tsconfig.build.json',
    'package-lock.json',
    'package.json',
    'LICENSE',
  ]);
  await onChange('build/dist.inputs', inputs, ['dist/index.js', 'dist/index.d.ts'], () =>
    inStep('Building dist/', async () => {
      rmSync(join(root, 'dist'), { recursive: true, force: true });
      cpSync(join(root, 'web'), join(root, 'dist'), { recursive: true });
      const write = (/** @type {string} */ path, /** @type {string} */ text) =>
        writeFileSync(join(root, 'dist', path), text);
      for (const [file, name] of Object.entries(MODULES)) {
        const bytes = readFileSync(join(root, `build/wasm/${name}.wasm`));
        write(
          `module/${file}.js`,
          `// Generated: ${name}.wasm, as tools/embed.js writes it.\n/** @type {string} */\nexport const wasm =\n  '${embed(bytes)}';\n`,
        );
      }
      const scripts = listFiles('web').filter((path) => path.endsWith('.js'));
      write('tables.js', makeTables(read, scripts.map(read).join('\n')));
      cpSync(join(root, 'build/wasm/module.wasm'), join(root, 'dist/module.wasm'));
      write('custom-elements.json', JSON.stringify(createManifest()));
      write('THIRD_PARTY_NOTICES.txt', notices());
      write('cli/document-translation-status.1', manPage(JSON.parse(read('package.json')).version));
      chmodSync(join(root, 'dist/cli/bin.js'), 0o755);
      await run('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], {
        timeoutMs: 300_000,
        cwd: root,
        what: 'Checking the types',
      });
      write('element/standalone.d.ts', "export * from './define.js';\n");
      trimDeclarations();
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
      await buildModule();
      await buildDist();
    },
    () => process.stderr.write('Another build of this checkout is running; waiting for it.\n'),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) runMain(build);
