// Tests URLs with generated input. Any endpoint, version and ids give a URL that the WHATWG parser splits into the same parts, or an error
// that names the wrong part. Any text is parsed as an operation location of which a client requests the same URL, or rejected.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, DocumentTranslationError, parseOperationLocation } from '../../dist/entries/main.js';
import { BATCH, DOCUMENT, ENDPOINT, KEY, reply } from '../contract/kit.js';
import { API_VERSIONS, ENDPOINTS, WRONG_ENDPOINTS, WRONG_IDS } from '../tables/urls.js';
import { check, fc } from './kit.js';

const timeout = 120_000;

const VERSIONS = API_VERSIONS.map(([apiVersion]) => apiVersion);
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...'ab.:/?#@%2e\\[]\t\n\r \0é-'), maxLength: 12 }),
);

/** A text with some characters inserted, removed or replaced. @param {any} arbitrary */
const damaged = (arbitrary) =>
  fc
    .tuple(arbitrary, fc.nat(100), fc.nat(3), anything)
    .map(
      ([text, at, gone, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + gone),
    );

const host = fc.oneof(
  fc.constantFrom(
    'my-resource.cognitiveservices.azure.com',
    'x.azure.us',
    'localhost',
    '127.0.0.1',
    '127.1.2.3',
    '[::1]',
  ),
  // Hosts that parsers read in different ways.
  fc.constantFrom(
    '0x7f.1',
    '127.1',
    '2130706433',
    '1.2.3.256',
    '1.2.3',
    '0177.0.0.1',
    'a.0x1',
    'a.1',
    '[::ffff:1.2.3.4]',
    '[::2]',
    '1.2.3.4.',
  ),
  fc.constantFrom(
    'EXAMPLE.com',
    'a_b',
    'a..b',
    'a.',
    '-a',
    'xn--a',
    'xn--nxasmq6b',
    '%41.b',
    'ａ.b',
    'a\u00adb',
    'ß.de',
    'a b',
    'a^b',
    'a|b',
    '*',
  ),
  fc.domain(),
  anything,
);
const segment = fc.oneof(
  fc.constantFrom(
    'gateway',
    'translator',
    'text',
    'batches',
    '.',
    '..',
    '...',
    '%2e',
    '%2E.',
    '%2f',
    '%5c',
    '%zz',
    '%',
    '',
  ),
  fc.constantFrom(
    'a b',
    'é',
    'a;b',
    'a:b',
    '@',
    '~',
    "'",
    '"',
    '<',
    '{',
    '|',
    '^',
    '`',
    '\\',
    '!',
    '*',
    '+',
    '$&',
    '%C3%A9',
    '%c3',
  ),
  anything,
);
const structured = fc
  .record({
    scheme: fc.constantFrom(
      'https://',
      'https://',
      'https://',
      'http://',
      'HTTPS://',
      'https:/',
      'https:',
      '//',
      '',
      'ftp://',
      ' https://',
    ),
    user: fc.constantFrom('', '', '', '', 'user@', 'u:p@', '@'),
    host,
    port: fc.constantFrom('', '', '', ':443', ':80', ':8443', ':', ':0', ':65535', ':65536', ':008443', ':-1', ':a'),
    path: fc.array(segment, { maxLength: 4 }),
    end: fc.constantFrom(
      '',
      '',
      '',
      '/',
      '/translator',
      '/translator/',
      '//',
      '?',
      '?x=y',
      '#',
      '#x',
      ' ',
      '\n',
      '/translator/text',
    ),
  })
  .map(
    ({ scheme, user, host: name, port, path, end }) =>
      scheme + user + name + port + path.map((/** @type {string} */ part) => `/${part}`).join('') + end,
  );
const plausible = fc
  .tuple(
    fc.constantFrom('https://', 'https://', 'HTTPS://', 'http://'),
    fc.constantFrom(
      'My-resource.cognitiveservices.azure.com',
      'x.azure.us',
      'localhost',
      '127.1.2.3',
      '[::1]',
      'xn--nxasmq6b',
      'gateway',
    ),
    fc.constantFrom('', '', ':443', ':80', ':8443', ':65535', ':08443'),
    fc.array(fc.constantFrom('gateway', 'a%20b', '~x', "!$&'()*+,;=:@", 'translator', '%C3%A9', '...'), {
      maxLength: 3,
    }),
    fc.constantFrom('', '', '/', '/translator', '/translator/'),
  )
  .map(
    ([scheme, name, port, path, end]) =>
      scheme + name + port + path.map((/** @type {string} */ part) => `/${part}`).join('') + end,
  );
const endpoints = fc.oneof(
  { weight: 6, arbitrary: plausible },
  { weight: 6, arbitrary: structured },
  { weight: 2, arbitrary: damaged(fc.constant(`${ENDPOINT}/translator/`)) },
  { weight: 2, arbitrary: fc.constantFrom(...[...ENDPOINTS, ...WRONG_ENDPOINTS].map(([endpoint]) => endpoint)) },
  { weight: 1, arbitrary: fc.webUrl() },
  { weight: 1, arbitrary: anything },
);

const versions = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...VERSIONS) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(99), fc.nat(99), fc.constantFrom('', '-preview.1', '-preview', '-preview.'))
      .map(([a, b, c]) => `v${a}.${b}${c}`),
  },
  { weight: 2, arbitrary: damaged(fc.constantFrom(...VERSIONS)) },
  { weight: 1, arbitrary: anything },
);
const hex = (/** @type {number} */ length) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: length, maxLength: length });
const validId = fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-'));
const ids = fc.oneof(
  { weight: 8, arbitrary: validId },
  { weight: 2, arbitrary: damaged(validId) },
  { weight: 1, arbitrary: fc.oneof(anything, fc.constantFrom(...WRONG_IDS, undefined, null, 5, {}, [])) },
);

