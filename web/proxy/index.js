// The edge proxy: a function from Request to Response that holds the credential and asks the service once per document and interval,
// however many look. It has the service's own routes, so that any client of the service works against it unchanged.
import { createClient, DocumentTranslationError, isTerminal, parseOperationLocation } from '../index.js';
import { loadCore } from '../module/loader.js';
import { wasm } from '../module/embedded.js';
import { createCache } from './cache.js';

/** @typedef {import('../index.js').DocumentStatus} DocumentStatus */

/**
 * @typedef {object} StatusProxyOptions
 * @property {string} endpoint The resource's URL.
 * @property {import('../index.js').Credential} credential Never leaves the proxy but to the endpoint.
 * @property {true} public Anyone who knows a document's ids may look. Must be said.
 * @property {string} [apiVersion] What the service is asked with, whatever version's route a viewer uses.
 * @property {string[]} [allowedOrigins] Origins of pages that may ask; default none.
 * @property {boolean} [exposePaths] Pass the storage URLs on, without their query. Default false: they are withheld.
 * @property {number} [minIntervalMs] The service is asked no more often than this about a document. Default 5000.
 * @property {number} [terminalMs] How long a terminal status is kept. Default 3600000.
 * @property {number} [maxDocuments] How many documents are kept in memory. Default 10000.
 * @property {number} [timeoutMs] For one request to the service. Default 30000.
 * @property {typeof globalThis.fetch} [fetch]
 * @property {() => number} [now] The time in ms; default Date.now.
 */

/** @typedef {{ waitUntil?(promise: Promise<unknown>): void }} Context */

const EXPOSED = 'Retry-After, ETag, apim-request-id';
const METHODS = 'GET, HEAD, OPTIONS';

/**
 * A reply in the service's own error form.
 * @param {number} status @param {string} code @param {string} message @param {Record<string, string>} [headers]
 */
const errorReply = (status, code, message, headers = {}) => ({
  status,
  headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  body: JSON.stringify({ error: { code, message } }),
});

/** @param {StatusProxyOptions} options */
function check(options) {
  if (typeof options !== 'object' || options === null) throw new TypeError('createStatusProxy needs options.');
  const { allowedOrigins = [], minIntervalMs = 5000, terminalMs = 3_600_000, maxDocuments = 10_000 } = options;
  const { timeoutMs = 30_000, exposePaths = false, now = Date.now } = options;
  /** @param {boolean} fine @param {string} message */
  const need = (fine, message) => {
    if (!fine) throw new TypeError(message);
  };
  need(options.public === true, 'The proxy is closed unless it is said who may look: public: true lets anyone.');
  need(options.credential !== undefined, 'credential is missing: the proxy is what holds it.');
  need(
    Array.isArray(allowedOrigins) &&
      allowedOrigins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    'allowedOrigins is a list of origins, as https://www.example.com.',
  );
  for (const [name, value, least, most] of /** @type {[string, number, number, number][]} */ ([
    ['minIntervalMs', minIntervalMs, 1, 2 ** 31 - 1],
    ['terminalMs', terminalMs, 1, 2 ** 31 - 1],
    ['maxDocuments', maxDocuments, 1, 10_000_000],
    ['timeoutMs', timeoutMs, 1, 2 ** 30],
  ]))
    need(
      Number.isInteger(value) && value >= least && value <= most,
      `${name} is a whole number from ${least} to ${most}.`,
    );
  need(typeof exposePaths === 'boolean', 'exposePaths is true or false.');
  need(typeof now === 'function', 'now is a function.');
  return { allowedOrigins, minIntervalMs, terminalMs, maxDocuments, timeoutMs, exposePaths, now };
}

/**
 * Takes storage URLs, or only their queries, out of an error's texts.
 * @param {any} value @param {boolean} exposePaths @returns {any}
 */
function withoutUrls(value, exposePaths) {
  if (typeof value === 'string')
    return value.replace(/https?(?::|%3a)[^\s"'<>]*/gi, (url) =>
      exposePaths ? url.replace(/(?:\?|%3f).*/i, '') : '[URL]',
    );
  if (Array.isArray(value)) return value.map((item) => withoutUrls(item, exposePaths));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutUrls(item, exposePaths)]));
}

/**
 * What viewers get of a status: the members that the core knows, in the service's spelling.
 * @param {DocumentStatus} document @param {boolean} exposePaths
 */
