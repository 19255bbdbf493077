// Tests what the operator of the proxy sees (events, /metrics, /healthz), what stays hidden, and that a function in the options that fails does not
// fail a request.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createViewToken } from 'document-translation-status/proxy';
import { limits, SECRET, stage } from './stage.js';

const place = stage();
const METRICS = 'a token for metrics, 32 bytes and more';

const fails = () => {
  throw new TypeError('s3cr3t');
};

/** @param {any} proxy @param {string} name */
async function counter(proxy, name) {
  const headers = { Authorization: `Bearer ${METRICS}` };
  const text = await (await place.ask(proxy, '/metrics', { headers })).text();
  return Number(new RegExp(`^document_translation_status_proxy_${name}_total (\\d+)$`, 'm').exec(text)?.[1]);
}

/** The status of /readyz. @param {any} proxy */
const readiness = async (proxy) => (await place.ask(proxy, '/readyz')).status;

test('Each request is one event, without the viewer’s identity and without secrets', limits, async () => {
  /** @type {any[]} */
  const events = [];
  const proxy = place.proxy({
    viewTokenSecrets: [SECRET],
    onEvent: (/** @type {any} */ event) => events.push(event),
    rateLimit: () => true,
    clientAddress: () => '203.0.113.7',
  });
  const token = await createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds: 60 });
  const headers = { Authorization: `Bearer ${token}`, Cookie: 'owner=1' };
  await place.ask(proxy, place.path, { headers });
  await place.ask(proxy, `${place.path}?q=1`, { headers });
  await place.ask(proxy, `/x${place.path}`, { headers });
  await place.ask(proxy);
  const ids = { batchId: place.batchId, documentId: place.id };
  assert.deepEqual(
    events.map(({ ms, ...event }) => ({ ...event, ms: typeof ms })),
    [
      { type: 'upstream', route: 'document', ...ids, status: 200, ms: 'number' },
      {
        type: 'request',
        route: 'document',
        ...ids,
        method: 'GET',
        status: 200,
        from: 'asked',
        stale: false,
        stream: false,
        ms: 'number',
      },
      {
        type: 'request',
        route: 'document',
        ...ids,
        method: 'GET',
        status: 200,
        from: 'memory',
        stale: false,
        stream: false,
        ms: 'number',
      },
      {
        type: 'request',
        route: 'none',
        batchId: undefined,
        documentId: undefined,
        method: 'GET',
        status: 404,
        from: undefined,
        stale: false,
        stream: false,
        ms: 'number',
      },
      {
        type: 'request',
        route: 'document',
        ...ids,
        method: 'GET',
        status: 401,
        from: undefined,
        stale: false,
        stream: false,
        ms: 'number',
      },
    ],
  );
  const lines = JSON.stringify(events);
  for (const secret of [SECRET, token, token.slice(-43), String(place.sim.key), '203.0.113.7', 'owner', 'q=1'])
    assert.ok(!lines.includes(secret));
});

test('An unknown method is logged as other', limits, async () => {
  /** @type {any[]} */
  const events = [];
  const proxy = place.proxy({ onEvent: (/** @type {any} */ event) => events.push(event) });
  await place.ask(proxy, place.path, { method: 'X--' });
  assert.deepEqual([events[0].method, events[0].status], ['other', 405]);
});

test('/healthz responds without a token and without a request to the service', limits, async () => {
  const reply = await place.ask(place.proxy({ viewTokenSecrets: [SECRET] }), '/healthz');
  assert.deepEqual([reply.status, await reply.text()], [200, '{"status":"ok"}']);
  assert.equal(place.sim.requests.length, 0);
});

