// Cloudflare's Cache API, where there is one: what one isolate was told serves all of its data centre.

import { inTime, namedError } from './deadline.js';
import { readSnapshot } from './snapshot.js';

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./upstream.js').Snapshot} Snapshot */
/** @typedef {import('./cache.js').Context} Context */
/** @typedef {(route: Route, previous: Snapshot | undefined) => Promise<Snapshot>} Ask */

/** A snapshot that holds no longer is still what is newest. */
const KEPT_S = 600;

/**
 * @param {import('./options.js').Settings} settings
 * @param {(shown: Snapshot, came: Snapshot) => boolean} isOlder
 * @param {(route: Route, error: unknown) => void} onFault
 */
export function sharedCache(settings, isOlder, onFault) {
  const { client, exposePaths, now, deadlineMs } = settings;
  // `caches` alone is in other runtimes too; its `default` is Cloudflare's.
  const { caches } = /** @type {any} */ (globalThis);
  const isThere = Boolean(caches?.default);
  // Proxies of the same zone that are made in another way don't share. The number is to grow when less may be shown than before: what an earlier
  // release has stored is then not read.
  const base = `/document-translation-status/2/${encodeURIComponent(client.endpoint)}/${client.apiVersion}/${exposePaths}/`;

  return {
    /**
     * What is there and holds; else what `ask` gives. Whatever is wrong with the cache is no reason not to answer.
     * @param {Route} route @param {Snapshot | undefined} previous @param {Context | undefined} ctx @param {Ask} ask
     */
    async get(route, previous, ctx, ask) {
      if (!isThere) return ask(route, previous);
      // The worker's own host, as Cloudflare wants it.
      const url = route.origin + base + route.key;
      const opened = (async () => caches.open('document-translation-status'))();
      /** @type {Snapshot | undefined} */
      let found;
      try {
        const kept = await inTime(deadlineMs, async () => (await (await opened).match(url))?.json());
        found = readSnapshot(kept, route, settings);
        if (kept && !found) onFault(route, namedError('InvalidSnapshot', 'Another version wrote it.'));
      } catch (error) {
        onFault(route, error);
      }
      if (found && now() < found.until) return found;
      const isNews = found?.newest && !(previous && isOlder(previous, found));
      const snapshot = await ask(route, isNews ? found : (previous ?? found));
      const seconds = Math.ceil(Math.max(0, snapshot.until - now()) / 1000) + KEPT_S;
      const headers = { 'Cache-Control': `max-age=${seconds}` };
      const put = async () => (await opened).put(url, new Response(JSON.stringify(snapshot), { headers }));
      const written = inTime(deadlineMs, put).catch(() => {});
      ctx?.waitUntil?.(written);
      return snapshot;
    },
  };
}
