// The service's literal words: versions, paths, headers, error bodies, spellings. Data taken from its
// specification and from recorded replies, on purpose not shared with the C instance, so that a slip there
// can't confirm itself.

/**
 * A whole reply, as it goes onto the wire. An object for a body is sent as compact JSON.
 * @typedef {object} RawReply
 * @property {number} status HTTP status
 * @property {Record<string, string | string[] | number | null>} [headers] `null` takes a header away
 * @property {string | Uint8Array | object} [body]
 */

/**
 * What a path asks for. `documents` is true for a batch's list and for one document of it.
 * @typedef {object} Route
 * @property {string} apiVersion
 * @property {boolean} dated whether the version is of the `YYYY-MM-DD` family, in the query
 * @property {string} [batchId]
 * @property {boolean} [documents]
 * @property {string} [documentId]
 */

/** The versions the service has had, oldest first. */
export const API_VERSIONS = Object.freeze([
  'v1.0-preview.1',
  'v1.0',
  'v1.1',
  '2024-05-01',
  '2024-11-01-preview',
  '2025-12-01-preview',
  '2026-03-01',
]);

const PATHS = [
  { dated: false, pattern: /^\/\/?translator\/text\/batch\/([^/]+)\/batches(?:\/(.*))?$/ },
  { dated: true, pattern: /^\/\/?translator\/document\/()batches(?:\/(.*))?$/ },
];

/**
 * Reads a request's path and query. Ids come back as they were sent, well-formed or not.
 * @param {string} path
 * @param {URLSearchParams} query
 * @returns {Route | undefined} nothing where the service has no such path
 */
export function readRoute(path, query) {
  for (const { dated, pattern } of PATHS) {
    const match = pattern.exec(path);
    if (!match) continue;
    const apiVersion = dated ? (query.get('api-version') ?? '') : match[1];
    const [batchId, documents, documentId, ...rest] = (match[2] ?? '').replace(/\/$/, '').split('/');
    if (rest.length > 0 || (documents !== undefined && documents !== 'documents')) return undefined;
    return {
      apiVersion,
      dated,
      ...(batchId && { batchId }),
      ...(documents && { documents: true }),
      ...(documentId !== undefined && { documentId }),
    };
  }
  return undefined;
}

/**
 * @param {string} origin
 * @param {Route} route of the request that started the batch
 * @param {string} batchId
 */
export function operationLocation(origin, { apiVersion, dated }, batchId) {
  return dated
    ? `${origin}/translator/document/batches/${batchId}?api-version=${apiVersion}`
    : `${origin}/translator/text/batch/${apiVersion}/batches/${batchId}`;
}

/**
 * A list's URL as a link to its next page has it. About half of the recorded links of v1.0 start their path with two
 * slashes.
 * @param {URL} url
 * @param {Route} route
 */
export function listUrl(url, { apiVersion }) {
  const listed = new URL(url);
  listed.pathname = url.pathname.replace(/^\/+/, apiVersion === 'v1.0' ? '//' : '/');
  return listed;
}

