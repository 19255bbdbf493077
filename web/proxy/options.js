// The options of createStatusProxy: their rules and defaults.
import { openClient } from '../client/client.js';
import { readMethods } from '../client/lists.js';
import { startInstance } from '../module/loader.js';
import { isObject, LONGEST_TIMER, need, needFunction, needNames } from '../client/options.js';
import { isHeaderName, isOrigin } from './cors.js';
import { DEADLINE_MS } from './deadline.js';
import { createRedaction } from './redaction.js';

/** @typedef {import('../module/instance.js').Instance} Instance */
/** @typedef {import('../module/loader.js').PresentModule} Wasm */

/**
 * @typedef {object} StatusProxyOptions
 * @property {string} endpoint The resource's URL.
 * @property {import('../module/types.js').Credential} credential As the client's: a key or token, a function that returns one, or a TokenCredential. It is sent to the endpoint only.
 * @property {string} [apiVersion] The API version of requests to the service, whichever version's route a viewer uses. Default '2024-05-01'.
 * @property {readonly string[]} [viewTokenSecrets] Viewers need a view token that is signed with one of these secrets. At least 32 bytes each.
 * @property {(viewer: AuthorizeContext) => boolean | Promise<boolean>} [authorize] Whether a viewer may see a document or a job: called for each
 *   request, after the check of the view token, and for an open stream every `reauthorizeMs`. Only `true` allows.
 * @property {boolean} [public] Anyone who knows the ids can see the status. Either this, or viewTokenSecrets or authorize, is required.
 * @property {readonly string[]} [allowedOrigins] The origins of pages that may read responses, as 'https://www.example.com', 'capacitor://localhost' or
 *   'null'; '*' for any page. Default: none.
 * @property {readonly string[]} [allowedHeaders] Request headers that these pages may send, in addition to those of clients and of tracing libraries.
 * @property {boolean} [allowCredentials] These pages may send cookies. Requires that allowedOrigins names each origin. Default false.
 * @property {string} [basePath] The path before all routes, such as '/api/status'. Default: none.
 * @property {string} [publicOrigin] The proxy's origin for viewers, such as 'https://status.example.com'. Default: the request's origin.
 * @property {boolean} [exposeBatches] With `public`: also serve the routes of a job and of its list of documents. Default false. With
 *   viewTokenSecrets or authorize these routes are always served: to tokens for the whole job, and to those whom authorize allows.
 * @property {boolean} [exposePaths] Viewers see storage URLs, without their queries and so without signatures. Default false.
 * @property {number} [minIntervalMs] The shortest interval between two requests to the service for a document. Default 2000.
 * @property {number} [maxIntervalMs] The longest interval, while nothing changes. Default 30000.
 * @property {number} [maxRetryAfterMs] The longest Retry-After of the service that the proxy obeys. Default 300000.
 * @property {number} [terminalMs] How long a terminal status is kept. Default 3600000.
 * @property {number} [unknownMs] How long a 404 of the service is kept. Default 30000.
 * @property {number} [maxStaleMs] How long the last status is returned while the service fails temporarily. Default 60000.
 * @property {number} [maxBytes] The limit of the memory for statuses, in bytes. Default 33554432.
 * @property {number} [timeoutMs] The time limit of one request to the service. Default 30000.
 * @property {number} [heartbeatMs] The interval of a stream's heartbeats. Default 15000.
 * @property {number} [maxStreams] How many streams may be open in this process. A viewer above that gets 503. Default 10000.
 * @property {number} [maxStreamsPerToken] How many streams one view token may have open. A viewer above that gets 429. Default 100.
 * @property {number} [reauthorizeMs] How often `authorize` is called for an open stream. Default 60000.
 * @property {string} [metricsToken] The Bearer token of /metrics, at least 32 bytes. Default: /metrics gives 404.
 * @property {(key: string) => boolean | Promise<boolean>} [rateLimit] Whether a request is allowed. The key stands for a view token or an
 *   address. If this function or clientAddress fails, the request is allowed.
 * @property {(request: Request) => string | null} [clientAddress] The viewer's address, for rateLimit when there is no view token. Default: all viewers
 *   share one key.
 * @property {(event: ProxyEvent) => void} [onEvent] Receives each request, to the proxy and to the service, and each failure.
 * @property {import('../module/types.js').FetchFunction} [fetch] Sends the requests to the service. Default: globalThis.fetch, read at each request.
 * @property {() => number} [now] The time in ms since 1970. Default: Date.now.
 */

