// Whether the proxy is ready, which /readyz says: its credential works, and it is not closed.
import { errorReply } from './replies.js';

/** While the credential fails, the service is asked again no more often than this, when /readyz is. */
const PROBE_MS = 10_000;

/** Statuses of the service for requests whose credential it has accepted. */
const ACCEPTED = [200, 400, 404, 429];

/** @typedef {import('./upstream.js').Route} Route */
/** @typedef {import('./options.js').ProxyEvent} ProxyEvent */
/** @typedef {import('./cache.js').Context} Context */

/** @param {() => number} now @param {() => boolean} isClosed */
export function createReadiness(now, isClosed) {
  const notReady = errorReply(503, 'ServiceUnavailable', 'The proxy is not ready.');
  /** The route whose request failed because of the credential; undefined while the credential works. @type {Route | undefined} */
  let failed;
  let probeAt = 0;

  return {
    /** @param {ProxyEvent} event */
    observe({ type, route, batchId = '', documentId, status = 0, code = '' }) {
      if (type !== 'upstream') return;
      if ([401, 403].includes(status) || /^Token(Failed|Unavailable)$/.test(code)) {
        if (!failed) probeAt = now() + PROBE_MS;
        failed = { name: /** @type {Route['name']} */ (route), batchId, documentId, key: '' };
      }
      // A network failure or a 500 says nothing about the credential.
      else if (ACCEPTED.includes(status)) failed = undefined;
    },

    /**
     * The response of /readyz while the credential fails and after close(); otherwise undefined. Without viewers, nobody would notice that the credential works again, so the request that failed is repeated.
     * @param {(route: Route) => Promise<unknown>} ask
     * @param {Context | undefined} ctx
     */
    failure(ask, ctx) {
      if (isClosed()) return notReady;
      if (!failed) return undefined;
      if (now() >= probeAt) {
        probeAt = now() + PROBE_MS;
        const probe = ask(failed).catch(() => {});
        ctx?.waitUntil?.(probe);
      }
      return notReady;
    },
  };
}
