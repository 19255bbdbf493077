// Tests that a proxy is closed by default, and that createStatusProxy, createViewToken and the Cloudflare worker reject each invalid option with an
// error that names it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { DocumentTranslationError } from 'document-translation-status';
import worker, { createStatusObject, createStatusWorker, optionsFromEnv } from 'document-translation-status/cloudflare';
import { createStatusProxy, createViewToken } from 'document-translation-status/proxy';
import { WRONG_API_VERSIONS, WRONG_ENDPOINTS } from '../tables/urls.js';
import { VALUES as KINDS } from '../tables/wrong-types.js';
import { SECRET } from './stage.js';

const FINE = { endpoint: 'https://a.cognitiveservices.azure.com', credential: { key: 'k' }, public: true };

/** @param {object} options @param {string} target @param {RegExp} message @param {string | RegExp} [code] */
function refuses(options, target, message, code = 'InvalidOption') {
  let error;
  try {
    createStatusProxy(/** @type {any} */ (options));
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(
    error instanceof DocumentTranslationError,
    `${inspect(options)} should be rejected with a DocumentTranslationError, not with ${error}`,
  );
  assert.equal(error.kind, 'invalid-argument');
  if (typeof code === 'string') assert.equal(error.code, code, inspect(options));
  else assert.match(error.code, code);
  if (target) assert.equal(error.target, target);
  assert.match(error.message, message);
  assert.ok(!error.stack?.includes('s3cr3t'));
}

test('Either public, or viewTokenSecrets or authorize, is required', () => {
  const authorize = () => true;
  refuses({ ...FINE, authorize }, 'viewTokenSecrets', /authorize for those whom you allow/);
  refuses({ ...FINE, authorize, viewTokenSecrets: [SECRET] }, 'viewTokenSecrets', /public: true for anyone/);
  createStatusProxy({ ...FINE, public: undefined, authorize });
  createStatusProxy({ ...FINE, public: false, authorize, viewTokenSecrets: [SECRET] });
  refuses({ ...FINE, public: undefined }, 'viewTokenSecrets', /public: true for anyone/);
  refuses({ ...FINE, public: false }, 'viewTokenSecrets', /public: true for anyone/);
  refuses({ ...FINE, viewTokenSecrets: [SECRET] }, 'viewTokenSecrets', /public: true for anyone/);
  createStatusProxy({ ...FINE, public: undefined, viewTokenSecrets: [SECRET] });
});

test('A secret of less than 32 bytes is rejected in every option', () => {
  const closed = { ...FINE, public: undefined };
  for (const viewTokenSecrets of [[], ['s3cr3t'], [SECRET, 's3cr3t'], [SECRET, 7], SECRET])
    refuses({ ...closed, viewTokenSecrets }, 'viewTokenSecrets', /at least 32 bytes/);
  refuses({ ...FINE, metricsToken: 's3cr3t' }, 'metricsToken', /at least 32 bytes/);
  createStatusProxy(/** @type {any} */ ({ ...closed, viewTokenSecrets: ['é'.repeat(16)] }));
});

test('The endpoint, the API version and the credential are checked when the proxy is created', () => {
  for (const [endpoint, code = /Endpoint/] of WRONG_ENDPOINTS) refuses({ ...FINE, endpoint }, '', /./, code);
  for (const apiVersion of WRONG_API_VERSIONS) refuses({ ...FINE, apiVersion }, '', /apiVersion/, 'InvalidApiVersion');
  refuses({ ...FINE, endpoint: undefined }, '', /Use the resource's URL/, 'InvalidEndpoint');
  refuses({ ...FINE, endpoint: 'https://a.example/?code=s3cr3t' }, '', /query/, 'EndpointHasQuery');
  refuses({ ...FINE, credential: { key: '' } }, '', /credential/, 'InvalidCredential');
});

for (const [name, values] of Object.entries({
  credential: [undefined],
  allowedOrigins: ['*', 'https://a.example', [['https://a.example']]],
  allowedHeaders: [
    'X-Trace',
    ['*'],
    ['X-*'],
    ['X Trace'],
    ['X-Trace, X-Other'],
    [''],
    ['X:'],
    ['é'],
    ['X-Trace\n'],
    [7],
  ],
  publicOrigin: ['https://a.example/', 'https://a.example/api', 'a.example', 'ftp://a.example', '*', 'null', '', 7],
  basePath: ['api', '/api/', '//', '/a b', '/..', '/api/./status', '/translator', '/api/translator', 7],
  public: ['yes'],
  exposePaths: ['yes', 1, null],
  exposeBatches: ['yes'],
  minIntervalMs: [0, -1, 1.5, Number.NaN, '1', 2 ** 31],
  maxIntervalMs: [0],
  maxRetryAfterMs: [-1, 1.5, Number.NaN, '1', 2 ** 31],
  terminalMs: [0],
  unknownMs: [0],
  maxStaleMs: [-1],
  maxBytes: [-1],
  timeoutMs: [0],
  heartbeatMs: [0],
  reauthorizeMs: [0],
  maxStreams: [-1],
  maxStreamsPerToken: [-1],
  authorize: [true],
  allowCredentials: ['yes', 1, null],
  rateLimit: [true],
  clientAddress: ['ip'],
  onEvent: ['log'],
  now: [7],
  fetch: ['fetch'],
})) {
  test(`An invalid value of the option ${name} is rejected`, () => {
    for (const value of values) {
      refuses({ ...FINE, [name]: value }, name, new RegExp(name));
    }
  });
}

test('An unknown option is rejected, because a misspelled limit would have no effect', () => {
  for (const name of ['ratelimit', 'exposepaths', 'viewTokenSecret', 'toString', 'timeout'])
    refuses({ ...FINE, [name]: undefined }, name, /It must be one of endpoint|Use \w+ instead/);
});

test('A proxy without options is rejected', () => {
  refuses(/** @type {any} */ (undefined), 'options', /takes an object/);
  refuses(/** @type {any} */ (null), 'options', /takes an object/);
});

test('In the Cloudflare worker PUBLIC_ORIGIN sets publicOrigin, unless it is empty', () => {
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: FINE.endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: 'k' };
  const origin = 'https://status.example.com';
  for (const [PUBLIC_ORIGIN, publicOrigin] of [[origin, origin], ['', undefined], []])
    assert.equal(optionsFromEnv({ ...env, PUBLIC_ORIGIN }).publicOrigin, publicOrigin);
});

test('In the Cloudflare worker MAX_RETRY_AFTER_MS sets maxRetryAfterMs, also to 0', () => {
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: FINE.endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: 'k' };
  for (const [MAX_RETRY_AFTER_MS, maxRetryAfterMs] of [['0', 0], [0, 0], ['60000', 60_000], ['', undefined], []])
    assert.equal(optionsFromEnv({ ...env, MAX_RETRY_AFTER_MS }).maxRetryAfterMs, maxRetryAfterMs);
});

