// A project with the packed package installed, as users have it, and test scripts that import the package by name from there.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../tools/lib/files.js';
import { run } from '../../tools/lib/process.js';
import { packProduct } from './pack.js';

const NAME = 'document-translation-status';

/**
 * How a script is bundled for each kind of runtime, and so which of the package's export conditions apply.
 * @type {Record<'server' | 'browser' | 'workerd', import('esbuild').BuildOptions>}
 */
const TARGETS = {
  // Node, Deno and Bun resolve the package themselves.
  server: { platform: 'node', packages: 'external' },
  browser: { platform: 'browser', splitting: true },
  // As wrangler bundles a worker: with its conditions, and with .wasm files as modules of their own.
  workerd: {
    platform: 'browser',
    conditions: ['workerd', 'worker'],
    external: ['cloudflare:*', 'node:async_hooks'],
    loader: { '.wasm': 'copy' },
  },
};

/**
 * Packs the package and installs it twice: under its own name, and a second copy as `document-translation-status-copy`.
 * @returns {Promise<InstalledProject>}
 */
export async function installProduct() {
  await mkdir(join(root, 'build/installed'), { recursive: true });
  const folder = await mkdtemp(join(root, 'build/installed/'));
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const { file } = await packProduct(folder);
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', file, `${NAME}-copy@file:${file}`], {
    cwd: folder,
    timeoutMs: 120_000,
  });

  /** Resolves the package's name in the project instead of in this checkout. @type {import('esbuild').Plugin} */
  const resolveInProject = {
    name: 'resolve in the project',
    setup: ({ onResolve, resolve }) =>
      onResolve({ filter: new RegExp(`^${NAME}`) }, ({ path, kind, pluginData }) =>
        pluginData === folder ? undefined : resolve(path, { kind, resolveDir: folder, pluginData: folder }),
      ),
  };

  return {
    folder,
    bundle: async (target, ...scripts) => {
      const outdir = join(folder, target);
      await build({
        ...TARGETS[target],
        entryPoints: scripts.map((script) => fileURLToPath(script)),
        bundle: true,
        format: 'esm',
        outdir,
        logLevel: 'warning',
        plugins: target === 'server' ? [] : [resolveInProject],
      });
      return outdir;
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/**
 * @typedef {object} InstalledProject
 * @property {string} folder has the package in node_modules
 * @property {(target: 'server' | 'browser' | 'workerd', ...scripts: URL[]) => Promise<string>} bundle writes scripts and the tests'
 *   files that they import, under their own names, into a folder of the project; returns the folder
 * @property {() => Promise<void>} remove
 */
