// Watches by an event stream: slow readers, connections that end, the spread of reconnections, and what a server can say about them. The
// server's events through the proxy, and responses that are not a stream: tests/proxy/stream.test.js.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, DOCUMENT, stage } from './stage.js';

const options = { timeout: 60_000 };
const END = event('Succeeded', 59, { progress: 1 });

/** @param {string} status @param {number} second @param {object} [more] */
function event(status, second, more) {
  return `event: status\ndata: ${JSON.stringify(body(status, second, { progress: second / 100, ...more }))}\n\n`;
}

/** An event for each change: the second is also the progress in percent. @param {number[]} seconds */
const events = (...seconds) => seconds.map((second) => event('Running', second)).join('');

/** @param {number} statusCode */
const failure = (statusCode) =>
  `event: failure\ndata: ${JSON.stringify({ statusCode, error: { code: 'X', message: 'Down' } })}\n\n`;

const open = { open: true };

/**
 * A response with these bytes. It ends after them, or with `open` when it is cancelled.
 * @param {string} [text] @param {{ open?: boolean }} [how]
 */
function streamOf(text = '', how = {}) {
  /** @type {any} */
  let controller;
  const encoder = new TextEncoder();
  const response = new Response(
    new ReadableStream({
      start(given) {
        controller = given;
      },
    }),
    { headers: { 'Content-Type': 'text/event-stream' } },
  );
  const connection = {
    reply: Promise.resolve(response),
    send: (/** @type {string} */ more) => controller.enqueue(encoder.encode(more)),
    end: () => controller.close(),
    cut: () => controller.error(new TypeError('terminated')),
  };
  if (text) connection.send(text);
  if (!how.open) connection.end();
  return connection;
}

/** Watches, and collects the progress of each status, the times of the requests, and the outages. @param {unknown} replies @param {any} [more] */
async function watch(replies, { client: own, ...more } = /** @type {any} */ ({})) {
  const { client, requests } = await stage(/** @type {any} */ (replies), own);
  /** @type {unknown[]} */
  const outages = [];
  const watching = client.watchDocument(BATCH, DOCUMENT, {
    stream: true,
    onOutage: (/** @type {any} */ outage) => outages.push(outage?.error.code),
    ...more,
  });
  return { client, requests, outages, watching, isStream: requests.map.bind(requests, wantsStream) };
}

const wantsStream = (/** @type {any} */ { headers }) => headers.Accept === 'text/event-stream';
const progressOf = (/** @type {any[]} */ states) => states.map(({ progress }) => progress);

test('a slow reader gets the newest status, and each status once', options, async (t) => {
  const clock = startClock(t);
  const connection = streamOf(events(10), open);
  const { watching, requests } = await watch([connection.reply]);
  const seen = [(await watching.next()).value];
  connection.send(events(20, 30));
  await clock.settle();
  connection.send(events(40) + events(40));
  await clock.settle();
  seen.push((await watching.next()).value);
  const next = watching.next();
  await clock.settle();
  connection.send(END);
  seen.push((await next).value);
  assert.deepEqual(progressOf(seen), [0.1, 0.4, 1]);
  assert.equal((await watching.next()).done, true);
  assert.equal(requests.length, 1);
  await clock.settle();
  assert.equal(clock.timers, 0);
});

test('a fast reader gets each status, also if all of them arrive in one chunk', options, async (t) => {
  const clock = startClock(t);
  const { watching } = await watch([streamOf(events(10, 20, 30) + END).reply]);
  assert.deepEqual(progressOf(await clock.until(collect(watching))), [0.1, 0.2, 0.3, 1]);
});

test('an older status never replaces a newer one that was not read', options, async (t) => {
  const clock = startClock(t);
  const connection = streamOf(events(10), open);
  const { watching } = await watch([connection.reply]);
  await watching.next();
  connection.send(END + events(20));
  await clock.settle();
  assert.equal((await watching.next()).value.progress, 1);
  assert.equal((await watching.next()).done, true);
});

