// What suites need from npm: installed from a lock file when it is missing or older than it. tests/hosts/package.json is for all of
// them; a suite whose packages must stay apart (because they are counted, or are many) has a package.json of its own. What they
// need from Debian: installed by apt where that can be done. And what becomes of a test whose host can't be had.

import { fileURLToPath } from 'node:url';
import { findProgram, ToolError } from '../../tools/lib/process.js';
import { aptInstall, isDebianRoot } from '../../tools/setup/apt.js';
import { installPackages as installFrom } from '../../tools/setup/packages.js';

/**
 * @param {URL} [directory] the suite's, with a slash at its end, when it has packages of its own
 * @returns {Promise<void>}
 * @throws {ToolError} with the errors of npm
 */
export const installPackages = (directory = new URL('./', import.meta.url)) =>
  installFrom(fileURLToPath(new URL('.', directory)));

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
    await aptInstall(packages, () => isHere(find())).catch((error) => {
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
