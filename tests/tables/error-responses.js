// The forms in which the service and the gateways in front of it write errors, and the error that each of them causes. Only web platform
// globals are used, because the contract suite runs in every runtime.

const WRONG_KEY =
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.';
const NO_KEY =
  'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.';
const HTML = `<html><head><title>502 Bad Gateway</title></head>\r\n<body>${'<p>nginx</p>'.repeat(2000)}</body></html>`;

/**
 * @typedef {object} ErrorResponse
 * @property {string} name
 * @property {number} status
 * @property {string | Uint8Array<ArrayBuffer>} body
 * @property {Record<string, string>} headers
 * @property {{ code: string } & Record<string, unknown>} expected members of the error; a RegExp matches. `message` is what follows the host and
 *   the status.
 */

/** @type {[name: string, status: number, body: unknown, headers: Record<string, string> | undefined, expected: ErrorResponse['expected']][]} */
const FORMS = [
  [
    'the form of the reference',
    401,
    {
      error: {
        code: 'Unauthorized',
        message: 'User is not authorized',
        target: 'Document',
        innerError: { code: 'Unauthorized', message: 'Operation is not authorized' },
      },
    },
    { 'apim-request-id': 'a1', 'X-RequestId': 'b2' },
    {
      code: 'Unauthorized',
      message: /^User is not authorized\W+Operation is not authorized/,
      target: 'Document',
      innerError: { code: 'Unauthorized', message: 'Operation is not authorized' },
      requestId: 'a1',
      retryAfterMs: undefined,
    },
  ],
  [
    'a wrong key',
    401,
    { error: { code: '401', message: WRONG_KEY } },
    { 'Content-Type': 'application/json', 'apim-request-id': 'a1' },
    {
      code: '401',
      message: /^Access denied due to invalid subscription key/,
      requestId: 'a1',
      innerError: undefined,
      hint: /key/,
    },
  ],
  [
    'a missing key, without an error member',
    401,
    { statusCode: 401, message: NO_KEY },
    undefined,
    { code: '401', message: /^Access denied due to missing subscription key/, target: undefined },
  ],
  [
    'a number as code, as text/plain',
    401,
    '{"error":{"code":401000,"message":"The request is not authorized because credentials are missing or invalid."}}',
    { 'Content-Type': 'text/plain' },
    { code: '401000', message: /^The request is not authorized/ },
  ],
  [
    'a number as code, with status 400',
    400,
    '{"error":{"code":400000,"message":"One of the request inputs is not valid."}}',
    undefined,
    { code: '400000', message: /^One of the request inputs/ },
  ],
  [
    'a malformed id, without a body',
    404,
    '',
    { 'Content-Length': '0' },
    { code: '404', message: /^\./, requestId: undefined },
  ],
  [
    'an unknown id',
    404,
    { error: { code: 'ResourceNotFound', message: 'id not found', target: 'Document' } },
    undefined,
    { code: 'ResourceNotFound', message: /^id not found/, target: 'Document' },
  ],
  [
    'a wrong path',
    404,
    { error: { code: '404', message: 'Resource not found' } },
    undefined,
    { code: '404', message: /^Resource not found/ },
  ],
  [
    'a firewall',
    403,
    { error: { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' } },
    undefined,
    { code: '403', message: /Firewall rules/, hint: /^Check the pricing tier/ },
  ],
  [
    'an Entra identity without a role',
    403,
    { error: { code: 'PermissionDenied', message: 'Principal does not have access to API/Operation.' } },
    undefined,
    { code: 'PermissionDenied', message: /^Principal does not/ },
  ],
  [
    'throttling by the service',
    429,
    {
      error: {
        code: 'RequestRateTooHigh',
        message: 'Request rate is too high.',
        target: 'Document',
        innerError: { code: 'RateTooHigh', message: 'Rate of requests is too high.' },
      },
    },
    { 'Retry-After': '9' },
    {
      code: 'RequestRateTooHigh',
      retryAfterMs: 9000,
      innerError: { code: 'RateTooHigh', message: 'Rate of requests is too high.' },
    },
  ],
  [
    'throttling by the gateway',
    429,
    { error: { code: '429', message: 'Requests have exceeded rate limit. Please retry after 9 seconds.' } },
    { 'Retry-After': '9' },
    { code: '429', message: /Please retry after 9 seconds/, retryAfterMs: 9000 },
  ],
  [
    'an internal error',
    500,
    {
      error: {
        code: 'InternalServerError',
        message: 'Internal Server Error',
        target: 'Operation',
        innerError: { code: 'InternalServerError', message: 'Unexpected internal server error has occurred' },
      },
    },
    undefined,
    { code: 'InternalServerError', message: /Unexpected internal server error has occurred/ },
  ],
  [
    'a service that is down',
    503,
    {
      error: {
        code: 'ServiceUnavailable',
        message: 'Service is temporarily unavailable',
        innerError: { code: 'ServiceTemporaryUnavailable', message: 'Service is temporarily unavailable' },
      },
    },
    undefined,
    { code: 'ServiceUnavailable', message: 'Service is temporarily unavailable' },
  ],
  ['HTML from a gateway', 502, HTML, { 'Content-Type': 'text/html' }, { code: '502', message: '.' }],
  ['HTML with status 504', 504, '<html>504</html>', undefined, { code: '504', message: '.' }],
  ['status 500 without a body', 500, '', undefined, { code: '500', message: '.' }],
  ['a JSON string', 500, '"Sorry"', undefined, { code: '500' }],
  ['truncated JSON', 500, '{"error":{"code":"Inter', undefined, { code: '500' }],
  ['invalid UTF-8', 500, new Uint8Array([0xff, 0xfe, 0x7b]), undefined, { code: '500' }],
  ['an empty object', 400, {}, undefined, { code: '400', message: '.' }],
  ['null as error', 400, { error: null }, undefined, { code: '400' }],
  ['a string as error', 400, { error: 'invalid_request', error_description: 'x' }, undefined, { code: '400' }],
  [
    'members of the wrong type',
    400,
    { error: { code: { a: 1 }, message: ['x'], target: 7, innerError: 'y', details: 'z' } },
    undefined,
    { code: '400', target: undefined, innerError: undefined, details: undefined },
  ],
  [
    'innererror and details, as newer versions spell them',
    400,
    {
      error: {
        code: 'InvalidRequest',
        message: 'Invalid.',
        details: [{ code: 'A', message: 'B' }],
        innererror: { code: 'InvalidValue', message: 'Not that value.', target: 'ids' },
      },
    },
    undefined,
    {
      code: 'InvalidRequest',
      message: 'Invalid. Not that value.',
      details: [{ code: 'A', message: 'B' }],
      innerError: { code: 'InvalidValue', message: 'Not that value.', target: 'ids' },
    },
  ],
  [
    'details as key/value pairs, and an empty list of details',
    400,
    {
      error: {
        code: 'InvalidRequest',
        message: 'Invalid.',
        innerError: { code: 'X', message: 'Invalid.', details: { a: 'b' } },
        details: [],
      },
    },
    undefined,
    {
      code: 'InvalidRequest',
      details: [],
      innerError: { code: 'X', message: 'Invalid.', details: { a: 'b' } },
      message: 'Invalid.',
    },
  ],
  [
    'members with the names of Object.prototype',
    400,
    '{"error":{"__proto__":{"code":"X"},"constructor":1,"toString":null}}',
    undefined,
    { code: '400' },
  ],
  [
    'innerError nested 28 levels deep',
    400,
    `{"error":${'{"code":"X","innerError":'.repeat(28)}{}${'}'.repeat(29)}`,
    undefined,
    { code: 'X' },
  ],
  [
    'error nested 10,000 levels deep',
    400,
    `${'{"error":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    undefined,
    { code: '400' },
  ],
  [
    'a message of 900 KB',
    400,
    { error: { code: 'X', message: `Start ${'é'.repeat(450_000)}` } },
    undefined,
    { code: 'X', message: /^Start é+(?!.*\ufffd)/ },
  ],
];

/** @type {ErrorResponse[]} */
export const errorResponses = FORMS.map(([name, status, body, headers = {}, expected]) => ({
  name,
  status,
  body: typeof body === 'string' || body instanceof Uint8Array ? /** @type {any} */ (body) : JSON.stringify(body),
  headers,
  expected,
}));
