// What is asked: URLs, headers and the options of fetch, as the other side sees them, and the arguments with which nothing is.

import { ask, BATCH, clientOn, DOCUMENT, ENDPOINT, fails, KEY, reply, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const IDS = '727bf148-f327-47a0-9481-abae6362f11e/documents/0007aadd-0000-0000-0000-000000000000';

/** @type {[apiVersion: string | undefined, url: string][]} */
const VERSIONS = [
  [undefined, `/translator/document/batches/${IDS}?api-version=2024-05-01`],
  ['v1.0-preview.1', `/translator/text/batch/v1.0-preview.1/batches/${IDS}`],
  ['v1.0', `/translator/text/batch/v1.0/batches/${IDS}`],
  ['v1.1', `/translator/text/batch/v1.1/batches/${IDS}`],
  ['v2.0-preview.12', `/translator/text/batch/v2.0-preview.12/batches/${IDS}`],
  ['2024-05-01', `/translator/document/batches/${IDS}?api-version=2024-05-01`],
  ['2024-11-01-preview', `/translator/document/batches/${IDS}?api-version=2024-11-01-preview`],
  ['2025-12-01-preview', `/translator/document/batches/${IDS}?api-version=2025-12-01-preview`],
  ['2026-03-01', `/translator/document/batches/${IDS}?api-version=2026-03-01`],
  ['2031-01-31', `/translator/document/batches/${IDS}?api-version=2031-01-31`],
];

/** @type {[endpoint: string, base: string][]} */
const ENDPOINTS = [
  ['https://my-resource.cognitiveservices.azure.com', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.com/', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.com/translator', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.com/translator/', 'https://my-resource.cognitiveservices.azure.com'],
  ['HTTPS://My-Resource.CognitiveServices.Azure.COM:443/', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.us', 'https://my-resource.cognitiveservices.azure.us'],
  ['https://my-resource.cognitiveservices.azure.cn/', 'https://my-resource.cognitiveservices.azure.cn'],
  ['https://gateway.example/azure/translations', 'https://gateway.example/azure/translations'],
  ['https://gateway.example/azure/translator/', 'https://gateway.example/azure'],
  ['https://gateway.example:8443/a%20b/~c', 'https://gateway.example:8443/a%20b/~c'],
  ['https://10.1.2.3', 'https://10.1.2.3'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['http://127.12.34.56', 'http://127.12.34.56'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
];

const OPERATION = `${ENDPOINT}/translator/text/batch/v1.0/batches/${BATCH}`;

/** @type {[endpoint: unknown, code: string | undefined][]} */
const WRONG_ENDPOINTS = [
  [undefined, 'InvalidEndpoint'],
  [null, 'InvalidEndpoint'],
  ['', 'InvalidEndpoint'],
  [42, 'InvalidEndpoint'],
  [{}, 'InvalidEndpoint'],
  ['my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['//my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['ftp://my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['javascript:alert(1)', 'InvalidEndpoint'],
  ['https:my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['https:///my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['https://', 'InvalidEndpoint'],
  ['https://exa mple.com', 'InvalidEndpoint'],
  ['https://example..com', 'InvalidEndpoint'],
  ['https://exämple.com', 'InvalidEndpoint'],
  ['https://example.com:0', 'InvalidEndpoint'],
  ['https://example.com:65536', 'InvalidEndpoint'],
  ['https://example.com:8x', 'InvalidEndpoint'],
  ['https://256.1.1.1', 'InvalidEndpoint'],
  ['https://0x7f000001', 'InvalidEndpoint'],
  ['https://2130706433', 'InvalidEndpoint'],
  ['https://example.com\\@elsewhere.example', undefined],
  [`${ENDPOINT}\n`, undefined],
  [` ${ENDPOINT}`, undefined],
  [`${ENDPOINT}/\0`, undefined],
  [`https://example.com/${'x'.repeat(5000)}`, 'InvalidEndpoint'],
  ['http://my-resource.cognitiveservices.azure.com', 'InsecureEndpoint'],
  ['http://localhost.example.com', 'InsecureEndpoint'],
  ['http://127.0.0.1.example.com', 'InsecureEndpoint'],
  ['https://user@my-resource.cognitiveservices.azure.com', 'EndpointHasUserInfo'],
  [`https://user:${KEY}@my-resource.cognitiveservices.azure.com`, 'EndpointHasUserInfo'],
  [`${ENDPOINT}?api-version=2024-05-01`, 'EndpointHasQuery'],
  [`${ENDPOINT}/?`, 'EndpointHasQuery'],
  [`${ENDPOINT}#a`, 'EndpointHasFragment'],
  [`${ENDPOINT}/#`, 'EndpointHasFragment'],
  [`${ENDPOINT}/..`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/a/../b`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/./b`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/%2e%2E/b`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/.%2e/b`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/a%2Fb`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/a\\b`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/a%0d%0ab`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}//a`, 'UnsafeEndpointPath'],
  [`${ENDPOINT}/%`, 'UnsafeEndpointPath'],
  [OPERATION, 'OperationUrlAsEndpoint'],
  [`${ENDPOINT}/translator/document/batches/${BATCH}?api-version=2024-05-01`, 'OperationUrlAsEndpoint'],
  [`${OPERATION}/documents/${DOCUMENT}`, 'OperationUrlAsEndpoint'],
  ['https://api.cognitive.microsofttranslator.com', 'GlobalEndpoint'],
  ['https://api-eur.cognitive.microsofttranslator.com/', 'GlobalEndpoint'],
  ['https://westeurope.api.cognitive.microsoft.com', 'RegionalEndpoint'],
  ['https://WestEurope.api.cognitive.microsoft.com/', 'RegionalEndpoint'],
];

const WRONG_VERSIONS = [
  '',
  '1.0',
  'v1',
  'v1.0-preview',
  'v1.0-beta.1',
  'V1.0',
  'v1.0/',
  'v1.0/../..',
  '2024-5-1',
  '2024-05-01-Preview',
  '2024-05-01&x=1',
  '2024-05-01\n',
  ' v1.0',
  'latest',
  null,
  2024,
  {},
];

const WRONG_IDS = [
  '',
  '.',
  '..',
  '%2e%2e',
  BATCH.slice(1),
  `${BATCH}0`,
  `${BATCH}/`,
  `${BATCH}\n`,
  `${BATCH}\r\nX: y`,
  `../${BATCH.slice(3)}`,
  BATCH.replaceAll('-', ''),
  `{${BATCH}}`,
  BATCH.replace('7', 'g'),
  BATCH.replace('7', '７'),
  ` ${BATCH}`,
  undefined,
  null,
  42,
  {},
  [BATCH],
  { toString: () => BATCH },
];

/** @type {[name: string, value: unknown][]} */
const WRONG_OPTIONS = [
  ...[0, -1, Number.NaN, Infinity, 2 ** 31, '30000', null, {}].map(
    (value) => /** @type {[string, unknown]} */ (['timeoutMs', value]),
  ),
  ...[-1, 1.5, Number.NaN, Infinity, '3', null].map(
    (value) => /** @type {[string, unknown]} */ (['maxRetries', value]),
  ),
  ...[-1, Number.NaN, 2 ** 31, '1', null].map((value) => /** @type {[string, unknown]} */ (['maxRetryDelayMs', value])),
  ...[null, 42, 'fetch', {}].map((value) => /** @type {[string, unknown]} */ (['fetch', value])),
  ['headers', { 'a b': 'c' }],
  ['headers', { a: 'b\nc' }],
  ['headers', { a: 'b\r\nOcp-Apim-Subscription-Key: x' }],
  ['headers', { a: '日本' }],
  ['headers', { a: undefined }],
  ['headers', { a: null }],
  ['headers', 'a: b'],
  ['headers', 42],
  ['headers', null],
];

/** @type {[url: string, parts: Record<string, string>][]} */
const LOCATIONS = [
  [OPERATION, { endpoint: ENDPOINT, apiVersion: 'v1.0', batchId: BATCH }],
  [
    `${ENDPOINT}/translator/text/batch/v1.0-preview.1/batches/${BATCH}`,
    { endpoint: ENDPOINT, apiVersion: 'v1.0-preview.1', batchId: BATCH },
  ],
  [
    `${ENDPOINT}/translator/document/batches/${BATCH}?api-version=2024-05-01`,
    { endpoint: ENDPOINT, apiVersion: '2024-05-01', batchId: BATCH },
  ],
  [`${OPERATION}/`, { endpoint: ENDPOINT, apiVersion: 'v1.0', batchId: BATCH }],
  [`${OPERATION}/documents`, { endpoint: ENDPOINT, apiVersion: 'v1.0', batchId: BATCH }],
  [
    `${OPERATION}/documents/${DOCUMENT}`,
    { endpoint: ENDPOINT, apiVersion: 'v1.0', batchId: BATCH, documentId: DOCUMENT },
  ],
  [
    `${ENDPOINT}/translator/document/batches/${BATCH}/documents/${DOCUMENT}?api-version=2026-03-01`,
    { endpoint: ENDPOINT, apiVersion: '2026-03-01', batchId: BATCH, documentId: DOCUMENT },
  ],
  [
    `https://gateway.example/azure/translator/document/batches/${BATCH}?x=1&api-version=2024-05-01`,
    { endpoint: 'https://gateway.example/azure', apiVersion: '2024-05-01', batchId: BATCH },
  ],
  [
    `http://127.0.0.1:8080/translator/text/batch/v1.1/batches/${BATCH}`,
    { endpoint: 'http://127.0.0.1:8080', apiVersion: 'v1.1', batchId: BATCH },
  ],
];

const WRONG_LOCATIONS = [
  undefined,
  null,
  '',
  42,
  {},
  ENDPOINT,
  `${ENDPOINT}/translator/text/batch/v1.0/batches`,
  `${ENDPOINT}/translator/text/batch/v1.0/batches/`,
  `${ENDPOINT}/translator/text/batch/v1.0/batches/..`,
  `${ENDPOINT}/translator/text/batch/v1.0/batches/${BATCH.slice(1)}`,
  `${OPERATION}/documents/..`,
  `${OPERATION}/documents/${DOCUMENT}/x`,
  `${OPERATION}/x`,
  `${OPERATION}#x`,
  `${OPERATION}\n`,
  `${ENDPOINT}/translator/document/batches/${BATCH}`,
  `${ENDPOINT}/translator/document/batches/${BATCH}?api-version=latest`,
  `${ENDPOINT}/translator/document/batches/${BATCH}?api-version=v1.0`,
  `${ENDPOINT}/translator/text/batch/2024-05-01/batches/${BATCH}`,
  `/translator/text/batch/v1.0/batches/${BATCH}`,
  `https://user:x@example.com/translator/text/batch/v1.0/batches/${BATCH}`,
  `ftp://example.com/translator/text/batch/v1.0/batches/${BATCH}`,
  'x'.repeat(100_000),
];

/** @param {unknown} value */
const named = (value) =>
  typeof value === 'string' ? JSON.stringify(value.length > 100 ? `${value.slice(0, 40)}…` : value) : String(value);

/** @type {Case[]} */
export const requests = [
  ...VERSIONS.map(([apiVersion, path]) => ({
    name: `apiVersion ${apiVersion ?? '(default)'} asks for ${path.split('/batches/')[0]}…`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(reply());
      await ask(t, fetch, { apiVersion });
      t.assert.deepEqual(
        fetch.requests.map(({ url }) => url),
        [`${ENDPOINT}${path}`],
      );
    },
  })),
  ...ENDPOINTS.map(([endpoint, base]) => ({
    name: `the endpoint ${endpoint} is taken`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint });
      t.assert.equal(
        fetch.requests[0].url,
        `${base}/translator/document/batches/${IDS}?api-version=2024-05-01`,
        'The URL',
      );
    },
  })),
  {
    name: 'ids may be in either case',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, {}, { batch: BATCH.toUpperCase(), document: DOCUMENT.toUpperCase() });
      t.assert.ok(fetch.requests[0].url.toLowerCase().includes(IDS), fetch.requests[0].url);
    },
  },
  {
    name: 'a request is a GET that follows no redirect and asks no cache',
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
    name: 'extra headers go along, and nothing else does',
    async run(t) {
      const fetch = stub(reply());
      const headers = { 'Ocp-Apim-Subscription-Region': 'westeurope', 'X-Trace': 'a b' };
      await ask(t, fetch, { headers });
      t.assert.deepEqual(Object.fromEntries(fetch.requests[0].headers), {
        'ocp-apim-subscription-key': KEY,
        'ocp-apim-subscription-region': 'westeurope',
        'x-trace': 'a b',
      });
    },
  },
  {
    name: 'extra headers given as Headers are sent or refused, never dropped',
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
    name: 'options are read when the client is made: changing them later changes nothing',
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
    name: 'a relative endpoint in a page counts from the page',
    when: ({ isPage }) => isPage,
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint: '/status', credential: undefined });
      t.assert.equal(
        fetch.requests[0].url,
        `${location.origin}/status/translator/document/batches/${IDS}?api-version=2024-05-01`,
        'The URL',
      );
    },
  },
  {
    name: 'a relative endpoint is refused where there is nothing it could count from',
    when: ({ isBrowser }) => !isBrowser && typeof location === 'undefined',
    async run(t) {
      await refuses(t, { endpoint: '/status' }, { code: 'InvalidEndpoint' });
    },
  },
  ...WRONG_ENDPOINTS.map(([endpoint, code]) => ({
    name: `the endpoint ${named(endpoint)} is refused`,
    async run(/** @type {Tools} */ t) {
      const error = await refuses(t, { endpoint }, code ? { code } : {});
      t.assert.match(error.code, /Endpoint/, 'code');
      if (code === 'GlobalEndpoint' || code === 'RegionalEndpoint') t.assert.match(error.message, /custom domain/);
      if (code === 'OperationUrlAsEndpoint') t.assert.match(error.message, /parseOperationLocation/);
    },
  })),
  {
    name: 'http: is fine where no credential travels',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint: 'http://proxy.example/status', credential: undefined });
      t.assert.ok(fetch.requests[0].url.startsWith('http://proxy.example/status/translator/'));
    },
  },
  ...WRONG_VERSIONS.map((apiVersion) => ({
    name: `the apiVersion ${named(apiVersion)} is refused`,
    async run(/** @type {Tools} */ t) {
      await refuses(t, { apiVersion }, { code: 'InvalidApiVersion' });
    },
  })),
  ...WRONG_IDS.flatMap((id) => [
    {
      name: `the batch id ${named(id)} is refused`,
      async run(/** @type {Tools} */ t) {
        await refuses(t, {}, { code: 'InvalidBatchId' }, { batch: id });
      },
    },
    {
      name: `the document id ${named(id)} is refused`,
      async run(/** @type {Tools} */ t) {
        // The default stands for undefined, so the id is given as an argument of its own.
        const fetch = stub(() => reply());
        const client = await clientOn(t, fetch);
        await fails(t, client.getDocumentStatus(BATCH, id), { kind: 'invalid-argument', code: 'InvalidDocumentId' });
        client.close();
        t.assert.equal(fetch.requests.length, 0, 'requests');
      },
    },
  ]),
  ...WRONG_OPTIONS.map(([name, value]) => ({
    name: `the option ${name} can't be ${typeof value === 'object' && value ? JSON.stringify(value) : named(value)}`,
    async run(/** @type {Tools} */ t) {
      await refuses(t, { [name]: value }, { code: 'InvalidOption', target: name });
    },
  })),
  ...[undefined, null, 42, 'https://example.com'].map((options) => ({
    name: `createClient(${named(options)}) is refused`,
    async run(/** @type {Tools} */ t) {
      await fails(t, t.createClient(options), { kind: 'invalid-argument', code: /^(InvalidOption|InvalidEndpoint)$/ });
    },
  })),
  ...[null, {}, 'signal', 42].map((signal) => ({
    name: `the signal ${named(signal)} is refused`,
    async run(/** @type {Tools} */ t) {
      await refuses(t, {}, { code: 'InvalidOption', target: 'signal' }, { call: { signal } });
    },
  })),
  ...LOCATIONS.map(([url, parts]) => ({
    name: `parseOperationLocation takes ${url.replace(ENDPOINT, '…')} apart`,
    async run(/** @type {Tools} */ t) {
      t.assert.deepEqual(await t.parseOperationLocation(url), parts);
    },
  })),
  {
    name: 'what parseOperationLocation gives can be asked with',
    async run(t) {
      const { endpoint, apiVersion, batchId } = await t.parseOperationLocation(OPERATION);
      const fetch = stub(reply());
      await ask(t, fetch, { endpoint, apiVersion }, { batch: batchId });
      t.assert.equal(fetch.requests[0].url, `${OPERATION}/documents/${DOCUMENT}`);
    },
  },
  ...WRONG_LOCATIONS.map((url) => ({
    name: `parseOperationLocation refuses ${named(url).replace(ENDPOINT, '…')}`,
    async run(/** @type {Tools} */ t) {
      await fails(t, t.parseOperationLocation(url), { kind: 'invalid-argument', retryable: false });
    },
  })),
];

/**
 * That these options or ids are refused, and nothing is sent.
 * @param {Tools} t
 * @param {Record<string, unknown>} options
 * @param {Record<string, unknown>} expected
 * @param {{ batch?: any, call?: any }} [what]
 */
async function refuses(t, options, expected, what = {}) {
  const fetch = stub(() => reply());
  const asking = clientOn(t, fetch, options).then((client) =>
    client.getDocumentStatus('batch' in what ? what.batch : BATCH, DOCUMENT, what.call).finally(() => client.close()),
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
