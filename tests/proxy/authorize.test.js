// Tests the option authorize: the site's own sessions decide who may see what.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createViewToken } from 'document-translation-status/proxy';
import { VALUES } from '../tables/wrong-types.js';
import { allEvents, eventsOf } from './sse.js';
import { limits, ORIGIN, SECRET, stage } from './stage.js';

const place = stage();
const EVENTS = { Accept: 'text/event-stream' };
/** A stream has one event, and then nothing new. */
const SLOW = { minIntervalMs: 1e9, maxIntervalMs: 1e9 };

afterEach(
  async () => {
    // Fails at the time limit if a timer was left behind.
    while (process.getActiveResourcesInfo().includes('Timeout')) await new Promise((resolve) => setImmediate(resolve));
  },
  { timeout: 10_000 },
);

/** A proxy without public and viewTokenSecrets. @param {any} authorize @param {object} [more] */
const closed = (authorize, more = {}) => place.proxy({ public: undefined, authorize, ...more });

/** @param {any} proxy @param {Record<string, string>} [headers] @param {string} [path] */
const status = async (proxy, headers = {}, path = place.path) => (await place.ask(proxy, path, { headers })).status;

/** The three routes of the job. */
const routes = () => [place.path, place.batchPath, `${place.batchPath}/documents`];

const token = (more = {}) =>
  createViewToken({ secret: SECRET, batchId: place.batchId, documentId: place.id, expiresInSeconds: 600, ...more });

const fails = () => {
  throw new TypeError('s3cr3t');
};

test('A viewer sees documents, jobs and lists only if authorize returns true', limits, async () => {
  for (const value of [undefined, ...VALUES.map(([, each]) => each)])
    for (const answer of [value, (async () => value)()])
      for (const path of routes()) {
        const reply = await place.ask(
          closed(() => answer),
          path,
        );
        const expected = (await answer) === true ? 200 : 403;
        assert.equal(reply.status, expected, String(value?.toString?.()));
        if (expected === 403) assert.equal((await reply.json()).error.code, 'Unauthorized');
      }
});

for (const [what, authorize] of /** @type {const} */ ([
  ['throws', fails],
  ['rejects', async () => fails()],
  ['never settles', () => new Promise(() => {})],
]))
  test(`If authorize ${what}, the viewer gets 503 and an event is reported`, limits, async () => {
    /** @type {any[]} */
    const events = [];
    const proxy = closed(authorize, { timeoutMs: 5, onEvent: (/** @type {any} */ event) => events.push(event) });
    for (const path of routes()) {
      const reply = await place.ask(proxy, path);
      const body = await reply.text();
      assert.deepEqual([reply.status, JSON.parse(body).error.code], [503, 'ServiceUnavailable']);
      assert.ok(!(body + JSON.stringify(events)).includes('s3cr3t'));
    }
    const code = what === 'never settles' ? 'TimeoutError' : 'TypeError';
    assert.deepEqual(
      events.filter(({ type }) => type === 'failure').map((event) => [event.what, event.code]),
      Array(3).fill(['authorize', code]),
    );
    assert.equal(place.sim.requests.length, 0);
  });

test('A denied viewer causes no request to the service', limits, async () => {
  const proxy = closed(() => false);
  for (const path of routes()) assert.equal(await status(proxy, {}, path), 403);
  assert.equal(await status(proxy, EVENTS), 403);
  assert.equal(place.sim.requests.length, 0);
});

test('authorize receives the request, the route and the ids in lower case', limits, async () => {
  /** @type {any[]} */
  const viewers = [];
  const proxy = closed((/** @type {any} */ viewer) => viewers.push(viewer) > 0);
  const headers = { Cookie: 'session=1' };
  for (const path of routes())
    await status(
      proxy,
      headers,
      path.replace(place.batchId, place.batchId.toUpperCase()).replace(place.id, place.id.toUpperCase()),
    );
  const { batchId, id: documentId } = place;
  assert.deepEqual(
    viewers.map(({ request, ...rest }) => [request.headers.get('Cookie'), rest]),
    [
      ['session=1', { claims: undefined, route: 'document', batchId, documentId }],
      ['session=1', { claims: undefined, route: 'batch', batchId, documentId: undefined }],
      ['session=1', { claims: undefined, route: 'documents', batchId, documentId: undefined }],
    ],
  );
});