test('In the Cloudflare worker clientAddress returns an IPv4 address or the /64 network of an IPv6 address', () => {
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: FINE.endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: 'k' };
  const { clientAddress } = optionsFromEnv(env);
  const clientAddressOf = (/** @type {string} */ address) =>
    clientAddress?.(new Request('https://a.example', { headers: address ? { 'CF-Connecting-IP': address } : {} }));
  for (const [address, expected] of [
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])
    assert.equal(clientAddressOf(address), expected);
  assert.equal(clientAddressOf(''), null);
});

const VALUES = [undefined, ...KINDS.map(([, value]) => value)];
const isFunction = (/** @type {unknown} */ value) => typeof value === 'function';
const isWhole = (/** @type {number} */ least) => (/** @type {any} */ value) =>
  Number.isInteger(value) && value >= least && value < 2 ** 31;

/** Which of VALUES each option accepts. An option that is not `needed` also accepts undefined. @type {Record<string, { takes: (value: any) => boolean, needed?: true, code?: string }>} */
const OPTIONS = {
  endpoint: { takes: () => false, needed: true, code: 'InvalidEndpoint' },
  credential: { takes: () => false, needed: true, code: 'InvalidCredential' },
  apiVersion: { takes: () => false, code: 'InvalidApiVersion' },
  viewTokenSecrets: { takes: () => false, needed: true },
  authorize: { takes: isFunction, needed: true },
  public: { takes: (value) => value === true, needed: true },
  allowCredentials: { takes: (value) => typeof value === 'boolean' },
  allowedOrigins: { takes: (value) => Array.isArray(value) && value.length === 0 },
  allowedHeaders: { takes: (value) => Array.isArray(value) && value.every((name) => name === 'x') },
  basePath: { takes: (value) => value === '' },
  publicOrigin: { takes: () => false },
  exposeBatches: { takes: (value) => typeof value === 'boolean' },
  exposePaths: { takes: (value) => typeof value === 'boolean' },
  minIntervalMs: { takes: isWhole(1) },
  maxIntervalMs: { takes: isWhole(1) },
  maxRetryAfterMs: { takes: isWhole(0) },
  terminalMs: { takes: isWhole(1) },
  unknownMs: { takes: isWhole(1) },
  maxStaleMs: { takes: isWhole(0) },
  maxBytes: { takes: isWhole(0) },
  timeoutMs: { takes: isWhole(1) },
  heartbeatMs: { takes: isWhole(1) },
  reauthorizeMs: { takes: isWhole(1) },
  maxStreams: { takes: isWhole(0) },
  maxStreamsPerToken: { takes: isWhole(0) },
  metricsToken: { takes: () => false },
  rateLimit: { takes: isFunction },
  clientAddress: { takes: isFunction },
  onEvent: { takes: isFunction },
  fetch: { takes: isFunction },
  now: { takes: isFunction },
};