const OPERATIONS = /** @type {const} */ (['document', 'batch', 'documents']);

/**
 * Calls the operation with a fetch that records the URLs.
 * @param {any} given
 * @returns {Promise<{ client?: any, urls: string[], error?: any }>}
 */
async function ask({ endpoint, apiVersion, credential, operation, batchId, documentId, filter }) {
  /** @type {string[]} */
  const urls = [];
  const fetch = async (/** @type {any} */ url) => {
    urls.push(url);
    return reply('', { status: 404 });
  };
  let client;
  try {
    client = await createClient({
      endpoint,
      apiVersion,
      ...(credential && { credential: { key: KEY } }),
      fetch,
      maxRetries: 0,
    });
    if (operation === 'document') await client.getDocumentStatus(batchId, documentId);
    if (operation === 'batch') await client.getBatchStatus(batchId);
    if (operation === 'documents') await client.listDocumentStatuses(batchId, filter).next();
  } catch (error) {
    return { client, urls, error };
  } finally {
    client?.close();
  }
  return { client, urls };
}

/** The path of an operation behind the endpoint, and its version in the query. @param {any} given */
function routeOf({ apiVersion, operation, batchId, documentId }) {
  const inPath = apiVersion.startsWith('v');
  const base = inPath ? `/translator/text/batch/${apiVersion}` : '/translator/document';
  const rest = { document: `/documents/${documentId}`, batch: '', documents: '/documents' }[
    /** @type {'batch'} */ (operation)
  ];
  return { path: `${base}/batches/${batchId}${rest}`, version: inPath ? null : apiVersion };
}

/** Asserts that an error is about an argument. @param {any} error @returns {string} its code */
function isRefusal(error) {
  assert.ok(error instanceof DocumentTranslationError, String(error));
  assert.equal(error.kind, 'invalid-argument');
  return error.code;
}