test(
  'a slow reader gets a status before the failure that followed it, and no failure that has passed',
  options,
  async (t) => {
    const clock = startClock(t);
    const connection = streamOf(events(10), open);
    const { watching, outages } = await watch([connection.reply]);
    await watching.next();
    connection.send(failure(503) + events(20));
    await clock.settle();
    assert.equal((await watching.next()).value.progress, 0.2);
    assert.deepEqual(outages, []);
    connection.send(events(30) + failure(404));
    await clock.settle();
    assert.equal((await watching.next()).value.progress, 0.3);
    await assert.rejects(watching.next(), { statusCode: 404 });
  },
);

test('a status that was not read survives the end of its connection', options, async (t) => {
  const clock = startClock(t);
  const connection = streamOf(events(10), open);
  const { watching, requests } = await watch([connection.reply]);
  await watching.next();
  connection.send(END);
  connection.end();
  await clock.settle();
  assert.equal((await watching.next()).value.progress, 1);
  assert.equal(requests.length, 1);
});

for (const how of /** @type {const} */ (['end', 'cut']))
  test(`after each ${how} of a connection the client connects again, without an outage`, options, async (t) => {
    const clock = startClock(t);
    let count = 0;
    const { watching, isStream, outages } = await watch(() => {
      if (++count > 50) return streamOf(END).reply;
      const connection = streamOf(events(count), open);
      setTimeout(connection[how], 100_000);
      setTimeout(() => connection.send(':\n\n'), 40_000);
      setTimeout(() => connection.send(':\n\n'), 80_000);
      return connection.reply;
    });
    assert.equal((await clock.until(collect(watching))).length, 51);
    assert.deepEqual(isStream(), Array(51).fill(true));
    assert.deepEqual(outages, []);
  });

test(
  'three hundred clients that are cut off together come back spread over two seconds, none within two seconds',
  options,
  async (t) => {
    const clock = startClock(t);
    const connections = Array.from({ length: 300 }, () => streamOf(events(10), open));
    let count = 0;
    const { client, requests } = await stage(() => (connections[count++] ?? streamOf(END)).reply);
    const ends = Array.from({ length: 300 }, () => collect(client.watchDocument(BATCH, DOCUMENT, { stream: true })));
    await clock.settle();
    assert.equal(requests.length, 300);
    await clock.pass(1000);
    for (const { cut } of connections) cut();
    await clock.until(Promise.all(ends));
    const waits = requests.slice(300).map(({ at }) => at - 1000);
    const [shortest, longest] = [Math.min(...waits), Math.max(...waits)];
    assert.ok(
      waits.length === 300 && shortest >= 2000 && longest <= 4020,
      `${waits.length}: ${shortest} to ${longest}`,
    );
    const perTenth = Array(41).fill(0);
    for (const ms of waits) perTenth[Math.floor(ms / 100)]++;
    // On average 15 in each tenth of a second.
    assert.ok(Math.max(...perTenth) < 45, `${perTenth} in a tenth of a second`);
  },
);

for (const [retry, from, to] of /** @type {const} */ ([
  ['10000', 10_000, 20_000],
  ['0', 2000, 4000],
  ['999999999999999999999', 30_000, 60_000],
  ['soon', 2000, 4000],
]))
  test(`after \`retry: ${retry}\`, the client waits for ${from} to ${to} ms`, options, async (t) => {
    for (const random of [0, 0.5, 0.999999]) {
      const clock = startClock();
      const real = Math.random;
      Math.random = () => random;
      t.after(() => {
        Math.random = real;
        clock.restore();
      });
      const { watching, requests } = await watch([
        streamOf(`retry: ${retry}\n${events(10)}`).reply,
        streamOf(END).reply,
      ]);
      await clock.until(collect(watching));
      const [first, second] = requests.map(({ at }) => at);
      const expected = from + random * (to - from);
      assert.ok(Math.abs(second - first - expected) < 5, `${second - first} ms instead of ${expected}`);
      clock.restore();
    }
  });

