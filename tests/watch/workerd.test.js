// One client watches for many requests in workerd, where a request cannot wait for timers or promises of another one.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startWorkerd } from '../hosts/workerd.js';
import { installProduct } from '../package/installed.js';

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let worker;
before(
  async () => {
    project = await installProduct();
    const folder = await project.bundle('workerd', new URL('run-in-workerd.js', import.meta.url));
    worker = await startWorkerd(pathToFileURL(join(folder, 'run-in-workerd.js')));
  },
  { timeout: 300_000 },
);
after(async () => {
  await worker?.close();
  await project?.remove();
});

/** @param {number} document @param {AbortSignal} [signal] */
const watch = async (document, signal) => {
  const response = await fetch(`${worker.url}?document=${document}`, { signal });
  assert.equal(response.status, 200, await response.clone().text());
  return /** @type {string[]} */ (await response.json());
};

test('concurrent requests that watch the same or different documents all get the final status', {
  timeout: 60_000,
}, async () => {
  const documents = Array.from({ length: 24 }, (_, number) => 1 + Math.floor(number / 3));
  const results = await Promise.all(documents.map((document) => watch(document)));
  assert.ok(results.every((statuses) => statuses.at(-1) === 'Succeeded'));
});

test('an aborted request does not disturb concurrent or later requests', { timeout: 60_000 }, async () => {
  const controller = new AbortController();
  const aborted = Array.from({ length: 8 }, (_, number) => watch(100 + number, controller.signal));
  const ends = Promise.allSettled(aborted);
  const others = Array.from({ length: 8 }, (_, number) => watch(100 + number));
  // All have started when each document has been requested.
  for (let asked = 0; asked < 8; ) {
    const all = /** @type {[string, number][]} */ (await (await fetch(new URL('/asked', worker.url))).json());
    asked = all.filter(([id]) => id.includes('0000000010')).length;
  }
  controller.abort();
  assert.ok((await ends).every(({ status }) => status === 'rejected'));
  for (const statuses of await Promise.all(others)) assert.equal(statuses.at(-1), 'Succeeded');
  assert.equal((await watch(200)).at(-1), 'Succeeded');
});
