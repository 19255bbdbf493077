// Proves what those who run the proxy see of it, what they don't, and that it never fails in front of a viewer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createViewToken } from 'document-translation-status/proxy';
import { limits, SECRET, stage } from './stage.js';

const place = stage();
const METRICS = 'a token for metrics, 32 bytes and more';

/** @param {any} proxy @param {string} name */
async function counter(proxy, name) {
  const headers = { Authorization: `Bearer ${METRICS}` };
  const text = await (await place.ask(proxy, '/metrics', { headers })).text();
  return Number(new RegExp(`^document_translation_status_proxy_${name}_total (\\d+)$`, 'm').exec(text)?.[1]);
}

test('each request is one event, without who asked and without secrets', limits, async () => {
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

test('an odd method is no way to write into the log', limits, async () => {
  /** @type {any[]} */
  const events = [];
  const proxy = place.proxy({ onEvent: (/** @type {any} */ event) => events.push(event) });
  await place.ask(proxy, place.path, { method: 'X--' });
  assert.deepEqual([events[0].method, events[0].status], ['other', 405]);
});

test('/healthz answers without asking anyone, and says nothing', limits, async () => {
  const reply = await place.ask(place.proxy({ viewTokenSecrets: [SECRET] }), '/healthz');
  assert.deepEqual([reply.status, await reply.text()], [200, '{"status":"ok"}']);
  assert.equal(place.sim.requests.length, 0);
});

test('/metrics is there for those who have its token, and else not at all', limits, async () => {
  assert.equal((await place.ask(place.proxy(), '/metrics')).status, 404);
  const proxy = place.proxy({ metricsToken: METRICS });
  for (const Authorization of ['', 'Bearer', `Bearer ${METRICS}x`, METRICS, `Bearer ${METRICS.slice(1)}`]) {
    const reply = await place.ask(proxy, '/metrics', { headers: { Authorization } });
    assert.equal(reply.status, 401);
    assert.ok(!(await reply.text()).includes('_total'));
  }
});

test('the counters add up', limits, async () => {
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

test('who asks too often is refused before the service or the memory is asked', limits, async () => {
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
  'the handler never rejects: a mistake inside is a 500 in the form of the service, and an event',
  limits,
  async () => {
    /** @type {any[]} */
    const events = [];
    const proxy = place.proxy({
      metricsToken: METRICS,
      rateLimit: () => {
        throw new TypeError('s3cr3t');
      },
      onEvent: (/** @type {any} */ event) => {
        events.push(event);
        throw new Error('The hook is broken');
      },
    });
    const reply = await place.ask(proxy);
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