test(
  'With viewTokenSecrets a token that is present must be valid, and authorize receives its claims',
  limits,
  async () => {
    /** @type {any[]} */
    const seen = [];
    let allows = true;
    const authorize = (/** @type {any} */ { claims }) => {
      seen.push(claims);
      return allows;
    };
    const proxy = closed(authorize, { viewTokenSecrets: [SECRET] });
    const bearer = (/** @type {string} */ text) => ({ Authorization: `Bearer ${text}` });
    const valid = await token();
    for (const invalid of ['', 'x', `${valid}x`, `${valid} ${valid}`, await token({ secret: 'x'.repeat(32) })])
      assert.equal(await status(proxy, bearer(invalid)), 401, invalid);
    assert.equal(await status(proxy, bearer(await token({ documentId: place.otherId }))), 403);
    assert.equal(await status(proxy, bearer(valid), place.batchPath), 403);
    assert.deepEqual(seen, [], 'authorize runs after the check of the token');
    assert.equal(await status(proxy, bearer(valid)), 200);
    const payload = JSON.parse(Buffer.from(valid.split('.')[1], 'base64url').toString());
    assert.ok(payload.jti);
    assert.deepEqual(seen.splice(0), [payload]);
    assert.equal(await status(proxy), 200);
    assert.equal(await status(proxy, { Authorization: 'Basic eDp5' }), 200);
    assert.deepEqual(seen.splice(0), [undefined, undefined]);
    allows = false;
    assert.equal(await status(proxy, bearer(valid)), 403);
    assert.equal(await status(proxy), 403);
  },
);

test('Without viewTokenSecrets a Bearer token is the site’s own', limits, async () => {
  const proxy = closed(
    (/** @type {any} */ { request, claims }) =>
      claims === undefined && request.headers.get('Authorization') === 'Bearer own',
  );
  assert.equal(await status(proxy, { Authorization: 'Bearer own' }), 200);
  assert.equal(await status(proxy, { Authorization: `Bearer ${await token()}` }), 403);
  assert.equal(await status(proxy), 403);
  assert.ok(!JSON.stringify(place.sim.requests).includes('own'));
});

test('What one viewer may see is not shared with another, whether asked at once or later', limits, async () => {
  let asked = 0;
  const proxy = closed(async (/** @type {any} */ { request }) => {
    asked++;
    return request.headers.get('Cookie') === 'session=owner';
  });
  for (let i = 0; i < 3; i++) {
    const statuses = await Promise.all(
      ['owner', 'other', 'owner', ''].map((name) => status(proxy, name ? { Cookie: `session=${name}` } : {})),
    );
    assert.deepEqual(statuses, [200, 403, 200, 403]);
  }
  assert.equal(asked, 12);
  assert.equal(place.sim.requests.length, 1);
});

test('A revoked viewer gets 403 also for the ETag that it knows', limits, async () => {
  let allows = true;
  const proxy = closed(() => allows);
  const etag = String((await place.ask(proxy)).headers.get('ETag'));
  assert.equal(await status(proxy, { 'If-None-Match': etag }), 304);
  allows = false;
  assert.equal(await status(proxy, { 'If-None-Match': etag }), 403);
});

for (const [what, answer] of /** @type {[string, () => any][]} */ ([
  ['returns false', () => false],
  ['returns 1', () => 1],
  ['throws', fails],
  ['rejects', async () => fails()],
  ['never settles', () => new Promise(() => {})],
]))
  test(`A stream ends if authorize later ${what}`, limits, async () => {
    let calls = 0;
    const proxy = closed(() => ++calls < 3 || answer(), {
      ...SLOW,
      reauthorizeMs: 5,
      timeoutMs: 2000,
      heartbeatMs: 1e6,
    });
    const reply = await place.ask(proxy, place.path, { headers: EVENTS });
    assert.equal((await allEvents(reply)).length, 1);
    assert.equal(calls, 3);
  });

