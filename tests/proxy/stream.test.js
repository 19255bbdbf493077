// Tests watching by an event stream: the proxy's events, and every other response that a client may get when it requests a stream.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createClient } from 'document-translation-status';
import { allEvents, eventsOf } from './sse.js';
import { limits, stage } from './stage.js';

const place = stage();
const quick = { minIntervalMs: 10, maxIntervalMs: 10 };

afterEach(
  async () => {
    // Fails at the time limit if a timer was left behind.
    while (process.getActiveResourcesInfo().includes('Timeout')) await new Promise((resolve) => setImmediate(resolve));
  },
  { timeout: 10_000 },
);

const body = (/** @type {object} */ members = {}) =>
  JSON.stringify({
    createdDateTimeUtc: '2026-01-01T00:00:00Z',
    lastActionDateTimeUtc: '2026-01-01T00:00:01Z',
    status: 'Running',
    to: 'fr',
    id: place.id,
    ...members,
  });
const event = (/** @type {object} */ members) => `event: status\ndata: ${body(members)}\n\n`;
const END = { status: 'Succeeded', progress: 1 };

/** A response with these chunks. With `open` it ends only when it is cancelled. @param {(string | Uint8Array)[]} pieces @param {{ open?: boolean, cancelled?: () => void }} [how] */
function streamOf(pieces, { open = false, cancelled } = {}) {
  const encoder = new TextEncoder();
  const stream = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      if (!open) controller.close();
    },
    cancel: cancelled,
  });
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
}

/**
 * Watches through a fetch that returns these responses in turn, then always the last one.
 * @param {(() => Response | Promise<Response>)[]} replies
 * @param {object} [options]
 */
async function watch(replies, options = {}) {
  /** @type {(string | null)[]} */
  const accepted = [];
  const client = await createClient({
    endpoint: 'https://status.example.com',
    credential: { token: 'a-view-token' },
    fetch: async (_, init) => {
      const headers = new Headers(init?.headers);
      assert.equal(headers.get('Authorization'), 'Bearer a-view-token');
      return replies[Math.min(accepted.push(headers.get('Accept')), replies.length) - 1]();
    },
  });
  const seen = [];
  /** @type {any} */
  let error;
  try {
    const watching = client.watchDocument(place.batchId, place.id, { ...quick, stream: true, ...options });
    for await (const { status, progress } of watching) seen.push(progress ?? status);
  } catch (thrown) {
    error = thrown;
  }
  client.close();
  return { seen, error, accepted };
}

test('The client gets each change in order over one stream', limits, async () => {
  place.script(
    [0.1, 0.1, 0.4, 0.8]
      .map((progress) => ({ status: 'Running', progress, headers: { 'Retry-After': null } }))
      .concat(/** @type {any} */ ([END])),
  );
  const proxy = place.proxy({ now: undefined, minIntervalMs: 20, maxIntervalMs: 20 });
  let asked = 0;
  const client = await createClient({
    endpoint: 'https://status.example.com',
    fetch: (url, init) => {
      asked++;
      return proxy.fetch(new Request(url, init));
    },
  });
  const seen = [];
  for await (const { progress } of client.watchDocument(place.batchId, place.id, { stream: true })) seen.push(progress);
  assert.deepEqual(seen, [0.1, 0.4, 0.8, 1]);
  assert.equal(asked, 1);
  assert.equal(place.sim.requests.length, 5);
  client.close();
});

test('A stream without changes sends heartbeats', limits, async () => {
  const proxy = place.proxy({ now: undefined, heartbeatMs: 5, minIntervalMs: 1e9, maxIntervalMs: 1e9 });
  const events = eventsOf(await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } }));
  assert.equal((await events.next()).value?.event, 'status');
  for (let i = 0; i < 3; i++) assert.deepEqual((await events.next()).value, { heartbeat: true });
  await events.return(undefined);
});

