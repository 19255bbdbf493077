// Proves that nothing is left behind: of ten thousand calls, half of them failing in every way, no allocation, no timer, no
// key, no listener.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH, bytesOf, DOCUMENT, errorReply, KEY, reply, silence, streamOf } from '../contract/kit.js';
import { ends, inspect, turns } from './inspect.js';

const CALLS = 10_000;
const AT_ONCE = { 'retry-after-ms': '0' };

/** How a call may fail. @type {((request: any, index: number) => any)[]} */
const FAILURES = [
  () => Promise.reject(new TypeError('Failed to fetch')),
  () => {
    throw new TypeError('Failed to fetch');
  },
  () => undefined,
  () => errorReply(401, { error: { code: '401', message: 'Access denied', innerError: { code: 'A', message: 'B' } } }),
  () => errorReply(503, { error: { code: 'ServiceUnavailable', message: 'Down' } }, AT_ONCE),
  () => errorReply(429, '', { 'Retry-After': '3600' }),
  () => errorReply(502, '<html>'),
  () => reply('<html>'),
  () => reply('{}'),
  () => reply({ id: DOCUMENT, progress: 1.5 }),
  () => reply(`{"id":"${'x'.repeat(5000)}","id":""}`),
  () => reply('['.repeat(1000)),
  () => reply(null, { status: 204 }),
  () => reply(null, { status: 302, headers: { Location: 'https://elsewhere.example/' } }),
  () => reply(streamOf([bytesOf('{"id":'), () => Promise.reject(new TypeError('The connection was lost'))])),
  silence,
];

test('ten thousand calls, half of them failing in every way, leave nothing behind', { timeout: 100_000 }, async () => {
  const module = await inspect();
  try {
    let asked = 0;
    const fetch = async (/** @type {any} */ _, /** @type {any} */ init) => {
      const n = asked++;
      return n % 2 ? reply() : FAILURES[(n / 2) % FAILURES.length](init, n);
    };
    const client = await module.client(fetch, { maxRetries: 1, maxRetryDelayMs: 0, timeoutMs: 20 });
    const { signal } = new AbortController();
    const counts = { fulfilled: 0, rejected: 0 };
    /** @param {number} calls */
    const run = async (calls) => {
      for (let done = 0; done < calls; done += 100) {
        const batch = Array.from({ length: 100 }, (_, n) => {
          if (n % 10) return client.getDocumentStatus(BATCH, DOCUMENT, { signal });
          const controller = new AbortController();
          if (n === 0) controller.abort();
          const call = client.getDocumentStatus(n === 10 ? 'x' : BATCH, DOCUMENT, { signal: controller.signal });
          setImmediate(() => controller.abort());
          return call;
        });
        for (const { status } of await Promise.allSettled(batch)) counts[status]++;
      }
      await turns();
    };

    await run(1000);
    const live = module.live();
    const pages = module.exports.memory.buffer.byteLength;
    Object.assign(counts, { fulfilled: 0, rejected: 0 });
    await run(CALLS);
    assert.equal(module.live(), live, 'bytes allocated');
    // How many are on their way at once is the timers' affair: a page more may be wanted, but not one after another.
    assert.ok(module.exports.memory.buffer.byteLength <= pages + 2 ** 16, 'bytes of memory');
    assert.equal(counts.fulfilled + counts.rejected, CALLS);
    assert.ok(counts.rejected > CALLS / 4 && counts.fulfilled > CALLS / 4, JSON.stringify(counts));
    assert.ok(!module.holds(KEY), 'The key is in the memory');
    client.close();
    assert.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, 0, 'timers');
    assert.equal(module.instances, 1);
  } finally {
    module.restore();
  }
});

test('ten thousand clients leave nothing behind', { timeout: 100_000 }, async () => {
  const module = await inspect();
  try {
    const live = module.live();
    for (let done = 0; done < CALLS; done += 500) {
      const clients = await Promise.all(Array.from({ length: 500 }, () => module.client(async () => reply())));
      await ends(clients.slice(0, 5).map((client) => client.getDocumentStatus(BATCH, DOCUMENT)));
      for (const client of clients) client.close();
    }
    assert.equal(module.live(), live, 'bytes allocated');
    assert.equal(module.instances, 1);
  } finally {
    module.restore();
  }
});
