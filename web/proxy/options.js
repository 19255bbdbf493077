// The proxy's options, checked when it is made: all that can be wrong with them is said then, in every runtime.
import { openClient } from '../client/client.js';
import { readMethods } from '../client/lists.js';
import { startInstance } from '../module/loader.js';
import { isObject, LONGEST_TIMER, need, needFunction, needNames } from '../client/options.js';
import { DEADLINE_MS } from './deadline.js';
import { createRedaction } from './redaction.js';

/** @typedef {import('../module/instance.js').Instance} Instance */
/** @typedef {import('../module/loader.js').PresentModule} Wasm */

/**
 * @typedef {object} StatusProxyOptions
 * @property {string} endpoint The resource's URL.
 * @property {import('../module/types.js').Credential} credential As the client's. Never leaves the proxy but to the endpoint.
 * @property {string} [apiVersion] The version that the service is asked with, whichever version's route a viewer uses. Default '2024-05-01'.
 * @property {readonly string[]} [viewTokenSecrets] Viewers need a view token that is signed with one of these. At least 32 bytes each.
 * @property {boolean} [public] Anyone who knows the ids can see the status. Either this or viewTokenSecrets is required.
 * @property {readonly string[]} [allowedOrigins] Origins of pages that may ask; '*' for any. Default: none.
 * @property {string} [basePath] Where the routes begin, as '/api/status'. Default: at the root.
 * @property {string} [publicOrigin] Where viewers find the proxy, as 'https://status.example.com'. Default: the request's own origin.
 * @property {boolean} [exposeBatches] With `public`: also serve the routes of a job and of its list of documents. Default false. With
 *   viewTokenSecrets these routes are always served, to tokens for the whole job.
 * @property {boolean} [exposePaths] Pass the storage URLs on, without their queries and so without signatures. Default false.
 * @property {number} [minIntervalMs] The service is asked about a document no more often than this. Default 2000.
 * @property {number} [maxIntervalMs] What the interval grows to while nothing changes. Default 30000.
 * @property {number} [maxRetryAfterMs] The longest Retry-After of the service that is waited for. Default 300000.
 * @property {number} [terminalMs] How long a terminal status is kept. Default 3600000.
 * @property {number} [unknownMs] How long it is kept that there is no such document. Default 30000.
 * @property {number} [maxStaleMs] For how long a status stands in for a failure that may pass. Default 60000.
 * @property {number} [maxBytes] How much is kept in memory. Default 33554432.
 * @property {number} [timeoutMs] For one request to the service. Default 30000.
 * @property {number} [heartbeatMs] How often a stream without news says that it is alive. Default 15000.
 * @property {string} [metricsToken] What /metrics asks for as Bearer, of at least 32 bytes. Default: there is no /metrics.
 * @property {(key: string) => boolean | Promise<boolean>} [rateLimit] Whether whoever the key stands for, a token or an address, may ask now.
 *   If it or clientAddress fails, the request is let through.
 * @property {(request: Request) => string | null} [clientAddress] For whom rateLimit is asked where there is no token. Default: all as one.
 * @property {(event: ProxyEvent) => void} [onEvent] Told of each request, to the proxy and to the service, and of what fails.
 * @property {import('../module/types.js').FetchFunction} [fetch] What asks the service. Default: globalThis.fetch, read at each request.
 * @property {() => number} [now] The time in ms since 1970. Default: Date.now.
 */

/**
 * What happened, without secrets and without who asked. May be written as a line of JSON.
 * @typedef {object} ProxyEvent
 * @property {'request' | 'upstream' | 'fallback' | 'failure'} type A viewer's request; one to the service; a Durable Object, its
 *   storage or a cache that could not be used, so that the service is asked directly; a mistake of the proxy's own, or of a function of its options.
 * @property {string} route `document`, `batch`, `documents`, `healthz`, `metrics`, or `none`.
 * @property {string} [what] Of a fallback: `object`, `storage` (the object's) or `cache`. Of a failure: the option whose function failed.
 * @property {string} [batchId]
 * @property {string} [documentId]
 * @property {string} [method]
 * @property {number} [status] HTTP's. 0 for an upstream request without a reply.
 * @property {'memory' | 'coalesced' | 'asked'} [from] Where the answer was had.
 * @property {boolean} [stale] It was an earlier answer, since the service had none.
 * @property {boolean} [stream] It was answered by a stream of events.
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
];

/** All options that are not numbers. */
const NAMES = [
  ...['endpoint', 'credential', 'apiVersion', 'viewTokenSecrets', 'public', 'allowedOrigins', 'basePath'],
  ...['publicOrigin', 'exposeBatches', 'exposePaths', 'metricsToken', 'rateLimit', 'clientAddress', 'onEvent'],
  ...['fetch', 'now'],
];

/** @param {unknown} value */
export const isSecret = (value) =>
  typeof value === 'string' && new TextEncoder().encode(value).byteLength >= SECRET_BYTES;

export const SECRET_RULE = `A secret has at least ${SECRET_BYTES} bytes, as openssl rand -base64 ${SECRET_BYTES} gives.`;

/** @param {unknown} origin */
const isOrigin = (origin) =>
  origin === '*' || (typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin);

/** Dots would be resolved before they come here; and clients take a /translator at the end for the service's. @param {string} path */
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
    public: isPublic,
    allowedOrigins = [],
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
  for (const name of ['public', 'exposeBatches', 'exposePaths'])
    need([undefined, true, false].includes(given[name]), name, 'It must be true or false.');
  need(
    (isPublic === true) !== (viewTokenSecrets !== undefined),
    'viewTokenSecrets',
    'Say who may look: viewTokenSecrets for those who show a view token, or else public: true for anyone.',
  );
  need(
    viewTokenSecrets === undefined ||
      (Array.isArray(viewTokenSecrets) && viewTokenSecrets.length > 0 && viewTokenSecrets.every(isSecret)),
    'viewTokenSecrets',
    `It must be a list. ${SECRET_RULE}`,
  );
  need(metricsToken === undefined || isSecret(metricsToken), 'metricsToken', SECRET_RULE);
  need(credential !== undefined, 'credential', 'The proxy is what holds it.');
  need(
    Array.isArray(allowedOrigins) && allowedOrigins.every(isOrigin),
    'allowedOrigins',
    'It must be a list of origins, as https://www.example.com.',
  );
  need(typeof basePath === 'string' && isBasePath(basePath), 'basePath', 'It must be a path, as /api/status.');
  need(
    publicOrigin === undefined || (publicOrigin !== '*' && isOrigin(publicOrigin) && publicOrigin.startsWith('http')),
    'publicOrigin',
    'It must be an origin, as https://status.example.com.',
  );
  for (const name of ['rateLimit', 'clientAddress', 'onEvent', 'fetch', 'now']) needFunction(given[name], name);
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
  const { terminalMs, unknownMs, maxStaleMs, maxBytes, heartbeatMs } = numbers;
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
    metricsToken,
    allowedOrigins,
    basePath,
    publicOrigin,
    exposeBatches,
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
  };
}

/** @typedef {ReturnType<typeof checkOptions>} Settings */
