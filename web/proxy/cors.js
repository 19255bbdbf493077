// CORS: which pages of other origins may read the proxy's responses, and which request headers they may send.
import { VIEW_TOKEN_HEADER } from '../client/client-options.js';

export const METHODS = 'GET, HEAD, OPTIONS';

/** The headers of this package, those that Azure's own clients send from a page, and those of tracing libraries. */
export const REQUEST_HEADERS = [
  'Authorization',
  VIEW_TOKEN_HEADER,
  'If-None-Match',
  'Last-Event-ID',
  ...['x-ms-client-request-id', 'x-ms-useragent'],
  ...['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'request-id'],
];
const RESPONSE_HEADERS = 'Retry-After, ETag, Date, apim-request-id, X-RequestId';

/** Browsers keep the response to a preflight request for no longer than a day. */
const PREFLIGHT_S = '86400';

/** The schemes of web sites have a canonical form, which URL returns. It returns `null` for the schemes of apps and extensions. */
const WEB = /^(?:https?|wss?|ftp):/i;
const APP = /^(?!(?:about|blob|data|file|javascript):)[a-z][a-z0-9+.-]*:\/\/[\w.-]+(?::\d+)?$/;

/**
 * Whether this is an origin in the form in which browsers send it. A wildcard such as `https://*.example.com` would match no page.
 * @param {unknown} origin
 */
export function isOrigin(origin) {
  if (typeof origin !== 'string' || origin.includes('*')) return false;
  if (WEB.test(origin)) return URL.canParse(origin) && new URL(origin).origin === origin;
  return APP.test(origin);
}

/**
 * Whether this is the name of a request header. `*` is not: browsers do not apply it to `Authorization`.
 * @param {unknown} name
 */
export const isHeaderName = (name) => typeof name === 'string' && /^[\w!#$%&'+.^`|~-]+$/.test(name);

/** The headers of a response to a preflight request. @param {readonly string[]} [more] Names of other request headers. */
export const preflightHeaders = (more = []) => ({
  'Access-Control-Allow-Methods': METHODS,
  'Access-Control-Allow-Headers': [...REQUEST_HEADERS, ...more].join(', '),
  'Access-Control-Max-Age': PREFLIGHT_S,
});

/**
 * @param {import('./options.js').Settings} settings
 * @returns {(request: Request) => Record<string, string>} The CORS headers of the response to a request.
 */
export function createCors({ allowedOrigins, allowedHeaders, allowCredentials }) {
  const preflight = preflightHeaders(allowedHeaders);
  return ({ method, headers }) => {
    const origin = headers.get('Origin');
    if (!origin || !(allowedOrigins.includes('*') || allowedOrigins.includes(origin))) return {};
    return {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': RESPONSE_HEADERS,
      ...(allowCredentials && { 'Access-Control-Allow-Credentials': 'true' }),
      ...(method === 'OPTIONS' && preflight),
    };
  };
}
