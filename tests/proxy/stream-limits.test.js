// Tests how many streams may be open: for each view token and in total.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createViewToken } from 'document-translation-status/proxy';
import { limits, SECRET, stage } from './stage.js';

const place = stage();
const SLOW = { minIntervalMs: 1e9, maxIntervalMs: 1e9 };

afterEach(
  async () => {
    // Fails at the time limit if a timer was left behind.
    while (process.getActiveResourcesInfo().includes('Timeout')) await new Promise((resolve) => setImmediate(resolve));
  },
  { timeout: 10_000 },
);

const newToken = () => createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds: 600 });

/** @param {any} proxy @param {string} [token] @param {RequestInit} [init] @returns {Promise<Response>} */
const open = (proxy, token, init) =>
  place.ask(proxy, place.path, {
    headers: { Accept: 'text/event-stream', ...(token && { Authorization: `Bearer ${token}` }) },
    ...init,
  });

/** @param {Response} reply */
async function refused(reply) {
  assert.equal(reply.headers.get('Retry-After'), '10');
  return [reply.status, (await reply.json()).error.code];
}

test('A view token above maxStreamsPerToken gets 429, and other tokens and polling go on', limits, async () => {
  const proxy = place.proxy({ ...SLOW, viewTokenSecrets: [SECRET], maxStreamsPerToken: 3 });
  const [token, other] = [await newToken(), await newToken()];
  const replies = await Promise.all(Array.from({ length: 10 }, () => open(proxy, token)));
  const streams = replies.filter(({ status }) => status === 200);
  assert.equal(streams.length, 3);
  for (const reply of replies)
    if (reply.status !== 200) assert.deepEqual(await refused(reply), [429, 'RequestRateTooHigh']);
  const another = await open(proxy, other);
  assert.equal(another.status, 200);
  const polled = await place.ask(proxy, place.path, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(polled.status, 200);
  await streams[0].body?.cancel();
  const next = await open(proxy, token);
  assert.equal(next.status, 200, 'A stream that has ended makes room');
  assert.equal((await open(proxy, token)).status, 429);
  for (const { body } of [...streams, another, next]) await body?.cancel().catch(() => {});
});

test('A viewer above maxStreams gets 503 with Retry-After', limits, async () => {
  const proxy = place.proxy({ ...SLOW, maxStreams: 2 });
  const streams = [await open(proxy), await open(proxy)];
  assert.deepEqual(await refused(await open(proxy)), [503, 'ServiceUnavailable']);
  assert.equal((await place.ask(proxy)).status, 200);
  for (const { body } of streams) await body?.cancel();
  const next = await open(proxy);
  assert.equal(next.status, 200);
  await next.body?.cancel();
});

test('Viewers without a token are limited only in total', limits, async () => {
  const proxy = place.proxy({ ...SLOW, maxStreams: 5, maxStreamsPerToken: 1 });
  const replies = await Promise.all(Array.from({ length: 6 }, () => open(proxy)));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 503]);
  for (const { body } of replies) await body?.cancel();
});

test('Each way in which a stream ends makes room', limits, async () => {
  let leaving = new AbortController();
  let allows = true;
  for (const [what, options, end] of /** @type {[string, object, (reply: Response) => any][]} */ ([
    ['cancelled', {}, ({ body }) => body?.cancel()],
    ['aborted', {}, () => leaving.abort()],
    [
      'denied',
      { public: undefined, authorize: () => allows, reauthorizeMs: 1 },
      async (reply) => {
        allows = false;
        await reply.text();
        allows = true;
      },
    ],
  ])) {
    leaving = new AbortController();
    const proxy = place.proxy({ ...SLOW, maxStreams: 1, ...options });
    const first = await open(proxy, undefined, { signal: leaving.signal });
    assert.equal(first.status, 200, what);
    assert.equal((await open(proxy)).status, 503, what);
    await end(first);
    const next = await open(proxy);
    assert.equal(next.status, 200, what);
    await next.body?.cancel();
  }
});

test('A stream whose timers stopped without its end counts as closed after three heartbeats', limits, async (t) => {
  // As in workerd, when a viewer has left.
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const proxy = place.proxy({
    ...SLOW,
    viewTokenSecrets: [SECRET],
    maxStreamsPerToken: 1,
    maxStreams: 1,
    heartbeatMs: 1000,
  });
  const token = await newToken();
  const lost = await open(proxy, token);
  place.time += 3000;
  assert.equal((await open(proxy, token)).status, 429);
  place.time += 1;
  const next = await open(proxy, token);
  assert.equal(next.status, 200);
  place.time += 2000;
  t.mock.timers.tick(1000);
  place.time += 2000;
  assert.equal((await open(proxy, token)).status, 429, 'A heartbeat keeps a stream');
  for (const { body } of [lost, next]) await body?.cancel();
  t.mock.timers.reset();
});

test('2,000 streams that are opened and cancelled leave nothing behind', limits, async () => {
  const proxy = place.proxy({ ...SLOW, maxStreams: 100 });
  for (let i = 0; i < 20; i++) {
    const streams = await Promise.all(Array.from({ length: 100 }, () => open(proxy)));
    for (const { status, body } of streams) {
      assert.equal(status, 200);
      await body?.cancel();
    }
  }
});