const requests = fc.record({
  endpoint: endpoints,
  apiVersion: versions,
  credential: fc.boolean(),
  operation: fc.constantFrom(...OPERATIONS),
  batchId: ids,
  documentId: ids,
  filter: fc.oneof(
    fc.constant(undefined),
    fc.record(
      { statuses: fc.array(anything, { maxLength: 2 }), top: fc.nat(200), skip: fc.nat(200) },
      { requiredKeys: [] },
    ),
  ),
});

test('Any endpoint, version and ids give a URL with the same parts, or an error', {
  timeout,
}, async () => {
  const counts = await check('requests', 8_000, requests, async (given) => {
    const { client, urls, error } = await ask(given);
    const asksForNone =
      given.operation === 'documents' && (given.filter?.top === 0 || given.filter?.statuses?.length === 0);
    if (!urls.length && asksForNone && !error) return 'nothing to ask';
    if (!urls.length) return isRefusal(error);
    assert.equal(urls.length, 1);
    assert.ok(!asksForNone);
    const [text] = urls;
    const url = new URL(text);
    const endpoint = new URL(given.endpoint);
    const route = routeOf(given);
    assert.equal(url.href, text, 'The URL should be normalized');
    assert.equal(url.origin, endpoint.origin);
    assert.ok(url.username === '' && url.password === '' && url.hash === '');
    assert.ok(url.protocol === 'https:' || !given.credential || /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname));
    // A /translator at the end is the start of the operation's path. If there are two, client.endpoint keeps both.
    const prefix = endpoint.pathname.replace(/\/$/, '').replace(/(?<!\/translator)\/translator$/, '');
    assert.equal(url.pathname, prefix.replace(/\/translator$/, '') + route.path);
    assert.equal(client.endpoint, url.origin + prefix);
    assert.equal(url.searchParams.get('api-version'), route.version);
    if (given.operation !== 'documents') assert.equal([...url.searchParams].length, route.version ? 1 : 0);
    assert.deepEqual(
      await parseOperationLocation(url.origin + url.pathname + (route.version ? `?api-version=${route.version}` : '')),
      {
        endpoint: client.endpoint,
        apiVersion: given.apiVersion,
        batchId: given.batchId,
        ...(given.operation === 'document' && { documentId: given.documentId }),
      },
    );
    return 'a URL';
  });
  assert.ok((counts.get('a URL') ?? 0) > 500, 'More than 500 inputs should lead to a request');
});

const locations = fc.oneof(
  fc
    .tuple(endpoints, versions, ids, ids, fc.boolean(), fc.constantFrom('', '', '/', '?', '#x', '&x=y', '?top=1', ' '))
    .map(([endpoint, apiVersion, batchId, documentId, one, end]) => {
      const given = { apiVersion, batchId, documentId, operation: one ? 'document' : 'batch' };
      const { path, version } = routeOf(given);
      return endpoint + path + (version === null ? '' : `?api-version=${version}`) + end;
    }),
  damaged(
    fc.constantFrom(
      ...VERSIONS.map((apiVersion) => {
        const { path, version } = routeOf({ apiVersion, batchId: BATCH, documentId: DOCUMENT, operation: 'document' });
        return ENDPOINT + path + (version ? `?api-version=${version}` : '');
      }),
    ),
  ),
  anything,
);

test('Any text is parsed as an operation location that leads to the same URL, or rejected', { timeout }, async () => {
  await check('operation locations', 4_000, locations, async (text) => {
    let location;
    try {
      location = await parseOperationLocation(text);
    } catch (error) {
      return isRefusal(error);
    }
    const operation = location.documentId ? 'document' : 'batch';
    const { urls } = await ask({ ...location, operation });
    const [asked, given] = [new URL(urls[0]), new URL(text)];
    assert.equal(asked.origin, given.origin);
    assert.equal(asked.pathname, given.pathname.replace(/\/$/, '').replace(/\/documents$/, ''));
    assert.equal(asked.searchParams.get('api-version'), given.searchParams.get('api-version'));
    return 'parsed';
  });
});