function wireBody({ retryAfterMs, etag, requestId, path, sourcePath, error, ...rest }, exposePaths) {
  const paths = exposePaths
    ? { path: path?.replace(/[?#].*/s, ''), sourcePath: sourcePath?.replace(/[?#].*/s, '') }
    : {};
  return JSON.stringify({
    ...paths,
    ...rest,
    status: rest.status === 'Canceled' ? 'Cancelled' : rest.status,
    error: error && withoutUrls(error, exposePaths),
  });
}

/**
 * What viewers get of a failure. What the service has against the proxy's own credential is not theirs to know.
 * @param {DocumentTranslationError} error
 */
function failureReply({ statusCode, kind, code }) {
  if (kind === 'service' && statusCode === 404)
    return errorReply(404, 'ResourceNotFound', 'The document was not found.');
  if (kind === 'service' && statusCode === 429) return errorReply(429, code, 'The service is asked too often.');
  if (kind === 'timeout') return errorReply(504, 'ServiceUnavailable', 'The service did not answer in time.');
  if (statusCode === 503) return errorReply(503, 'ServiceUnavailable', 'The service is unavailable.');
  return errorReply(502, 'ServiceUnavailable', 'The service can not be asked.');
}

/** @param {string} text */
async function tagOf(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `"${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}

/**
 * @param {StatusProxyOptions} options
 * @returns {{ fetch(request: Request, env?: unknown, ctx?: Context): Promise<Response> }}
 * @throws {TypeError} where an option makes no sense; what only the core can tell rejects the first request's promise
 */
export function createStatusProxy(options) {
  const { allowedOrigins, exposePaths, ...limits } = check(options);
  const { endpoint, credential, apiVersion, fetch } = options;
  /** @type {ReturnType<typeof createClient> | undefined} */
  let client;
  const cache = createCache({
    ...limits,
    isTerminal,
    isStale: async (shown, came) => (await loadCore(wasm)).isStale(shown, came),
    async ask(batchId, documentId) {
      client ??= createClient({ endpoint, credential, apiVersion, fetch, timeoutMs: limits.timeoutMs, maxRetries: 0 });
      const opened = await client.catch((error) => {
        client = undefined;
        throw error;
      });
      try {
        const document = await opened.getDocumentStatus(batchId, documentId);
        const body = wireBody(document, exposePaths);
        return {
          document,
          retryAfterMs: document.retryAfterMs,
          reply: {
            status: 200,
            body,
            headers: {
              'Content-Type': 'application/json; charset=utf-8',
              'Cache-Control': 'no-store',
              ETag: await tagOf(body),
              ...(document.requestId && { 'apim-request-id': document.requestId }),
            },
          },
        };
      } catch (error) {
        if (!(error instanceof DocumentTranslationError)) throw error;
        return { retryAfterMs: error.retryAfterMs, reply: failureReply(error) };
      }
    },
    late: () => ({ reply: errorReply(504, 'ServiceUnavailable', 'The service did not answer in time.') }),
  });

  /** @param {Request} request @param {Context | undefined} ctx */
  async function answer(request, ctx) {
    const { pathname, search } = new URL(request.url);
    const origin = 'https://localhost';
    const location = await parseOperationLocation(origin + pathname + search).catch(() => undefined);
    if (location?.endpoint !== origin || pathname.includes('//') || !location.documentId)
      return errorReply(404, 'ResourceNotFound', 'There is no such route here.');
    if (request.method === 'OPTIONS') return { status: 204, headers: { Allow: METHODS }, body: '' };
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return errorReply(405, 'InvalidRequest', 'A status can only be read.', { Allow: METHODS });
    const { reply, waitMs } = await cache.get(location.batchId, location.documentId, ctx);
    const headers = { ...reply.headers, 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) };
    const asked = request.headers.get('If-None-Match')?.split(',') ?? [];
    const known = asked.some((tag) => tag.trim().replace(/^W\//, '') === /** @type {any} */ (headers).ETag);
    return known ? { status: 304, headers, body: '' } : { ...reply, headers };
  }

  return {
    async fetch(request, _env, ctx) {
      const { status, headers, body } = await answer(request, ctx);
      const out = new Headers(/** @type {Record<string, string>} */ (headers));
      out.set('Vary', 'Origin');
      out.set('X-Content-Type-Options', 'nosniff');
      const origin = request.headers.get('Origin');
      if (origin && allowedOrigins.includes(origin)) {
        out.set('Access-Control-Allow-Origin', origin);
        out.set('Access-Control-Expose-Headers', EXPOSED);
        if (request.method === 'OPTIONS') {
          out.set('Access-Control-Allow-Methods', METHODS);
          out.set('Access-Control-Allow-Headers', 'Authorization, If-None-Match');
          out.set('Access-Control-Max-Age', '86400');
        }
      }
      return new Response(request.method === 'HEAD' || !body ? null : body, { status, headers: out });
    },
  };
}