test('Every documented option of the proxy is in the table below', async () => {
  const docs = await readFile(new URL('../../docs/proxy.md', import.meta.url), 'utf8');
  const [, table] = docs.split('<!-- options -->');
  const named = [...table.split('<!-- /options -->')[0].matchAll(/^\| `(\w+)\??` /gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(OPTIONS).sort(), named.sort());
});

for (const [name, { takes, needed, code = 'InvalidOption' }] of Object.entries(OPTIONS))
  test(`The option ${name} of the proxy accepts its valid values, and any other value gives an error that names it`, () => {
    const others = ['viewTokenSecrets', 'authorize'].includes(name) ? { ...FINE, public: undefined } : FINE;
    for (const value of VALUES) {
      const options = /** @type {any} */ ({ ...others, [name]: value });
      if (takes(value) || (value === undefined && !needed)) createStatusProxy(options);
      // The error names viewTokenSecrets, because one of these options is required.
      else if (
        (name === 'public' && value === false) ||
        (['public', 'authorize'].includes(name) && value === undefined)
      )
        refuses(options, 'viewTokenSecrets', /public/);
      else if (name === 'credential' && value === undefined) refuses(options, name, /credential/);
      else refuses(options, code === 'InvalidOption' ? name : '', new RegExp(name), code);
    }
  });

test('Options of the wrong type give an error that names them', () => {
  for (const value of VALUES) refuses(/** @type {any} */ (value), '', /options|viewTokenSecrets/);
});

for (const [name, ours] of Object.entries({
  key: 'credential',
  subscriptionKey: 'credential',
  serviceVersion: 'apiVersion',
  timeout: 'timeoutMs',
  ratelimit: 'rateLimit',
  viewTokenSecret: 'viewTokenSecrets',
}))
  test(`The option name ${name} of another library is rejected with the correct name`, () => {
    refuses({ ...FINE, [name]: 'x' }, name, new RegExp(`\\b${ours}\\b`));
  });

const TOKEN = {
  secret: SECRET,
  batchId: '727bf148-f327-47a0-9481-abae6362f11e',
  documentId: '0002d2a0-0000-0000-0000-000000000000',
  expiresInSeconds: 60,
};

/** @param {any} options @param {string | undefined} target @param {string} [code] */
const refusesToken = (options, target, code = 'InvalidOption') =>
  assert.rejects(
    createViewToken(options),
    (/** @type {any} */ error) => {
      assert.ok(
        error instanceof DocumentTranslationError,
        `${inspect(options)} should be rejected with a DocumentTranslationError, not with ${error}`,
      );
      assert.deepEqual([error.kind, error.code, error.target], ['invalid-argument', code, target]);
      if (code === 'InvalidOption') assert.ok(error.message.includes(String(target)), error.message);
      assert.ok(!error.stack?.includes(SECRET));
      return true;
    },
    inspect(options),
  );

test('createViewToken rejects an option of the wrong type and names it', async () => {
  for (const value of VALUES) {
    await refusesToken({ ...TOKEN, secret: value }, 'secret');
    await refusesToken({ ...TOKEN, secret: [SECRET, value] }, 'secret');
    await refusesToken({ ...TOKEN, batchId: value }, 'batchId', 'InvalidBatchId');
    if (value !== undefined) await refusesToken({ ...TOKEN, documentId: value }, 'documentId', 'InvalidDocumentId');
    if (!(Number.isInteger(value) && value > 0))
      await refusesToken({ ...TOKEN, expiresInSeconds: value }, 'expiresInSeconds');
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) await refusesToken(value, 'options');
  }
  await refusesToken({}, 'secret');
  await refusesToken({ ...TOKEN, expiresInSeconds: 2 ** 53 }, 'expiresInSeconds');
});

