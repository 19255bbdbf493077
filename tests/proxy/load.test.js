// Proves what the proxy is for: ten thousand viewers of twenty documents, in workerd, and the service is asked as often as if there were
// twenty. How many requests there are depends on what the service answers, and not on how fast this machine is.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';
import { startWorkerd } from '../hosts/workerd.js';
import { watchAll } from './crowd.js';

const DOCUMENTS = 20;
const STREAMERS = 500;
const POLLERS = 9500;
const INTERVAL_MS = 1500;
const POLL_MS = 4000;
/** What a document has reached each time that it is asked about; the last is the end. */
const STAGES = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Once warm, the runtime's memory may move by that much. */
const SWAY_BYTES = 96 * 2 ** 20;

/** The memory of the processes that this one started, and of theirs; -1 where that can't be told. */
function childrensMemory() {
  try {
    /** @type {Map<number, { parent: number, bytes: number }>} */
    const all = new Map();
    for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        const number = (/** @type {string} */ field) =>
          Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
        all.set(Number(name), { parent: number('PPid'), bytes: number('VmRSS') * 1024 });
      } catch {
        // It has just ended.
      }
    }
    const isOurs = (/** @type {number} */ pid) => {
      for (let at = all.get(pid)?.parent; at; at = all.get(at)?.parent) if (at === process.pid) return true;
      return false;
    };
    return [...all].reduce((sum, [pid, { bytes }]) => sum + (isOurs(pid) ? bytes : 0), 0);
  } catch {
    return -1;
  }
}

test('ten thousand viewers of twenty documents are as many requests as twenty documents need', {
  timeout: 110_000,
}, async (t) => {
  const sim = await startSimulator({ documents: [], batches: [] });
  t.after(() => sim.close());
  const batch = sim.createBatch({ documents: DOCUMENTS, durationMs: 1e9 });
  for (const { id } of batch.documents)
    sim.script(
      id,
      STAGES.map((progress) => ({
        status: progress === 1 ? 'Succeeded' : 'Running',
        progress,
        headers: { 'Retry-After': null },
      })),
    );
  const { url, close } = await startWorkerd(new URL('workers/quiet.js', import.meta.url), {
    durableObjects: { DOCUMENTS: { className: 'StatusObject', useSQLite: true } },
    bindings: {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: String(sim.key),
      PUBLIC: 'true',
      MIN_INTERVAL_MS: String(INTERVAL_MS),
      MAX_INTERVAL_MS: String(INTERVAL_MS),
    },
    handleRuntimeStdio: (/** @type {import('node:stream').Readable[]} */ ...streams) => {
      for (const each of streams) each.resume();
    },
  });
  t.after(close);
  /** @type {number[]} */
  const memory = [];
  const watch = setInterval(() => memory.push(childrensMemory()), 500);
  t.after(() => clearInterval(watch));
  const from = performance.now();
  const paths = batch.documents.map(({ id }) => `translator/text/batch/v1.0/batches/${batch.id}/documents/${id}`);
  const { requests, wrong } = await watchAll({ url, paths, pollers: POLLERS, streamers: STREAMERS, pollMs: POLL_MS });
  clearInterval(watch);
  const seconds = (performance.now() - from) / 1000;
  const warm = memory.slice(Math.floor(memory.length / 3));
  const sway = Math.max(...warm) - Math.min(...warm);
  console.log(
    '| viewers | their requests | requests to the service | seconds | memory, once warm |\n| --- | --- | --- | --- | --- |\n' +
      `| ${POLLERS + STREAMERS} | ${requests} | ${sim.requests.length} | ${seconds.toFixed(1)} | ${Math.min(...warm) >> 20} to ${Math.max(...warm) >> 20} MiB |`,
  );
  assert.deepEqual(wrong, []);
  assert.ok(requests > POLLERS + STREAMERS, 'Viewers came again');
  assert.equal(sim.requests.length, DOCUMENTS * STAGES.length);
  for (const { id } of batch.documents) {
    const times = sim.requests.filter(({ path }) => path.endsWith(id)).map(({ at }) => at);
    const shortest = Math.min(...times.slice(1).map((at, i) => at - times[i]));
    // From a reply on, by another process's clock.
    assert.ok(shortest >= INTERVAL_MS - 50, `${shortest} ms between two requests about a document`);
  }
  assert.ok(sway <= SWAY_BYTES, `Its memory moved by ${sway} bytes`);
});
