// The requests that the client sends: URLs, headers and options of fetch. And the arguments that it rejects without a request.

import {
  API_VERSIONS,
  DEFAULT_API_VERSION,
  ENDPOINTS,
  LATER_API_VERSIONS,
  OPERATION_LOCATIONS,
  queryOf,
  WRONG_API_VERSIONS,
  WRONG_ENDPOINTS,
  WRONG_IDS,
  WRONG_OPERATION_LOCATIONS,
} from '../../tables/urls.js';
import { EMPTY_OBJECTS, VALUES } from '../../tables/wrong-types.js';
import { ask, BATCH, clientOn, DOCUMENT, ENDPOINT, errorReply, fails, headersOf, KEY, reply, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const IDS = `${BATCH}/documents/${DOCUMENT}`;
const DEFAULT_PATH = `/translator/document/batches/${IDS}${queryOf(DEFAULT_API_VERSION)}`;
const OPERATION = `${ENDPOINT}/translator/text/batch/v1.0/batches/${BATCH}`;

const WHOLE = ['zero', 'one', 'number'];
const MS = [...WHOLE, 'fraction'];

/** Per option of createClient: the kinds of values that it accepts. @type {Record<string, string[]>} */
const ACCEPTED = {
  credential: [],
  fetch: ['function'],
  timeoutMs: ['one', 'number', 'fraction'],
  maxRetries: WHOLE,
  maxRetryDelayMs: MS,
  maxRetryAfterMs: MS,
  headers: EMPTY_OBJECTS,
  credentials: [],
  tokenHeader: [],
  allowKeyInBrowser: ['true', 'false'],
  maxConcurrency: ['one', 'number', 'fraction', 'number past 2^31', 'Infinity'],
  onAttempt: ['function'],
  wasm: ['URL'],
  other: [],
};

/** @type {unknown[]} */
const WRONG_HEADERS = [
  { 'a b': 'c' },
  { a: 'b\nc' },
  { a: 'b\r\nOcp-Apim-Subscription-Key: x' },
  { a: '日本' },
  { a: undefined },
  { a: null },
  'a: b',
];

/** Ids that are no text. @type {unknown[]} */
const IDS_OF_A_WRONG_TYPE = [undefined, [BATCH], { toString: () => BATCH }, ...VALUES.map(([, value]) => value)];

/** A short text for a test's name. @param {unknown} value */
const named = (value) =>
  JSON.stringify(typeof value === 'string' && value.length > 100 ? `${value.slice(0, 40)}…` : value);

/** @type {Case[]} */
export const requests = [
  {
    name: `Without apiVersion the client requests version ${DEFAULT_API_VERSION}`,
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { apiVersion: undefined });
      t.assert.deepEqual(
        fetch.requests.map(({ url }) => url),
        [`${ENDPOINT}${DEFAULT_PATH}`],
      );
    },
  },
  ...[...API_VERSIONS, ...LATER_API_VERSIONS].map(([apiVersion, batches]) => ({
    name: `apiVersion ${apiVersion} requests ${batches}/…`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(reply());
      await ask(t, fetch, { apiVersion });
      t.assert.deepEqual(
        fetch.requests.map(({ url }) => url),
        [`${ENDPOINT}${batches}/${IDS}${queryOf(apiVersion)}`],
      );
    },
  })),
  ...ENDPOINTS.map(([endpoint, base]) => ({
    name: `The endpoint ${endpoint} is accepted`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint });
      t.assert.equal(fetch.requests[0].url, `${base}${DEFAULT_PATH}`, 'The URL');
    },
  })),
  {
    name: 'Ids may have letters in either case',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, {}, { batch: BATCH.toUpperCase(), document: DOCUMENT.toUpperCase() });
      t.assert.ok(fetch.requests[0].url.toLowerCase().includes(IDS), fetch.requests[0].url);
    },
  },
  {
    name: 'A request is a GET that follows no redirect and bypasses caches',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch);
      const [{ method, init }] = fetch.requests;
      t.assert.equal(method, 'GET');
      t.assert.equal(init.body ?? undefined, undefined);
      t.assert.equal(init.redirect, 'manual');
      t.assert.equal(init.cache, t.runtime.hasCacheOption ? 'no-store' : undefined, 'cache');
      t.assert.ok(init.signal instanceof AbortSignal);
    },
  },
  {
    name: 'The option credentials is passed to fetch, and absent without it',
    async run(t) {
      const fetch = stub(() => reply());
      for (const credentials of [undefined, 'omit', 'same-origin', 'include']) await ask(t, fetch, { credentials });
      t.assert.deepEqual(
        fetch.requests.map(({ init }) => ('credentials' in init ? init.credentials : 'absent')),
        ['absent', 'omit', 'same-origin', 'include'],
      );
      for (const credentials of ['Include', 'all', '', ' include'])
        await fails(t, ask(t, fetch, { credentials }), { code: 'InvalidOption', target: 'credentials' });
      t.assert.equal(fetch.requests.length, 4, 'requests');
    },
  },
  {
    name: 'The headers of the options are sent, and no others but the client request id',
    async run(t) {
      const fetch = stub(reply());
      const headers = { 'Ocp-Apim-Subscription-Region': 'westeurope', 'X-Trace': 'a b' };
      await ask(t, fetch, { headers });
      t.assert.deepEqual(headersOf(fetch.requests[0]), {
        'ocp-apim-subscription-key': KEY,
        'ocp-apim-subscription-region': 'westeurope',
        'x-trace': 'a b',
      });
    },
  },
  {
    name: 'Each request has a client request id of its own, which its attempts share',
    when: ({ isBrowser }) => !isBrowser,
    async run(t) {
      const fetch = stub(errorReply(503), reply(), reply());
      const client = await clientOn(t, fetch, { maxRetries: 1, maxRetryDelayMs: 0 });
      for (let i = 0; i < 2; i++) await client.getDocumentStatus(BATCH, DOCUMENT);
      client.close();
      const [first, retry, second] = fetch.requests.map(({ headers }) => headers.get('x-ms-client-request-id'));
      t.assert.match(first, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      t.assert.equal(retry, first, 'The retry’s');
      t.assert.ok(second && second !== first, 'Two requests have the same');
    },
  },
  {
    name: 'A page and its workers send no client request id, which could cause a preflight request',
    when: ({ isBrowser }) => isBrowser,
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch);
      t.assert.equal(fetch.requests[0].headers.get('x-ms-client-request-id'), null);
    },
  },
  {
    name: 'A client request id in the option headers is sent unchanged',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { headers: { 'X-MS-Client-Request-Id': 'my own' } });
      t.assert.equal(fetch.requests[0].headers.get('x-ms-client-request-id'), 'my own');
    },
  },
  {
    name: 'Headers given as a Headers object are sent or rejected, never dropped',
    async run(t) {
      const fetch = stub(reply());
      const refused = await ask(t, fetch, { headers: new Headers({ 'X-Trace': 'a' }) }).then(
        () => false,
        (error) => error.code === 'InvalidOption',
      );
      t.assert.ok(refused || fetch.requests[0].headers.get('x-trace') === 'a');
    },
  },
  {
    name: 'Options that change after createClient have no effect',
    async run(t) {
      const fetch = stub(() => reply());
      const headers = { 'X-Trace': 'a' };
      const options = { endpoint: ENDPOINT, credential: { key: KEY }, allowKeyInBrowser: true, headers, fetch };
      const client = await t.createClient(options);
      headers['X-Trace'] = 'b';
      options.endpoint = 'https://elsewhere.example';
      options.credential.key = 'other';
      await client.getDocumentStatus(BATCH, DOCUMENT);
      t.assert.equal(fetch.requests[0].headers.get('x-trace'), 'a');
      t.assert.equal(fetch.requests[0].headers.get('ocp-apim-subscription-key'), KEY);
      t.assert.ok(fetch.requests[0].url.startsWith(ENDPOINT));
      client.close();
    },
  },
  {
    name: 'A relative endpoint in a page is resolved against the page',
    when: ({ isPage }) => isPage,
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint: '/status', credential: undefined });
      t.assert.equal(fetch.requests[0].url, `${location.origin}/status${DEFAULT_PATH}`, 'The URL');
    },
  },
  {
    name: 'A relative endpoint is rejected in a runtime without a location',
    when: ({ isBrowser }) => !isBrowser && typeof location === 'undefined',
    async run(t) {
      await refuses(t, { endpoint: '/status' }, { code: 'InvalidEndpoint' });
    },
  },
  ...WRONG_ENDPOINTS.map(([endpoint, code]) => ({
    name: `The endpoint ${named(endpoint).replace(KEY, 'KEY')} is rejected`,
    async run(/** @type {Tools} */ t) {
      const error = await refuses(t, { endpoint }, code ? { code } : {});
      t.assert.match(error.code, /Endpoint/, 'code');
      if (code === 'GlobalEndpoint' || code === 'RegionalEndpoint') t.assert.match(error.message, /custom domain/);
      if (code === 'OperationUrlAsEndpoint') t.assert.match(error.message, /parseOperationLocation/);
    },
  })),
  {
    name: 'An endpoint of a wrong type is rejected',
    async run(t) {
      for (const [, endpoint] of [['undefined', undefined], ...VALUES])
        await refuses(t, { endpoint }, { code: 'InvalidEndpoint', target: 'endpoint' });
    },
  },
  {
    name: 'http: is accepted without a credential',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint: 'http://proxy.example/status', credential: undefined });
      t.assert.ok(fetch.requests[0].url.startsWith('http://proxy.example/status/translator/'));
    },
  },
  ...WRONG_API_VERSIONS.map((apiVersion) => ({
    name: `The apiVersion ${named(apiVersion)} is rejected`,
    async run(/** @type {Tools} */ t) {
      await refuses(t, { apiVersion }, { code: 'InvalidApiVersion' });
    },
  })),
  {
    name: 'An apiVersion of a wrong type is rejected',
    async run(t) {
      for (const [, apiVersion] of VALUES)
        await refuses(t, { apiVersion }, { code: 'InvalidApiVersion', target: 'apiVersion' });
    },
  },
  ...WRONG_IDS.flatMap((id) => [
    {
      name: `The batch id ${named(id)} is rejected`,
      run: (/** @type {Tools} */ t) => refusesIds(t, id, DOCUMENT, 'InvalidBatchId'),
    },
    {
      name: `The document id ${named(id)} is rejected`,
      run: (/** @type {Tools} */ t) => refusesIds(t, BATCH, id, 'InvalidDocumentId'),
    },
  ]),
  {
    name: 'A batch id of a wrong type is rejected',
    async run(t) {
      for (const id of IDS_OF_A_WRONG_TYPE) await refusesIds(t, id, DOCUMENT, 'InvalidBatchId');
    },
  },
  {
    name: 'A document id of a wrong type is rejected',
    async run(t) {
      for (const id of IDS_OF_A_WRONG_TYPE) await refusesIds(t, BATCH, id, 'InvalidDocumentId');
    },
  },
  ...Object.entries(ACCEPTED).map(([name, accepted]) => ({
    name: `The option ${name} is rejected if its value has a wrong type or is out of range`,
    async run(/** @type {Tools} */ t) {
      const code = name === 'credential' ? 'InvalidCredential' : 'InvalidOption';
      for (const [kind, value] of VALUES)
        if (!accepted.includes(kind)) await refuses(t, { [name]: value }, { code, target: name });
    },
  })),
  ...WRONG_HEADERS.map((headers) => ({
    name: `The headers ${JSON.stringify(headers)} are rejected`,
    async run(/** @type {Tools} */ t) {
      await refuses(t, { headers }, { code: 'InvalidOption', target: 'headers' });
    },
  })),
  {
    name: 'createClient rejects options that are no object, and options without an endpoint',
    async run(t) {
      for (const [kind, options] of VALUES) {
        const isEmpty = EMPTY_OBJECTS.includes(kind);
        if (kind === 'object with an unknown member') continue;
        const expected = isEmpty ? { code: 'InvalidEndpoint' } : { code: 'InvalidOption', target: 'options' };
        await fails(t, t.createClient(options), { kind: 'invalid-argument', ...expected });
      }
      await fails(t, t.createClient(undefined), { kind: 'invalid-argument' });
    },
  },
  {
    name: 'A signal of a wrong type is rejected',
    async run(t) {
      for (const [, signal] of VALUES)
        await refuses(t, {}, { code: 'InvalidOption', target: 'signal' }, { call: { signal } });
    },
  },
  ...OPERATION_LOCATIONS.map(([url, parts]) => ({
    name: `parseOperationLocation parses ${url.replace(ENDPOINT, '…')}`,
    async run(/** @type {Tools} */ t) {
      t.assert.deepEqual(await t.parseOperationLocation(url), parts);
    },
  })),
  {
    name: 'The result of parseOperationLocation can be used for a request',
    async run(t) {
      const { endpoint, apiVersion, batchId } = await t.parseOperationLocation(OPERATION);
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint, apiVersion }, { batch: batchId });
      t.assert.equal(fetch.requests[0].url, `${OPERATION}/documents/${DOCUMENT}`);
    },
  },
  ...WRONG_OPERATION_LOCATIONS.map((url) => ({
    name: `parseOperationLocation rejects ${named(url).replace(ENDPOINT, '…')}`,
    async run(/** @type {Tools} */ t) {
      await fails(t, t.parseOperationLocation(url), { kind: 'invalid-argument', retryable: false });
    },
  })),
  {
    name: 'parseOperationLocation rejects a value of a wrong type',
    async run(t) {
      for (const [, url] of [['undefined', undefined], ...VALUES])
        await fails(t, t.parseOperationLocation(url), { code: 'InvalidOperationLocation', target: 'url' });
    },
  },
];

/**
 * Asserts that these options are rejected and that nothing is sent.
 * @param {Tools} t
 * @param {Record<string, unknown>} options
 * @param {Record<string, unknown>} expected
 * @param {{ batch?: any, document?: any, call?: any }} [args] of getDocumentStatus
 */
async function refuses(t, options, expected, args = {}) {
  const { batch, document, call } = { batch: BATCH, document: DOCUMENT, ...args };
  const fetch = stub(() => reply());
  const asking = clientOn(t, fetch, options).then((client) =>
    client.getDocumentStatus(batch, document, call).finally(() => client.close()),
  );
  const error = await fails(t, asking, {
    kind: 'invalid-argument',
    retryable: false,
    statusCode: undefined,
    ...expected,
  });
  t.assert.equal(fetch.requests.length, 0, 'requests');
  return error;
}

/** @param {Tools} t @param {unknown} batch @param {unknown} document @param {string} code */
async function refusesIds(t, batch, document, code) {
  await refuses(t, {}, { code }, { batch, document });
}
