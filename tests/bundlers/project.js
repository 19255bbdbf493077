// A folder with the packed package installed, and the tools that build apps with it.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { packProduct } from '../package/pack.js';

const here = fileURLToPath(new URL('./', import.meta.url));
const TWO_MINUTES = 120_000;

/** Disables telemetry and update checks. */
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
 * @property {string} modules the node_modules folder with the package
 * @property {(app: string, name: string) => Promise<App>} copyApp copies an app of apps/ into a folder with the second name
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} App
 * @property {string} folder
 * @property {(tool: string, ...args: string[]) => Promise<string>} build runs a tool until it ends
 * @property {(tool: string, ...args: string[]) => Promise<{ url: string, stop: () => Promise<void> }>} serve starts a tool that
 *   prints the URL of its server
 */

/** @returns {Promise<Workshop>} */
export async function openWorkshop() {
  await installPackages(new URL('./', import.meta.url));
  // Below the tools' node_modules, so that an app finds Next and React.
  await mkdir(join(here, 'build'), { recursive: true });
  const workshop = await mkdtemp(join(here, 'build/'));
  await writeFile(join(workshop, 'package.json'), '{ "private": true }');
  const { file } = await packProduct(workshop);
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', file], {
    cwd: workshop,
    timeoutMs: TWO_MINUTES,
  });

  /** @type {Workshop['copyApp']} */
  async function copyApp(app, name) {
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

  return {
    modules: join(workshop, 'node_modules'),
    copyApp,
    close: () => rm(workshop, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/**
 * Starts a server in the suite's process group, so that it does not outlive the suite.
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
  if (!url) throw new Error(`${name} ended before it printed a URL:\n${output}`);
  return { url, stop };
}

/** The version of an installed package. @param {string} name @returns {Promise<string>} */
export async function versionOf(name) {
  const { default: manifest } = await import(join(here, 'node_modules', name, 'package.json'), {
    with: { type: 'json' },
  });
  return manifest.version;
}
