// Watches over time: hidden pages, suspended machines, clock changes, outages, throttling, and tokens that expire.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, DOCUMENT, idIn, stage } from './stage.js';

const options = { timeout: 30_000 };
const watch = (/** @type {any} */ client, /** @type {object} */ more = {}) =>
  client.watchDocument(BATCH, DOCUMENT, more);
const unavailable = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Down' } } };
const unauthorized = { status: 401, body: { error: { code: '401', message: 'Expired' } } };

/** @param {number} seconds */
const throttled = (seconds) => ({
  status: 429,
  headers: { 'Retry-After': String(seconds) },
  body: { error: { code: 'RequestRateTooHigh', message: 'Slow down' } },
});

/**
 * Defines the globals of a page that can be visible or hidden.
 * @param {import('node:test').TestContext} t
 */
function openPage(t) {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const frame = new EventTarget();
  let listeners = 0;
  for (const target of [page, frame]) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = (/** @type {[any, any]} */ ...args) => {
      listeners++;
      addEventListener.apply(target, args);
    };
    target.removeEventListener = (/** @type {[any, any]} */ ...args) => {
      listeners--;
      removeEventListener.apply(target, args);
    };
  }
  Object.assign(globalThis, {
    document: page,
    addEventListener: (/** @type {[any, any]} */ ...args) => frame.addEventListener(...args),
    removeEventListener: (/** @type {[any, any]} */ ...args) => frame.removeEventListener(...args),
  });
  t.after(() => {
    for (const name of ['document', 'addEventListener', 'removeEventListener'])
      Reflect.deleteProperty(globalThis, name);
  });
  return {
    /** @param {'visible' | 'hidden'} state */
    show(state) {
      page.visibilityState = state;
      page.dispatchEvent(new Event('visibilitychange'));
    },
    online: () => frame.dispatchEvent(new Event('online')),
    listeners: () => listeners,
  };
}

/** Watches in the background. @param {any} client @param {object} [more] */
function startWatch(client, more) {
  const iterator = watch(client, more);
  const end = collect(iterator).catch((error) => error);
  return { end, stop: () => iterator.return() };
}

test('a hidden page polls at maxIntervalMs, and polls immediately when it becomes visible', options, async (t) => {
  const page = openPage(t);
  const clock = startClock(t);
  let second = 0;
  const { client, requests } = await stage(() => body('Running', ++second)); // each response is a change
  const { end, stop } = startWatch(client);
  await clock.pass(20_000);
  const visible = requests.length;
  assert.ok(visible >= 8, `${visible} requests in 20 s`);
  page.show('hidden');
  await clock.pass(300_000);
  const hidden = requests.length - visible;
  assert.ok(hidden >= 5 && hidden <= 11, `${hidden} requests in 5 minutes`);
  const before = clock.time;
  await clock.pass(15_000);
  assert.ok(clock.time - requests[requests.length - 1].at > 2400);
  page.show('visible');
  await clock.pass(50);
  assert.ok(requests[requests.length - 1].at >= before + 15_000, 'A request is sent when the page becomes visible');
  await stop();
  await end;
  assert.equal(page.listeners(), 0, 'listeners');
  assert.equal(clock.timers, 0, 'timers');
});

test('showing and hiding a page repeatedly does not cause more requests', options, async (t) => {
  const page = openPage(t);
  const clock = startClock(t);
  const { client, requests } = await stage([body('Running', 1)]);
  const { end, stop } = startWatch(client);
  for (let times = 0; times < 200; times++) {
    page.show(times % 2 ? 'visible' : 'hidden');
    await clock.pass(100);
  }
  assert.ok(requests.length <= 11, `${requests.length} requests in 20 s`);
  await stop();
  await end;
});

test('a page that is online again polls immediately, but not before Retry-After has passed', options, async (t) => {
  const page = openPage(t);
  const clock = startClock(t);
  const { client, requests } = await stage([
    body('Running', 1),
    ...Array(5).fill(new TypeError('offline')),
    body('Running', 2),
    throttled(60),
    body('Succeeded', 3),
  ]);
  const { end } = startWatch(client);
  await clock.pass(55_000);
  const count = requests.length;
  const lastAt = requests[count - 1].at;
  assert.ok(clock.time - lastAt > 2400 && clock.time - lastAt < 25_000, 'The interval is long by now');
  page.online();
  await clock.pass(50);
  assert.equal(requests.length, count + 1);
  while (requests.length < 8) await clock.pass(100);
  page.online();
  await clock.until(end);
  assert.ok(requests[8].at - requests[7].at >= 60_000);
});

