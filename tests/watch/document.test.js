// The watch of one document: its values, the time of its requests, and its end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, DOCUMENT, stage } from './stage.js';

const options = { timeout: 20_000 };
const watch = (/** @type {any} */ client, /** @type {object} */ more = {}) =>
  client.watchDocument(BATCH, DOCUMENT, more);
const unavailable = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Down' } } };

test(
  'a watch yields the first status immediately, then each change once, and ends after the terminal status',
  options,
  async (t) => {
    const clock = startClock(t);
    const { client, requests } = await stage([
      body('NotStarted', 0),
      body('NotStarted', 0),
      body('Running', 1, { progress: 0.3 }),
      body('Running', 1, { progress: 0.3 }),
      body('Running', 2, { progress: 0.8 }),
      body('Succeeded', 3, { progress: 1, path: 'https://files.example/fr' }),
    ]);
    const shown = await clock.until(collect(watch(client)));
    assert.deepEqual(
      shown.map(({ status, progress }) => [status, progress]),
      [
        ['NotStarted', 0],
        ['Running', 0.3],
        ['Running', 0.8],
        ['Succeeded', 1],
      ],
    );
    assert.equal(requests.length, 6);
  },
);

for (const status of ['Succeeded', 'Failed', 'Cancelled', 'Canceled', 'ValidationFailed']) {
  test(`a watch ends at ${status}`, options, async (t) => {
    const { client, requests } = await stage([body(status, 1)]);
    const [only, ...rest] = await startClock(t).until(collect(watch(client)));
    assert.equal(only.status, status === 'Cancelled' ? 'Canceled' : status);
    assert.deepEqual([rest.length, requests.length], [0, 1]);
  });
}

test('an unknown status is yielded and does not end the watch', options, async (t) => {
  const { client } = await stage([body('Pondering', 1), body('Succeeded', 2)]);
  const shown = await startClock(t).until(collect(watch(client)));
  assert.deepEqual(
    shown.map(({ status }) => status),
    ['Pondering', 'Succeeded'],
  );
});

test('a stale response is ignored and does not end the watch', options, async (t) => {
  const { client } = await stage([
    body('Running', 10, { progress: 0.5 }),
    body('Succeeded', 2, { progress: 1 }), // an older time
    body('NotStarted', 10), // the same time and an earlier status
    body('Running', 10, { progress: 0.4 }), // the same time and status, and less progress
    body('Succeeded', 11, { progress: 1 }),
  ]);
  const shown = await startClock(t).until(collect(watch(client)));
  assert.deepEqual(
    shown.map(({ status, progress }) => [status, progress]),
    [
      ['Running', 0.5],
      ['Succeeded', 1],
    ],
  );
});

test(
  'the interval is at least minIntervalMs and Retry-After, and grows to maxIntervalMs while nothing changes',
  options,
  async (t) => {
    const clock = startClock(t);
    const replies = [
      ...Array(20).fill(body('Running', 1)),
      { body: body('Running', 2), headers: { 'Retry-After': '50' } },
      body('Succeeded', 3),
    ];
    const { client, requests } = await stage(replies);
    await clock.until(collect(watch(client, { minIntervalMs: 1000, maxIntervalMs: 10_000 })));
    const gaps = requests.slice(1).map(({ at }, index) => at - requests[index].at);
    const least = [...Array(20).keys()].map((quiet) => Math.min(10_000, 1000 * 1.5 ** quiet));
    for (const [index, gap] of gaps.slice(0, 20).entries()) {
      assert.ok(
        gap >= least[index] - 1 && gap <= least[index] * 1.2 + 200,
        `gap ${index} of ${gap} ms for ${least[index]} ms`,
      );
    }
    assert.ok(gaps[20] >= 50_000 && gaps[20] <= 60_200, `${gaps[20]} ms for 50 s`);
  },
);

