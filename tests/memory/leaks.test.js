// Calls and clients do not leak: no allocations, memory, handles, timers, keys or listeners remain after a million calls, most of which
// fail, or after ten thousand clients. A module that the caller supplied is garbage-collected.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { reply, BATCH, DOCUMENT } from '../contract/kit.js';
import { ends, inspect } from '../client/inspect.js';

const CALLS = 1_000_000;
const CLIENTS = 10_000;
const MB = 2 ** 20;

test('a million mixed calls leave no memory, handles, timers or listeners', {
  timeout: 600_000,
}, async () => {
  const script = fileURLToPath(new URL('million.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, String(CALLS)], {
    timeout: 590_000,
  });
  const { counts, requests, samples, keyFound, instances } = JSON.parse(stdout);
  assert.equal(counts.fulfilled + counts.rejected, CALLS);
  assert.ok(counts.fulfilled > CALLS / 5 && counts.rejected > CALLS / 5, JSON.stringify(counts));
  const [first] = samples;
  for (const { allocated, memory, heap, handles, timers, listeners } of samples) {
    assert.equal(allocated, first.allocated, 'bytes allocated in the module');
    // The number of concurrent calls varies with timers, so one more page of memory is allowed, but no steady growth.
    assert.ok(memory <= first.memory + 2 ** 16, `${memory} bytes of the module's memory, ${first.memory} at first`);
    assert.ok(heap < first.heap + 2 * MB, `${heap} bytes of heap, ${first.heap} at first`);
    assert.ok(handles <= first.handles, `${handles} handles`);
    assert.deepEqual([timers, listeners], [0, 0], 'timers and listeners');
  }
  assert.equal(keyFound, false, 'The key is in the module’s memory');
  assert.equal(instances, 1);
  console.log(
    `| ${CALLS} calls, ${counts.fulfilled} to a value and ${counts.rejected} to an error, ${requests} requests; after a tenth and at the end:`,
  );
  const last = samples.at(-1);
  const kb = (/** @type {number} */ bytes) => `${Math.round(bytes / 1024)} KB`;
  console.log(
    `|   the module's memory ${kb(first.memory)}, ${kb(last.memory)}; allocated in it ${first.allocated} bytes, ${last.allocated} bytes`,
  );
  console.log(
    `|   JavaScript's heap ${kb(first.heap)}, ${kb(last.heap)}; handles ${first.handles}, ${last.handles}; timers 0, 0; listeners 0, 0`,
  );
});

/** Prints the number of `wasm` sources, and of those still in memory after their clients were closed. */
const SUPPLY_MODULES = `
  import { readFileSync } from 'node:fs';
  import { createClient } from 'document-translation-status';
  const bytes = readFileSync(new URL(import.meta.resolve('document-translation-status/module.wasm')));
  const FORMS = [
    () => Uint8Array.from(bytes),
    () => Uint8Array.from(bytes).buffer,
    () => new WebAssembly.Module(bytes),
    () => new Response(bytes),
    () => new URL('data:application/wasm;base64,' + bytes.toString('base64')),
  ];
  const use = async (wasm) => {
    const client = await createClient({ endpoint: 'https://a.example', wasm });
    client.close();
    return new WeakRef(wasm);
  };
  const sources = [];
  for (let round = 0; round < 10; round++) for (const form of FORMS) sources.push(await use(form()));
  let remaining = sources;
  for (let round = 0; remaining.length && round < 50; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
    remaining = sources.filter((source) => source.deref());
  }
  console.log(sources.length, remaining.length);`;

test('a module that the caller supplied is garbage-collected after its client was closed', {
  timeout: 60_000,
}, async () => {
  const args = ['--expose-gc', '--input-type=module', '--eval', SUPPLY_MODULES];
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 50_000 });
  assert.equal(stdout, '50 0\n', 'sources, and sources that are still in memory');
});

test('ten thousand closed clients leave no allocation', { timeout: 100_000 }, async () => {
  const module = await inspect();
  try {
    const live = module.live();
    for (let done = 0; done < CLIENTS; done += 500) {
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