/** @param {string} text */
export const isId = (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** @param {string} apiVersion */
const isDated = (apiVersion) => /^\d{4}-/.test(apiVersion);

const IMAGE_COUNTS_SINCE = '2024-11-01';
const DEPLOYMENT_NAME_SINCE = '2026-03-01';

/** @type {Record<string, (apiVersion: string) => boolean>} */
const NOT_IN_EVERY_VERSION = {
  totalImageScansSucceeded: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  totalImageScansFailed: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  imageCharged: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  imageCharacterDetected: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  totalImageCharged: (apiVersion) => isDated(apiVersion) && apiVersion >= IMAGE_COUNTS_SINCE,
  deploymentName: (apiVersion) => isDated(apiVersion) && apiVersion >= DEPLOYMENT_NAME_SINCE,
};

/** Whether a failed batch can have an error. @param {string} apiVersion */
export const hasBatchError = (apiVersion) => apiVersion !== 'v1.0-preview.1';

/**
 * The members that a version has, in the order given.
 * @param {Record<string, unknown>} value
 * @param {string} apiVersion
 * @returns {Record<string, unknown>}
 */
export function membersOf(value, apiVersion) {
  return Object.fromEntries(
    Object.entries(value).filter(([name, member]) => {
      return member !== undefined && (NOT_IN_EVERY_VERSION[name]?.(apiVersion) ?? true);
    }),
  );
}

/**
 * A date as the service writes it: up to 7 digits after the second, trailing zeros dropped.
 * @param {number} ms
 * @param {number} ticks 0..9999, the 100 ns units below the millisecond
 * @param {number} digits 0..7
 */
export function wireDate(ms, ticks = 0, digits = 7) {
  const iso = new Date(ms).toISOString();
  const fraction = (iso.slice(20, 23) + String(ticks).padStart(4, '0')).slice(0, digits).replace(/0+$/, '');
  return `${iso.slice(0, 19)}${fraction && `.${fraction}`}Z`;
}

/**
 * A date with all of its 7 digits, in UTC: as the service repeats it in a link, and in a form that sorts as text.
 * @param {string} text
 * @returns {string | undefined} nothing where the text is no date
 */
export function exactDate(text) {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  const ticks = /\.\d{3}(\d{1,4})/.exec(text)?.[1] ?? '';
  return `${new Date(ms).toISOString().slice(0, -1)}${ticks.padEnd(4, '0')}Z`;
}

/** The service's spelling where it isn't the reference's. @param {string} status */
export const wireStatus = (status) => (status === 'Canceled' ? 'Cancelled' : status);

/** The content type of what the service itself says; its gateway leaves the charset away. */
const SERVICE_JSON = 'application/json; charset=utf-8';
const GATEWAY_JSON = 'application/json';

/**
 * Headers on every reply of the service itself.
 * @param {string} requestId
 * @param {string} [originalRequestId] another one, when the reply comes from a cache
 */
export const serviceHeaders = (requestId, originalRequestId = requestId) => ({
  'Content-Type': SERVICE_JSON,
  'apim-request-id': requestId,
  'X-RequestId': originalRequestId,
  'x-ms-region': 'West Europe',
});

/** @param {string} requestId */
const gatewayHeaders = (requestId) => ({ 'Content-Type': GATEWAY_JSON, 'apim-request-id': requestId });

/** What a 200 adds to the service's headers. @param {string} hash 64 hex digits, upper case */
export const statusHeaders = (hash) => ({
  'Retry-After': '1',
  ETag: `"${hash}"`,
  'Cache-Control': 'public, max-age=1',
});

/** Read by pages only where exposed; the service exposes nothing, `cors: true` does. */
export const EXPOSED_HEADERS = 'Retry-After, ETag, Age, Date, apim-request-id, X-RequestId, x-ms-region';

/**
 * An error reply, before its request ids are put in.
 * @typedef {object} ServiceError
 * @property {number} status
 * @property {'service' | 'gateway' | 'none'} from whose headers it has
 * @property {Record<string, string>} [headers]
 * @property {string | object} body
 */

/** @param {string} code @param {string} message @param {object} [more] */
const error = (code, message, more) => ({ error: { code, message, ...more } });

const HTML = [
  '<html><head><title>502 Bad Gateway</title></head>',
  '<body><center><h1>502 Bad Gateway</h1></center><hr><center>Microsoft-Azure-Application-Gateway/v2</center></body>',
  '</html>',
].join('\r\n');

const WRONG_KEY =
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active ' +
  'subscription and use a correct regional API endpoint for your resource.';

/**
 * @typedef {'wrongKey' | 'noKey' | 'wrongToken' | 'unauthorized' | 'numericCode' | 'numericCode400' | 'invalidRequest'
 *   | 'invalidArgument' | 'firewall' | 'permissionDenied' | 'freeTier' | 'malformedId' | 'unknownId'
 *   | 'wrongPath' | 'throttled' | 'throttledByGateway' | 'internalError' | 'unavailable' | 'badGateway'
 *   | 'gatewayTimeout'} ErrorName
 */

/**
 * Every error form the service and the gateway in front of it are known for, by the simulator's name for it.
 * @type {Readonly<Record<ErrorName, ServiceError>>}
 */
export const ERRORS = {
  wrongKey: { status: 401, from: 'gateway', body: error('401', WRONG_KEY) },
  noKey: {
    status: 401,
    from: 'gateway',
    body: {
      statusCode: 401,
      message:
        'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.',
    },
  },
  wrongToken: {
    status: 401,
    from: 'gateway',
    body: error(
      '401',
      'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
    ),
  },
  unauthorized: {
    status: 401,
    from: 'service',
    body: error('Unauthorized', 'User is not authorized', {
      target: 'Document',
      innerError: { code: 'Unauthorized', message: 'Operation is not authorized' },
    }),
  },
  numericCode: {
    status: 401,
    from: 'gateway',
    headers: { 'Content-Type': 'text/plain' },
    body: JSON.stringify(
      error('', 'The request is not authorized because credentials are missing or invalid.'),
    ).replace('"code":""', '"code":401000'),
  },
  numericCode400: {
    status: 400,
    from: 'gateway',
    headers: { 'Content-Type': 'text/plain' },
    body: JSON.stringify(error('', 'One of the request inputs is not valid.')).replace('"code":""', '"code":400000'),
  },
  invalidRequest: {
    status: 400,
    from: 'service',
    body: error('InvalidRequest', 'The request is not valid.', {
      target: 'Operation',
      innerError: { code: 'InvalidRequest', message: 'The request body is missing or not valid.' },
    }),
  },
  invalidArgument: {
    status: 400,
    from: 'service',
    body: error('InvalidArgument', 'A query parameter is not valid.', { target: 'Document' }),
  },
  firewall: {
    status: 403,
    from: 'gateway',
    body: error('403', 'Access denied due to Virtual Network/Firewall rules.'),
  },
  permissionDenied: {
    status: 401,
    from: 'gateway',
    body: error('PermissionDenied', 'Principal does not have access to API/Operation.'),
  },
  freeTier: {
    status: 403,
    from: 'service',
    body: error('Unauthorized', 'Document translation is not available in the free tier.', { target: 'Operation' }),
  },
  malformedId: { status: 404, from: 'none', body: '' },
  unknownId: {
    status: 404,
    from: 'service',
    body: error('ResourceNotFound', 'id not found', { target: 'Document' }),
  },
  wrongPath: { status: 404, from: 'gateway', body: error('404', 'Resource not found') },
  throttled: {
    status: 429,
    from: 'service',
    headers: { 'Retry-After': '9' },
    body: error('RequestRateTooHigh', 'Request rate is too high.', {
      target: 'Document',
      innerError: { code: 'RateTooHigh', message: 'Rate of requests is too high.' },
    }),
  },
  throttledByGateway: {
    status: 429,
    from: 'gateway',
    headers: { 'Retry-After': '9' },
    body: error(
      '429',
      'Requests to the Document Translation API have exceeded rate limit of your current pricing tier. Please retry after 9 seconds.',
    ),
  },
  internalError: {
    status: 500,
    from: 'service',
    body: error('InternalServerError', 'Internal Server Error', {
      target: 'Document',
      innerError: { code: 'InternalServerError', message: 'Unexpected internal server error has occurred' },
    }),
  },
  unavailable: {
    status: 503,
    from: 'service',
    body: error('ServiceUnavailable', 'Service is temporarily unavailable', {
      target: 'Document',
      innerError: { code: 'ServiceTemporaryUnavailable', message: 'Service is temporarily unavailable' },
    }),
  },
  badGateway: { status: 502, from: 'none', headers: { 'Content-Type': 'text/html' }, body: HTML },
  gatewayTimeout: {
    status: 504,
    from: 'none',
    headers: { 'Content-Type': 'text/html' },
    body: HTML.replaceAll('502 Bad Gateway', '504 Gateway Time-out'),
  },
};

/**
 * @param {ErrorName} name
 * @param {string} requestId
 * @returns {RawReply}
 */
export function errorReply(name, requestId) {
  const { status, from, headers, body } = ERRORS[name];
  const own = { service: serviceHeaders, gateway: gatewayHeaders, none: () => ({}) }[from](requestId);
  return { status, headers: { ...own, ...headers }, body };
}
