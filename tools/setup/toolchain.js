// Where emcc and cmake come from: PATH, or a private Debian in the user's cache, made once. Also cJSON's source, which no
// checkout holds.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from '../lib/files.js';
import { withLock } from '../lib/lock.js';
import { findProgram, run, ToolError, tryRun } from '../lib/process.js';
import { inStep } from '../lib/progress.js';

const OLDEST_EMSCRIPTEN = [4, 0, 21];
const SUITE = 'forky';
const PACKAGES = 'emscripten,cmake,ninja-build,ca-certificates';
const CJSON = { version: '1.7.19', sha256: '7fa616e3046edfa7a28a32d5f9eacfd23f92900fe1f8ccd988c1662f30454562' };

const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'document-translation-status');
const isRoot = () => process.getuid?.() === 0;
export const isDebianRoot = () => isRoot() && existsSync('/etc/debian_version') && Boolean(findProgram('apt-get'));

/**
 * @typedef {object} Toolchain
 * @property {string} id What it is, for the hash of what it made.
 * @property {string} [cjson] Where a build finds cJSON's source; else CMake downloads it.
 * @property {(files: string[], commands: string[][], outputs: Record<string, string>, onLine: (line: string) => void) => Promise<void>} build
 *   Runs commands on a copy of the files, and copies outputs (there → here, relative to the checkout) back.
 */

/** @param {string} text What `emcc --version` says. */
export function isNewEnough(text) {
  const found = /emcc.*?(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  if (!found) return false;
  const differs = OLDEST_EMSCRIPTEN.findIndex((part, index) => part !== found[index]);
  return differs < 0 || found[differs] > OLDEST_EMSCRIPTEN[differs];
}

/**
 * @param {string[]} packages
 */
export async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await inStep(`Installing ${packages.join(' ')}`, async () => {
    await run('apt-get', ['update'], { timeoutMs: 300_000, env, what: 'apt-get update' });
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
      timeoutMs: 600_000,
      env,
      what: 'apt-get install',
    });
  });
}

/** @returns {Promise<Toolchain>} */
export async function findToolchain() {
  if (findProgram('emcc') && findProgram('cmake')) {
    const version = await run('emcc', ['--version'], { timeoutMs: 120_000 });
    if (isNewEnough(version)) return onPath(version.split('\n')[0]);
  }
  const folder = join(cache(), `toolchain-${SUITE}`);
  if (!existsSync(folder)) {
    if (!isDebianRoot() || process.arch === 'ia32') {
      throw new ToolError(
        'The build needs Emscripten 4.0.21 or newer, and cmake, on PATH.\n' +
          'Get it: git clone https://github.com/emscripten-core/emsdk && emsdk/emsdk install latest && emsdk/emsdk activate latest && . emsdk/emsdk_env.sh',
      );
    }
    await withLock(
      `${folder}.lock`,
      () => makeToolchain(folder),
      () => process.stderr.write('Another process is setting up the toolchain; waiting for it.\n'),
    );
  }
  return inFolder(folder);
}

/**
 * Makes the private Debian. It gets its name when it is whole.
 * @param {string} folder
 */
async function makeToolchain(folder) {
  if (existsSync(folder)) return;
  if (!findProgram('debootstrap')) await aptInstall(['debootstrap']);
  await removePartials(folder);
  // A name of its own: after a kill -9, the last attempt's debootstrap may still be writing.
  const partial = mkdtempSync(`${folder}.partial-`);
  chmodSync(partial, 0o755); // apt in it drops its rights
  await inStep(`Setting up Emscripten in ${folder} (about 2 minutes, 1.3 GB, once)`, async (step) => {
    // Without the right to mount, as in most containers, nothing can stay mounted under a folder that is removed one day.
    const args = [
      '--bounding-set=-sys_admin',
      '--inh-caps=-sys_admin',
      'debootstrap',
      '--variant=minbase',
      `--include=${PACKAGES}`,
      SUITE,
      partial,
      '',
      '/usr/share/debootstrap/scripts/sid',
    ];
    await run('setpriv', args, {
      timeoutMs: 1_200_000,
      what: 'Setting up Emscripten',
      onLine: (line) => step.update(line.replace(/^I: /, '')),
      explain: (output) => output.split('\n').findLast((line) => line.startsWith('E: ')),
    });
    await run('chroot', [partial, 'apt-get', 'clean'], { timeoutMs: 60_000 });
    renameSync(partial, folder);
  });
}

/**
 * Clears away what set-ups that were killed have left; what can't be removed is in nobody's way.
 * @param {string} folder
 */
async function removePartials(folder) {
  const prefix = `${basename(folder)}.partial`;
  for (const name of readdirSync(dirname(folder)).filter((entry) => entry.startsWith(prefix)))
    await tryRun('rm', ['-rf', '--one-file-system', join(dirname(folder), name)], { timeoutMs: 300_000 });
}

