// How long a watch continues while no response of the server has ever arrived.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, DOCUMENT, stage } from './stage.js';

const options = { timeout: 60_000 };
const offline = () => new TypeError('fetch failed');
const unavailable = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Down' } } };

/** @type {Record<string, (client: any, watchOptions?: object) => Promise<unknown>>} */
const ways = {
  watchDocument: (client, watchOptions) => collect(client.watchDocument(BATCH, DOCUMENT, watchOptions)),
  watchBatch: (client, watchOptions) => collect(client.watchBatch(BATCH, watchOptions)),
  waitForDocument: (client, watchOptions) => client.waitForDocument(BATCH, DOCUMENT, watchOptions),
  waitForBatch: (client, watchOptions) => client.waitForBatch(BATCH, watchOptions),
};

for (const [name, run] of Object.entries(ways))
  test(`${name} without any response gives up 30 s after its first failure`, options, async (t) => {
    const clock = startClock(t);
    const { client, requests } = await stage(offline);
    await assert.rejects(clock.until(run(client)), { kind: 'network', code: 'NetworkFailure' });
    assert.ok(clock.time >= 30_000 && clock.time < 30_010, `${clock.time} ms`);
    assert.ok(requests.length >= 4, `${requests.length} requests`);
    assert.equal(clock.timers, 0);
  });

for (const [name, watchOptions, mostMs] of /** @type {[string, object, number][]} */ ([
  ['maxInitialOutageMs: 15000', { maxInitialOutageMs: 15_000 }, 15_000],
  ['maxInitialOutageMs: 0', { maxInitialOutageMs: 0 }, 0],
  ['a shorter maxOutageMs', { maxOutageMs: 5000 }, 5000],
  ['a longer maxInitialOutageMs', { maxInitialOutageMs: 100_000 }, 100_000],
  ['maxInitialOutageMs: Infinity', { maxInitialOutageMs: Infinity }, 600_000],
]))
  test(`a watch with ${name} gives up after ${mostMs} ms without a response`, options, async (t) => {
    const clock = startClock(t);
    const { client } = await stage(offline);
    await assert.rejects(clock.until(ways.watchDocument(client, watchOptions)), { code: 'NetworkFailure' });
    // A limit of maxOutageMs is checked at the next failure; one of maxInitialOutageMs has a last attempt of its own.
    const latestMs = mostMs === 600_000 ? 640_000 : mostMs + 10;
    assert.ok(clock.time >= mostMs && clock.time < latestMs, `${clock.time} ms`);
  });

test('with maxOutageMs: Infinity, a watch without any response never gives up', options, async (t) => {
  const clock = startClock(t);
  let isDown = true;
  const { client } = await stage(() => (isDown ? offline() : body('Succeeded', 1)));
  const end = ways.watchDocument(client, { maxOutageMs: Infinity });
  await clock.pass(7_200_000);
  isDown = false;
  await clock.until(end);
});

test('an explicit maxInitialOutageMs applies although maxOutageMs is Infinity', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage(offline);
  const watchOptions = { maxOutageMs: Infinity, maxInitialOutageMs: 20_000 };
  await assert.rejects(clock.until(ways.watchDocument(client, watchOptions)), { code: 'NetworkFailure' });
  assert.ok(clock.time >= 20_000 && clock.time < 20_010, `${clock.time} ms`);
});

for (const [name, first] of /** @type {[string, unknown][]} */ ([
  ['a status', body('Running', 1)],
  ['a 503', unavailable],
  ['a 429', { status: 429, body: {} }],
]))
  test(`after ${name}, a watch continues through failures of the network for maxOutageMs`, options, async (t) => {
    const clock = startClock(t);
    const { client } = await stage([first, offline()]);
    await assert.rejects(clock.until(ways.watchDocument(client)), { code: 'NetworkFailure' });
    assert.ok(clock.time >= 600_000 && clock.time < 660_000, `${clock.time} ms`);
  });

test('a 503 in the middle of an initial outage extends it to maxOutageMs', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage([offline(), offline(), unavailable, offline()]);
  await assert.rejects(clock.until(ways.watchDocument(client)), { code: 'NetworkFailure' });
  assert.ok(clock.time >= 600_000, `${clock.time} ms`);
});

test('a first response that takes longer than maxInitialOutageMs is not cut off', options, async (t) => {
  const clock = startClock(t);
  const slowly = (/** @type {unknown} */ reply) => () =>
    new Promise((resolve) => setTimeout(() => resolve(new Response(JSON.stringify(reply))), 25_000));
  const { client } = await stage([offline(), slowly(body('Succeeded', 1))]);
  const [end] = /** @type {any[]} */ (await clock.until(ways.watchDocument(client, { maxInitialOutageMs: 5000 })));
  assert.equal(end.status, 'Succeeded');
});

test('the last attempt of an initial outage keeps the distance of minIntervalMs', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage(offline);
  await assert.rejects(clock.until(ways.watchDocument(client, { minIntervalMs: 20_000 })), { code: 'NetworkFailure' });
  for (let at = 1; at < requests.length; at++) assert.ok(requests[at].at - requests[at - 1].at >= 20_000);
});

test('the failures of a token function do not count as responses', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage([body('Running', 1)], {
    credential: {
      getToken: async () => {
        throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
      },
    },
  });
  await assert.rejects(clock.until(ways.watchDocument(client)), { code: 'TokenUnavailable' });
  assert.ok(clock.time >= 30_000 && clock.time < 30_010, `${clock.time} ms`);
  assert.equal(requests.length, 0);
});

test('each watch of a document counts the responses that it received itself', options, async (t) => {
  const clock = startClock(t);
  let isDown = false;
  const { client } = await stage(() => (isDown ? offline() : body('Running', 1)));
  const early = ways.watchDocument(client);
  early.catch(() => {});
  await clock.pass(1000);
  isDown = true;
  const late = ways.watchDocument(client);
  await assert.rejects(clock.until(late), { code: 'NetworkFailure' });
  assert.ok(clock.time < 40_000, `${clock.time} ms`);
  await assert.rejects(clock.until(early), { code: 'NetworkFailure' });
  assert.ok(clock.time >= 600_000, `${clock.time} ms`);
});

test('a suspended machine does not end an initial outage', options, async (t) => {
  const clock = startClock(t);
  let isDown = true;
  const { client } = await stage(() => (isDown ? offline() : body('Succeeded', 1)));
  const end = ways.watchDocument(client);
  await clock.pass(10_000);
  clock.suspend(8 * 3_600_000);
  await clock.pass(5000);
  isDown = false;
  await clock.until(end);
});
