// What suites need from npm: installed from a lock file when it is missing or older than it. tests/hosts/package.json is for all of
// them; a suite whose packages must stay apart (because they are counted, or are many) has a package.json of its own. What they
// need from Debian: installed by apt where that can be done. And what becomes of a test whose host can't be had.

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../tools/lib/files.js';
import { withLock } from '../../tools/lib/lock.js';
import { findProgram, ToolError } from '../../tools/lib/process.js';
import { aptInstall, isDebianRoot } from '../../tools/setup/toolchain.js';

const FIVE_MINUTES = 5 * 60 * 1000;

/**
 * @param {URL} [directory] the suite's, with a slash at its end, when it has packages of its own
 * @returns {Promise<void>}
 * @throws {Error} with what npm said and what to do
 */
export async function installPackages(directory = new URL('./', import.meta.url)) {
  const name = fileURLToPath(directory).split(/[\\/]/).at(-2);
  await withLock(join(root, 'build', `install-${name}.lock`), () => install(directory));
}

/** @param {URL} directory */
async function install(directory) {
  /** @param {string} file */
  const changedAt = (file) =>
    stat(new URL(file, directory)).then(
      ({ mtimeMs }) => mtimeMs,
      () => -Infinity,
    );
  if ((await changedAt('node_modules/.package-lock.json')) >= (await changedAt('package-lock.json'))) return;
  const cwd = fileURLToPath(directory);
  console.error(`Installing the packages of ${cwd} (npm ci) ...`);
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd,
    timeout: FIVE_MINUTES,
    shell: process.platform === 'win32',
  }).catch(({ stderr, message }) => {
    const said = String(stderr || message)
      .split('\n')
      .filter((line) => /^npm error (?! *at )/.test(line))
      .slice(0, 5);
    throw new Error(
      `The packages of ${cwd} can't be installed: ${said.join(' ') || message} ` +
        `They come from the npm registry; with it in reach, run: npm ci --prefix ${cwd}`,
    );
  });
}

/** A browser or another runtime isn't here, and can't be installed from here. The message says how to get it. */
export class NotHereError extends Error {}

/**
 * Finds programs, after an installation if need be.
 * @param {string} what they are, for people
 * @param {string[][]} programs the names that each may have
 * @param {string[]} packages Debian's
 * @returns {Promise<string[]>} where each is
 * @throws {NotHereError}
 */
export async function needPrograms(what, programs, packages) {
  const find = () => programs.map((names) => names.map(findProgram).find(Boolean));
  const isHere = (/** @type {(string | undefined)[]} */ found) => !found.includes(undefined);
  let reason = '';
  if (!isHere(find()) && isDebianRoot()) {
    const install = async () => isHere(find()) || aptInstall(packages);
    await withLock(join(root, 'build/apt.lock'), install).catch((error) => {
      if (!(error instanceof ToolError)) throw error;
      reason = ` (${error.message})`;
    });
  }
  const found = find();
  if (isHere(found)) return /** @type {string[]} */ (found);
  const names = programs.map((alternatives) => alternatives.join(' or ')).join(', ');
  throw new NotHereError(
    `${what} isn't here${reason}. On Debian: apt-get install ${packages.join(' ')}. Elsewhere: have ${names} on PATH.`,
  );
}

/**
 * A command line whose program ends with this process, however that ends, where this can be said.
 * @param {string} program
 * @param {string[]} args
 * @returns {[string, ...string[]]}
 */
export function mortal(program, args) {
  const setpriv = process.platform === 'linux' && findProgram('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'KILL', program, ...args] : [program, ...args];
}

/**
 * Leaves a test out because its host isn't here, and says so; with CI set, that is a failure.
 * @param {import('node:test').TestContext} t
 * @param {unknown} error
 */
export function leaveOut(t, error) {
  if (!(error instanceof NotHereError) || process.env.CI) throw error;
  t.skip(error.message);
}
