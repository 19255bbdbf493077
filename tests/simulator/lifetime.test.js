// Starting and closing the simulator.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startSimulator } from '../../web/entries/simulator.js';
import { BOUNDED, UNKNOWN_ID, fetchFrom, pathOf, simulate, withKey } from './helpers.js';

test('The simulator starts on a free loopback port, with one document for each way to end', async (t) => {
  const sim = await simulate(t);
  assert.match(sim.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(
    sim.documents.map(({ scenario }) => scenario),
    ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed'],
  );
  assert.ok(sim.documents.every(({ batchId }) => batchId === sim.batchId));
  assert.equal(sim.batches.length, 2);
});

test('With startOnRequest, the documents start at the first request', async (t) => {
  const sim = await simulate(t, { documents: 1, batches: [], durationMs: 1000, startOnRequest: true });
  const statusOf = async () => (await fetchFrom(sim, pathOf(sim.documents[0]))).json.status;
  sim.advance(60_000);
  assert.equal(await statusOf(), 'NotStarted');
  sim.advance(1000);
  assert.equal(await statusOf(), 'Succeeded');
});

test('A port in use is an error that the caller can catch', async (t) => {
  const sim = await simulate(t);
  await assert.rejects(startSimulator({ port: Number(new URL(sim.url).port) }), { code: 'EADDRINUSE' });
});

test('The clock is the real time by default', async (t) => {
  const before = Date.now();
  const sim = await simulate(t, { now: undefined });
  const { json } = await fetchFrom(sim, pathOf(sim.documents[0]));
  const created = Date.parse(json.lastActionDateTimeUtc);
  assert.ok(created >= before && created <= Date.now());
});

test('Closing ends every connection and every wait, and can be repeated', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  const faults = /** @type {const} */ (['silence', 'delay', 'headersThenSilence', 'byteAtATime', 'hugeBody']);
  sim.script(document.id, [...faults.map((fault) => ({ fault })), { fault: 'delay', ms: 1e6 }]);
  const responses = [...faults, 'delay'].map(async () => {
    const response = await fetch(sim.url + pathOf(document), { headers: withKey(sim) });
    return response.text();
  });
  const outcomes = Promise.allSettled(responses);
  await sim.requested(6);
  const idle = connect(Number(new URL(sim.url).port), '127.0.0.1');
  await once(idle, 'connect');
  const never = sim.requested(99);
  assert.ok(sim.openSockets >= 6);
  await Promise.all([sim.close(), sim.close(), once(idle, 'close')]);
  await sim.close();
  await assert.rejects(never, /closed before request 99 arrived/);
  await assert.rejects(sim.requested(99), /closed/);
  assert.ok((await outcomes).every(({ status }) => status === 'rejected'));
  await sim.settled();
  assert.equal(sim.openSockets, 0);
  assert.ok(sim.requests.every(({ aborted, finished }) => !aborted && !finished));
  await assert.rejects(fetch(sim.url), TypeError);
});

test('A process that has closed its simulator ends by itself, without unhandled rejections', BOUNDED, async (t) => {
  const script = `
    import { startSimulator } from ${JSON.stringify(new URL('../../web/entries/simulator.js', import.meta.url))};
    const sim = await startSimulator();
    const [{ id, batchId }] = sim.documents;
    sim.script(id, [{ fault: 'silence' }, { fault: 'delay', ms: 1e6 }, { fault: 'byteAtATime', everyMs: 1 }]);
    const url = sim.url + '/translator/text/batch/v1.0/batches/' + batchId + '/documents/' + id;
    for (let i = 0; i < 3; i++) fetch(url, { headers: { 'Ocp-Apim-Subscription-Key': sim.key } }).catch(() => {});
    sim.requested(4);
    await sim.requested(3);
    await sim.close();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill());
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  assert.deepEqual([code, output], [0, '']);
});

test('The simulator survives malformed requests', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const { hostname, port } = new URL(sim.url);
  for (const bytes of [
    'nonsense\r\n\r\n',
    'GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    `GET http://other.example/ HTTP/1.1\r\nHost: a b\r\nOcp-Apim-Subscription-Key: ${sim.key}\r\nConnection: close\r\n\r\n`,
    `GET ${pathOf(sim.documents[0])} HTTP/1.1\r\nHost: [\r\nOcp-Apim-Subscription-Key: ${sim.key}\r\nConnection: close\r\n\r\n`,
    `GET /translator/text/batch/v1.0/batches/${UNKNOWN_ID} HTTP/1.0\r\n\r\n`,
    `GET /${'x'.repeat(50_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nConnection: close\r\n\r\nshort',
  ]) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.end(bytes);
    await new Promise((resolve) => socket.on('close', resolve));
  }
  assert.equal((await fetchFrom(sim, pathOf(sim.documents[0]))).status, 200);
});
