// Proves what the proxy is for: ten thousand viewers of twenty documents, in workerd, and the service is asked as often as if there were
// twenty; and when they are gone, they are forgotten. How many requests there are depends on what the service answers, and what is left in
// memory is counted after everything was collected: neither on how fast this machine is.

import assert from 'node:assert/strict';
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

/** Less than the smallest thing that could be left behind by a viewer, on average: an object or a promise takes more. */
const LEFT_PER_VIEWER_BYTES = 32;

test('ten thousand viewers of twenty documents are as many requests as twenty documents need, and leave nothing behind', {
  timeout: 110_000,
}, async (t) => {
  const sim = await startSimulator({ documents: [], batches: [] });
  t.after(() => sim.close());
  const { url, close, liveBytes } = await startWorkerd(new URL('workers/quiet.js', import.meta.url), {
    direct: true,
    inspectorPort: 0,
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

  /** Documents that go through these stages. @param {number[]} stages */
  function documents(stages) {
    const batch = sim.createBatch({ documents: DOCUMENTS, durationMs: 1e9 });
    const ids = batch.documents.map(({ id }) => id);
    const replies = stages.map((progress) => ({
      status: progress === 1 ? 'Succeeded' : 'Running',
      progress,
      headers: { 'Retry-After': null },
    }));
    for (const id of ids) sim.script(id, replies);
    return { ids, paths: ids.map((id) => `translator/text/batch/v1.0/batches/${batch.id}/documents/${id}`) };
  }

  // The runtime and the engine make themselves ready.
  const few = { url, paths: documents([0, 1]).paths, pollers: 200, streamers: 100, pollMs: INTERVAL_MS };
  assert.deepEqual((await watchAll(few)).wrong, []);
  sim.requests.length = 0;
  const { ids, paths } = documents(STAGES);
  const before = await liveBytes();
  const from = performance.now();
  const { requests, wrong } = await watchAll({
    url,
    paths,
    pollers: POLLERS,
    streamers: STREAMERS,
    pollMs: POLL_MS,
  });
  const seconds = (performance.now() - from) / 1000;
  const left = (await liveBytes()) - before;
  const kib = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
  console.log(
    '| viewers | their requests | requests to the service | seconds | in memory before | left behind |\n' +
      '| --- | --- | --- | --- | --- | --- |\n' +
      `| ${POLLERS + STREAMERS} | ${requests} | ${sim.requests.length} | ${seconds.toFixed(1)} | ${kib(before)} | ${kib(left)} |`,
  );
  assert.deepEqual(wrong, []);
  assert.ok(requests > POLLERS + STREAMERS, 'Viewers came again');
  assert.equal(sim.requests.length, DOCUMENTS * STAGES.length);
  for (const id of ids) {
    const times = sim.requests.filter(({ path }) => path.endsWith(id)).map(({ at }) => at);
    const shortest = Math.min(...times.slice(1).map((at, i) => at - times[i]));
    // From a reply on, by another process's clock.
    assert.ok(shortest >= INTERVAL_MS - 50, `${shortest} ms between two requests about a document`);
  }
  assert.ok(left <= LEFT_PER_VIEWER_BYTES * (POLLERS + STREAMERS), `${left} bytes are left behind`);
});