test('A stream that is denied sends no event that the viewer has not read', limits, async () => {
  let allows = true;
  place.script(Array.from({ length: 50 }, (_, i) => ({ progress: i / 100, headers: { 'Retry-After': null } })));
  const proxy = closed(() => allows, { now: undefined, minIntervalMs: 1, maxIntervalMs: 1, reauthorizeMs: 20 });
  const events = eventsOf(await place.ask(proxy, place.path, { headers: EVENTS }));
  await events.next();
  // The viewer does not read: the queue is full, and the newest event waits.
  while (place.sim.requests.length < 30) await new Promise((resolve) => setImmediate(resolve));
  allows = false;
  while (process.getActiveResourcesInfo().includes('Timeout')) await new Promise((resolve) => setImmediate(resolve));
  const later = [];
  for await (const each of events) if ('event' in each) later.push(each.data.progress);
  assert.ok(later.length <= 10 && Math.max(...later) < 0.25, String(later));
});

test('A viewer who leaves while authorize is called leaves no timer and no event', limits, async () => {
  /** @type {any[]} */
  const events = [];
  let calls = 0;
  /** @type {() => void} */
  let called = () => {};
  const second = new Promise((resolve) => {
    called = () => resolve(undefined);
  });
  const authorize = () => {
    if (++calls === 1) return true;
    called();
    return new Promise(() => {});
  };
  const onEvent = (/** @type {any} */ event) => events.push(event);
  const proxy = closed(authorize, { ...SLOW, reauthorizeMs: 1, timeoutMs: 1e6, onEvent });
  const reply = await place.ask(proxy, place.path, { headers: EVENTS });
  await second;
  await reply.body?.cancel();
  assert.deepEqual(
    events.filter(({ type }) => type === 'failure'),
    [],
  );
});

test('Responses vary by Cookie if authorize decides', limits, async () => {
  const varies = async (/** @type {any} */ proxy) =>
    /\bCookie\b/.test(String((await place.ask(proxy)).headers.get('Vary')));
  for (const allows of [true, false, fails])
    assert.equal(await varies(closed(() => (typeof allows === 'function' ? allows() : allows))), true);
  assert.equal(await varies(place.proxy()), false);
  assert.equal(await varies(place.proxy({ viewTokenSecrets: [SECRET] })), false);
});

test('With allowCredentials the pages of allowed origins may send cookies, and no others', limits, async () => {
  const proxy = closed(() => true, { allowCredentials: true });
  for (const [Origin, expected] of /** @type {const} */ ([
    [ORIGIN, [ORIGIN, 'true']],
    ['https://evil.example', [null, null]],
    ['null', [null, null]],
  ]))
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await place.ask(proxy, place.path, { method, headers: { Origin } });
      const shown = ['Origin', 'Credentials'].map((name) => headers.get(`Access-Control-Allow-${name}`));
      assert.deepEqual(shown, expected);
    }
  const { headers } = await place.ask(
    closed(() => true),
    place.path,
    { headers: { Origin: ORIGIN } },
  );
  assert.equal(headers.get('Access-Control-Allow-Credentials'), null);
});

test('allowCredentials is refused with * and with null, which stand for any site', () => {
  for (const origin of ['*', 'null'])
    assert.throws(() => closed(() => true, { allowCredentials: true, allowedOrigins: [ORIGIN, origin] }), {
      code: 'InvalidOption',
      target: 'allowCredentials',
    });
});

test('The rate limit is checked before authorize', limits, async () => {
  let asked = 0;
  const proxy = closed(() => ++asked > 0, { rateLimit: () => false, clientAddress: () => '203.0.113.7' });
  assert.equal(await status(proxy), 429);
  assert.equal(asked, 0);
});
