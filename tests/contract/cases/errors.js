// What becomes of an error of the service, in every form in which it and the gateways before it write one.

import { ask, errorReply, fails, KEY, REQUIRED, reply, SIGNATURE, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const WRONG_KEY =
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.';
const NO_KEY =
  'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.';
const HTML = `<html><head><title>502 Bad Gateway</title></head>\r\n<body>${'<p>nginx</p>'.repeat(2000)}</body></html>`;

/** @type {[what: string, status: number, body: unknown, headers: Record<string, string> | undefined, expected: Record<string, unknown>][]} */
const FORMS = [
  [
    'the reference’s form',
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
    'no key: no error member',
    401,
    { statusCode: 401, message: NO_KEY },
    undefined,
    { code: '401', message: /^Access denied due to missing subscription key/, target: undefined },
  ],
  [
    'a code that is a number, as text/plain',
    401,
    '{"error":{"code":401000,"message":"The request is not authorized because credentials are missing or invalid."}}',
    { 'Content-Type': 'text/plain' },
    { code: '401000', message: /^The request is not authorized/ },
  ],
  [
    'a code that is a number, with 400',
    400,
    '{"error":{"code":400000,"message":"One of the request inputs is not valid."}}',
    undefined,
    { code: '400000', message: /^One of the request inputs/ },
  ],
  [
    'a malformed id: nothing at all',
    404,
    '',
    { 'Content-Length': '0' },
    { code: '404', message: /404/, requestId: undefined },
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
    'Entra without a role',
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
      retryable: true,
      innerError: { code: 'RateTooHigh', message: 'Rate of requests is too high.' },
    },
  ],
  [
    'throttling by the gateway',
    429,
    { error: { code: '429', message: 'Requests have exceeded rate limit. Please retry after 9 seconds.' } },
    { 'Retry-After': '9' },
    { code: '429', message: /Please retry after 9 seconds/, retryAfterMs: 9000, retryable: true },
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
    { code: 'InternalServerError', message: /Unexpected internal server error has occurred/, retryable: true },
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
    { code: 'ServiceUnavailable', message: 'Service is temporarily unavailable', retryable: true },
  ],
  [
    'HTML from a gateway',
    502,
    HTML,
    { 'Content-Type': 'text/html' },
    { code: '502', message: /^[^<]*502[^<]*$/, retryable: true },
  ],
  ['HTML with 504', 504, '<html>504</html>', undefined, { code: '504', message: /^[^<]*504[^<]*$/, retryable: true }],
  ['an empty 500', 500, '', undefined, { code: '500', message: /500/, retryable: true }],
  ['JSON that is no object', 500, '"Sorry"', undefined, { code: '500', retryable: true }],
  ['JSON that is cut', 500, '{"error":{"code":"Inter', undefined, { code: '500', retryable: true }],
  ['bytes that are no UTF-8', 500, new Uint8Array([0xff, 0xfe, 0x7b]), undefined, { code: '500', retryable: true }],
  ['{}', 400, {}, undefined, { code: '400', message: /400/ }],
  ['error: null', 400, { error: null }, undefined, { code: '400' }],
  ['error: text', 400, { error: 'invalid_request', error_description: 'x' }, undefined, { code: '400' }],
  [
    'members of other types',
    400,
    { error: { code: { a: 1 }, message: ['x'], target: 7, innerError: 'y', details: 'z' } },
    undefined,
    { code: '400', target: undefined, innerError: undefined, details: undefined },
  ],
  [
    'innererror and details, as newer versions write them',
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
    'details as key/value pairs, and none',
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
    { details: [], innerError: { code: 'X', message: 'Invalid.', details: { a: 'b' } }, message: 'Invalid.' },
  ],
];

/** Whether asking again may help, by status. @type {[number, boolean][]} */
const RETRYABLE = [
  [400, false],
  [401, false],
  [403, false],
  [404, false],
  [408, true],
  [409, false],
  [410, false],
  [418, false],
  [429, true],
  [500, true],
  [501, false],
  [502, true],
  [503, true],
  [504, true],
  [505, false],
  [599, false],
];