for (const random of [0, 0.5, 0.999])
  test(`requests are sent at the documented intervals for ten minutes (random: ${random})`, options, async (t) => {
    const clock = startClock(t);
    t.mock.method(Math, 'random', () => random);
    const MOVES_EVERY_MS = 47_000;
    const TAKES_MS = 600_000;
    const { client, requests } = await stage(() => {
      const second = Math.floor(clock.time / MOVES_EVERY_MS);
      return clock.time < TAKES_MS ? body('Running', second) : body('Succeeded', second + 1);
    });
    const shown = await clock.until(collect(watch(client)));
    assert.equal(shown.length, 1 + Math.ceil(TAKES_MS / MOVES_EVERY_MS));

    // The docs' formula, rounded up to whole milliseconds.
    let quiet = 0;
    const times = requests.map(({ at }) => at);
    for (const [index, at] of times.slice(0, -1).entries()) {
      const moved = Math.floor(at / MOVES_EVERY_MS) > Math.floor((times[index - 1] ?? -1) / MOVES_EVERY_MS);
      quiet = moved ? 0 : quiet + 1;
      const delay = times[index + 1] - at - Math.min(30_000, 2000 * 1.5 ** quiet) * (1 + random / 5);
      assert.ok(delay > -0.001 && delay < 1.001, `request ${index + 1} is ${delay} ms late`);
    }
    assert.ok(
      times[times.length - 1] >= TAKES_MS && times[times.length - 2] < TAKES_MS,
      'The first request after the end is the last one',
    );
  });

test(
  'changes that the caller makes to a yielded status do not count as changes of the document',
  options,
  async (t) => {
    const clock = startClock(t);
    const error = { code: 'InternalServerError', message: 'First' };
    const { client } = await stage([
      body('Running', 1, { error }),
      body('Running', 1, { error }),
      body('Running', 1, { error: { ...error, message: 'Second' } }),
      body('Running', 1),
      body('Succeeded', 2),
    ]);
    /** @type {unknown[]} */
    const shown = [];
    const readAll = async () => {
      for await (const document of watch(client)) {
        shown.push([document.status, document.error?.message]);
        if (document.error) document.error.message = 'Changed';
        document.status = document.to = 'Changed';
      }
    };
    await clock.until(readAll());
    assert.deepEqual(shown, [
      ['Running', 'First'],
      ['Running', 'Second'],
      ['Running', undefined],
      ['Succeeded', undefined],
    ]);
  },
);

test('a watch continues after temporary failures', options, async (t) => {
  const { client, requests } = await stage([
    unavailable,
    new TypeError('reset'),
    body('Running', 1),
    unavailable,
    unavailable,
    body('Succeeded', 2),
  ]);
  const shown = await startClock(t).until(collect(watch(client)));
  assert.deepEqual(
    shown.map(({ status }) => status),
    ['Running', 'Succeeded'],
  );
  assert.equal(requests.length, 6);
});

test('onOutage is called for each failure of an outage, and once at its end', options, async (t) => {
  const { client } = await stage([
    unavailable,
    { ...unavailable, headers: { 'Retry-After': '9' } },
    body('Running', 1),
    body('Running', 2),
    unavailable,
    body('Succeeded', 3),
  ]);
  /** @type {any[]} */
  const outages = [];
  const shown = await startClock(t).until(
    collect(
      watch(client, {
        onOutage: (/** @type {any} */ outage) => outages.push(outage && [outage.error.code, outage.retryInMs >= 4000]),
      }),
    ),
  );
  const failure = ['ServiceUnavailable', true];
  assert.deepEqual(outages, [failure, failure, undefined, failure, undefined]);
  assert.deepEqual(
    shown.map(({ status }) => status),
    ['Running', 'Running', 'Succeeded'],
  );
});

test('onOutage is not called for a failure that ends the watch', options, async (t) => {
  /** @type {any[]} */
  const outages = [];
  const clock = startClock(t);
  const { client } = await stage([{ status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } }]);
  const watched = collect(watch(client, { onOutage: (/** @type {any} */ outage) => outages.push(outage) }));
  await assert.rejects(clock.until(watched), { code: 'ResourceNotFound' });
  assert.deepEqual(outages, []);
});

test('after a 429 a watch waits for Retry-After, and then returns to its interval', options, async (t) => {
  const throttled = {
    status: 429,
    headers: { 'Retry-After': '20' },
    body: { error: { code: 'RequestRateTooHigh', message: 'Slow down' } },
  };
  const { client, requests } = await stage([
    body('Running', 1),
    throttled,
    throttled,
    body('Running', 2),
    body('Succeeded', 3),
  ]);
  await startClock(t).until(collect(watch(client)));
  const gaps = requests.slice(1).map(({ at }, index) => at - requests[index].at);
  assert.ok(gaps[1] >= 20_000 && gaps[2] >= 20_000, `${gaps}`);
  assert.ok(gaps[3] < 5000, `${gaps}`);
});

