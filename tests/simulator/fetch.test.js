// simulator.fetch responds like the port, without a socket.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../dist/entries/main.js';
import { ERRORS, startSimulator } from '../../web/entries/simulator.js';
import { deliveries, transforms } from '../../web/simulator/faults.js';

const timeout = 60_000;

/** @param {import('node:test').TestContext} t @param {import('../../web/entries/simulator.js').SimulatorOptions} [options] */
async function start(t, options) {
  const simulator = await startSimulator({ port: null, ...options });
  t.after(() => simulator.close());
  return simulator;
}

/** @param {import('../../web/entries/simulator.js').Simulator} simulator */
const clientOf = ({ url, key, fetch }) => createClient({ endpoint: url, credential: { key: String(key) }, fetch });

test('A client follows a job through simulator.fetch, and no port is open', async (t) => {
  const simulator = await start(t, { documents: ['Succeeded', 'Failed'], durationMs: 300 });
  const client = await clientOf(simulator);
  const { batch, failed } = await client.waitForBatch(simulator.batchId, { minIntervalMs: 50 });
  assert.equal(batch.status, 'Succeeded');
  assert.equal(failed.length, 1);
  assert.equal(simulator.openSockets, 0);
  assert.ok(simulator.requests.length > 2);
  for (const { method, path, done } of simulator.requests)
    assert.deepEqual([method, path.startsWith('/translator/'), await done], ['GET', true, 'finished']);
});

test('simulator.fetch accepts a URL or a Request, and headers of any form', async (t) => {
  const simulator = await start(t);
  const url = `${simulator.url}/translator/document/batches/${simulator.batchId}?api-version=2024-05-01`;
  const headers = { 'Ocp-Apim-Subscription-Key': String(simulator.key) };
  const pairs = Object.entries(headers);
  const results = [
    simulator.fetch(url, { headers }),
    simulator.fetch(new URL(url), { headers: new Headers(headers) }),
    simulator.fetch(url, { headers: /** @type {[string, string][]} */ (pairs) }),
    simulator.fetch(new Request(url, { headers })),
  ];
  for (const response of await Promise.all(results)) {
    assert.equal(response.status, 200);
    assert.equal((await response.json()).id, simulator.batchId);
  }
  assert.equal((await simulator.fetch(url)).status, 401);
});

test('An abort ends a request in flight, and the simulator’s log says so', async (t) => {
  const simulator = await start(t);
  simulator.script('*', [{ fault: 'silence' }]);
  const controller = new AbortController();
  const pending = simulator.fetch(simulator.url, { signal: controller.signal });
  const record = await simulator.requested(1);
  controller.abort(new Error('enough'));
  await assert.rejects(pending, { message: 'enough' });
  assert.equal(await record.done, 'aborted');
  await simulator.settled();
});

test('close ends the requests in flight, and refuses others', async (t) => {
  const simulator = await start(t);
  simulator.script('*', [{ fault: 'silence' }]);
  const pending = simulator.fetch(simulator.url);
  await simulator.requested(1);
  await Promise.all([assert.rejects(pending, TypeError), simulator.close()]);
  await assert.rejects(simulator.fetch(simulator.url), TypeError);
});

/** Faults that never end, so that the client's timeout ends them. */
const ENDLESS = ['silence', 'headersThenSilence', 'byteAtATime'];
/** Faults that Node's HTTP parser and decompression detect. There is no HTTP here, so simulator.fetch differs. */
const OF_HTTP = ['gzipCut', 'hugeHeaders', 'wrongLength'];

test('A client gets the same outcome of each fault through simulator.fetch and through the port', {
  timeout,
}, async (t) => {
  const simulator = await start(t, { port: 0, durationMs: 1 });
  simulator.advance(10);
  const [{ id }] = simulator.documents;
  const outcomeOf = async (/** @type {typeof globalThis.fetch} */ fetch, /** @type {number} */ timeoutMs) => {
    const { url: endpoint, key, batchId } = simulator;
    const client = await createClient({ endpoint, credential: { key: String(key) }, fetch, timeoutMs, maxRetries: 0 });
    return client.getDocumentStatus(batchId, id).then(
      ({ status }) => status,
      ({ kind }) => kind,
    );
  };
  const different = [];
  for (const fault of Object.keys({ ...transforms, ...deliveries, ...ERRORS })) {
    simulator.script(id, [/** @type {any} */ ({ fault, ...(fault === 'delay' && { ms: 1 }) })]);
    const timeoutMs = ENDLESS.includes(fault) ? 100 : timeout;
    const [inMemory, port] = await Promise.all([outcomeOf(simulator.fetch, timeoutMs), outcomeOf(fetch, timeoutMs)]);
    if (inMemory !== port) different.push(fault);
  }
  assert.deepEqual(different, OF_HTTP);
});
