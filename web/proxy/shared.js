// Cloudflare's Cache API, where there is one: what one isolate was told serves all of its data centre.

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */
/** @typedef {import('./cache.js').Context} Context */
/** @typedef {(route: Route, previous: Snapshot | undefined) => Promise<Snapshot>} Ask */

/** A snapshot that holds no longer is still what is newest. */
const KEPT_S = 600;

/** @param {import('./options.js').Settings} settings */
export function sharedCache({ client, exposePaths, now }) {
  // `caches` alone is in other runtimes too; its `default` is Cloudflare's.
  const { caches } = /** @type {any} */ (globalThis);
  const isThere = Boolean(caches?.default);
  // Proxies of the same zone that are made in another way don't share.
  const base = `https://document-translation-status.invalid/1/${encodeURIComponent(client.endpoint)}/${client.apiVersion}/${exposePaths}/`;

  return {
    /**
     * What is there and holds; else what `ask` gives.
     * @param {Route} route @param {Snapshot | undefined} previous @param {Context | undefined} ctx @param {Ask} ask
     */
    async get(route, previous, ctx, ask) {
      if (!isThere) return ask(route, previous);
      const cache = await caches.open('document-translation-status');
      const url = base + route.key;
      /** @type {Snapshot | undefined} */
      const found = await (await cache.match(url))?.json();
      if (found && now() < found.until) return found;
      const snapshot = await ask(route, previous ?? found);
      const seconds = Math.ceil(Math.max(0, snapshot.until - now()) / 1000) + KEPT_S;
      const put = cache.put(
        url,
        new Response(JSON.stringify(snapshot), { headers: { 'Cache-Control': `max-age=${seconds}` } }),
      );
      ctx?.waitUntil?.(put.catch(() => {}));
      return snapshot;
    },
  };
}
