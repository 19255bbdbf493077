// Tests CORS: which pages can read responses, and which request headers they can send.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStatusProxy } from 'document-translation-status/proxy';
import { FOREIGN_ORIGINS, ORIGINS, WRONG_ORIGINS } from '../tables/origins.js';
import { limits, ORIGIN, SECRET, stage } from './stage.js';

const place = stage();

/** The value of a CORS header. @param {Response} reply @param {string} name */
const cors = (reply, name) => reply.headers.get(`Access-Control-${name}`);

/** @param {any} proxy @param {RequestInit} [init] @param {string} [path] */
const preflight = (proxy, init = {}, path = place.path) =>
  place.ask(proxy, path, {
    method: 'OPTIONS',
    headers: { Origin: ORIGIN, 'Access-Control-Request-Method': 'GET' },
    ...init,
  });

test('A page of an allowed origin can read responses, with one preflight a day', limits, async () => {
  const proxy = place.proxy();
  const allowed = await preflight(proxy);
  assert.equal(allowed.status, 204);
  assert.deepEqual(
    ['Allow-Origin', 'Allow-Methods', 'Max-Age', 'Allow-Credentials'].map((name) => cors(allowed, name)),
    [ORIGIN, 'GET, HEAD, OPTIONS', '86400', null],
  );
  const reply = await place.ask(proxy, place.path, { headers: { Origin: ORIGIN } });
  assert.equal(cors(reply, 'Allow-Origin'), ORIGIN);
  assert.equal(cors(reply, 'Expose-Headers'), 'Retry-After, ETag, apim-request-id, X-RequestId');
  assert.equal(place.sim.requests.length, 1);
});

test(
  'A page can send the headers of clients and of tracing libraries, and those of allowedHeaders',
  limits,
  async () => {
    /** @param {object} [options] */
    const namesOf = async (options) => String(cors(await preflight(place.proxy(options)), 'Allow-Headers')).split(', ');
    const always = [
      ...[
        'Authorization',
        'X-View-Token',
        'If-None-Match',
        'Last-Event-ID',
        'x-ms-client-request-id',
        'x-ms-useragent',
      ],
      ...['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'request-id'],
    ];
    assert.deepEqual(await namesOf(), always);
    const allowedHeaders = ['Request-Context', 'X-Trace'];
    assert.deepEqual(await namesOf({ allowedHeaders }), [...always, ...allowedHeaders]);
  },
);

test('A page of another origin cannot read responses', limits, async () => {
  const proxy = place.proxy();
  for (const Origin of FOREIGN_ORIGINS)
    for (const method of ['OPTIONS', 'GET']) {
      const reply = await place.ask(proxy, place.path, { method, headers: { Origin } });
      for (const name of ['Allow-Origin', 'Allow-Headers', 'Expose-Headers'])
        assert.equal(cors(reply, name), null, `${method} ${Origin}`);
    }
});

test('With * any page can read responses', limits, async () => {
  const proxy = place.proxy({ allowedOrigins: ['*'] });
  for (const Origin of ['https://x.y', 'capacitor://localhost', 'null'])
    assert.equal(cors(await place.ask(proxy, place.path, { headers: { Origin } }), 'Allow-Origin'), Origin);
});

for (const origin of [...ORIGINS, 'null'])
  test(`The origin ${origin} can be allowed, and allows no other`, limits, async () => {
    const proxy = place.proxy({ allowedOrigins: [origin] });
    for (const Origin of [...ORIGINS, ...FOREIGN_ORIGINS]) {
      const reply = await place.ask(proxy, place.path, { headers: { Origin } });
      assert.equal(cors(reply, 'Allow-Origin'), Origin === origin ? Origin : null, Origin);
    }
  });

for (const origin of WRONG_ORIGINS)
  test(`allowedOrigins rejects ${JSON.stringify(origin)}, which no page has as its origin`, () => {
    const options = { endpoint: 'https://a.example', credential: { key: 'k' }, public: true };
    assert.throws(() => createStatusProxy({ ...options, allowedOrigins: /** @type {any} */ ([origin]) }), {
      code: 'InvalidOption',
      target: 'allowedOrigins',
    });
  });

test('Every response varies by Origin: without an origin, to another origin, refused or failed', limits, async () => {
  for (const options of [{}, { allowedOrigins: ['*'] }, { allowedOrigins: [] }, { viewTokenSecrets: [SECRET] }]) {
    const proxy = place.proxy(options);
    for (const Origin of [ORIGIN, 'https://evil.example', 'null', ''])
      for (const [method, path] of [
        ...['GET', 'HEAD', 'OPTIONS', 'POST'].map((each) => [each, place.path]),
        ['GET', '/healthz'],
        ['GET', '/nothing'],
        ['GET', place.path.replace(place.id, '00000000-0000-0000-0000-000000000000')],
      ]) {
        const reply = await place.ask(proxy, path, { method, headers: Origin ? { Origin } : {} });
        assert.match(String(reply.headers.get('Vary')), /\bOrigin\b/, `${method} ${path} ${Origin}`);
      }
  }
});