test('a watch polls within 10 s after a suspended machine resumes', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage([body('Running', 1)]);
  const { end, stop } = startWatch(client, { minIntervalMs: 60_000, maxIntervalMs: 60_000 });
  await clock.pass(10_000);
  clock.suspend(3_600_000);
  assert.equal(requests.length, 1);
  await clock.pass(10_000);
  assert.equal(requests.length, 2);
  await stop();
  await end;
});

test('a wall clock that jumps does not change the rate of requests', options, async (t) => {
  const clock = startClock(t);
  let second = 0;
  const { client, requests } = await stage(() => body('Running', ++second));
  const { end, stop } = startWatch(client, { minIntervalMs: 10_000, maxIntervalMs: 10_000 });
  for (const jump of [-3_600_000, 3_600_000, -86_400_000, 86_400_000, -500, 500]) {
    const count = requests.length;
    clock.setWall(jump);
    await clock.pass(60_000);
    const asked = requests.length - count;
    assert.ok(asked >= 5 && asked <= 7, `${asked} requests in the minute after ${jump} ms`);
  }
  await stop();
  await end;
});

test('clocks with different precision do not make requests more frequent', options, async (t) => {
  const clock = startClock(t);
  let second = 0;
  const { client, requests } = await stage(() => body('Running', ++second));
  // The wall clock has whole milliseconds and the monotonic clock has fractions: the differences must not add up.
  const watches = Array.from({ length: 50 }, () =>
    startWatch(client, { minIntervalMs: 1003.3, maxIntervalMs: 1003.3 }),
  );
  await clock.pass(100_000);
  assert.ok(requests.length <= 100, `${requests.length} requests in 100 s`);
  for (const { stop, end } of watches) {
    await stop();
    await end;
  }
});

test('with a long maxOutageMs, a watch survives an outage of an hour and reports each failure', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage(() => {
    if (clock.time > 10_000 && clock.time < 3_610_000) return clock.time % 2 ? unavailable : new TypeError('reset');
    return body(clock.time < 10_000 ? 'Running' : 'Succeeded', Math.floor(clock.time / 1000) % 60, {
      lastActionDateTimeUtc: new Date(clock.time).toISOString(),
    });
  });
  /** @type {any[]} */
  const calls = [];
  const end = collect(
    watch(client, { maxOutageMs: 7_200_000, onOutage: (/** @type {any} */ outage) => calls.push(outage) }),
  );
  const shown = await clock.until(end);
  assert.equal(shown.at(-1).status, 'Succeeded');
  const failures = calls.slice(0, -1);
  assert.equal(calls.at(-1), undefined);
  assert.ok(failures.length > 90 && failures.length < 140, `${failures.length} failures reported`);
  assert.ok(failures.slice(4).every(({ retryInMs }) => retryInMs >= 30_000 && retryInMs <= 36_000));
  // The first request after the outage is within one interval.
  assert.ok(clock.time < 3_610_000 + 73_000, `${clock.time}`);
  assert.ok(requests.length < 160);
});

test('the time that a machine is suspended does not count as an outage', options, async (t) => {
  const clock = startClock(t);
  let reply = /** @type {unknown} */ (body('Running', 0));
  const { client } = await stage(() => reply);
  const end = collect(watch(client));
  await clock.pass(1000);
  reply = new TypeError('offline');
  await clock.pass(30_000);
  clock.suspend(8 * 3_600_000); // a night
  await clock.pass(30_000); // the network is not up yet
  reply = body('Succeeded', 1);
  assert.equal((await clock.until(end)).length, 2);
});

test(
  'during many 429 responses a watch never polls before Retry-After, and then returns to its interval',
  options,
  async (t) => {
    const clock = startClock(t);
    const throttlings = Array.from({ length: 40 }, (_, number) => throttled(1 + (number % 15)));
    const { client, requests } = await stage([
      body('Running', 1),
      ...throttlings,
      body('Running', 2),
      body('Succeeded', 3),
    ]);
    await clock.until(collect(watch(client, { maxOutageMs: 3_600_000 })));
    const gaps = requests.slice(1).map(({ at }, index) => at - requests[index].at);
    for (const [index, { headers }] of throttlings.entries()) {
      assert.ok(gaps[index + 1] >= 1000 * Number(headers['Retry-After']), `gap ${index + 1} of ${gaps[index + 1]} ms`);
    }
    assert.ok(Math.max(...gaps) <= 36_100, `${gaps}`);
    assert.ok((gaps.at(-1) ?? 0) < 2500, 'The interval is short again');
    assert.equal(requests.length, 43);
  },
);

