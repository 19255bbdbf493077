// The native builds of the C with its unit tests: what they need, and how one is made.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/files.js';
import { findProgram, run, ToolError } from '../lib/process.js';
import { aptInstall, cjsonArguments, isDebianRoot } from '../setup/toolchain.js';

/** The presets of CMakePresets.json that the native tests run in. */
export const NATIVE = ['native', 'hardened'];

const PROGRAMS = [
  ['cc', 'gcc'],
  ['cmake', 'cmake'],
  ['ninja', 'ninja-build'],
];
const CMOCKA = ['/usr/include/cmocka.h', '/usr/local/include/cmocka.h', '/opt/homebrew/include/cmocka.h'];

async function installNeeds() {
  const missing = PROGRAMS.filter(([program]) => !findProgram(program)).map(([, name]) => name);
  if (!CMOCKA.some((path) => existsSync(path))) missing.push('libcmocka-dev');
  if (missing.includes('gcc')) missing.push('libc6-dev');
  if (!missing.length) return;
  if (!isDebianRoot())
    throw new ToolError(
      `The native tests need ${missing.join(', ')}.\nInstall them with your package manager (cmocka is the C test library), then run npm test again.`,
    );
  await aptInstall(missing);
}

/**
 * @param {string} preset
 * @returns {Promise<string>} the build's folder
 */
export async function buildNative(preset) {
  await installNeeds();
  mkdirSync(join(root, 'build'), { recursive: true });
  const options = { timeoutMs: 300_000, cwd: root, what: 'The native build' };
  await run('cmake', ['--preset', preset, '-G', 'Ninja', ...(await cjsonArguments())], options);
  await run('cmake', ['--build', '--preset', preset], options);
  return join(root, 'build', preset);
}
