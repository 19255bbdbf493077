// Starts workerd, Cloudflare's runtime, with Miniflare. It loads ES modules and .wasm modules from disk.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../tools/lib/files.js';
import { installPackages } from './install.js';

/**
 * @param {URL} script the worker; its imports must be relative
 * @param {Partial<import('miniflare').WorkerOptions> & { compatibilityDate?: string, direct?: boolean }} [options] bindings, durableObjects …;
 *   direct: requests do not pass through Miniflare's own worker, which takes longer than the request
 * @returns {Promise<{ url: string, version: string, dispatch: (url: URL, init: RequestInit) => Promise<Response>, close: () => Promise<void>, liveBytes: () => Promise<number> }>}
 *   dispatch: sends a request with any host in its URL
 *   liveBytes: the memory of the worker and its Durable Objects after a garbage collection; needs the option inspectorPort
 */
export async function startWorkerd(script, { direct = false, ...options } = {}) {
  await installPackages();
  const { Log, LogLevel, Miniflare } = await import('miniflare');
  const { version } = createRequire(import.meta.url)('workerd/package.json');
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    log: new Log(LogLevel.ERROR),
    cf: false, // Otherwise Miniflare downloads request.cf.
    compatibilityDate: '2026-04-01',
    ...options,
    ...(direct && { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] }),
    modulesRoot: root,
    modules: modulesOf(fileURLToPath(script)),
  });
  try {
    const { href } = await miniflare.ready;
    const { href: url } = direct ? await miniflare.unsafeGetDirectURL() : { href };
    const dispatch = miniflare.dispatchFetch.bind(miniflare);
    const liveBytes = async () => readLiveBytes(await miniflare.getInspectorURL());
    return { url, version, dispatch, close: () => miniflare.dispose(), liveBytes };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/**
 * A script and all modules that its statements import. Miniflare itself would look for a file named module.wasm?module.
 * @param {string} path
 * @param {Map<string, { type: string, path: string, contents: string | Buffer }>} [modules] by path
 */
function modulesOf(path, modules = new Map()) {
  if (modules.has(path)) return [];
  const bytes = readFileSync(path.replace(/\?module$/, ''));
  const isScript = path.endsWith('.js');
  modules.set(path, { type: isScript ? 'ESModule' : 'CompiledWasm', path, contents: isScript ? String(bytes) : bytes });
  if (isScript)
    for (const [, specifier] of String(bytes).matchAll(/(?:^|[;}\s])(?:import|export)\b[^;'"]*?["'](\.[^'"]+)["']/g))
      modulesOf(join(dirname(path), specifier), modules);
  return [...modules.values()];
}

/** @param {URL} inspector */
async function readLiveBytes(inspector) {
  const { fetch } = await import('miniflare');
  const url = new URL('/core:user:', inspector);
  url.protocol = 'http:';
  const { webSocket } = await fetch(url, { headers: { Upgrade: 'websocket' } });
  if (!webSocket) throw new Error('workerd has no inspector');
  /** @param {string} method @returns {Promise<any>} */
  const call = (method) =>
    new Promise((resolve, reject) => {
      webSocket.addEventListener('message', (/** @type {{ data: unknown }} */ { data }) => {
        const { id, result, error } = JSON.parse(String(data));
        if (id === method.length) error ? reject(new Error(error.message)) : resolve(result);
      });
      webSocket.addEventListener('close', () => reject(new Error('The inspector closed the connection')));
      webSocket.send(JSON.stringify({ id: method.length, method }));
    });
  webSocket.accept();
  try {
    // This collects garbage. HeapProfiler.collectGarbage gets no response in workerd.
    await call('HeapProfiler.takeHeapSnapshot');
    const { usedSize, embedderHeapUsedSize, backingStorageSize } = await call('Runtime.getHeapUsage');
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  } finally {
    webSocket.close();
  }
}