test('createViewToken rejects an unknown option with the correct name', async () => {
  await refusesToken({ ...TOKEN, documentID: TOKEN.documentId }, 'documentID');
  await assert.rejects(createViewToken(/** @type {any} */ ({ ...TOKEN, expiresIn: 60 })), /expiresInSeconds/);
  await assert.rejects(
    createViewToken(/** @type {any} */ ({ ...TOKEN, documentid: 'x' })),
    /It must be one of secret, batchId, documentId/,
  );
});

test('fetch rejects a value that is not a Request, and an invalid context, and names the argument', async () => {
  const proxy = createStatusProxy(FINE);
  /** @param {any[]} args @param {string} target */
  const rejects = (args, target) =>
    assert.rejects(
      proxy.fetch(.../** @type {[any]} */ (args)),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof DocumentTranslationError, String(error));
        assert.deepEqual([error.kind, error.code, error.target], ['invalid-argument', 'InvalidOption', target]);
        assert.match(error.message, new RegExp(target));
        return true;
      },
      inspect(args),
    );
  for (const value of VALUES) await rejects([value], 'request');
  const request = new Request('https://a.example/healthz');
  for (const waitUntil of VALUES.filter((value) => value !== undefined && !isFunction(value)))
    await rejects([request, {}, { waitUntil }], 'ctx');
  for (const ctx of VALUES) assert.equal((await proxy.fetch(request, {}, /** @type {any} */ (ctx))).status, 200);
});

const ENV = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: FINE.endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: 'k', PUBLIC: 'true' };

/** The worker's log message about its configuration; empty if there is none. @param {import('node:test').TestContext} t @param {any} env */
async function logOf(t, env) {
  const log = t.mock.method(console, 'error', () => {});
  try {
    // A worker reads its configuration at its first request.
    const { status } = await createStatusWorker(optionsFromEnv).fetch(new Request('https://a.example/healthz'), env);
    const [call] = log.mock.calls;
    assert.equal(status, call ? 501 : 200);
    return String(call?.arguments[0] ?? '');
  } finally {
    log.mock.restore();
  }
}

