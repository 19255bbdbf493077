// The routes for those who run the proxy: /healthz, /readyz and /metrics.
import { createMetrics } from './metrics.js';
import { createReadiness } from './readiness.js';
import { errorReply } from './replies.js';

/** @typedef {import('./replies.js').Reply} Reply */
/** @typedef {import('./cache.js').Context} Context */

/**
 * Whether two texts are equal, in a time that does not depend on where they differ.
 * @param {string} a @param {string} b
 */
async function equal(a, b) {
  const encoder = new TextEncoder();
  const [one, other] = await Promise.all([a, b].map((text) => crypto.subtle.digest('SHA-256', encoder.encode(text))));
  const bytes = new Uint8Array(other);
  return new Uint8Array(one).reduce((difference, byte, at) => difference | (byte ^ bytes[at]), 0) === 0;
}

/** @param {string} type @param {string} body @returns {Reply} */
const ok = (type, body) => ({
  status: 200,
  headers: { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store' },
  body,
});

/**
 * @param {import('./options.js').Settings} settings
 * @param {import('./operations.js').Operations} operations
 * @param {{ total: number, isClosed: boolean }} streams
 * @param {(route: import('./upstream.js').Route) => Promise<unknown>} ask Sends a request to the service.
 * @returns {Record<string, (request: Request, ctx: Context | undefined) => Reply | Promise<Reply>>} By path.
 */
export function createOperatorRoutes({ metricsToken, now }, operations, streams, ask) {
  const readiness = createReadiness(now, () => streams.isClosed);
  operations.observe(readiness.observe);
  const health = ok('application/json', '{"status":"ok"}');
  const routes = Object.assign(Object.create(null), {
    '/healthz': () => health,
    '/readyz': (/** @type {Request} */ _, /** @type {Context | undefined} */ ctx) =>
      readiness.failure(ask, ctx) ?? health,
  });
  if (metricsToken === undefined) return routes;
  const metrics = createMetrics();
  operations.observe(metrics.observe);
  routes['/metrics'] = async (/** @type {Request} */ request) =>
    (await equal(request.headers.get('Authorization') ?? '', `Bearer ${metricsToken}`))
      ? ok('text/plain; version=0.0.4', metrics.text(streams.total))
      : errorReply(401, 'Unauthorized', 'The token of /metrics is missing or wrong.', { 'WWW-Authenticate': 'Bearer' });
  return routes;
}