/**
 * The argument of `authorize`: the viewer, and what it requests.
 * @typedef {object} AuthorizeContext
 * @property {Request} request The viewer's request, with its cookies.
 * @property {import('./token.js').ViewTokenClaims} [claims] The claims of the viewer's valid view token. Absent without a token, and without
 *   viewTokenSecrets.
 * @property {'document' | 'batch' | 'documents'} route A document, a job, or the list of a job's documents.
 * @property {string} batchId In lower case.
 * @property {string} [documentId] In lower case. Only with the route `document`.
 */

/**
 * An event, without secrets and without the viewer's identity. It can be logged as a line of JSON.
 * @typedef {object} ProxyEvent
 * @property {'request' | 'upstream' | 'stream' | 'fallback' | 'failure'} type A viewer's request; one to the service; the end of a stream; a
 *   Durable Object, its storage or a cache that could not be used, so that the service is asked directly; a mistake of the proxy's own, or of a
 *   function of its options.
 * @property {string} route `document`, `batch`, `documents`, `healthz`, `readyz`, `metrics`, or `none`.
 * @property {string} [what] Of a stream, why it ended: `finished` (the document has ended), `expired` (the view token), `denied` (by authorize),
 *   `closed` (by close()), `disconnected` or `failed`. Of a fallback: `object`, `storage` (the object's) or `cache`. Of a failure: the option whose function failed.
 * @property {string} [batchId]
 * @property {string} [documentId]
 * @property {string} [method]
 * @property {number} [status] The HTTP status. 0 for a request to the service without a response.
 * @property {'memory' | 'coalesced' | 'asked'} [from] Where the response came from.
 * @property {boolean} [stale] The response is an earlier status, because the service sent none.
 * @property {boolean} [stream] The response is a stream.
 * @property {string} [code] Of the error, where there is one: of a fallback, `TimeoutError` or `InvalidSnapshot`, or the error's name.
 * @property {number} [ms] How long it took.
 */

const SECRET_BYTES = 32;

/** @type {[name: string, otherwise: number, least: number][]} */
const NUMBERS = [
  ['minIntervalMs', 2000, 1],
  ['maxIntervalMs', 30_000, 1],
  ['maxRetryAfterMs', 300_000, 0],
  ['terminalMs', 3_600_000, 1],
  ['unknownMs', 30_000, 1],
  ['maxStaleMs', 60_000, 0],
  ['maxBytes', 2 ** 25, 0],
  ['timeoutMs', 30_000, 1],
  ['heartbeatMs', 15_000, 1],
  ['reauthorizeMs', 60_000, 1],
  ['maxStreams', 10_000, 0],
  ['maxStreamsPerToken', 100, 0],
];

/** All options that are not numbers. */
const NAMES = [
  ...['endpoint', 'credential', 'apiVersion', 'viewTokenSecrets', 'public', 'allowedOrigins', 'basePath'],
  ...['allowedHeaders', 'allowCredentials', 'authorize'],
  ...['publicOrigin', 'exposeBatches', 'exposePaths', 'metricsToken', 'rateLimit', 'clientAddress', 'onEvent'],
  ...['fetch', 'now'],
];

/** @param {unknown} value */
export const isSecret = (value) =>
  typeof value === 'string' && new TextEncoder().encode(value).byteLength >= SECRET_BYTES;

export const SECRET_RULE = `A secret has at least ${SECRET_BYTES} bytes, such as the output of openssl rand -base64 ${SECRET_BYTES}.`;

/** Dot segments are resolved before a request arrives, and clients take a /translator at the end for the service's own. @param {string} path */
const isBasePath = (path) => /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/.test(path) && !path.endsWith('/translator');

/**
 * @param {Wasm} wasm
 * @param {StatusProxyOptions} options
 * @throws {import('../module/errors.js').DocumentTranslationError}
 */
