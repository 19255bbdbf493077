// Tests that no private name in a failure reaches viewers: in any member of an error of the proxy's fetch, token function or service, on
// every route and in event streams.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStatusProxy } from 'document-translation-status/proxy';
import { BATCH, DOCUMENT, KEY, REQUIRED } from '../contract/kit.js';
import { allEvents } from './sse.js';
import { limits } from './stage.js';

const PRIVATE = 'internal.corp.example';
const ENDPOINT = `https://${PRIVATE}`;
const JOB = `/translator/text/batch/v1.0/batches/${BATCH}`;
const ROUTES = [JOB, `${JOB}/documents`, `${JOB}/documents/${DOCUMENT}`];
const SUMMARY = { total: 1, failed: 0, success: 0, inProgress: 1, notYetStarted: 0, cancelled: 0 };

/** An error that names the host in every member. @param {string} code @param {unknown} [cause] */
const systemError = (code, cause) =>
  Object.assign(new TypeError(`connect to ${PRIVATE}`, { cause }), {
    code,
    hint: PRIVATE,
    hostname: PRIVATE,
    message: `${code} ${PRIVATE}`,
    toString: () => PRIVATE,
  });

const SYSTEM_CODES = ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED'];

/** A service's error with the host in every member. @param {number} status @param {string} code */
function serviceError(status, code) {
  const text = `See ${PRIVATE}`;
  const details = [{ code: PRIVATE, message: text }, { [PRIVATE]: text }];
  const error = { code, message: text, target: text, details, innerError: { code: PRIVATE, message: text } };
  const headers = { 'apim-request-id': PRIVATE, 'X-RequestId': PRIVATE, ETag: `"${PRIVATE}"`, Location: ENDPOINT };
  return () => new Response(JSON.stringify({ error }), { status, headers });
}

/** @type {[what: string, fetch: () => any, options?: object][]} */
const FAILURES = [
  ...SYSTEM_CODES.map((code) => /** @type {[string, () => any]} */ ([code, () => Promise.reject(systemError(code))])),
  ['a nested code', () => Promise.reject(systemError('X', systemError('ENOTFOUND', systemError(PRIVATE))))],
  ['the host as code', () => Promise.reject(systemError('Internal_corp_example', systemError(PRIVATE)))],
  ['no response', () => ({ hostname: PRIVATE, json: async () => PRIVATE })],
  ['a response without a body', () => ({ status: 200, headers: { 'X-Host': PRIVATE } })],
  ['a host name in place of a status', () => new Response(`<html>${PRIVATE}</html>`)],
  ['a member that is a host name', () => new Response(JSON.stringify({ ...REQUIRED, progress: PRIVATE }))],
  ['a redirect', () => new Response('', { status: 302, headers: { Location: ENDPOINT } })],
  ...[400, 401, 403, 404, 429, 500, 502, 503, 504].flatMap((status) =>
    ['ResourceNotFound', PRIVATE, 'Internal_corp_example'].map(
      (code) => /** @type {[string, () => any]} */ ([`status ${status} with code ${code}`, serviceError(status, code)]),
    ),
  ),
  ['a token function', () => new Response(), { credential: { token: () => Promise.reject(systemError('ENOTFOUND')) } }],
  [
    'a token function for good',
    () => new Response(),
    { credential: { token: () => Promise.reject(Object.assign(new Error(PRIVATE), { code: PRIVATE })) } },
  ],
];

const LEAK = /internal.corp/i;

/** @param {() => any} fetch @param {object} [options] */
function proxyOf(fetch, options) {
  return createStatusProxy({
    endpoint: ENDPOINT,
    credential: { key: KEY },
    public: true,
    exposeBatches: true,
    allowedOrigins: ['*'],
    minIntervalMs: 1,
    maxIntervalMs: 1,
    maxStaleMs: 0,
    unknownMs: 1,
    fetch: async () => fetch(),
    ...options,
  });
}

/** @param {ReturnType<typeof createStatusProxy>} proxy @param {string} path @param {string} accept */
const ask = (proxy, path, accept) =>
  proxy.fetch(
    new Request(`https://status.example.com${path}`, { headers: { Accept: accept, Origin: 'https://a.example' } }),
    {},
    { waitUntil() {} },
  );

for (const [what, fetch, options] of FAILURES)
  test(`viewers do not see the private host of a failure: ${what}`, limits, async () => {
    for (const path of ROUTES)
      for (const accept of ['application/json', 'text/event-stream']) {
        const response = await ask(proxyOf(fetch, options), path, accept);
        const text = `${JSON.stringify([...response.headers])} ${await response.text()}`;
        assert.ok(response.status >= 400, text);
        assert.ok(!LEAK.test(text), text);
        assert.ok(!/HostNotFound|ConnectionRefused|Certificate|InvalidFetch|ENOTFOUND|ECONN/.test(text), text);
      }
  });

for (const [what, fetch] of FAILURES.filter(([, , options]) => !options))
  test(`viewers do not see the private host of a failure during a stream: ${what}`, limits, async () => {
    let calls = 0;
    const END = { ...REQUIRED, lastActionDateTimeUtc: '2031-01-01T00:00:00Z', status: 'Succeeded', progress: 1 };
    const proxy = proxyOf(() => {
      if (++calls === 2) return fetch();
      return new Response(JSON.stringify(calls === 1 ? { ...REQUIRED, summary: SUMMARY } : END));
    });
    const events = await allEvents(await ask(proxy, ROUTES[2], 'text/event-stream'));
    assert.deepEqual(
      events.map(({ event }) => event),
      ['status', 'failure', 'status'],
    );
    assert.ok(!LEAK.test(JSON.stringify(events)), JSON.stringify(events));
  });
