// Many concurrent watches: shared requests, the distribution of requests over time, maxConcurrency, and independent failures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, DOCUMENT, idIn, stage } from './stage.js';

const options = { timeout: 60_000 };
const id = (/** @type {number} */ number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const numberOf = (/** @type {string} */ url) => Number(idIn(url).slice(-12));

/**
 * A response without a stream: a Response object would be too slow for this many requests.
 * @param {object} state
 */
const lightReply = (state) => {
  let isRead = false;
  const read = async () => {
    const value = isRead ? undefined : new TextEncoder().encode(JSON.stringify(state));
    isRead = true;
    return { done: !value, value };
  };
  return Promise.resolve({
    status: 200,
    headers: { get: (/** @type {string} */ name) => (name === 'retry-after' ? '1' : null) },
    body: { getReader: () => ({ read, cancel: async () => {} }) },
  });
};

/**
 * The shortest interval before the next request, as the docs define it.
 * @param {number} quiet responses since the last change
 */
const intervalAfter = (quiet) => Math.min(30_000, 2000 * 1.5 ** quiet);

test('two thousand watches poll at the documented intervals, with requests spread evenly', {
  timeout: 200_000,
}, async (t) => {
  const COUNT = 2000;
  const LATENCY_MS = 50;
  // A document's states, and the number of responses with each: 4 to 9 in total.
  const scripts = Array.from({ length: COUNT }, (_, number) => [
    ['NotStarted', 0, 1 + (number % 3)],
    ['Running', 0.2, 1 + (number % 2)],
    ['Running', 0.7, 1 + (number % 3)],
    [['Succeeded', 'Failed', 'Cancelled'][number % 3], 1, 1],
  ]);
  const clock = startClock(t);
  const perSecond = new Map();
  const MOST = 80;
  let inFlight = 0;
  let mostInFlight = 0;
  const asked = Array.from({ length: COUNT }, () => /** @type {number[]} */ ([]));
  /** @type {((value: undefined) => void)[]} Requests within the latency are answered together, which needs fewer timers. */
  let pending = [];
  const respond = () => {
    const resolves = pending;
    pending = [];
    for (const resolve of resolves) resolve(undefined);
  };
  const reply = (/** @type {string} */ url) => {
    const number = numberOf(url);
    const second = Math.floor(clock.time / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    const count = asked[number].push(clock.time);
    const ends = scripts[number].map((_, at, all) =>
      all.slice(0, at + 1).reduce((sum, each) => sum + Number(each[2]), 0),
    );
    const at = ends.findIndex((end) => count <= end);
    const [status, progress] = scripts[number][at];
    return new Promise((resolve) => {
      if (pending.push(resolve) === 1) setTimeout(respond, LATENCY_MS);
    }).then(() => {
      inFlight--;
      return lightReply(body(String(status), at, { progress, id: id(number) }));
    });
  };
  const { client } = await stage(reply, { maxConcurrency: MOST });
  /** @type {number[]} */
  const shown = [];
  const follow = async (/** @type {number} */ number) => {
    shown[number] = 0;
    for await (const { status } of client.watchDocument(BATCH, id(number))) {
      shown[number]++;
      if (shown[number] === 4) assert.ok(['Succeeded', 'Failed', 'Canceled'].includes(status));
    }
  };
  await clock.until(Promise.all(scripts.map((_, number) => follow(number))));

  let requests = 0;
  for (const [number, script] of scripts.entries()) {
    // One request for each scripted response, and one value for each change.
    const replies = script.map(([, , count]) => Number(count));
    const expected = replies.reduce((sum, count) => sum + count, 0);
    assert.equal(asked[number].length, expected, `requests for document ${number}`);
    assert.equal(shown[number], script.length);
    requests += expected;
    // No request comes before its interval, or later than the longest interval plus latency and queueing.
    const quiets = replies.flatMap((count) => Array.from({ length: count }, (_, quiet) => quiet));
    for (let at = 1; at < expected; at++) {
      const gap = asked[number][at] - asked[number][at - 1];
      const interval = intervalAfter(quiets[at - 1]);
      assert.ok(gap >= interval, `document ${number}: ${gap} ms, less than ${interval}`);
      assert.ok(gap <= 1.2 * interval + 2 * LATENCY_MS + 3000, `document ${number}: ${gap} ms for ${interval}`);
    }
  }
  assert.equal(
    [...perSecond.values()].reduce((sum, count) => sum + count, 0),
    requests,
  );
  assert.equal(mostInFlight, MOST, 'concurrent requests');
  // The first requests are sent as fast as maxConcurrency allows. After that, no second has many more than the mean.
  perSecond.delete(0);
  perSecond.delete(1);
  const most = Math.max(...perSecond.values());
  assert.ok(most <= (1.3 * COUNT) / 2, `${most} requests in a second`);
  assert.equal(clock.timers, 0, 'timers');
});

test('each waiting watch has one timer, which is cleared when the watch ends', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage((url) => lightReply(body('Running', 1, { id: idIn(url) })));
  const watches = Array.from({ length: 1000 }, (_, number) => client.watchDocument(BATCH, id(number)));
  for (const watch of watches) watch.next().then(() => watch.next());
  await clock.settle();
  assert.equal(clock.timers, 1000);
  for (const watch of watches) await watch.return?.();
  assert.equal(clock.timers, 0);
});

test('watches of the same document share requests, and each yields every change', options, async (t) => {
  const clock = startClock(t);
  const script = ['NotStarted', 'NotStarted', 'Running', 'Running', 'Running', 'Succeeded'];
  const { client, requests } = await stage(script.map((status, second) => body(status, second)));
  const statuses = async (/** @type {object} */ pace) =>
    (await collect(client.watchDocument(BATCH, DOCUMENT, pace))).map(({ status }) => status);
  const seen = await clock.until(Promise.all([statuses({}), statuses({}), statuses({ minIntervalMs: 7000 })]));
  assert.deepEqual(seen, [script, script, script]);
  assert.equal(requests.length, script.length);
});

test('documents of two jobs with the same id are separate documents', options, async (t) => {
  const clock = startClock(t);
  const other = 'a27bf148-f327-47a0-9481-abae6362f11e';
  const { client, requests } = await stage((url) => body(url.includes(other) ? 'Failed' : 'Succeeded', 1));
  const seen = await clock.until(
    Promise.all([BATCH, other, BATCH].map((batch) => collect(client.watchDocument(batch, DOCUMENT)))),
  );
  assert.deepEqual(
    seen.map(([{ status }]) => status),
    ['Succeeded', 'Failed', 'Succeeded'],
  );
  assert.equal(requests.length, 2);
});

test('a shared request is aborted when its last watch ends, not before', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage([() => new Promise(() => {})]);
  const [one, other] = [1, 2].map(() => client.watchDocument(BATCH, DOCUMENT));
  const ends = [one.next(), other.next()];
  await clock.settle();
  assert.equal(requests.length, 1);
  await one.return?.();
  assert.deepEqual(await ends[0], { done: true, value: undefined });
  assert.ok(!requests[0].signal.aborted);
  await other.return?.();
  assert.deepEqual(await ends[1], { done: true, value: undefined });
  assert.ok(requests[0].signal.aborted);
  // A later watch sends a new request.
  const later = client.watchDocument(BATCH, DOCUMENT);
  const pending = later.next();
  await clock.settle();
  assert.equal(requests.length, 2);
  await later.return?.();
  await pending;
  assert.equal(clock.timers, 0);
});