test('Each change is one event', limits, async () => {
  const states = [0.1, 0.1, 0.4, 0.8].map((progress) => ({
    status: 'Running',
    progress,
    headers: { 'Retry-After': null },
  }));
  place.script([...states, END]);
  const proxy = place.proxy({ now: undefined, minIntervalMs: 5, maxIntervalMs: 5 });
  const reply = await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } });
  assert.deepEqual(
    (await allEvents(reply)).map(({ data }) => data.progress),
    [0.1, 0.4, 0.8, 1],
  );
});

test('A slow reader skips to the latest event', limits, async () => {
  const progresses = Array.from({ length: 100 }, (_, i) => i / 100);
  place.script(
    progresses
      .map((progress) => ({ status: 'Running', progress, headers: { 'Retry-After': null } }))
      .concat(/** @type {any} */ ([END])),
  );
  const proxy = place.proxy({ now: undefined, minIntervalMs: 1, maxIntervalMs: 1 });
  const reply = await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } });
  await place.sim.requested(101);
  // The proxy handles the last response some turns after the service sent it.
  while ((await (await place.ask(proxy)).json()).status !== 'Succeeded')
    await new Promise((resolve) => setImmediate(resolve));
  const seen = (await allEvents(reply)).map(({ data }) => data.progress);
  assert.ok(seen.length < 20, `${seen.length} events were sent`);
  assert.deepEqual([seen[0], seen.at(-1)], [0, 1]);
});

test('A stream’s headers prevent caching, compression and buffering by intermediaries', limits, async () => {
  const reply = await place.ask(place.proxy(), place.path, { headers: { Accept: 'text/event-stream' } });
  const [caching, buffering] = ['Cache-Control', 'X-Accel-Buffering'].map((name) => reply.headers.get(name));
  assert.deepEqual([caching, buffering], ['no-cache, no-transform', 'no']);
  await reply.body?.cancel();
});

test('A viewer without a token gets 401 as JSON and no stream', limits, async () => {
  const proxy = place.proxy({ viewTokenSecrets: ['a secret that has 32 bytes and more'] });
  const reply = await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } });
  assert.deepEqual([reply.status, reply.headers.get('Content-Type')], [401, 'application/json; charset=utf-8']);
});

test('The proxy stops polling when the viewer of a stream disconnects', limits, async () => {
  const proxy = place.proxy({ now: undefined, minIntervalMs: 5, maxIntervalMs: 5 });
  place.script([{ status: 'Running', progress: 0.1, headers: { 'Retry-After': null } }]);
  const reply = await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } });
  await place.sim.requested(3);
  await reply.body?.cancel();
  await place.sim.settled();
});

test('Events are parsed from any chunks, with any line endings, heartbeats and other fields', limits, async () => {
  const text =
    `:\n\n${event({ progress: 0.1 })}`.replaceAll('\n', '\r\n') +
    `retry: 1\n\nid: 7\n${event({ progress: 0.2, to: 'é' })}`;
  const bytes = [...new TextEncoder().encode(text)].map((byte) => Uint8Array.of(byte));
  const { seen, accepted } = await watch([() => streamOf([...bytes, event(END)])]);
  assert.deepEqual(seen, [0.1, 0.2, 1]);
  assert.deepEqual(accepted, ['text/event-stream']);
});

test('The client polls if the response is not a stream', limits, async () => {
  const replies = [{ progress: 0.1 }, { progress: 0.2 }, END].map((members) => () => new Response(body(members)));
  const { seen, accepted } = await watch(replies);
  assert.deepEqual(seen, [0.1, 0.2, 1]);
  assert.deepEqual(accepted, ['text/event-stream', null, null]);
});

test('The client reopens a stream each time it breaks', limits, async () => {
  const cut = 'data: {"cut';
  const { seen, error, accepted } = await watch(
    [0.1, 0.2, 0.3, 0.4, 0.5]
      .map((progress) => () => streamOf([event({ progress }), cut]))
      .concat(() => streamOf([event(END)])),
  );
  assert.equal(error, undefined);
  assert.deepEqual(seen, [0.1, 0.2, 0.3, 0.4, 0.5, 1]);
  assert.deepEqual(accepted, Array(6).fill('text/event-stream'));
});