test('an outage longer than maxOutageMs ends the watch with the last failure', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage([body('Running', 1), unavailable]);
  await assert.rejects(clock.until(collect(watch(client))), {
    kind: 'service',
    code: 'ServiceUnavailable',
    statusCode: 503,
  });
  const outage = requests[requests.length - 1].at - requests[1].at;
  assert.ok(outage >= 600_000 && outage < 640_000, `${outage} ms`);
});

test('a failure whose Retry-After is longer than maxOutageMs is thrown immediately', options, async (t) => {
  const { client, requests } = await stage([{ ...unavailable, headers: { 'Retry-After': '3600' } }]);
  await assert.rejects(startClock(t).until(collect(watch(client, { maxOutageMs: 200_000 }))), {
    code: 'ServiceUnavailable',
    retryAfterMs: 3_600_000,
  });
  assert.equal(requests.length, 1);
});

/** The jitter shortens the ceiling and lengthens the watch's own interval. @param {number} gap @param {number} ceiling */
function assertSpread(gap, ceiling) {
  const [least, most] = ceiling === 30_000 ? [30_000, 36_000] : [0.8 * ceiling, ceiling];
  assert.ok(gap >= least && gap <= most + 100, `${gap} ms`);
}

for (const [ceiling, clientOptions] of /** @type {[number, object][]} */ ([
  [300_000, {}],
  [120_000, { maxRetryAfterMs: 120_000 }],
  [30_000, { maxRetryAfterMs: 0 }], // the watch's own interval is longer
]))
  for (const seconds of ['86400', '999999999']) {
    test(
      `after a Retry-After of ${seconds} s in a status response, the next request comes within ${ceiling} ms`,
      options,
      async (t) => {
        const late = { body: body('Running', 1), headers: { 'Retry-After': seconds } };
        const { client, requests } = await stage([late, body('Succeeded', 2)], clientOptions);
        const interval = { minIntervalMs: 30_000, maxIntervalMs: 30_000 };
        const [first] = await startClock(t).until(collect(watch(client, interval)));
        assert.equal(first.retryAfterMs, 1000 * Number(seconds));
        assertSpread(requests[1].at - requests[0].at, ceiling);
      },
    );

    for (const status of [429, 503])
      test(
        `after a ${status} with a Retry-After of ${seconds} s, a watch polls again within ${ceiling} ms`,
        options,
        async (t) => {
          const clock = startClock(t);
          const failure = { ...unavailable, status, headers: { 'Retry-After': seconds } };
          const { client, requests } = await stage([failure, failure, body('Succeeded', 2)], clientOptions);
          /** @type {any[]} */
          const outages = [];
          const onOutage = (/** @type {any} */ outage) => outages.push(outage);
          const interval = { minIntervalMs: 30_000, maxIntervalMs: 30_000 };
          const watched = collect(watch(client, { ...interval, maxOutageMs: 3_600_000, onOutage }));
          const [last] = await clock.until(watched);
          assert.equal(last.status, 'Succeeded');
          for (const [index, { at }] of requests.slice(1).entries()) assertSpread(at - requests[index].at, ceiling);
          assert.equal(outages[0].error.retryAfterMs, 1000 * Number(seconds));
          assert.ok(outages[0].retryInMs <= Math.max(ceiling, 36_000), `${outages[0].retryInMs} ms`);
        },
      );
  }

test('a watch with a Retry-After of a day polls until maxOutageMs has passed', options, async (t) => {
  t.mock.method(Math, 'random', () => 0);
  const { client, requests } = await stage([{ ...unavailable, status: 429, headers: { 'Retry-After': '86400' } }]);
  const clock = startClock(t);
  await assert.rejects(clock.until(collect(watch(client, { maxOutageMs: 3_600_000 }))), { retryAfterMs: 86_400_000 });
  assert.equal(requests.length, 12);
  assert.ok(clock.time <= 3_600_000, `${clock.time} ms`);
});

