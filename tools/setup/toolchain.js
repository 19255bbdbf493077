// The toolchain that compiles the module: emcc and cmake on PATH, or those of the private Debian.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/files.js';
import { withLock } from '../lib/lock.js';
import { findProgram, run, ToolError } from '../lib/process.js';
import { isDebianRoot } from './apt.js';
import { cjsonFromDebian } from './cjson.js';
import { debianFolder, makeDebian, RELEASE } from './debian.js';
import { addToPath, installCommand, installEmsdk, usualFolders } from './emsdk.js';

/** The first version whose emscripten_fetch can stream. */
const OLDEST_EMSCRIPTEN = [4, 0, 21];

/**
 * @typedef {object} Toolchain
 * @property {string} id its name and version, which `builds.json` records
 * @property {string} [cjson] where a build finds the source of cJSON; without it, CMake downloads the source
 * @property {(files: string[], commands: string[][], outputs: string[], onLine: (line: string) => void) => Promise<void>} build
 *   runs the commands on the files and leaves the outputs in the checkout; all paths are relative to the checkout
 */

/** @param {string} text the output of `emcc --version` */
export function isNewEnough(text) {
  const found = /emcc.*?(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  if (!found) return false;
  const differs = OLDEST_EMSCRIPTEN.findIndex((part, index) => part !== found[index]);
  return differs < 0 || found[differs] > OLDEST_EMSCRIPTEN[differs];
}

/** The version of the emcc on PATH, if it is new enough. @returns {Promise<string | undefined>} */
async function versionOnPath() {
  if (!findProgram('emcc')) return undefined;
  const version = await run('emcc', ['--version'], { timeoutMs: 120_000 });
  return isNewEnough(version) ? version.split('\n')[0] : undefined;
}

/** Finds Emscripten on PATH or in its usual folders. @returns {Promise<string | undefined>} its version */
async function findEmscripten() {
  let version = await versionOnPath();
  for (const folder of version ? [] : usualFolders()) {
    addToPath(folder);
    version = await versionOnPath();
    if (version) break;
  }
  return version;
}

/** @returns {Promise<Toolchain>} */
export async function findToolchain() {
  const hasDebian = existsSync(debianFolder()) || (isDebianRoot() && process.arch !== 'ia32');
  const tools = ['cmake', 'ninja'].filter((name) => !findProgram(name));
  let version = tools.length ? undefined : await findEmscripten();
  if (!version && hasDebian) {
    await makeDebian();
    return inDebian();
  }
  if (tools.length)
    throw new ToolError(`The build needs ${tools.join(' and ')} on PATH. Your system's package manager has them.`);
  if (!version && (process.env.CI || process.argv.includes('--yes'))) {
    await installEmsdk();
    version = await findEmscripten();
  }
  if (!version)
    throw new ToolError(
      `The build needs Emscripten 4.0.21 or newer. To install it, add --yes, or run:\n${installCommand()}`,
    );
  return onPath(version);
}

/**
 * @param {string} id
 * @returns {Toolchain}
 */
function onPath(id) {
  return {
    id,
    async build(_files, commands, _outputs, onLine) {
      for (const [command, ...args] of commands)
        await run(command, args, { timeoutMs: 900_000, cwd: root, onLine, what: 'Building the module' });
    },
  };
}

/** The folder inside the private Debian where a checkout is built. @param {string} checkout */
const buildFolder = (checkout) => `/build/${createHash('sha256').update(checkout).digest('hex').slice(0, 16)}`;

/** Removes a checkout's build folder from the private Debian. @param {string} checkout with a slash at its end, as `root` has it */
export const forgetCheckout = (checkout) =>
  rmSync(join(debianFolder(), buildFolder(checkout)), { recursive: true, force: true });

/** @returns {Toolchain} */
function inDebian() {
  const debian = debianFolder();
  const folder = buildFolder(root);
  const inside = (/** @type {string} */ path) => join(debian, folder, path);
  const version = readFileSync(join(debian, 'usr/share/emscripten/emscripten-version.txt'), 'utf8');
  return {
    id: `${RELEASE} ${version.trim().replaceAll('"', '')}`,
    cjson: `${folder}/cjson`,
    build: (files, commands, outputs, onLine) =>
      withLock(join(debian, `${folder}.lock`), async () => {
        for (const file of files) {
          rmSync(inside(file), { recursive: true, force: true });
          cpSync(join(root, file), inside(file), { recursive: true });
        }
        cpSync(await cjsonFromDebian(debian), inside('cjson'), { recursive: true });
        const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' };
        for (const command of commands) {
          const script = 'cd "$1" && shift && exec "$@"';
          const args = [debian, '/bin/sh', '-c', script, 'sh', folder, ...command];
          await run('chroot', args, { timeoutMs: 900_000, env, onLine, what: 'Building the module' });
        }
        for (const output of outputs) cpSync(inside(output), join(root, output), { recursive: true });
      }),
  };
}
