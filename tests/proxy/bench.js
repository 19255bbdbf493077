// Measures what the proxy adds to a request: the same viewers use the proxy and a worker that only forwards requests, one after the other, in
// workerd on this machine, after a warm-up. Run: npm run bench:proxy

import { startSimulator } from 'document-translation-status/simulator';
import { startWorkerd } from '../hosts/workerd.js';
import { percentile, watchAll } from './crowd.js';
import { benchStreams } from './stream-bench.js';

const VIEWERS = 2000;
const DURATION_MS = 10_000;
const DOCUMENTS = 20;

const rows = ['| worker | requests | to the service | p50 | p99 |', '| --- | --- | --- | --- | --- |'];
for (const [name, script] of [
  ['bare', 'workers/bare.js'],
  ['proxy', 'workers/quiet.js'],
  ['proxy with Durable Objects', 'workers/quiet.js'],
]) {
  const sim = await startSimulator({ documents: [], batches: [] });
  const { url, close } = await startWorkerd(new URL(script, import.meta.url), {
    direct: true,
    ...(name.endsWith('Objects') && { durableObjects: { DOCUMENTS: { className: 'StatusObject', useSQLite: true } } }),
    bindings: {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: String(sim.key),
      PUBLIC: 'true',
    },
  });
  const finished = sim.createBatch({ documents: 1, durationMs: 0 });
  const warmUpPath = `translator/text/batch/v1.0/batches/${finished.id}/documents/${finished.documents[0].id}`;
  await watchAll({ url, paths: [warmUpPath], pollers: VIEWERS, streamers: 0, pollMs: 2000 });
  sim.requests.length = 0;
  // Created after the warm-up, because its documents start now.
  const batch = sim.createBatch({ documents: DOCUMENTS, durationMs: DURATION_MS });
  const paths = batch.documents.map(({ id }) => `translator/text/batch/v1.0/batches/${batch.id}/documents/${id}`);
  const { latencies, wrong } = await watchAll({ url, paths, pollers: VIEWERS, streamers: 0, pollMs: 2000 });
  if (wrong.length) console.log(`${wrong.length} wrong responses, the first: ${wrong[0]}`);
  const ms = (/** @type {number} */ share) => `${percentile(latencies, share).toFixed(1)} ms`;
  rows.push(`| ${name} | ${latencies.length} | ${sim.requests.length} | ${ms(0.5)} | ${ms(0.99)} |`);
  await close();
  await sim.close();
}
console.log(rows.join('\n'));

// Streams, in one Node process.
await benchStreams(['bare', 'toNodeHandler', 'fetch'], 10_000);
