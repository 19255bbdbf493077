// workerd, Cloudflare's runtime, by Miniflare: ES modules and .wasm modules as they are on disk, and no Node beside them.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { root } from '../../tools/lib/files.js';
import { installPackages } from './install.js';

/**
 * @param {URL} script the worker; what it imports, by relative names, comes along
 * @param {Partial<import('miniflare').WorkerOptions> & { compatibilityDate?: string, direct?: boolean }} [options] bindings, durableObjects …;
 *   direct: requests come to the worker without Miniflare's own one in front, which takes more time than they do
 * @returns {Promise<{ url: string, version: string, dispatch: (url: URL, init: RequestInit) => Promise<Response>, close: () => Promise<void>, liveBytes: () => Promise<number> }>}
 *   dispatch: a request whose URL the worker sees as it is, whatever its host, as behind a server that hands on
 *   liveBytes: of the worker and its Durable Objects, what is left in memory after everything was collected; with the option inspectorPort
 */
export async function startWorkerd(script, { direct = false, ...options } = {}) {
  await installPackages();
  const { Log, LogLevel, Miniflare } = await import('miniflare');
  const { version } = createRequire(import.meta.url)('workerd/package.json');
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    log: new Log(LogLevel.ERROR),
    cf: false, // would be downloaded
    compatibilityDate: '2026-04-01',
    ...options,
    ...(direct && { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] }),
    modules: true,
    modulesRoot: root,
    modulesRules: [
      { type: 'ESModule', include: ['**/*.js'] },
      { type: 'CompiledWasm', include: ['**/*.wasm'] },
    ],
    scriptPath: fileURLToPath(script),
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

/** @param {URL} inspector */
async function readLiveBytes(inspector) {
  const { fetch } = await import('miniflare');
  const url = new URL('/core:user:', inspector);
  url.protocol = 'http:';
  const { webSocket } = await fetch(url, { headers: { Upgrade: 'websocket' } });
  if (!webSocket) throw new Error('workerd has no inspector.');
  /** @param {string} method @returns {Promise<any>} */
  const call = (method) =>
    new Promise((resolve, reject) => {
      webSocket.addEventListener('message', (/** @type {{ data: unknown }} */ { data }) => {
        const { id, result, error } = JSON.parse(String(data));
        if (id === method.length) error ? reject(new Error(error.message)) : resolve(result);
      });
      webSocket.addEventListener('close', () => reject(new Error('The inspector is gone.')));
      webSocket.send(JSON.stringify({ id: method.length, method }));
    });
  webSocket.accept();
  try {
    // What collects; HeapProfiler.collectGarbage never answers there.
    await call('HeapProfiler.takeHeapSnapshot');
    const { usedSize, embedderHeapUsedSize, backingStorageSize } = await call('Runtime.getHeapUsage');
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  } finally {
    webSocket.close();
  }
}
