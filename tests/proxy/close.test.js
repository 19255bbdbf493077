// Tests close(): what viewers and load balancers get from a proxy whose process is about to end.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createClient } from 'document-translation-status';
import { limits, stage } from './stage.js';

const place = stage();
const slow = { now: undefined, minIntervalMs: 1e9, maxIntervalMs: 1e9 };
const stream = { headers: { Accept: 'text/event-stream' } };

afterEach(
  async () => {
    // Fails at the time limit if a timer was left behind.
    while (process.getActiveResourcesInfo().includes('Timeout')) await new Promise((resolve) => setImmediate(resolve));
  },
  { timeout: 10_000 },
);

/** One event with the status, and the time after which the viewer connects again. */
const ENDED = /^event: status\nretry: \d{4}\nid: \w+\ndata: {[^\n]*"status":"Running"[^\n]*}\n\nretry: (\d+)\n\n$/;

/** @param {Response} response */
async function retryMsOf(response) {
  const [text, retryMs] = ENDED.exec(await response.text()) ?? [];
  assert.ok(text);
  return Number(retryMs);
}

test('close() ends each stream with a retry of its own, from 2 to 5 s, and tells onEvent', limits, async () => {
  place.script([{ status: 'Running' }]);
  /** @type {any[]} */
  const ends = [];
  const onEvent = (/** @type {any} */ { type, what }) => type === 'stream' && ends.push(what);
  const proxy = place.proxy({ ...slow, onEvent });
  const viewers = await Promise.all(Array.from({ length: 50 }, () => place.ask(proxy, place.path, stream)));
  proxy.close();
  const delays = await Promise.all(viewers.map(retryMsOf));
  for (const delay of delays) assert.ok(delay >= 2000 && delay <= 5000, String(delay));
  assert.ok(new Set(delays).size > 25, String(delays));
  assert.deepEqual(ends, Array(50).fill('closed'));
});

test('After close(), a new stream has status 200, sends the current status and a retry, and ends', limits, async () => {
  place.script([{ status: 'Running' }]);
  const proxy = place.proxy(slow);
  proxy.close();
  // A native EventSource stops for good at any other status.
  const response = await place.ask(proxy, place.path, stream);
  assert.equal(response.status, 200);
  assert.ok(await retryMsOf(response));
});

test('After close(), a stream of a finished document ends as before', limits, async () => {
  place.script([{ status: 'Succeeded', progress: 1 }]);
  const proxy = place.proxy(slow);
  proxy.close();
  proxy.close();
  const text = await (await place.ask(proxy, place.path, stream)).text();
  assert.match(text, /^event: status\nretry: \d+\nid: \w+\ndata: .*"Succeeded".*\n\n$/);
});

test('After close(), /readyz responds with 503, and other requests get their responses', limits, async () => {
  const proxy = place.proxy(slow);
  const statuses = async () => {
    const replies = ['/healthz', '/readyz', place.path].map(async (path) => (await place.ask(proxy, path)).status);
    return Promise.all(replies);
  };
  assert.deepEqual(await statuses(), [200, 200, 200]);
  proxy.close();
  assert.deepEqual(await statuses(), [200, 503, 200]);
});

test('/readyz gives 503 while the credential fails and after close(), with one form', limits, async () => {
  const proxy = place.proxy();
  const readiness = async () => {
    const reply = await place.ask(proxy, '/readyz');
    return [reply.status, await reply.json()];
  };
  place.script([{ status: 401, body: '' }, {}]);
  await place.ask(proxy);
  const failing = await readiness();
  assert.equal(failing[0], 503);
  place.time += 60_000;
  assert.equal((await place.ask(proxy)).status, 200);
  assert.equal((await readiness())[0], 200);
  proxy.close();
  assert.deepEqual(await readiness(), failing);
});

test('/readyz is ready before the first request, without a request to the service', limits, async () => {
  const response = await place.ask(place.proxy({ viewTokenSecrets: ['x'.repeat(32)] }), '/readyz');
  assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }]);
  assert.equal(place.sim.requests.length, 0);
});

test('close() changes nothing for a stream whose viewer has left', limits, async () => {
  const proxy = place.proxy(slow);
  const { body } = await place.ask(proxy, place.path, stream);
  await body?.cancel();
  proxy.close();
});

test('The client continues with another process, without an outage', limits, async () => {
  const NO_RETRY_AFTER = { headers: { 'Retry-After': null } };
  const quick = { now: undefined, minIntervalMs: 10, maxIntervalMs: 10 };
  place.script([{ status: 'Running', progress: 0.1, ...NO_RETRY_AFTER }]);
  const first = place.proxy(quick);
  let current = first;
  const client = await createClient({
    endpoint: 'https://status.example.com',
    fetch: (url, init) => current.fetch(new Request(url, init)),
  });
  const seen = [];
  /** @type {unknown[]} */
  const outages = [];
  const watching = client.watchDocument(place.batchId, place.id, {
    minIntervalMs: 10,
    maxIntervalMs: 10,
    stream: true,
    onOutage: (outage) => outages.push(outage),
  });
  for await (const { progress } of watching) {
    seen.push(progress);
    if (progress !== 0.1) continue;
    place.script([{ status: 'Succeeded', progress: 1 }]);
    current = place.proxy(quick);
    first.close();
  }
  client.close();
  assert.deepEqual([seen, outages], [[0.1, 1], []]);
});