for (const [what, failure, isReady] of /** @type {[string, () => object, boolean][]} */ ([
  ['a 401', () => ({ status: 401, body: '' }), false],
  ['a 403', () => ({ status: 403, body: '' }), false],
  ['an unknown id', () => ({ status: 404, body: '' }), true],
  ['a 429', () => ({ status: 429, body: '' }), true],
  ['an outage of Azure', () => ({ status: 503, body: '' }), true],
  ['a response that is no status', () => ({ body: '<html>' }), true],
]))
  test(`/readyz says ${isReady ? 'ready' : 'not ready'} after ${what}, and /healthz is ok`, limits, async () => {
    const proxy = place.proxy({ viewTokenSecrets: [SECRET] });
    assert.deepEqual(await readiness(proxy), 200, 'before the first request');
    place.script([failure()]);
    const token = await createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds: 60 });
    await place.ask(proxy, place.path, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(place.sim.requests.length, 1);
    assert.equal(await readiness(proxy), isReady ? 200 : 503);
    assert.equal((await place.ask(proxy, '/healthz')).status, 200);
    assert.equal(place.sim.requests.length, 1, 'Neither sends a request to the service at once');
  });

test('/readyz says not ready while there is no token to be had', limits, async () => {
  for (const error of [new Error('s3cr3t'), Object.assign(new Error('s3cr3t'), { retryable: true })]) {
    let fails = true;
    const token = async () => {
      if (fails) throw error;
      return 'token';
    };
    place.sim.token = 'token';
    const proxy = place.proxy({ credential: { token } });
    await place.ask(proxy);
    assert.equal(await readiness(proxy), 503);
    fails = false;
    place.time += 60_000;
    assert.equal((await place.ask(proxy)).status, 200);
    assert.equal(await readiness(proxy), 200);
  }
});

test(
  'While the credential fails, /readyz repeats the request every 10 s, and is ready without a viewer',
  limits,
  async () => {
    const proxy = place.proxy();
    place.script([{ status: 401, body: '' }]);
    await place.ask(proxy);
    for (let i = 0; i < 3; i++) assert.equal(await readiness(proxy), 503);
    assert.equal(place.sim.requests.length, 1);
    place.time += 10_000;
    for (let i = 0; i < 3; i++) assert.equal(await readiness(proxy), 503);
    await place.sim.requested(2);
    await place.sim.settled();
    assert.equal(place.sim.requests.length, 2);
    place.script([{}]);
    place.time += 10_000;
    assert.equal(await readiness(proxy), 503, 'until the response');
    while ((await readiness(proxy)) !== 200) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(place.sim.requests.length, 3);
  },
);

test('/readyz does not say why the proxy is not ready', limits, async () => {
  const proxy = place.proxy();
  place.script([{ status: 401, body: '' }]);
  await place.ask(proxy);
  const reply = await place.ask(proxy, '/readyz');
  assert.deepEqual(await reply.json(), { error: { code: 'ServiceUnavailable', message: 'The proxy is not ready.' } });
});

test('Requests add no series to the metrics, whatever is in them', limits, async () => {
  const proxy = place.proxy({ metricsToken: METRICS, viewTokenSecrets: [SECRET] });
  const series = async () => {
    const headers = { Authorization: `Bearer ${METRICS}` };
    const text = await (await place.ask(proxy, '/metrics', { headers })).text();
    return text.replace(/^([^#\s]+) \S+$/gm, '$1');
  };
  const before = await series();
  const random = () => crypto.randomUUID();
  for (let i = 0; i < 10_000; i++)
    await place.ask(proxy, i % 2 ? `/${random()}` : place.path.replace(place.id, random()), {
      method: ['GET', 'HEAD', 'PUT', 'X'][i % 4],
      headers: { Authorization: `Bearer ${random()}`, 'X-View-Token': random(), traceparent: random() },
    });
  assert.equal(await series(), before);
});

test('The metrics have histograms of durations, open streams and throttling', limits, async () => {
  const proxy = place.proxy({ metricsToken: METRICS, minIntervalMs: 1e9, maxIntervalMs: 1e9 });
  const sample = async (/** @type {string} */ name) => {
    const headers = { Authorization: `Bearer ${METRICS}` };
    const lines = (await (await place.ask(proxy, '/metrics', { headers })).text()).split('\n');
    return Number(lines.find((line) => line.startsWith(`document_translation_status_proxy_${name} `))?.split(' ')[1]);
  };
  const stream = await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } });
  assert.equal(await sample('open_streams'), 1);
  await stream.body?.cancel();
  assert.equal(await sample('open_streams'), 0);
  assert.equal(await sample('upstream_request_duration_seconds_count'), 1);
  assert.equal(await sample('upstream_request_duration_seconds_bucket{le="+Inf"}'), 1);
  assert.equal(await sample('upstream_request_duration_seconds_sum'), 0, 'The clock of the test stands still');
  assert.equal(await sample('request_duration_seconds_bucket{le="0.005"}'), 6);
  place.sim.script(place.otherId, [{ status: 429, body: '' }]);
  await place.ask(proxy, place.path.replace(place.id, place.otherId));
  assert.equal(await sample('upstream_throttled_total'), 1);
});

