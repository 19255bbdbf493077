// Differences between runtimes.

/** Whether this code runs in a page, where every visitor can read its memory. */
export const inPage = () => typeof window === 'object' && typeof document === 'object';

/** Whether this code runs in a page or a worker of one: a request to another origin, or with more headers, can cause a preflight request. */
export const hasOrigin = () => globalThis.location !== undefined;

/**
 * Reads a file in Node, whose fetch does not. undefined for other URLs and in other runtimes, whose fetch may.
 * @param {URL} url
 * @returns {Promise<Uint8Array> | undefined}
 */
export const readFile = (url) =>
  url.protocol === 'file:' ? globalThis.process?.getBuiltinModule?.('node:fs').promises.readFile(url) : undefined;

/** Whether this is workerd. There a request must not await a promise that another request's timer or connection resolves. */
export const isolatesRequests = () => globalThis.navigator?.userAgent === 'Cloudflare-Workers';

/** @type {{ cache?: 'no-store' } | undefined} */
let cacheInit;

/**
 * Returns `{ cache: 'no-store' }`, or an empty object in workerd at older compatibility dates, which throws on that option. Node is not
 * probed, because constructing a Request loads its whole fetch implementation.
 */
export function noStore() {
  if (!cacheInit) {
    cacheInit = { cache: 'no-store' };
    try {
      if (globalThis.process?.release?.name !== 'node') new Request('https://localhost/', cacheInit);
    } catch {
      cacheInit = {};
    }
  }
  return cacheInit;
}

/**
 * Returns a sentence if the environment names a proxy that fetch does not use. Bun and Deno use it, Node only if told to.
 * @returns {string | undefined}
 */
export function unusedProxy() {
  const { release, versions, env, execArgv } = globalThis.process ?? {};
  if (release?.name !== 'node' || versions.bun || versions.deno) return;
  const name = Object.keys(env).find((name) => /^https?_proxy$/i.test(name) && env[name]);
  const settings = `${execArgv} ${env.NODE_OPTIONS} PROXY=${env.NODE_USE_ENV_PROXY}`;
  if (name && !/--use-env-proxy|PROXY=1/.test(settings))
    return `${name} is set, but Node's fetch uses it only with NODE_USE_ENV_PROXY=1, from Node 22.21 or 24 on.`;
}