test('the wait between connections obeys minIntervalMs and maxIntervalMs', options, async (t) => {
  const clock = startClock(t);
  const limits = { minIntervalMs: 60_000, maxIntervalMs: 60_000 };
  const { watching, requests } = await watch([streamOf(`retry: 1\n${events(10)}`).reply, streamOf(END).reply], limits);
  await clock.until(collect(watching));
  assert.ok(requests[1].at >= 60_000 && requests[1].at <= 120_000, `${requests[1].at}`);
});

for (const [what, reply] of /** @type {[string, () => unknown][]} */ ([
  ['a 204', () => Promise.resolve(new Response(null, { status: 204 }))],
  ['a stream without an event', () => streamOf(':\n\n').reply],
  [
    'a stream that breaks before its first event',
    () => {
      const connection = streamOf('', open);
      connection.cut();
      return connection.reply;
    },
  ],
]))
  test(`after ${what}, the client asks once by polling`, options, async (t) => {
    const clock = startClock(t);
    const { watching, outages, isStream } = await watch([reply, body('Succeeded', 1)]);
    assert.equal((await clock.until(collect(watching))).length, 1);
    assert.deepEqual([isStream(), outages], [[true, false], []]);
  });

test('after a 204 and one poll, the client tries a stream again at the polling interval', options, async (t) => {
  const clock = startClock(t);
  const none = () => Promise.resolve(new Response(null, { status: 204 }));
  const { watching, isStream, requests } = await watch([
    none,
    body('Running', 1),
    none,
    body('Running', 2),
    streamOf(END).reply,
  ]);
  assert.equal((await clock.until(collect(watching))).length, 3);
  assert.deepEqual(isStream(), [true, false, true, false, true]);
  assert.ok(requests[2].at - requests[1].at >= 2000);
});

test('if connections have no event, the client polls, and tries a stream more and more rarely', options, async (t) => {
  const clock = startClock(t);
  const { watching, requests, outages } = await watch((/** @type {string} */ _, /** @type {any} */ headers) =>
    headers.Accept ? streamOf('').reply : body('Running', 1),
  );
  const end = collect(watching);
  await clock.pass(3_600_000);
  const streams = requests.filter(wantsStream).map(({ at }) => at);
  const polls = requests.length - streams.length;
  // 60 s, 120 s, 240 s and so on, each up to twice as long.
  assert.ok(streams.length >= 5 && streams.length <= 8, `${streams.length} streams: ${streams}`);
  assert.ok(streams[1] - streams[0] >= 60_000);
  assert.ok(polls > 100, `${polls} polls in an hour`);
  assert.deepEqual(outages, []);
  await watching.return?.();
  await end;
  assert.equal(clock.timers, 0);
});

test('after polling, an event makes the client use streams again', options, async (t) => {
  const clock = startClock(t);
  let streams = 0;
  const { watching, isStream } = await watch((/** @type {string} */ _, /** @type {any} */ headers) => {
    if (!headers.Accept) return body('Running', 1);
    streams++;
    return streamOf(streams === 1 ? '' : streams < 10 ? events(streams) : END).reply;
  });
  assert.equal((await clock.until(collect(watching))).at(-1).status, 'Succeeded');
  const uses = isStream();
  assert.deepEqual(uses.slice(uses.lastIndexOf(false) + 1), Array(9).fill(true));
});

test('an expired token is renewed when the client connects again, without an outage', options, async (t) => {
  const clock = startClock(t);
  let asked = 0;
  const getToken = async () => ({ token: `token-${++asked}`, expiresOnTimestamp: Date.now() + 86_400_000 });
  const seen = /** @type {string[]} */ ([]);
  const refused = { status: 401, body: { error: { code: '401', message: 'Expired' } } };
  const replies = [streamOf(events(10)).reply, refused, streamOf(events(20)).reply, refused, streamOf(END).reply];
  const { watching, outages } = await watch(
    (/** @type {string} */ _, /** @type {any} */ headers) => {
      seen.push(headers.Authorization ?? headers.authorization);
      return replies[seen.length - 1];
    },
    { client: { credential: { getToken } } },
  );
  assert.deepEqual(progressOf(await clock.until(collect(watching))), [0.1, 0.2, 1]);
  assert.deepEqual(outages, []);
  assert.deepEqual(
    seen,
    [1, 1, 2, 2, 3].map((number) => `Bearer token-${number}`),
  );
});