test('/metrics requires its token, and gives 404 if no token is configured', limits, async () => {
  assert.equal((await place.ask(place.proxy(), '/metrics')).status, 404);
  const proxy = place.proxy({ metricsToken: METRICS });
  for (const Authorization of ['', 'Bearer', `Bearer ${METRICS}x`, METRICS, `Bearer ${METRICS.slice(1)}`]) {
    const reply = await place.ask(proxy, '/metrics', { headers: { Authorization } });
    assert.equal(reply.status, 401);
    assert.ok(!(await reply.text()).includes('_total'));
  }
});

test('The counters of /metrics are correct', limits, async () => {
  const proxy = place.proxy({ metricsToken: METRICS, maxIntervalMs: 2000 });
  place.script([{}, { status: 503, body: '' }]);
  await Promise.all(Array.from({ length: 10 }, () => place.ask(proxy)));
  await place.ask(proxy);
  place.time += 3000;
  await place.ask(proxy);
  await place.ask(proxy, '/x');
  const expected = {
    requests: 13,
    upstream_requests: 2,
    upstream_failures: 1,
    coalesced: 9,
    remembered: 1,
    stale: 1,
    refused: 0,
    failures: 0,
  };
  for (const [name, count] of Object.entries(expected)) assert.equal(await counter(proxy, name), count, name);
});

test('A viewer over the rate limit gets 429 before the cache or the service is used', limits, async () => {
  /** @type {string[]} */
  const keys = [];
  const proxy = place.proxy({
    metricsToken: METRICS,
    viewTokenSecrets: [SECRET],
    rateLimit: async (/** @type {string} */ key) => keys.push(key) <= 2,
    clientAddress: (/** @type {Request} */ request) => request.headers.get('CF-Connecting-IP'),
  });
  const token = await createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds: 60 });
  const statuses = [];
  for (const shown of [token, 'forged', token, undefined]) {
    const headers = { 'CF-Connecting-IP': '203.0.113.7', ...(shown && { Authorization: `Bearer ${shown}` }) };
    const reply = await place.ask(proxy, place.path, { headers });
    statuses.push(reply.status);
    if (reply.status === 429) assert.equal((await reply.json()).error.code, 'RequestRateTooHigh');
  }
  assert.deepEqual(statuses, [200, 401, 429, 429]);
  assert.deepEqual(
    keys.map((key) => key.split(' ')[0]),
    ['token', 'address', 'token', 'address'],
  );
  assert.equal(keys[0], keys[2]);
  assert.equal(keys[1], 'address 203.0.113.7');
  assert.equal(await counter(proxy, 'refused'), 3);
});

test(
  'An internal error is a 500 in the service’s format and an event, and fetch does not reject',
  limits,
  async (t) => {
    /** @type {any[]} */
    const events = [];
    const proxy = place.proxy({
      metricsToken: METRICS,
      onEvent: (/** @type {any} */ event) => {
        events.push(event);
        throw new Error('onEvent fails');
      },
    });
    /** @type {any} */
    const request = new Request(`https://status.example.com${place.path}`);
    t.mock.method(request.headers, 'get', (/** @type {string} */ name) => (name === 'Accept' ? fails() : null));
    const reply = await proxy.fetch(request);
    const body = await reply.text();
    assert.deepEqual([reply.status, JSON.parse(body).error.code], [500, 'InternalServerError']);
    assert.ok(!body.includes('s3cr3t') && !JSON.stringify(events).includes('s3cr3t'));
    assert.deepEqual(
      events.map(({ type, code }) => [type, code]),
      [
        ['failure', 'TypeError'],
        ['request', undefined],
      ],
    );
    assert.equal(await counter(proxy, 'failures'), 1);
  },
);

