// The native builds of the C with its unit tests, by the presets of CMakePresets.json.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/files.js';
import { withLock } from '../lib/lock.js';
import { findProgram, run, ToolError } from '../lib/process.js';
import { aptInstall, isDebianRoot } from '../setup/apt.js';
import { cjsonArguments } from '../setup/cjson.js';

/** The presets that the native tests run in. */
export const NATIVE_PRESETS = ['native', 'hardened'];

/** Programs, and the Debian packages that contain them. */
const PROGRAMS = [
  ['cc', 'gcc'],
  ['cmake', 'cmake'],
  ['ninja', 'ninja-build'],
];
const CMOCKA = ['/usr/include/cmocka.h', '/usr/local/include/cmocka.h', '/opt/homebrew/include/cmocka.h'];

/** @returns {string[]} Debian packages */
function missingPackages() {
  const missing = PROGRAMS.filter(([program]) => !findProgram(program)).map(([, name]) => name);
  if (!CMOCKA.some((path) => existsSync(path))) missing.push('libcmocka-dev');
  if (missing.includes('gcc')) missing.push('libc6-dev');
  return missing;
}

async function installNeeds() {
  const missing = missingPackages();
  if (!missing.length) return;
  if (!isDebianRoot())
    throw new ToolError(
      `The native tests need ${missing.join(', ')}.\nInstall them with your package manager (cmocka is the C test library), then run npm test again.`,
    );
  await aptInstall(missing, () => !missingPackages().length);
}

/**
 * Configures and builds a preset.
 * @param {string} preset
 * @returns {Promise<string>} the build's folder
 */
export async function buildPreset(preset) {
  const folder = join(root, 'build', preset);
  const options = { timeoutMs: 300_000, cwd: root, what: `The native build ${preset}` };
  // Several suites use the same build.
  await withLock(`${folder}.lock`, async () => {
    await run('cmake', ['--preset', preset, '-G', 'Ninja', ...(await cjsonArguments())], options);
    await run('cmake', ['--build', '--preset', preset], options);
  });
  return folder;
}

/**
 * Builds a preset of the native tests, and installs its needs first.
 * @param {string} preset
 * @returns {Promise<string>} the build's folder
 */
export async function buildNative(preset) {
  await installNeeds();
  return buildPreset(preset);
}
