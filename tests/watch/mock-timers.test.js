// The mock timers of node:test drive a watch, whichever of its clocks they replace. Vitest and Jest: tests/frameworks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { BATCH, body, DOCUMENT, stage } from './stage.js';

const options = { timeout: 60_000 };

/**
 * Ticks until the promise is settled, and returns the time that took.
 * @param {import('node:test').MockTimers} timers
 * @param {Promise<unknown>} promise
 * @param {number} stepMs
 */
async function tickUntil(timers, promise, stepMs) {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  for (let ms = 0; ms < 7_200_000; ms += stepMs) {
    for (let turns = 0; turns < 8; turns++) await turn();
    if (isSettled) return ms;
    timers.tick(stepMs);
  }
  throw new Error('The promise is still pending.');
}

for (const apis of /** @type {('setTimeout' | 'Date')[][]} */ ([['setTimeout'], ['setTimeout', 'Date']]))
  for (const stepMs of [10, 500, 2000, 30_000])
    test(`mock timers of ${apis.join(' and ')} drive a watch in steps of ${stepMs} ms`, options, async (t) => {
      const statuses = ['NotStarted', 'Running', 'Running', 'Running', 'Succeeded'];
      const { client, requests } = await stage(statuses.map((status, second) => body(status, second)));
      t.mock.timers.enable({ apis });
      const ms = await tickUntil(t.mock.timers, client.waitForDocument(BATCH, DOCUMENT), stepMs);
      assert.equal(requests.length, 5);
      // Four intervals of 2 s, each longer by up to a fifth and rounded up to a step.
      assert.ok(ms >= 8000 && ms <= 4 * Math.max(2400 + stepMs, stepMs), `${ms} ms`);
    });

test('mock timers of setTimeout and Date end an outage', options, async (t) => {
  const { client } = await stage(() => new TypeError('fetch failed'));
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const end = client.waitForDocument(BATCH, DOCUMENT);
  const ms = await tickUntil(t.mock.timers, end, 1000);
  await assert.rejects(end, { code: 'NetworkFailure' });
  assert.ok(ms >= 29_000 && ms <= 33_000, `${ms} ms`);
});

test('mock timers of setTimeout drive the retry and the time limit of a call', options, async (t) => {
  const { client, requests } = await stage([() => new Promise(() => {})], { timeoutMs: 1000, maxRetries: 2 });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const end = client.getDocumentStatus(BATCH, DOCUMENT);
  await tickUntil(t.mock.timers, end, 100);
  await assert.rejects(end, { kind: 'timeout' });
  assert.equal(requests.length, 3);
});

test('a watch that started before the mock timers ends after them', options, async (t) => {
  const { client } = await stage([body('Running', 1), body('Running', 2), body('Succeeded', 3)]);
  const watch = client.watchDocument(BATCH, DOCUMENT, { minIntervalMs: 5000 });
  await watch.next();
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const second = watch.next();
  await tickUntil(t.mock.timers, second, 1000);
  t.mock.timers.reset();
  const third = watch.next(); // The real clock is far ahead of the mocked one.
  assert.equal((await third).value?.status, 'Succeeded');
  assert.ok((await watch.next()).done);
});