for (const [what, broken] of /** @type {[string, Record<string, () => any>][]} */ ([
  ['rateLimit throws', { rateLimit: fails }],
  ['rateLimit rejects', { rateLimit: async () => fails() }],
  ['clientAddress throws', { rateLimit: () => true, clientAddress: fails }],
  ['clientAddress rejects', { rateLimit: () => true, clientAddress: async () => fails() }],
  ['clientAddress returns a symbol', { rateLimit: () => true, clientAddress: () => Symbol('address') }],
]))
  test(`If ${what}, the request is allowed and an event is reported`, limits, async () => {
    /** @type {any[]} */
    const events = [];
    const proxy = place.proxy({ metricsToken: METRICS, onEvent: events.push.bind(events), ...broken });
    const reply = await place.ask(proxy);
    assert.deepEqual([reply.status, (await reply.json()).id], [200, place.id]);
    const { batchId, id: documentId } = place;
    const [option] = what.split(' ');
    const failure = { type: 'failure', route: 'document', batchId, documentId, what: option, code: 'TypeError' };
    assert.deepEqual(events[0], failure);
    assert.equal(await counter(proxy, 'failures'), 1);
  });

test('If clientAddress fails, viewers without an address do not share one rate limit', limits, async () => {
  let counted = 0;
  const rateLimit = () => ++counted <= 1;
  const proxy = place.proxy({ rateLimit, clientAddress: fails });
  for (let viewer = 0; viewer < 3; viewer++) assert.equal((await place.ask(proxy)).status, 200);
  assert.equal(counted, 0);
});

test('A rateLimit that never settles delays a request for at most timeoutMs', limits, async () => {
  /** @type {any[]} */
  const events = [];
  const fetch = async () => new Response('', { status: 404 });
  const rateLimit = () => new Promise(() => {});
  const proxy = place.proxy({ timeoutMs: 50, fetch, rateLimit, onEvent: events.push.bind(events) });
  assert.equal((await place.ask(proxy)).status, 404);
  assert.deepEqual([events[0].type, events[0].what, events[0].code], ['failure', 'rateLimit', 'TimeoutError']);
});

for (const [what, now] of /** @type {[string, () => any][]} */ ([
  ['throws', fails],
  ['returns NaN', () => Number.NaN],
  ['returns a promise', async () => 0],
]))
  test(`If now ${what}, the proxy uses the runtime’s clock and reports one event`, limits, async () => {
    /** @type {any[]} */
    const events = [];
    let works = false;
    const proxy = place.proxy({ now: () => (works ? Date.now() : now()), onEvent: events.push.bind(events) });
    const failures = () => events.splice(0).filter(({ type }) => type === 'failure');
    for (let i = 0; i < 2; i++) assert.equal((await place.ask(proxy)).status, 200);
    assert.equal(place.sim.requests.length, 1);
    assert.deepEqual(failures(), [{ type: 'failure', route: 'none', what: 'now', code: 'TypeError' }]);
    works = true;
    await place.ask(proxy);
    assert.deepEqual(failures(), []);
    works = false;
    await place.ask(proxy);
    assert.equal(failures().length, 1);
  });

test('An onEvent that throws or rejects fails neither the request nor the process', limits, async (t) => {
  /** @type {unknown[]} */
  const unhandled = [];
  const onUnhandled = (/** @type {unknown} */ reason) => unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  t.after(() => process.off('unhandledRejection', onUnhandled));
  let calls = 0;
  for (const onEvent of [
    () => {
      calls++;
      fails();
    },
    async () => {
      calls++;
      fails();
    },
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: some libraries return such an object instead of a promise
      then(/** @type {unknown} */ _, /** @type {(reason: unknown) => void} */ reject) {
        calls++;
        reject(new Error('s3cr3t'));
      },
    }),
  ]) {
    calls = 0;
    assert.equal((await place.ask(place.proxy({ onEvent }))).status, 200);
    while (calls < 2) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled, []);
});
