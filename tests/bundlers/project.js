// A place where the packed product is installed as a stranger would install it, with the tools that build what imports it.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { packProduct } from '../package/pack.js';

const here = fileURLToPath(new URL('./', import.meta.url));
const TWO_MINUTES = 120_000;

/** Nothing of what the tools are is sent to their makers, and nothing asks for newer ones. */
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  CI: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  NO_COLOR: '1',
};

/**
 * @typedef {object} Workshop
 * @property {(app: string, name: string) => Promise<App>} lay copies an app of apps/, under another name
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} App
 * @property {string} folder
 * @property {(tool: string, ...args: string[]) => Promise<string>} build runs a tool to its end
 * @property {(tool: string, ...args: string[]) => Promise<{ url: string, stop: () => Promise<void> }>} serve runs a tool that
 *   prints where it serves
 */

/** @returns {Promise<Workshop>} */
export async function openWorkshop() {
  await installPackages(new URL('./', import.meta.url));
  // Below the tools' node_modules, where an app finds Next and React as if they were its own.
  await mkdir(join(here, 'build'), { recursive: true });
  const workshop = await mkdtemp(join(here, 'build/'));
  await writeFile(join(workshop, 'package.json'), '{ "private": true }');
  const { file } = await packProduct(workshop);
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', file], {
    cwd: workshop,
    timeoutMs: TWO_MINUTES,
  });

  /** @type {Workshop['lay']} */
  async function lay(app, name) {
    const folder = join(workshop, name);
    await cp(join(here, 'apps', app), folder, { recursive: true });
    await cp(join(workshop, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
    const bin = (/** @type {string} */ tool) => join(here, 'node_modules/.bin', tool);
    return {
      folder,
      build: (tool, ...args) => run(bin(tool), args, { cwd: folder, env, timeoutMs: TWO_MINUTES, what: name }),
      serve: (tool, ...args) => serve(name, folder, [bin(tool), ...args]),
    };
  }

  return { lay, close: () => rm(workshop, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * In the group of processes that the suite is in, so that it can't outlive it.
 * @param {string} name @param {string} cwd @param {string[]} command
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
async function serve(name, cwd, command) {
  const child = spawn(process.execPath, command, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: TWO_MINUTES });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  let output = '';
  const url = await new Promise((resolve) => {
    /** @param {Buffer} chunk */
    const read = (chunk) => {
      output += chunk;
      const [address] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(output) ?? [];
      if (address) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then(() => resolve(''));
  });
  if (!url) throw new Error(`${name} ended before it served:\n${output}`);
  return { url, stop };
}

/** The tools' versions, by package. @param {string} name @returns {Promise<string>} */
export async function versionOf(name) {
  const { default: manifest } = await import(join(here, 'node_modules', name, 'package.json'), {
    with: { type: 'json' },
  });
  return manifest.version;
}