test('each time a token expires during a watch, one new token is requested', options, async (t) => {
  const clock = startClock(t);
  let tokens = 0;
  const replies = [1, 2, 3, 4].flatMap((second) => [body('Running', second), unauthorized]);
  const { client, requests } = await stage([...replies, body('Succeeded', 9)], {
    credential: { token: () => `token-${++tokens}` },
  });
  const shown = await clock.until(collect(watch(client)));
  assert.equal(shown.length, 5);
  assert.equal(tokens, 5);
  // The new token is used immediately.
  const gaps = requests.slice(1).map(({ at }, index) => at - requests[index].at);
  assert.ok(
    [1, 3, 5, 7].every((index) => gaps[index] < 100),
    `${gaps}`,
  );
});

test('a token that expires for a hundred watches is requested once', options, async (t) => {
  const clock = startClock(t);
  let tokens = 0;
  let expired = false;
  const { client } = await stage(
    (url, headers) => {
      if (expired && headers.Authorization === 'Bearer token-1') return unauthorized;
      return body(expired ? 'Succeeded' : 'Running', 1, { id: idIn(url) });
    },
    { credential: { token: () => `token-${++tokens}` } },
  );
  const all = Array.from({ length: 100 }, (_, number) =>
    client.waitForDocument(BATCH, `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`),
  );
  await clock.settle();
  expired = true;
  await clock.until(Promise.all(all));
  assert.equal(tokens, 2);
});

test('a 401 with a key ends the watch', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage([body('Running', 1), unauthorized], { credential: { key: 'a-key' } });
  await assert.rejects(clock.until(collect(watch(client))), { statusCode: 401 });
  assert.equal(requests.length, 2);
});

test('minIntervalMs 0 is rejected, and 1 does not cause a busy loop', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage([body('Running', 1)]);
  for (const minIntervalMs of [0, 0.5, Number.NaN])
    await assert.rejects(collect(watch(client, { minIntervalMs })), { code: 'InvalidOption', target: 'minIntervalMs' });
  const { end, stop } = startWatch(client, { minIntervalMs: 1 });
  await clock.pass(60_000);
  assert.ok(requests.length < 60, `${requests.length} requests in a minute`);
  await stop();
  await end;
});

test('concurrent calls of next() get the values in order', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage([body('NotStarted', 0), body('Running', 1), body('Succeeded', 2)]);
  const iterator = watch(client);
  const results = await clock.until(Promise.all([1, 2, 3, 4, 5].map(() => iterator.next())));
  assert.deepEqual(
    results.map(({ done, value }) => [done, value?.status]),
    [
      [false, 'NotStarted'],
      [false, 'Running'],
      [false, 'Succeeded'],
      [true, undefined],
      [true, undefined],
    ],
  );
});

test('after an abort between two calls of next(), the second call rejects', options, async (t) => {
  const clock = startClock(t);
  const controller = new AbortController();
  const { client } = await stage([body('Running', 1)]);
  const iterator = watch(client, { signal: controller.signal });
  await clock.until(iterator.next());
  controller.abort('enough');
  await assert.rejects(iterator.next(), (reason) => reason === 'enough');
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  assert.equal(clock.timers, 0);
});

test('the estimate is stable while progress is uneven or pauses', options, async (t) => {
  const clock = startClock(t);
  // The speed varies for about 200 s, with a pause of half a minute.
  const progressAt = (/** @type {number} */ ms) => {
    const moved = ms < 90_000 ? ms : Math.max(90_000, ms - 30_000);
    return Math.min(0.99, moved / 200_000 + 0.02 * Math.sin(moved / 8000));
  };
  const { client } = await stage(() => {
    const status = clock.time < 225_000 ? 'Running' : 'Succeeded';
    return body(status, 0, {
      progress: Number(progressAt(clock.time).toFixed(2)),
      lastActionDateTimeUtc: new Date(clock.time).toISOString(),
    });
  });
  /** @type {[number, number][]} */
  const ends = [];
  const readEstimates = async () => {
    for await (const { estimatedRemainingMs } of watch(client))
      if (estimatedRemainingMs !== undefined) ends.push([clock.time, clock.time + estimatedRemainingMs]);
  };
  await clock.until(readEstimates());
  assert.ok(ends.length > 40, `${ends.length} estimates`);
  for (const [index, [at, end]] of ends.entries()) {
    // The estimated end moves by less than a fifth of the remaining time.
    if (index > 0 && at - ends[index - 1][0] < 10_000)
      assert.ok(Math.abs(end - ends[index - 1][1]) <= 0.2 * (end - at) + 3000, `${ends[index - 1]} → ${[at, end]}`);
    // From the middle on, it is wrong by less than a third of the remaining time.
    if (at > 125_000) assert.ok(Math.abs(end - 230_000) < 0.33 * (230_000 - at) + 10_000, `${[at, end]}`);
  }
});
