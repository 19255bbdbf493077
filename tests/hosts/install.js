// Installs what suites need: npm packages from a lock file, and Debian packages with apt where that is possible. Suites share the packages
// of tests/hosts; a suite has its own package.json if it has many packages, or if its packages are part of a measurement. Skips tests
// whose browser or runtime is missing.

import { fileURLToPath } from 'node:url';
import { findProgram, ToolError } from '../../tools/lib/process.js';
import { aptInstall, isDebianRoot } from '../../tools/setup/apt.js';
import { installPackages as installFrom } from '../../tools/setup/packages.js';

/**
 * @param {URL} [directory] of a suite with its own packages, with a slash at its end
 * @returns {Promise<void>}
 * @throws {ToolError} with npm's errors
 */
export const installPackages = (directory = new URL('./', import.meta.url)) =>
  installFrom(fileURLToPath(new URL('.', directory)));

/** A browser or another runtime is missing and cannot be installed automatically. The message says how to install it. */
export class HostMissingError extends Error {}

/**
 * Finds programs on PATH, and installs them if they are missing.
 * @param {string} what the programs' name for messages
 * @param {string[][]} programs the possible names of each program
 * @param {string[]} packages Debian's packages
 * @returns {Promise<string[]>} their paths
 * @throws {HostMissingError}
 */
export async function needPrograms(what, programs, packages) {
  const find = () => programs.map((names) => names.map(findProgram).find(Boolean));
  const isComplete = (/** @type {(string | undefined)[]} */ found) => !found.includes(undefined);
  let reason = '';
  if (!isComplete(find()) && isDebianRoot()) {
    await aptInstall(packages, () => isComplete(find())).catch((error) => {
      if (!(error instanceof ToolError)) throw error;
      reason = ` (${error.message})`;
    });
  }
  const found = find();
  if (isComplete(found)) return /** @type {string[]} */ (found);
  const names = programs.map((alternatives) => alternatives.join(' or ')).join(', ');
  throw new HostMissingError(
    `${what} is missing${reason}. On Debian, run apt-get install ${packages.join(' ')}. On other systems, add ${names} to PATH.`,
  );
}

/**
 * Wraps a command line so that, on Linux, the program is killed when this process ends for any reason.
 * @param {string} program
 * @param {string[]} args
 * @returns {[string, ...string[]]}
 */
export function endWithParent(program, args) {
  const setpriv = process.platform === 'linux' && findProgram('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'KILL', program, ...args] : [program, ...args];
}

/**
 * Skips a test whose host is missing; with CI set, the test fails.
 * @param {import('node:test').TestContext} t
 * @param {unknown} error
 */
export function skipIfHostMissing(t, error) {
  if (!(error instanceof HostMissingError) || process.env.CI) throw error;
  t.skip(error.message);
}
