// What those who run the proxy see of it: events as they happen, counters at /metrics, and /healthz.
import { errorReply } from './replies.js';

/** @typedef {import('./options.js').ProxyEvent} ProxyEvent */
/** @typedef {import('./replies.js').Reply} Reply */

/** @type {[name: string, help: string, counts: (event: ProxyEvent) => unknown][]} */
const COUNTERS = [
  ['requests', 'Requests of viewers.', ({ type }) => type === 'request'],
  ['upstream_requests', 'Requests to the service.', ({ type }) => type === 'upstream'],
  [
    'upstream_failures',
    'Of those, without a status in reply.',
    ({ type, status }) => type === 'upstream' && status !== 200,
  ],
  ['remembered', 'Requests answered from memory.', ({ from }) => from === 'memory'],
  ['coalesced', 'Requests that waited for an answer which another had asked for.', ({ from }) => from === 'coalesced'],
  ['stale', 'Requests answered with an earlier status, since the service had none.', ({ stale }) => stale],
  ['streams', 'Requests answered by a stream of events.', ({ stream }) => stream],
  [
    'refused',
    'Requests refused: no view token that holds, or too many.',
    ({ type, status = 0, from }) => type === 'request' && !from && [401, 403, 429].includes(status),
  ],
  ['failures', 'Mistakes of the proxy itself.', ({ type }) => type === 'failure'],
];

/**
 * Whether two texts are equal, in a time that doesn't tell where they differ.
 * @param {string} a @param {string} b
 */
async function equal(a, b) {
  const encoder = new TextEncoder();
  const [one, other] = await Promise.all([a, b].map((text) => crypto.subtle.digest('SHA-256', encoder.encode(text))));
  const bytes = new Uint8Array(other);
  return new Uint8Array(one).reduce((difference, byte, at) => difference | (byte ^ bytes[at]), 0) === 0;
}

/** @param {{ metricsToken?: string, onEvent?: (event: ProxyEvent) => void }} settings */
export function createOperations({ metricsToken, onEvent }) {
  const counts = COUNTERS.map(() => 0);

  /** @type {Record<string, (request: Request) => Reply | Promise<Reply>>} */
  const routes = Object.assign(Object.create(null), {
    '/healthz': () => ({
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
      body: '{"status":"ok"}',
    }),
  });
  if (metricsToken !== undefined)
    routes['/metrics'] = async (request) => {
      if (!(await equal(request.headers.get('Authorization') ?? '', `Bearer ${metricsToken}`)))
        return errorReply(401, 'Unauthorized', 'The token of /metrics is missing or wrong.', {
          'WWW-Authenticate': 'Bearer',
        });
      const lines = COUNTERS.map(([name, help], at) => {
        const full = `document_translation_status_proxy_${name}_total`;
        return `# HELP ${full} ${help}\n# TYPE ${full} counter\n${full} ${counts[at]}\n`;
      });
      return {
        status: 200,
        headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
        body: lines.join(''),
      };
    };

  return {
    routes,
    /** @param {ProxyEvent} event */
    emit(event) {
      COUNTERS.forEach(([, , isCounted], at) => {
        if (isCounted(event)) counts[at]++;
      });
      try {
        onEvent?.(event);
      } catch {
        // Whoever watches is not to be in the way.
      }
    },
  };
}