test('a server that refuses the next connection is an outage, which ends with the connection', options, async (t) => {
  const clock = startClock(t);
  const down = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Down' } } };
  const { watching, outages, isStream } = await watch([
    streamOf(events(10)).reply,
    down,
    new TypeError('refused'),
    streamOf(events(20) + END).reply,
  ]);
  assert.deepEqual(progressOf(await clock.until(collect(watching))), [0.1, 0.2, 1]);
  assert.deepEqual(outages, ['ServiceUnavailable', 'NetworkFailure', undefined]);
  assert.deepEqual(isStream(), [true, true, true, true]);
});

test('a connection that is silent for three heartbeats is replaced', options, async (t) => {
  const clock = startClock(t);
  const { watching, requests } = await watch([streamOf(events(10), open).reply, streamOf(END).reply]);
  await clock.until(collect(watching));
  assert.ok(requests[1].at >= 47_000 && requests[1].at <= 49_100, `${requests[1].at}`);
});

test('an event of an unknown type is ignored', options, async (t) => {
  const clock = startClock(t);
  const { watching } = await watch([
    streamOf(`event: ping\ndata: 1\n\n${events(10)}event: x\ndata: {}\n\n${END}`).reply,
  ]);
  assert.deepEqual(progressOf(await clock.until(collect(watching))), [0.1, 1]);
});

test('a response with an error is not read as a stream', options, async (t) => {
  const clock = startClock(t);
  const reply = () =>
    Promise.resolve(new Response(END, { status: 404, headers: { 'Content-Type': 'text/event-stream' } }));
  const { watching } = await watch([reply]);
  await assert.rejects(clock.until(collect(watching)), { statusCode: 404 });
});

/** Defines `location` as in a page or a worker of this origin. @param {import('node:test').TestContext} t @param {string | undefined} origin */
function locate(t, origin) {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'location');
  Object.defineProperty(globalThis, 'location', {
    value: origin && { origin, href: `${origin}/page` },
    configurable: true,
  });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'location', before);
    else Reflect.deleteProperty(globalThis, 'location');
  });
}

for (const [where, origin, id, sent] of /** @type {[string, string | undefined, string, string | undefined][]} */ ([
  ['in a runtime without pages', undefined, 'a 7', 'a 7'],
  ['in a page of the same origin', 'https://service.example', 'a 7', 'a 7'],
  ['not in a page of another origin', 'https://other.example', 'a 7', undefined],
  ['not in a page without an origin', 'null', 'a 7', undefined],
  ['not if the id has characters that a header cannot have', undefined, 'é\u0001', undefined],
  ['not if the id is too long for a header', undefined, 'x'.repeat(2000), undefined],
  ['not if the id is empty', undefined, '', undefined],
]))
  test(`Last-Event-ID is sent when the client connects again: ${where}`, options, async (t) => {
    const clock = startClock(t);
    locate(t, origin);
    const { watching, requests } = await watch([streamOf(`id: ${id}\n${events(10)}`).reply, streamOf(END).reply]);
    await clock.until(collect(watching));
    assert.deepEqual(
      requests.map(({ headers }) => headers['Last-Event-ID']),
      [undefined, sent],
    );
  });

test(
  'the last id and retry time stay after a connection without them, and an empty id removes the id',
  options,
  async (t) => {
    const clock = startClock(t);
    const texts = [`id: 1\nretry: 9000\n${events(10)}`, events(20), `id\n${events(30)}`, END];
    const { watching, requests } = await watch(texts.map((text) => streamOf(text).reply));
    await clock.until(collect(watching));
    assert.deepEqual(
      requests.map(({ headers }) => headers['Last-Event-ID']),
      [undefined, '1', '1', undefined],
    );
    for (const [index, { at }] of requests.entries()) if (index) assert.ok(at - requests[index - 1].at >= 9000);
  },
);

