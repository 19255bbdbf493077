// What those who run the proxy see of it: events as they happen, counters at /metrics, /healthz and /readyz.
import { inTime } from './deadline.js';
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
  ['fallbacks', 'Times that a Durable Object or a cache could not be used.', ({ type }) => type === 'fallback'],
  ['failures', 'Mistakes of the proxy itself, or of functions of its options.', ({ type }) => type === 'failure'],
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

/**
 * A name and never a message, which may have anything in it.
 * @param {any} error
 */
export const nameOf = (error) => (/^\w{1,64}$/.test(error?.name) ? error.name : 'Error');

/** @param {string} body @returns {Reply} */
const okReply = (body) => ({
  status: 200,
  headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  body,
});

/**
 * @param {import('./options.js').Settings} settings
 * @param {() => boolean} isReady
 */
export function createOperations({ metricsToken, onEvent, now, deadlineMs }, isReady = () => true) {
  const counts = COUNTERS.map(() => 0);

  /** @type {Record<string, (request: Request) => Reply | Promise<Reply>>} */
  const routes = Object.assign(Object.create(null), {
    '/healthz': () => okReply('{"status":"ok"}'),
    '/readyz': () =>
      isReady() ? okReply('{"status":"ready"}') : errorReply(503, 'ServiceUnavailable', 'The proxy is closed.'),
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

  /** @param {ProxyEvent} event */
  function emit(event) {
    COUNTERS.forEach(([, , isCounted], at) => {
      if (isCounted(event)) counts[at]++;
    });
    // What onEvent throws, or rejects with later, must not fail a request or end the process.
    new Promise((resolve) => resolve(onEvent?.(event))).catch(() => {});
  }

  let clockFails = false;

  return {
    routes,
    emit,

    /** The option's time; the runtime's where that function fails. The first failure in a row is an event. */
    now() {
      try {
        const time = now();
        if (!Number.isFinite(time)) throw new TypeError('now gives no number.');
        clockFails = false;
        return time;
      } catch (error) {
        if (!clockFails) emit({ type: 'failure', route: 'none', what: 'now', code: nameOf(error) });
        clockFails = true;
        return Date.now();
      }
    },

    /**
     * The result of a function of the options; where that fails or doesn't answer, `otherwise`, and an event.
     * @template T
     * @param {string} what @param {Omit<ProxyEvent, 'type'>} where @param {() => T | Promise<T>} call @param {T} otherwise
     * @returns {Promise<T>}
     */
    async attempt(what, where, call, otherwise) {
      try {
        return await inTime(deadlineMs, call);
      } catch (error) {
        emit({ type: 'failure', ...where, what, code: nameOf(error) });
        return otherwise;
      }
    },
  };
}