test('a failure reaches all watches of the document, and each applies its own maxOutageMs', options, async (t) => {
  const clock = startClock(t);
  const down = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Down' } } };
  const { client } = await stage([body('Running', 1), down, down, body('Succeeded', 2)]);
  const patient = collect(client.watchDocument(BATCH, DOCUMENT));
  const impatient = collect(client.watchDocument(BATCH, DOCUMENT, { maxOutageMs: 0 }));
  impatient.catch(() => {});
  assert.equal((await clock.until(patient)).length, 2);
  await assert.rejects(impatient, { code: 'ServiceUnavailable' });
});

test('a failure for one document does not affect other documents', options, async (t) => {
  const clock = startClock(t);
  let asked = 0;
  const { client } = await stage((url) => {
    if (numberOf(url) === 7) return { status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } };
    return body(++asked > 150 ? 'Succeeded' : 'Running', 1, { id: idIn(url) });
  });
  const watches = Array.from({ length: 100 }, (_, number) => client.waitForDocument(BATCH, id(number)));
  const ends = await clock.until(Promise.allSettled(watches));
  assert.deepEqual(
    ends.map(({ status }) => status),
    ends.map((_, number) => (number === 7 ? 'rejected' : 'fulfilled')),
  );
});

test('at most maxConcurrency requests run at once, and aborted watches leave the queue', options, async (t) => {
  const clock = startClock(t);
  const answered = new Set();
  /** @type {number[]} */
  const counts = [];
  const { client, requests } = await stage(
    async (url) => {
      counts.push(requests.filter((request) => !answered.has(request.url) && !request.signal.aborted).length);
      await new Promise((resolve) => setTimeout(() => resolve(undefined), 1000));
      answered.add(url);
      return lightReply(body('Succeeded', 1, { id: idIn(url) }));
    },
    { maxConcurrency: 3 },
  );
  const controller = new AbortController();
  const watches = Array.from({ length: 20 }, (_, number) =>
    client.waitForDocument(BATCH, id(number), number % 2 ? { signal: controller.signal } : {}),
  );
  const ends = Promise.allSettled(watches);
  await clock.settle();
  controller.abort();
  await clock.until(ends);
  assert.equal(Math.max(...counts), 3);
  // One of the first three requests was aborted, and half of the queued watches never sent a request.
  assert.equal(requests.length, 11);
  assert.equal(clock.timers, 0);
});

test('maxConcurrency defaults to 32 and is at least 1', options, async () => {
  const silence = () => new Promise(() => {});
  const { client, requests } = await stage([silence]);
  const watches = Array.from({ length: 50 }, (_, number) => client.watchDocument(BATCH, id(number)));
  const ends = watches.map((watch) => watch.next());
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(requests.length, 32);
  for (const watch of watches) await watch.return?.();
  await Promise.all(ends);
  for (const maxConcurrency of [0, -1, Number.NaN, '5'])
    await assert.rejects(stage([], { maxConcurrency }), { code: 'InvalidOption', target: 'maxConcurrency' });
});
