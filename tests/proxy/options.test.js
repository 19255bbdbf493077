// Proves that a proxy is closed by default, and that whatever is wrong with its options is said when it is made.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentTranslationError } from 'document-translation-status';
import { optionsFromEnv } from 'document-translation-status/cloudflare';
import { createStatusProxy } from 'document-translation-status/proxy';
import { SECRET } from './stage.js';

const FINE = { endpoint: 'https://a.cognitiveservices.azure.com', credential: { key: 'k' }, public: true };

/** @param {object} options @param {string} target @param {RegExp} message @param {string} [code] */
function refuses(options, target, message, code = 'InvalidOption') {
  let error;
  try {
    createStatusProxy(/** @type {any} */ (options));
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error instanceof DocumentTranslationError, `${JSON.stringify(options)} should be refused`);
  assert.deepEqual([error.kind, error.code, error.target], ['invalid-argument', code, target || undefined]);
  assert.match(error.message, message);
  assert.ok(!error.stack?.includes('s3cr3t'));
}

test('a proxy is closed unless it is said who may look, and not in two ways', () => {
  refuses({ ...FINE, public: undefined }, 'viewTokenSecrets', /public: true for anyone/);
  refuses({ ...FINE, public: false }, 'viewTokenSecrets', /public: true for anyone/);
  refuses({ ...FINE, viewTokenSecrets: [SECRET] }, 'viewTokenSecrets', /public: true for anyone/);
  createStatusProxy({ ...FINE, public: undefined, viewTokenSecrets: [SECRET] });
});

test('a secret of less than 32 bytes is refused, wherever it stands', () => {
  const closed = { ...FINE, public: undefined };
  for (const viewTokenSecrets of [[], ['s3cr3t'], [SECRET, 's3cr3t'], [SECRET, 7], SECRET])
    refuses({ ...closed, viewTokenSecrets }, 'viewTokenSecrets', /at least 32 bytes/);
  refuses({ ...FINE, metricsToken: 's3cr3t' }, 'metricsToken', /at least 32 bytes/);
  createStatusProxy(/** @type {any} */ ({ ...closed, viewTokenSecrets: ['é'.repeat(16)] }));
});

test('what the C checks is checked when the proxy is made, and not at the first request', () => {
  refuses({ ...FINE, endpoint: undefined }, '', /Give the resource/, 'InvalidEndpoint');
  refuses({ ...FINE, endpoint: 'http://a.example' }, '', /http:/, 'InsecureEndpoint');
  refuses({ ...FINE, endpoint: 'https://a.example/?code=s3cr3t' }, '', /query/, 'EndpointHasQuery');
  refuses({ ...FINE, endpoint: 'https://westeurope.api.cognitive.microsoft.com' }, '', /regional/, 'RegionalEndpoint');
  refuses({ ...FINE, apiVersion: '2024' }, '', /apiVersion/, 'InvalidApiVersion');
  refuses({ ...FINE, credential: { key: '' } }, '', /credential/, 'InvalidCredential');
});

for (const [name, values] of Object.entries({
  credential: [undefined],
  allowedOrigins: ['*', ['https://a.example/'], ['a.example'], [7], ['null']],
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
  rateLimit: [true],
  clientAddress: ['ip'],
  onEvent: ['log'],
  now: [7],
  fetch: ['fetch'],
})) {
  test(`the option ${name} is refused where it makes no sense`, () => {
    for (const value of values) {
      const target = name === 'public' ? 'viewTokenSecrets' : name;
      refuses({ ...FINE, [name]: value }, target, /./);
    }
  });
}

test('an option that there is not is refused: a limit that is misspelled would be none', () => {
  for (const name of ['ratelimit', 'exposepaths', 'viewTokenSecret', 'toString', 'timeout'])
    refuses({ ...FINE, [name]: undefined }, name, /no option of that name/);
});

test('no options at all are refused', () => {
  refuses(/** @type {any} */ (undefined), 'options', /takes an object/);
  refuses(/** @type {any} */ (null), 'options', /takes an object/);
});

test('in the Cloudflare worker, PUBLIC_ORIGIN is publicOrigin, and nothing where it is empty', () => {
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: FINE.endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: 'k' };
  const origin = 'https://status.example.com';
  for (const [PUBLIC_ORIGIN, publicOrigin] of [[origin, origin], ['', undefined], []])
    assert.equal(optionsFromEnv({ ...env, PUBLIC_ORIGIN }).publicOrigin, publicOrigin);
});

test('in the Cloudflare worker, MAX_RETRY_AFTER_MS is maxRetryAfterMs, and 0 is a number too', () => {
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: FINE.endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: 'k' };
  for (const [MAX_RETRY_AFTER_MS, maxRetryAfterMs] of [['0', 0], [0, 0], ['60000', 60_000], ['', undefined], []])
    assert.equal(optionsFromEnv({ ...env, MAX_RETRY_AFTER_MS }).maxRetryAfterMs, maxRetryAfterMs);
});

test('in the Cloudflare worker, an address stands for who has it: of IPv6, for its network', () => {
  const env = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: FINE.endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: 'k' };
  const { clientAddress } = optionsFromEnv(env);
  const of = (/** @type {string} */ address) =>
    clientAddress?.(new Request('https://a.example', { headers: address ? { 'CF-Connecting-IP': address } : {} }));
  for (const [address, customer] of [
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])
    assert.equal(of(address), customer);
  assert.equal(of(''), null);
});
