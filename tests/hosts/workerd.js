// workerd, Cloudflare's runtime, by Miniflare: ES modules and .wasm modules as they are on disk, and no Node beside them.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { root } from '../../tools/inputs.js';
import { installPackages } from './install.js';

/**
 * @param {URL} script the worker; what it imports, by relative names, comes along
 * @param {Partial<import('miniflare').WorkerOptions> & { compatibilityDate?: string }} [options] bindings, durableObjects …
 * @returns {Promise<{ url: string, version: string, dispatch: (url: URL, init: RequestInit) => Promise<Response>, close: () => Promise<void> }>}
 *   dispatch: a request whose URL the worker sees as it is, whatever its host, as behind a server that hands on
 */
export async function startWorkerd(script, options = {}) {
  await installPackages();
  const { Log, LogLevel, Miniflare } = await import('miniflare');
  const { version } = createRequire(import.meta.url)('workerd/package.json');
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    log: new Log(LogLevel.ERROR),
    cf: false, // would be downloaded
    compatibilityDate: '2026-04-01',
    ...options,
    modules: true,
    modulesRoot: root,
    modulesRules: [
      { type: 'ESModule', include: ['**/*.js'] },
      { type: 'CompiledWasm', include: ['**/*.wasm'] },
    ],
    scriptPath: fileURLToPath(script),
  });
  try {
    const url = (await miniflare.ready).href;
    return { url, version, dispatch: miniflare.dispatchFetch.bind(miniflare), close: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}
