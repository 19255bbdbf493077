// Only here: many watches at once: what they share, how their requests are spread, and that one's failure is its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, DOCUMENT, idIn, stage } from './stage.js';

const options = { timeout: 60_000 };
const id = (/** @type {number} */ number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const numberOf = (/** @type {string} */ url) => Number(idIn(url).slice(-12));

/**
 * A reply without the streams that a Response has: there are hundreds of thousands.
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
 * What the policy asks for before the next request, by its definition in the docs: its least and its most.
 * @param {number} quiet replies since the last change
 */
const intervalAfter = (quiet) => Math.min(30_000, 2000 * 1.5 ** quiet);

test('two thousand documents are watched to their ends, each by the policy’s own arithmetic, and evenly', {
  timeout: 200_000,
}, async (t) => {
  const COUNT = 2000;
  const LATENCY_MS = 50;
  // A document's states, and how many replies each of them lasts: from 4 requests to 9.
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
  /** @type {((value: undefined) => void)[]} Those who ask within the latency get their replies together, which spares timers. */
  let onTheirWay = [];
  const arrive = () => {
    const resolves = onTheirWay;
    onTheirWay = [];
    for (const resolve of resolves) resolve(undefined);
  };
  const reply = (/** @type {string} */ url) => {
    const number = numberOf(url);
    const second = Math.floor(clock.time / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    const turn = asked[number].push(clock.time);
    const ends = scripts[number].map((_, at, all) =>
      all.slice(0, at + 1).reduce((sum, each) => sum + Number(each[2]), 0),
    );
    const at = ends.findIndex((end) => turn <= end);
    const [status, progress] = scripts[number][at];
    return new Promise((resolve) => {
      if (onTheirWay.push(resolve) === 1) setTimeout(arrive, LATENCY_MS);
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
    // One request for each reply that its script has, no more and no less; and each change was shown once.
    const replies = script.map(([, , count]) => Number(count));
    const expected = replies.reduce((sum, count) => sum + count, 0);
    assert.equal(asked[number].length, expected, `requests for document ${number}`);
    assert.equal(shown[number], script.length);
    requests += expected;
    // Each of them when the policy says: no earlier than the interval, and no later than the most of it, the replies' way and the queue.
    const quiets = replies.flatMap((count) => Array.from({ length: count }, (_, quiet) => quiet));
    for (let at = 1; at < expected; at++) {
      const gap = asked[number][at] - asked[number][at - 1];
      const interval = intervalAfter(quiets[at - 1]);
      assert.ok(gap >= interval, `document ${number}: ${gap} ms, where ${interval} are the least`);
      assert.ok(gap <= 1.2 * interval + 2 * LATENCY_MS + 3000, `document ${number}: ${gap} ms for ${interval}`);
    }
  }
  assert.equal(
    [...perSecond.values()].reduce((sum, count) => sum + count, 0),
    requests,
  );
  assert.equal(mostInFlight, MOST, 'requests on their way at once');
  // The first replies are asked for at once, as fast as maxConcurrency lets them; then no second has much more than the mean.
  perSecond.delete(0);
  perSecond.delete(1);
  const most = Math.max(...perSecond.values());
  assert.ok(most <= (1.3 * COUNT) / 2, `${most} requests in a second`);
  assert.equal(clock.timers, 0, 'timers');
});

test('each wait has its own timer, which is cleared with it', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage((url) => lightReply(body('Running', 1, { id: idIn(url) })));
  const watches = Array.from({ length: 1000 }, (_, number) => client.watchDocument(BATCH, id(number)));
  for (const watch of watches) watch.next().then(() => watch.next());
  await clock.settle();
  assert.equal(clock.timers, 1000);
  for (const watch of watches) await watch.return?.();
  assert.equal(clock.timers, 0);
});

test('a document watched twice is asked for once, and both see all of it', options, async (t) => {
  const clock = startClock(t);
  const script = ['NotStarted', 'NotStarted', 'Running', 'Running', 'Running', 'Succeeded'];
  const { client, requests } = await stage(script.map((status, second) => body(status, second)));
  const statuses = async (/** @type {object} */ pace) =>
    (await collect(client.watchDocument(BATCH, DOCUMENT, pace))).map(({ status }) => status);
  const seen = await clock.until(Promise.all([statuses({}), statuses({}), statuses({ minIntervalMs: 7000 })]));
  assert.deepEqual(seen, [script, script, script]);
  assert.equal(requests.length, script.length);
});

test('documents of two jobs are two documents, though they have one id', options, async (t) => {
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

test('a watch that leaves does not take the request of another along; the last one does', options, async (t) => {
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
  // And who comes then has a request of its own.
  const later = client.watchDocument(BATCH, DOCUMENT);
  const pending = later.next();
  await clock.settle();
  assert.equal(requests.length, 2);
  await later.return?.();
  await pending;
  assert.equal(clock.timers, 0);
});

test(
  'a failure is told to all who watch the document, and each rides it out by its own options',
  options,
  async (t) => {
    const clock = startClock(t);
    const down = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Down' } } };
    const { client } = await stage([body('Running', 1), down, down, body('Succeeded', 2)]);
    const patient = collect(client.watchDocument(BATCH, DOCUMENT));
    const hasty = collect(client.watchDocument(BATCH, DOCUMENT, { maxOutageMs: 0 }));
    hasty.catch(() => {});
    assert.equal((await clock.until(patient)).length, 2);
    await assert.rejects(hasty, { code: 'ServiceUnavailable' });
  },
);

test('one document’s failure is its own', options, async (t) => {
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

test(
  'no more than maxConcurrency requests are on their way, and who gives up in the queue leaves it',
  options,
  async (t) => {
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
    // Of the three that were on their way one was given up; of those in the queue half never asked.
    assert.equal(requests.length, 11);
    assert.equal(clock.timers, 0);
  },
);

test('maxConcurrency is 32 unless told otherwise, and at least 1', options, async () => {
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