test('The Cloudflare worker logs a variable of the wrong type with the name of its option', async (t) => {
  const isYesOrNo = (/** @type {any} */ value) => typeof value === 'boolean';
  const isMs = (/** @type {any} */ value) => value === '30000' || isWhole(1)(value);
  for (const [variable, option, takes] of /** @type {[string, string, (value: any) => boolean][]} */ ([
    ['AZURE_DOCUMENT_TRANSLATION_ENDPOINT', 'endpoint', () => false],
    [
      'AZURE_DOCUMENT_TRANSLATION_KEY',
      'credential',
      // A Map has a function get, like the binding of a secret.
      (value) => ['x', '30000'].includes(value) || typeof value === 'function' || value instanceof Map,
    ],
    ...['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'].map(
      (name) => /** @type {[string, string, () => boolean]} */ ([name, `credential|${name}`, () => false]),
    ),
    ['AZURE_DOCUMENT_TRANSLATION_API_VERSION', 'apiVersion', () => false],
    ['VIEW_TOKEN_SECRETS', 'viewTokenSecrets', () => false],
    ['PUBLIC', 'public', (value) => value === true],
    ['ALLOWED_ORIGINS', 'allowedOrigins', (value) => value === '\n' || (Array.isArray(value) && !value.length)],
    [
      'ALLOWED_HEADERS',
      'allowedHeaders',
      (value) => typeof value === 'string' || (Array.isArray(value) && value.every((name) => name === 'x')),
    ],
    ['BASE_PATH', 'basePath', () => false],
    ['PUBLIC_ORIGIN', 'publicOrigin', () => false],
    ['EXPOSE_BATCHES', 'exposeBatches', isYesOrNo],
    ['EXPOSE_PATHS', 'exposePaths', isYesOrNo],
    ['MIN_INTERVAL_MS', 'minIntervalMs', isMs],
    ['MAX_INTERVAL_MS', 'maxIntervalMs', isMs],
    ['TIMEOUT_MS', 'timeoutMs', isMs],
    ['METRICS_TOKEN', 'metricsToken', () => false],
    ['RATE_LIMITER', 'RATE_LIMITER', () => false],
    ['DOCUMENTS', 'DOCUMENTS', () => false],
  ]))
    for (const value of VALUES) {
      const isAbsent = value === undefined || value === null || value === '';
      const isNeeded = ['endpoint', 'credential', 'public'].includes(option);
      const log = await logOf(t, { ...ENV, [variable]: value });
      const what = `${variable}: ${inspect(value)}: ${log}`;
      if (takes(value) || (isAbsent && !isNeeded)) assert.equal(log, '', what);
      else assert.match(log, new RegExp(option), what);
    }
});

test('With an unfinished .dev.vars /healthz is not ok, and the log names what is missing', async (t) => {
  const example = new URL('../../examples/cloudflare-worker/.dev.vars.example', import.meta.url);
  const lines = (await readFile(example, 'utf8')).matchAll(/^([A-Z_]+)=(.*)$/gm);
  const unfinished = Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
  assert.match(await logOf(t, unfinished), /Not set: AZURE_DOCUMENT_TRANSLATION_KEY, VIEW_TOKEN_SECRETS\.$/);
  const half = { ...unfinished, AZURE_DOCUMENT_TRANSLATION_KEY: 'k' };
  assert.match(await logOf(t, half), /Not set: VIEW_TOKEN_SECRETS\.$/);
  const VIEW_TOKEN_SECRETS = SECRET.replaceAll(' ', '-');
  assert.equal(await logOf(t, { ...half, VIEW_TOKEN_SECRETS }), '');
  const entra = { ...unfinished, VIEW_TOKEN_SECRETS, AZURE_CLIENT_ID: 'client' };
  assert.match(await logOf(t, entra), /Not set: AZURE_TENANT_ID, AZURE_CLIENT_SECRET\.$/);
});

test('A variable of the Cloudflare worker can be a number or a boolean', () => {
  const { minIntervalMs, exposePaths, exposeBatches } = optionsFromEnv({
    ...ENV,
    MIN_INTERVAL_MS: 0,
    EXPOSE_PATHS: true,
    EXPOSE_BATCHES: 'false',
  });
  assert.deepEqual([minIntervalMs, exposePaths, exposeBatches], [0, true, undefined]);
});

test('Without variables the Cloudflare worker logs an error, and optionsFromEnv throws', async (t) => {
  const log = t.mock.method(console, 'error', () => {});
  for (const value of VALUES) {
    const { status } = await worker.fetch(new Request('https://a.example/healthz'), /** @type {any} */ (value));
    assert.equal(status, 501);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) continue;
    assert.throws(() => optionsFromEnv(/** @type {any} */ (value)), { code: 'InvalidOption', target: 'env' });
  }
  assert.equal(log.mock.callCount(), VALUES.length);
  for (const call of log.mock.calls) assert.match(String(call.arguments[0]), /env|viewTokenSecrets/);
});

test('createStatusWorker and createStatusObject reject a value that is not a function', () => {
  for (const make of [createStatusWorker, createStatusObject])
    for (const value of VALUES)
      if (!isFunction(value))
        assert.throws(() => make(/** @type {any} */ (value)), { code: 'InvalidOption', target: 'optionsOf' });
});
