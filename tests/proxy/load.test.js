// Tests the proxy under load in workerd: ten thousand viewers of twenty documents cause only the requests that twenty documents need, and leave no
// memory behind. The number of requests depends on the service's responses, and memory is measured after a garbage collection. Neither depends on
// the speed of this machine.

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
/** The progress of a document in each response; 1 is the end. */
const STAGES = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** An average. It is smaller than any object or promise that a viewer could leave behind. */
const LEFT_PER_VIEWER_BYTES = 32;

test('Ten thousand viewers of twenty documents cause only the requests that twenty documents need, and leave no memory behind', {
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

  /** Creates documents with these values of progress. @param {number[]} stages */
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

  // Warms up workerd and V8.
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
  assert.ok(requests > POLLERS + STREAMERS, 'Viewers polled more than once');
  assert.equal(sim.requests.length, DOCUMENTS * STAGES.length);
  for (const id of ids) {
    const times = sim.requests.filter(({ path }) => path.endsWith(id)).map(({ at }) => at);
    const shortest = Math.min(...times.slice(1).map((at, i) => at - times[i]));
    // The proxy measures the interval from the response on, with another process's clock.
    assert.ok(shortest >= INTERVAL_MS - 50, `${shortest} ms between two requests about a document`);
  }
  assert.ok(left <= LEFT_PER_VIEWER_BYTES * (POLLERS + STREAMERS), `${left} bytes are left behind`);
});