test('after Last-Event-ID, a server may send nothing until the next change', options, async (t) => {
  const clock = startClock(t);
  const replies = [streamOf(`id: 1\n${events(10)}`), streamOf('', open), streamOf('', open)];
  const { watching, requests, outages } = await watch(replies.map(({ reply }) => reply));
  const all = collect(watching);
  for (let i = 0; i < 10; i++) {
    await clock.pass(30_000);
    replies[1].send(':\n\n');
  }
  assert.equal(requests.length, 2);
  replies[1].send(`id: 2\n${END}`);
  assert.deepEqual(progressOf(await clock.until(all)), [0.1, 1]);
  assert.deepEqual(outages, []);
});

test('a status that could not be read for lack of a token is delivered later', options, async (t) => {
  const clock = startClock(t);
  let lifeMs = 200_000;
  let isDown = false;
  const getToken = async () => {
    if (isDown) throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    return { token: 'a-token', expiresOnTimestamp: Date.now() + lifeMs };
  };
  const first = streamOf(events(10), open);
  const second = streamOf('', open);
  const { watching, outages, requests } = await watch([first.reply, second.reply], {
    client: { credential: { getToken } },
  });
  const all = collect(watching);
  await clock.pass(30_000);
  first.send(':\n\n');
  await clock.pass(30_000);
  first.send(':\n\n');
  isDown = true;
  lifeMs = 86_400_000;
  for (let i = 0; i < 5; i++) {
    await clock.pass(30_000);
    first.send(':\n\n');
  }
  first.send(events(20));
  await clock.settle();
  isDown = false;
  await clock.pass(20_000);
  assert.equal(requests.length, 2, 'It connects again, although the first connection is alive.');
  second.send(END);
  assert.deepEqual(progressOf(await clock.until(all)), [0.1, 0.2, 1]);
  assert.deepEqual(outages, ['TokenUnavailable', undefined]);
});

for (const when of [
  'before the response',
  'before the first event',
  'while it waits for an event',
  'before it connects again',
])
  test(`a watch that is ended ${when} leaves no timer and no connection`, options, async (t) => {
    const clock = startClock(t);
    const { watching, requests } = await watch([
      when === 'before the response'
        ? () => new Promise(() => {})
        : streamOf(when === 'before the first event' ? '' : events(10), { open: when !== 'before it connects again' })
            .reply,
    ]);
    const first = watching.next();
    await clock.settle();
    const last = when.startsWith('before the') ? first : watching.next();
    await clock.settle();
    await watching.return?.();
    assert.equal((await last).done, true);
    await clock.settle();
    assert.equal(clock.timers, 0);
    assert.equal(requests.length, 1);
  });

test('a stream that opens after the watch has ended is cancelled, and leaves no timer', options, async (t) => {
  const clock = startClock(t);
  const connection = streamOf(events(10), open);
  /** @type {(reply: unknown) => void} */
  let respond = () => {};
  const { watching } = await watch([
    () =>
      new Promise((resolve) => {
        respond = resolve;
      }),
  ]);
  const next = watching.next();
  await clock.settle();
  await watching.return?.();
  assert.equal((await next).done, true);
  respond(connection.reply);
  await clock.settle();
  assert.equal(clock.timers, 0);
  assert.throws(() => connection.send('x'), TypeError);
});

test('a fetch that ignores its signal and a body that never ends leave no timer', options, async (t) => {
  const clock = startClock(t);
  let cancelled = 0;
  const body = { getReader: () => ({ read: () => new Promise(() => {}), cancel: async () => void cancelled++ }) };
  const headers = new Headers({ 'Content-Type': 'text/event-stream' });
  const { watching } = await watch([() => Promise.resolve({ status: 200, headers, body })]);
  const next = watching.next();
  await clock.settle();
  await watching.return?.();
  assert.equal((await next).done, true);
  await clock.settle();
  assert.deepEqual([clock.timers, cancelled], [0, 1]);
});