/**
 * @param {string} id
 * @returns {Toolchain}
 */
function onPath(id) {
  return {
    id,
    async build(_files, commands, outputs, onLine) {
      for (const [command, ...args] of commands)
        await run(command, args, { timeoutMs: 900_000, cwd: root, onLine, what: 'Building the module' });
      for (const [from, to] of Object.entries(outputs))
        if (from !== to) cpSync(join(root, from), join(root, to), { recursive: true });
    },
  };
}

/** Where in the private Debian a checkout is built. @param {string} checkout */
const placeOf = (checkout) => `/build/${createHash('sha256').update(checkout).digest('hex').slice(0, 16)}`;

/** Removes what a checkout that is to go has left in the private Debian. @param {string} checkout as its `root` has it */
export const forgetCheckout = (checkout) =>
  rmSync(join(cache(), `toolchain-${SUITE}`, placeOf(checkout)), { recursive: true, force: true });

/**
 * @param {string} folder
 * @returns {Toolchain}
 */
function inFolder(folder) {
  const place = placeOf(root);
  const inside = (/** @type {string} */ path) => join(folder, place, path);
  return {
    id: `${SUITE} ${readFileSync(join(folder, 'usr/share/emscripten/emscripten-version.txt'), 'utf8').trim().replaceAll('"', '')}`,
    cjson: `${place}/cjson`,
    build: (files, commands, outputs, onLine) =>
      withLock(join(folder, `${place}.lock`), async () => {
        for (const file of files) {
          rmSync(inside(file), { recursive: true, force: true });
          cpSync(join(root, file), inside(file), { recursive: true });
        }
        cpSync(await cjsonSource(), inside('cjson'), { recursive: true });
        const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' };
        for (const command of commands) {
          const script = 'cd "$1" && shift && exec "$@"';
          const args = [folder, '/bin/sh', '-c', script, 'sh', place, ...command];
          await run('chroot', args, { timeoutMs: 900_000, env, onLine, what: 'Building the module' });
        }
        for (const [from, to] of Object.entries(outputs)) cpSync(inside(from), join(root, to), { recursive: true });
      }),
  };
}

/**
 * The folder of cJSON's source, by way of the private Debian.
 * @returns {Promise<string>}
 */
async function cjsonSource() {
  const folder = join(cache(), `cjson-${CJSON.version}`);
  if (existsSync(folder)) return folder;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    await inStep(`Getting the source of cJSON ${CJSON.version}`, async () => {
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(join(partial, 'source'), { recursive: true });
      const debian = join(cache(), `toolchain-${SUITE}`);
      const lists = join(debian, 'etc/apt/sources.list');
      const line =
        readFileSync(lists, 'utf8')
          .split('\n')
          .find((text) => text.startsWith('deb ')) ?? '';
      if (!readFileSync(lists, 'utf8').includes('deb-src'))
        appendFileSync(lists, `\n${line.replace('deb ', 'deb-src ')}\n`);
      const script =
        'rm -rf /build/cjson-source && mkdir -p /build/cjson-source && cd /build/cjson-source && ' +
        'apt-get -o Acquire::Check-Valid-Until=false update && apt-get source --download-only cjson';
      await run('chroot', [debian, '/bin/sh', '-c', script], {
        timeoutMs: 300_000,
        what: 'Getting the source of cJSON',
      });
      const downloads = join(debian, 'build/cjson-source');
      const archive = readdirSync(downloads).find((name) => /\.orig\.tar\.\w+$/.test(name)) ?? '';
      const bytes = readFileSync(join(downloads, archive));
      if (createHash('sha256').update(bytes).digest('hex') !== CJSON.sha256) {
        throw new ToolError(`The archive's cJSON (${archive}) is not the ${CJSON.version} that this was written for.`);
      }
      await run('tar', ['xf', join(downloads, archive), '-C', join(partial, 'source'), '--strip-components=1'], {
        timeoutMs: 60_000,
      });
      renameSync(join(partial, 'source'), folder);
      rmSync(partial, { recursive: true, force: true });
    });
  });
  return folder;
}

const hasDebian = () => existsSync(join(cache(), `toolchain-${SUITE}`));

/**
 * The arguments that tell CMake where cJSON is, if it is here.
 * @returns {Promise<string[]>}
 */
export async function cjsonArguments() {
  return hasDebian() ? [`-DFETCHCONTENT_SOURCE_DIR_CJSON=${await cjsonSource()}`] : [];
}

/**
 * The folder of cJSON's header, once the module was built.
 * @returns {Promise<string>}
 */
export const cjsonFolder = async () => (hasDebian() ? cjsonSource() : join(root, 'build/wasm/_deps/cjson-src'));
