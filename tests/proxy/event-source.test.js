// Tests event streams as a browser's EventSource uses them: when a response is a stream, ids and reconnects, and when the proxy ends a stream.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createViewToken } from 'document-translation-status/proxy';
import { allEvents, eventsOf } from './sse.js';
import { limits, SECRET, stage } from './stage.js';

const place = stage();
const EVENTS = { Accept: 'text/event-stream' };
const END = { status: 'Succeeded', progress: 1 };
/** A stream has one event, and then nothing new. */
const SLOW = { minIntervalMs: 1e9, maxIntervalMs: 1e9 };

afterEach(
  async () => {
    // Fails at the time limit if a timer was left behind.
    while (process.getActiveResourcesInfo().includes('Timeout')) await new Promise((resolve) => setImmediate(resolve));
  },
  { timeout: 10_000 },
);

/** @param {any} proxy @param {Record<string, string>} [headers] */
const open = (proxy, headers = {}) => place.ask(proxy, place.path, { headers: { ...EVENTS, ...headers } });

test('Only a request that accepts text/event-stream gets a stream', limits, async () => {
  place.script([END]);
  const proxy = place.proxy();
  for (const [Accept, isStream] of /** @type {const} */ ([
    ['text/event-stream', true],
    ['Text/Event-Stream', true],
    ['text/event-stream;q=0.5', true],
    ['text/event-stream; charset=utf-8', true],
    ['application/json, text/event-stream', true],
    ['text/event-stream;q=1.0, */*;q=0', true],
    ['text/event-stream;q=0', false],
    ['text/event-stream; q=0', false],
    ['text/event-stream;Q=0.000', false],
    ['application/json, text/event-stream;q=0.0', false],
    ['x-text/event-stream', false],
    ['text/event-stream-x', false],
    ['text/event-stream.x', false],
    ['application/json;x=text/event-stream', false],
    ['text/*', false],
    ['*/*', false],
    ['', false],
  ])) {
    const reply = await place.ask(proxy, place.path, { headers: { Accept } });
    const type = String(reply.headers.get('Content-Type')).split(';')[0];
    assert.equal(type, isStream ? 'text/event-stream' : 'application/json', Accept);
    await reply.body?.cancel();
  }
});

test('Each status has an id, and the first event says when to connect again, at a random time', limits, async () => {
  place.script([{ progress: 0.1, headers: { 'Retry-After': null } }, END]);
  const proxy = place.proxy({ now: undefined, minIntervalMs: 5, maxIntervalMs: 5 });
  const [first, last, ...more] = await allEvents(await open(proxy));
  assert.deepEqual([first.data.progress, last.data.status, more.length], [0.1, 'Succeeded', 0]);
  assert.match(String(first.id), /^[\da-f]{16}$/);
  assert.match(String(last.id), /^[\da-f]{16}$/);
  assert.notEqual(first.id, last.id);
  assert.equal(last.retry, undefined);
  const times = [first.retry];
  for (let i = 0; i < 20; i++) times.push((await allEvents(await open(proxy)))[0].retry);
  assert.ok(
    times.every((ms) => Number(ms) >= 2000 && Number(ms) <= 5000),
    String(times),
  );
  assert.ok(new Set(times).size > 1);
});

test('An EventSource that returns with the last event of a finished document gets 204 and stops', limits, async () => {
  place.script([END]);
  const proxy = place.proxy();
  const [{ id }] = await allEvents(await open(proxy));
  const reply = await open(proxy, { 'Last-Event-ID': String(id) });
  assert.deepEqual([reply.status, await reply.text()], [204, '']);
  assert.equal(reply.headers.get('Retry-After'), null);
});

test('Any other Last-Event-ID gets the current status, also of a finished document', limits, async () => {
  place.script([{ progress: 0.1, headers: { 'Retry-After': null } }, END]);
  const proxy = place.proxy({ now: undefined, minIntervalMs: 5, maxIntervalMs: 5 });
  const [first] = await allEvents(await open(proxy));
  for (const lastEventId of [String(first.id), 'unknown', 'undefined', '', '*', 'x'.repeat(5000)]) {
    const events = await allEvents(await open(proxy, { 'Last-Event-ID': lastEventId }));
    assert.deepEqual(
      events.map(({ data }) => data.status),
      ['Succeeded'],
      lastEventId,
    );
  }
});

test('The id of a running document’s last event gets its current status and stays open', limits, async () => {
  const proxy = place.proxy({ ...SLOW, heartbeatMs: 5 });
  const events = eventsOf(await open(proxy));
  const { value } = await events.next();
  await events.return(undefined);
  const again = eventsOf(await open(proxy, { 'Last-Event-ID': /** @type {any} */ (value).id }));
  assert.deepEqual(/** @type {any} */ ((await again.next()).value).data, /** @type {any} */ (value).data);
  assert.deepEqual((await again.next()).value, { heartbeat: true });
  await again.return(undefined);
});

test('The end of a stream is an event with its reason and duration', limits, async () => {
  const token = await createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds: 60 });
  /** @type {any[]} */
  const ended = [];
  const onEvent = (/** @type {any} */ event) => event.type === 'stream' && ended.push(event);
  let calls = 0;
  const running = place.proxy({ ...SLOW, onEvent });
  await (await open(running)).body?.cancel();
  const leaving = new AbortController();
  const left = await place.ask(running, place.path, { headers: EVENTS, signal: leaving.signal });
  leaving.abort();
  assert.equal((await allEvents(left)).length, 1);
  const denied = { public: undefined, authorize: () => ++calls === 1, reauthorizeMs: 1 };
  await allEvents(await open(place.proxy({ ...SLOW, onEvent, ...denied })));
  const expiring = place.proxy({ ...SLOW, onEvent, viewTokenSecrets: [SECRET], now: () => place.time });
  place.time += 119_000;
  await allEvents(await open(expiring, { Authorization: `Bearer ${token}` }));
  place.script([END]);
  await allEvents(await open(place.proxy({ onEvent })));
  assert.deepEqual(
    ended.map(({ what }) => what),
    ['disconnected', 'disconnected', 'denied', 'expired', 'finished'],
  );
  for (const { ms, ...event } of ended) {
    assert.equal(typeof ms, 'number');
    const { what, ...rest } = event;
    assert.deepEqual(rest, { type: 'stream', route: 'document', batchId: place.batchId, documentId: place.id });
  }
});

test('A stream ends when the request’s signal aborts, also if it had aborted before', limits, async () => {
  for (const abortsBefore of [true, false]) {
    const leaving = new AbortController();
    const { method, url, headers } = new Request(`https://status.example.com${place.path}`, { headers: EVENTS });
    if (abortsBefore) leaving.abort();
    // Azure's HttpRequest has these members, and is no Request.
    const reply = await place.proxy(SLOW).fetch({ method, url, headers, signal: leaving.signal });
    leaving.abort();
    assert.equal((await allEvents(reply)).length, abortsBefore ? 0 : 1);
  }
});

test('A request without a signal gets a stream', limits, async () => {
  const { method, url, headers } = new Request(`https://status.example.com${place.path}`, { headers: EVENTS });
  const reply = await place.proxy(SLOW).fetch(/** @type {any} */ ({ method, url, headers }));
  const events = eventsOf(reply);
  assert.equal(/** @type {any} */ ((await events.next()).value).data.id, place.id);
  await events.return(undefined);
});
