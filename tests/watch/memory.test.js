// The memory that watches use does not grow with time.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, idIn, stage } from './stage.js';

const id = (/** @type {number} */ number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

test('a hundred watches use the same module memory after an hour as after a minute', {
  timeout: 60_000,
}, async (t) => {
  const clock = startClock(t);
  const { Instance } = WebAssembly;
  /** @type {any} */
  let exports;
  // @ts-expect-error Replaces the constructor to get the instance that the client creates.
  WebAssembly.Instance = function InspectedInstance(module, imports) {
    const instance = new Instance(module, imports);
    exports = instance.exports;
    return instance;
  };
  try {
    let second = 0;
    const { client, requests } = await stage((url) => body('Running', ++second % 60, { id: idIn(url) }), {
      wasm: readFileSync(new URL('../../build/wasm/counted.wasm', import.meta.url)),
    });
    const ends = Array.from({ length: 100 }, (_, number) =>
      collect(client.watchDocument(BATCH, id(number), { minIntervalMs: 15_000 })).catch(() => {}),
    );
    await clock.pass(60_000);
    await clock.settle();
    const before = [exports.dts_live_allocations(), exports.memory.buffer.byteLength];
    await clock.pass(3_600_000);
    await clock.settle();
    assert.deepEqual([exports.dts_live_allocations(), exports.memory.buffer.byteLength], before);
    assert.ok(requests.length > 10_000, `${requests.length} requests`);
    client.close();
    await Promise.all(ends);
    assert.equal(clock.timers, 0);
  } finally {
    WebAssembly.Instance = Instance;
  }
});