test('a single call rejects with the Retry-After of the response', options, async () => {
  const failure = { ...unavailable, status: 429, headers: { 'Retry-After': '86400' } };
  const { client, requests } = await stage([failure], { maxRetryAfterMs: 1000 });
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), { statusCode: 429, retryAfterMs: 86_400_000 });
  assert.equal(requests.length, 1);
});

test('maxRetryAfterMs is a number from 0 to the longest delay of a timer', options, async () => {
  for (const maxRetryAfterMs of [-1, Number.NaN, '5', 2 ** 31, Infinity, null])
    await assert.rejects(stage([], { maxRetryAfterMs }), { code: 'InvalidOption', target: 'maxRetryAfterMs' });
  for (const maxRetryAfterMs of [0, 2 ** 31 - 1]) await stage([], { maxRetryAfterMs });
});

test('a permanent failure is thrown immediately', options, async (t) => {
  const { client, requests } = await stage([
    body('Running', 1),
    { status: 404, body: { error: { code: 'ResourceNotFound', message: 'id not found' } } },
  ]);
  await assert.rejects(startClock(t).until(collect(watch(client))), { code: 'ResourceNotFound' });
  assert.equal(requests.length, 2);
});

test('a token that expires during a watch is requested again once', options, async (t) => {
  const clock = startClock(t);
  const refused = { status: 401, body: { error: { code: '401', message: 'Expired' } } };
  let asked = 0;
  const token = () => `token-${++asked}`;
  const { client, requests } = await stage([body('Running', 1), refused, body('Running', 2), refused, refused], {
    credential: { token },
  });
  await assert.rejects(clock.until(collect(watch(client))), { statusCode: 401 });
  assert.deepEqual(
    requests.map(({ headers }) => headers.Authorization),
    ['Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-2', 'Bearer token-3'],
  );
});

test('a watch that ends while it waits leaves no timer', options, async () => {
  const { client, requests } = await stage([body('Running', 1)]);
  for await (const { status } of watch(client)) {
    assert.equal(status, 'Running');
    break;
  }
  const iterator = watch(client);
  await iterator.next();
  const waiting = iterator.next();
  await iterator.return();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  assert.ok(!process.getActiveResourcesInfo().includes('Timeout'));
  assert.equal(requests.length, 2);
});