/** @type {Case[]} */
export const errors = [
  ...FORMS.map(([what, status, body, headers, expected]) => ({
    name: `an error of the service is told as it is: ${what}`,
    async run(/** @type {Tools} */ t) {
      const { retryable = false, ...rest } = expected;
      const promise = ask(
        t,
        stub(() => errorReply(status, body, headers)),
      );
      await fails(t, promise, { kind: 'service', statusCode: status, retryable, ...rest });
    },
  })),
  ...RETRYABLE.map(([status, retryable]) => ({
    name: `a ${status} says whether to try again: ${retryable ? 'yes' : 'no'}`,
    async run(/** @type {Tools} */ t) {
      await fails(t, ask(t, stub(errorReply(status))), { kind: 'service', statusCode: status, retryable });
    },
  })),
  {
    name: 'an innerError a hundred levels deep is cut off and does no harm',
    async run(t) {
      /** @type {any} */
      let inner = { code: 'Deepest', message: 'The deepest.' };
      for (let i = 0; i < 14; i++) inner = { code: `Level${i}`, message: `Level ${i}.`, innerError: inner };
      const error = await fails(t, ask(t, stub(errorReply(400, { error: inner }))), {
        kind: 'service',
        code: 'Level13',
      });
      let depth = 0;
      for (let level = error.innerError; level; level = level.innerError) depth++;
      t.assert.ok(depth > 0 && depth <= 14, `${depth} levels`);
      for (let i = 0; i < 100; i++) inner = { innerError: inner };
      await fails(t, ask(t, stub(errorReply(400, { error: inner }))), { kind: 'service', statusCode: 400 });
    },
  },
  {
    name: 'a message as large as a body is cut short',
    async run(t) {
      const message = `Start ${'é'.repeat(400_000)}`;
      const error = await fails(t, ask(t, stub(errorReply(400, { error: { code: 'X', message } }))), {
        message: /^Start é+/,
      });
      t.assert.ok(!error.message.includes('\ufffd'), 'The message is cut inside a character');
    },
  },
  {
    name: 'the signature of a SAS URL in an error is masked, wherever it stands',
    async run(t) {
      const url = `https://contracts.blob.core.windows.net/source/a.docx?sv=2020-08-04&sig=${SIGNATURE}&se=2021`;
      const message = `Cannot access ${url}.`;
      const error = {
        code: 'X',
        message,
        target: url,
        innerError: { code: 'Y', message, target: url },
        details: [{ at: url }],
      };
      const failure = await fails(t, ask(t, stub(errorReply(400, { error }))), { message: /sv=2020-08-04/ });
      t.assert.ok(!failure.message.includes(SIGNATURE.slice(0, 8)), 'No part of the signature is left');
    },
  },
  {
    name: 'masking a signature shifts nothing that comes after it',
    async run(t) {
      const inner = {
        code: 'Y',
        message: '?sig=é€😀 after',
        target: 'Document',
        details: { a: '?sig=€', b: 'é', c: 1 },
      };
      const error = { code: 'X', message: 'x', innerError: inner };
      const { innerError } = await fails(t, ask(t, stub(errorReply(400, { error }, { 'apim-request-id': 'a1' }))), {
        requestId: 'a1',
      });
      t.assert.match(innerError.message, /^\?sig=\*+ after$/);
      t.assert.equal(innerError.target, 'Document');
      t.assert.match(innerError.details.a, /^\?sig=\*+$/);
      t.assert.equal(innerError.details.b, 'é');
    },
  },
  {
    name: 'the signature of a SAS URL in a failed document’s error is masked',
    async run(t) {
      const url = `https://contracts.blob.core.windows.net/source/a.docx?sig=${SIGNATURE}`;
      const error = { code: 'X', message: `Cannot access ${url}`, innerError: { code: 'Y', message: url } };
      const doc = await ask(t, stub(reply({ ...REQUIRED, status: 'Failed', error })));
      t.assert.ok(!JSON.stringify(doc).includes(SIGNATURE), 'The signature is told');
    },
  },
  {
    name: 'a gateway that echoes the request’s headers does not get the key into the error',
    async run(t) {
      const message = `Bad header Ocp-Apim-Subscription-Key: ${KEY}`;
      const error = { code: KEY, message, target: KEY, innerError: { code: 'Y', message }, details: [{ header: KEY }] };
      await fails(t, ask(t, stub(errorReply(400, { error }, { 'apim-request-id': KEY }))), { kind: 'service' });
      await fails(t, ask(t, stub(errorReply(400, { error: { code: 'X', innerError: { message } } }))), {
        kind: 'service',
      });
    },
  },
  {
    name: '404 of an unknown id says that the ids are unknown, in every version',
    async run(t) {
      const body = { error: { code: 'ResourceNotFound', message: 'id not found', target: 'Document' } };
      for (const apiVersion of [undefined, 'v1.0-preview.1', '2026-03-01'])
        await fails(t, ask(t, stub(errorReply(404, body)), { apiVersion }), { hint: /^Check the ids/ });
    },
  },
  {
    name: '404 of an unknown path says what to check, in every version',
    async run(t) {
      const body = { error: { code: '404', message: 'Resource not found' } };
      for (const apiVersion of [undefined, 'v1.0-preview.1', '2026-03-01'])
        await fails(t, ask(t, stub(errorReply(404, body)), { apiVersion }), { hint: /^(?!.*\bids\b).*apiVersion/ });
    },
  },
  {
    name: '404 without a reason guesses none',
    async run(t) {
      await fails(t, ask(t, stub(errorReply(404))), { hint: '' });
    },
  },
  {
    name: '401 in a page says to check the token',
    when: ({ isPage }) => isPage,
    async run(t) {
      await fails(t, ask(t, stub(errorReply(401))), { hint: /^Check the key or token/ });
    },
  },
  {
    name: 'a network failure in a page says that the server must allow the origin',
    when: ({ isPage }) => isPage,
    async run(t) {
      await fails(
        t,
        ask(t, () => Promise.reject(new TypeError('Failed to fetch'))),
        { kind: 'network', hint: /CORS.*proxy/ },
      );
    },
  },
  {
    name: 'an error can be written as JSON with all that matters',
    async run(t) {
      const headers = { 'Retry-After': '9', 'apim-request-id': 'a1' };
      const body = {
        error: { code: 'RequestRateTooHigh', message: 'Too many.', target: 'Document', innerError: { code: 'B' } },
      };
      const error = await fails(t, ask(t, stub(errorReply(429, body, headers))));
      const written = JSON.parse(JSON.stringify(error));
      t.assert.equal(written.code, 'RequestRateTooHigh');
      t.assert.equal(written.kind, 'service');
      t.assert.equal(written.statusCode, 429);
      t.assert.equal(written.retryAfterMs, 9000);
      t.assert.equal(written.requestId, 'a1');
    },
  },
  {
    name: 'nothing but the product’s errors is an instance of its error class',
    run(t) {
      for (const other of [new Error('x'), null, undefined, 1, 'x', {}, new TypeError('y')]) {
        t.assert.equal(other instanceof t.DocumentTranslationError, false);
      }
      t.assert.ok(t.DocumentTranslationError.prototype instanceof Error);
    },
  },
];