for (const [what, pieces] of /** @type {const} */ ([
  ['silence', []],
  ['a heartbeat that stops', [':\n\n']],
  ['an event larger than 1 MiB', [`data: ${'x'.repeat(2 ** 20)}`, 'x'.repeat(100)]],
  ['invalid UTF-8', [Uint8Array.of(0xff, 0x0a, 0x0a)]],
  ['an invalid failure event', ['event: failure\ndata: {"statusCode":7}\n\n']],
  ['a failure event that is not JSON', ['event: failure\ndata: x\n\n']],
]))
  test(`The client cancels and reopens a stream after ${what}`, limits, async () => {
    let cancelled = 0;
    const broken = () => streamOf([event({ progress: 0.1 }), ...pieces], { open: true, cancelled: () => cancelled++ });
    const { seen, accepted } = await watch([broken, broken, () => new Response(body(END))], {
      stream: { silenceMs: 50 },
    });
    assert.deepEqual(seen, [0.1, 1]);
    assert.equal(accepted.length, 3);
    assert.equal(cancelled, 2);
  });

test('Each event is validated like a response', limits, async () => {
  const { seen, error } = await watch([() => streamOf([event({ progress: 0.1 }), event({ progress: 1.5 })])]);
  assert.deepEqual([seen, error?.code, error?.target], [[0.1], 'InvalidMember', 'progress']);
});

test('An older status that arrives later is skipped', limits, async () => {
  const older = { progress: 0.1, lastActionDateTimeUtc: '2026-01-01T00:00:00Z' };
  const { seen } = await watch([() => streamOf([event({ progress: 0.2 }), event(older), event(END)])]);
  assert.deepEqual(seen, [0.2, 1]);
});

test('A temporary failure event is skipped and a permanent one is thrown, as in polling', limits, async () => {
  const failure = (/** @type {number} */ statusCode) =>
    `event: failure\ndata: {"statusCode":${statusCode},"error":{"code":"X","message":"m"}}\n\n`;
  const temporary = await watch([() => streamOf([event({ progress: 0.1 }), failure(503), event(END)])]);
  assert.deepEqual([temporary.seen, temporary.error], [[0.1, 1], undefined]);
  const permanent = await watch([() => streamOf([event({ progress: 0.1 }), failure(404), event(END)])]);
  assert.deepEqual([permanent.seen, permanent.error?.statusCode, permanent.error?.code], [[0.1], 404, 'X']);
});

for (const how of ['an abort', 'close', 'return'])
  test(`A stream ends at once after ${how}`, limits, async () => {
    let cancelled = false;
    const reply = streamOf([event({ progress: 0.1 })], { open: true, cancelled: () => (cancelled = true) });
    const client = await createClient({ endpoint: 'https://status.example.com', fetch: async () => reply });
    const controller = new AbortController();
    const watching = client.watchDocument(place.batchId, place.id, { stream: true, signal: controller.signal });
    assert.equal((await watching.next()).value?.progress, 0.1);
    const next = watching.next();
    if (how === 'an abort') controller.abort(new Error('enough'));
    if (how === 'close') client.close();
    if (how === 'return') await watching.return?.();
    if (how === 'return') assert.equal((await next).done, true);
    else await assert.rejects(next, how === 'close' ? /closed/ : /enough/);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(cancelled, true);
    client.close();
  });

test('An invalid stream option is rejected', limits, async () => {
  for (const stream of ['yes', 1, { silenceMs: 0 }, { silenceMs: 'x' }]) {
    const { error } = await watch([() => new Response(body(END))], { stream });
    const target = typeof stream === 'object' ? 'silenceMs' : 'stream';
    assert.deepEqual([error?.code, error?.target], ['InvalidOption', target], JSON.stringify(stream));
  }
});
