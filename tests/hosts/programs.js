// The runtimes that are programs, from npm: Node's versions, Deno and Bun. For Linux on x64 only.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packageFile = (/** @type {string} */ path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
const { optionalDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export const NODES = Object.entries(optionalDependencies)
  .filter(([name]) => name.startsWith('node-'))
  .map(([name, from]) => ({
    name: name.replace('node-', 'Node '),
    version: String(from).split('@').at(-1) ?? '',
    program: packageFile(`${name}/bin/node`),
  }));
export const DENO = packageFile('@deno/linux-x64-glibc/deno');
export const BUN = packageFile('@oven/bun-linux-x64/bin/bun');

/**
 * Node's options that deny everything except reading these files and, where Node denies it by default, the network.
 * @param {string} version of Node
 * @param {string[]} readable paths; one with /* at its end is a folder with all that is in it
 */
export function nodePermissions(version, readable) {
  const major = Number.parseInt(version, 10);
  return [
    major < 22 ? '--experimental-permission' : '--permission',
    ...(major >= 25 ? ['--allow-net'] : []),
    ...readable.map((path) => `--allow-fs-read=${path}`),
  ];
}

/**
 * Skips a test whose program is not installed; with CI set, that is a failure.
 * @param {import('node:test').TestContext} t
 * @param {string} program
 */
export function skipIfMissing(t, program) {
  if (existsSync(program)) return false;
  const reason = `${program} is missing: the packages of tests/hosts are for Linux on x64`;
  assert.ok(!process.env.CI, reason);
  t.skip(reason);
  return true;
}