test(
  'an abort rejects with the signal’s reason, during a wait and during a request, and aborts the request',
  options,
  async () => {
    const reason = new Error('enough');
    for (const replies of [[body('Running', 1)], [body('Running', 1), () => new Promise(() => {})]]) {
      const controller = new AbortController();
      const { client, requests } = await stage(replies);
      const iterator = watch(client, { signal: controller.signal, minIntervalMs: 1, maxIntervalMs: 1 });
      await iterator.next();
      const waiting = iterator.next();
      if (replies.length > 1) while (requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
      controller.abort(reason);
      await assert.rejects(waiting, (error) => error === reason);
      if (replies.length > 1) assert.ok(requests[1].signal.aborted);
      assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    }
  },
);

test('closing the client ends its watches with ClientClosed', options, async () => {
  const { client } = await stage([body('Running', 1)]);
  const iterator = watch(client);
  await iterator.next();
  const waiting = iterator.next();
  client.close();
  await assert.rejects(waiting, { code: 'ClientClosed' });
  assert.ok(!process.getActiveResourcesInfo().includes('Timeout'));
});

test('the estimate is based on the document’s progress, and is absent without progress', options, async (t) => {
  const clock = startClock(t);
  const steps = [0, 0.1, 0.2, 0.3, 0.4, 0.5].map((progress, index) => body('Running', index, { progress }));
  const { client } = await stage([body('NotStarted', 0), ...steps, body('Succeeded', 9, { progress: 1 })]);
  const shown = await clock.until(collect(watch(client, { minIntervalMs: 10_000, maxIntervalMs: 10_000 })));
  const estimates = shown.map(({ estimatedRemainingMs }) => estimatedRemainingMs);
  assert.deepEqual([estimates[0], estimates[1], estimates[7]], [undefined, undefined, undefined]);
  for (const [index, estimate] of estimates.slice(2, 7).entries()) {
    const remaining = (9 - index) * 11_000; // ten seconds and jitter for each tenth
    assert.ok(estimate > remaining * 0.8 && estimate < remaining * 1.2, `${estimate} ms instead of about ${remaining}`);
  }
});

test('waitForDocument returns the terminal status', options, async (t) => {
  const { client } = await stage([
    body('Running', 1),
    body('Failed', 2, { error: { code: 'InvalidRequest', message: 'No' } }),
  ]);
  const last = await startClock(t).until(client.waitForDocument(BATCH, DOCUMENT));
  assert.equal(last.status, 'Failed');
  assert.equal(last.error?.code, 'InvalidRequest');
});

test('options out of range are rejected without a request', options, async () => {
  const { client, requests } = await stage([body('Running', 1)]);
  for (const name of ['minIntervalMs', 'maxIntervalMs', 'maxOutageMs', 'maxInitialOutageMs']) {
    await assert.rejects(collect(watch(client, { [name]: -1 })), { code: 'InvalidOption', target: name });
    await assert.rejects(collect(watch(client, { [name]: '5' })), { code: 'InvalidOption', target: name });
  }
  await assert.rejects(collect(watch(client, { onOutage: 5 })), { code: 'InvalidOption', target: 'onOutage' });
  assert.equal(requests.length, 0);
});

test('for every order of three statuses, a watch yields the newer ones and ends with the first terminal one', {
  timeout: 60_000,
}, async (t) => {
  const clock = startClock(t);
  const ranks = {
    NotStarted: 0,
    Running: 1,
    Cancelling: 2,
    Succeeded: 3,
    Failed: 3,
    Cancelled: 3,
    ValidationFailed: 3,
  };
  const names = /** @type {(keyof typeof ranks)[]} */ (Object.keys(ranks));
  const orders = names.flatMap((a) => names.flatMap((b) => names.map((c) => [a, b, c])));
  const given = (/** @type {string} */ status) => (status === 'Cancelled' ? 'Canceled' : status);
  for (const seconds of [
    [1, 2, 3], // each is newer
    [1, 1, 1], // the same time: the rank decides
    [2, 1, 3], // the second is stale unless it is terminal
  ]) {
    const ends = orders.map(async (order) => {
      const replies = [...order.map((status, at) => body(status, seconds[at])), body('Succeeded', 9)];
      const expected = [];
      let [shownAt, shownAs] = [0, /** @type {keyof typeof ranks | undefined} */ (undefined)];
      for (const [at, status] of /** @type {const} */ ([...order, 'Succeeded']).entries()) {
        const second = seconds[at] ?? 9;
        // A terminal status is final, even with an older time.
        const isTerminal = ranks[status] === 3;
        if (!isTerminal && second < shownAt) continue;
        if (!isTerminal && second === shownAt && shownAs && ranks[status] < ranks[shownAs]) continue;
        if (second === shownAt && status === shownAs) continue;
        expected.push(given(status));
        [shownAt, shownAs] = [second, status];
        if (isTerminal) break;
      }
      const { client } = await stage(replies);
      const shown = (await collect(watch(client))).map(({ status }) => status);
      assert.deepEqual(shown, expected, `${order} at ${seconds}`);
    });
    await clock.until(Promise.all(ends));
  }
});

test('a watch continues after a token function failed because of the network', { timeout: 20_000 }, async (t) => {
  const clock = startClock(t);
  let calls = 0;
  const token = async () => {
    if (++calls < 4) throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' });
    return 'token';
  };
  const { client, requests } = await stage([body('Succeeded', 1)], { credential: { token } });
  /** @type {(string | undefined)[]} */
  const outages = [];
  const watch = client.watchDocument(BATCH, DOCUMENT, {
    maxOutageMs: Infinity,
    onOutage: (outage) => void outages.push(outage?.error.code),
  });
  const shown = collect(watch);
  await clock.until(shown);
  assert.deepEqual(
    (await shown).map(({ status }) => status),
    ['Succeeded'],
  );
  assert.deepEqual(outages, ['TokenUnavailable', 'TokenUnavailable', 'TokenUnavailable', undefined]);
  assert.equal(requests.length, 1);
});