export function checkOptions(wasm, options) {
  const instance = startInstance(wasm);
  need(isObject(options), 'options', 'createStatusProxy takes an object.');
  const given = /** @type {any} */ (options);
  const {
    endpoint,
    credential,
    apiVersion,
    viewTokenSecrets,
    authorize,
    public: isPublic,
    allowedOrigins = [],
    allowedHeaders = [],
    allowCredentials = false,
    basePath = '',
    publicOrigin,
    exposeBatches = false,
    exposePaths = false,
    metricsToken,
    rateLimit,
    clientAddress,
    onEvent,
    fetch,
    now = Date.now,
  } = options;
  needNames(options, [...NAMES, ...NUMBERS.map(([name]) => name)]);
  for (const name of ['public', 'exposeBatches', 'exposePaths', 'allowCredentials'])
    need([undefined, true, false].includes(given[name]), name, 'It must be true or false.');
  for (const name of ['authorize', 'rateLimit', 'clientAddress', 'onEvent', 'fetch', 'now'])
    needFunction(given[name], name);
  const isRestricted = viewTokenSecrets !== undefined || authorize !== undefined;
  need(
    (isPublic === true) !== isRestricted,
    'viewTokenSecrets',
    'Set viewTokenSecrets for viewers with a view token, authorize for those whom you allow, or public: true for anyone.',
  );
  need(
    viewTokenSecrets === undefined ||
      (Array.isArray(viewTokenSecrets) && viewTokenSecrets.length > 0 && viewTokenSecrets.every(isSecret)),
    'viewTokenSecrets',
    `It must be a list. ${SECRET_RULE}`,
  );
  need(metricsToken === undefined || isSecret(metricsToken), 'metricsToken', SECRET_RULE);
  need(credential !== undefined, 'credential', 'The proxy needs a credential for the service.');
  need(
    Array.isArray(allowedOrigins) &&
      allowedOrigins.every((origin) => ['*', 'null'].includes(origin) || isOrigin(origin)),
    'allowedOrigins',
    "It must be a list of origins without paths and wildcards, as https://www.example.com or capacitor://localhost, of 'null', or of '*'.",
  );
  need(
    Array.isArray(allowedHeaders) && allowedHeaders.every(isHeaderName),
    'allowedHeaders',
    'It must be a list of names of headers, without a wildcard.',
  );
  need(typeof basePath === 'string' && isBasePath(basePath), 'basePath', 'It must be a path, as /api/status.');
  need(
    publicOrigin === undefined || (isOrigin(publicOrigin) && publicOrigin.startsWith('http')),
    'publicOrigin',
    'It must be an origin, as https://status.example.com.',
  );
  need(
    !allowCredentials || !allowedOrigins.some((origin) => ['*', 'null'].includes(origin)),
    'allowCredentials',
    "allowedOrigins must name each origin: with '*' or 'null', any site could read what a viewer's cookies give access to.",
  );
  const numbers = /** @type {Record<string, number>} */ ({});
  for (const [name, otherwise, least] of NUMBERS) {
    const value = given[name] === undefined ? otherwise : given[name];
    need(
      Number.isInteger(value) && value >= least && value <= LONGEST_TIMER,
      name,
      `It must be a whole number from ${least} to ${LONGEST_TIMER}.`,
    );
    numbers[name] = value;
  }
  const { minIntervalMs, maxIntervalMs, maxRetryAfterMs, timeoutMs } = numbers;
  const { terminalMs, unknownMs, maxStaleMs, maxBytes, heartbeatMs, reauthorizeMs } = numbers;
  const { maxStreams, maxStreamsPerToken } = numbers;
  /** @type {import('./redaction.js').Redaction} */
  let redaction;
  /** @type {import('../module/types.js').FetchFunction} */
  const noting = (url, init) => {
    redaction.sent(init.headers);
    return (fetch ?? globalThis.fetch)(url, init);
  };
  /** @type {import('../module/types.js').DocumentStatusClient & ReturnType<typeof readMethods>} */
  const client = openClient(
    instance,
    wasm,
    { endpoint, credential, apiVersion, fetch: noting, timeoutMs, maxRetries: 0 },
    readMethods,
  );
  redaction = createRedaction({ endpoint: client.endpoint, instance, exposePaths });
  return {
    client,
    redaction,
    instance: () => startInstance(wasm),
    viewTokenSecrets,
    authorize,
    metricsToken,
    allowedOrigins,
    allowedHeaders,
    allowCredentials,
    basePath,
    publicOrigin,
    // A view token says which jobs its holder may see, and so does authorize.
    servesBatches: exposeBatches || isRestricted,
    exposePaths,
    rateLimit,
    clientAddress,
    onEvent,
    now,
    limits: { minIntervalMs, maxIntervalMs: Math.max(minIntervalMs, maxIntervalMs), maxRetryAfterMs },
    terminalMs,
    unknownMs,
    maxStaleMs,
    maxBytes,
    timeoutMs,
    deadlineMs: Math.min(DEADLINE_MS, timeoutMs),
    heartbeatMs,
    reauthorizeMs,
    maxStreams,
    maxStreamsPerToken,
  };
}

/** @typedef {ReturnType<typeof checkOptions>} Settings */
