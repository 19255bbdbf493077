// Only here: in workerd, where each request must wait by itself, one client watches for many of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorkerd } from '../hosts/workerd.js';

/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let worker;
before(
  async () => {
    worker = await startWorkerd(new URL('run-in-workerd.js', import.meta.url));
  },
  { timeout: 120_000 },
);
after(() => worker?.close());

/** @param {number} document @param {AbortSignal} [signal] */
const watch = async (document, signal) => {
  const response = await fetch(`${worker.url}?document=${document}`, { signal });
  assert.equal(response.status, 200, await response.clone().text());
  return /** @type {string[]} */ (await response.json());
};

test('requests that watch at the same time, the same document or others, all see the end', {
  timeout: 60_000,
}, async () => {
  const documents = Array.from({ length: 24 }, (_, number) => 1 + Math.floor(number / 3));
  const seen = await Promise.all(documents.map((document) => watch(document)));
  assert.ok(seen.every((statuses) => statuses.at(-1) === 'Succeeded'));
});

test('a request whose caller goes away leaves the others, and those after it, alone', { timeout: 60_000 }, async () => {
  const controller = new AbortController();
  const gone = Array.from({ length: 8 }, (_, number) => watch(100 + number, controller.signal));
  const ends = Promise.allSettled(gone);
  const stay = Array.from({ length: 8 }, (_, number) => watch(100 + number));
  // They are under way when the first replies were asked for.
  for (let asked = 0; asked < 8; ) {
    const all = /** @type {[string, number][]} */ (await (await fetch(new URL('/asked', worker.url))).json());
    asked = all.filter(([id]) => id.includes('0000000010')).length;
  }
  controller.abort();
  assert.ok((await ends).every(({ status }) => status === 'rejected'));
  for (const statuses of await Promise.all(stay)) assert.equal(statuses.at(-1), 'Succeeded');
  assert.equal((await watch(200)).at(-1), 'Succeeded');
});
