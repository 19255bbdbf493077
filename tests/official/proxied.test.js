// The proxy works with Azure's own JavaScript clients: with only another endpoint, they read a document, its batch and the list of documents.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createStatusProxy } from '../../dist/entries/proxy.js';
import { startSimulator } from '../../dist/entries/simulator.js';
import { installPackages } from '../hosts/install.js';
import { newerNode } from './node.js';

const HERE = new URL('./', import.meta.url);

test('Azure’s current and previous client work with the proxy as their endpoint', { timeout: 120_000 }, async (t) => {
  await installPackages(HERE);
  const sim = await startSimulator({ durationMs: 0, documents: ['Succeeded', 'Canceled', 'Succeeded'] });
  t.after(() => sim.close());
  const proxy = createStatusProxy({
    endpoint: sim.url,
    credential: { key: String(sim.key) },
    apiVersion: '2024-05-01',
    public: true,
    exposeBatches: true,
    exposePaths: true,
  });
  const server = createServer(async (incoming, outgoing) => {
    const headers = /** @type {Record<string, string>} */ (incoming.headers);
    const response = await proxy.fetch(
      new Request(`http://${headers.host}${incoming.url}`, { method: incoming.method, headers }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const ids = sim.documents.map(({ id }) => id);
  const input = {
    url: `http://127.0.0.1:${port}`,
    batchId: sim.batchId,
    documentId: ids[0],
    unknownId: '11111111-2222-3333-4444-555555555555',
  };
  const { stdout } = await promisify(execFile)(newerNode(), [fileURLToPath(new URL('proxied.js', HERE))], {
    env: { ...process.env, PROXY: JSON.stringify(input) },
    timeout: 60_000,
  });
  const { current, previous } = JSON.parse(stdout);
  assert.deepEqual(
    [current.document.id, current.document.status, current.document.progress, current.document.path],
    [ids[0], 'Succeeded', 1, 'https://contracts.blob.core.windows.net:443/target/contract-1.docx'],
  );
  assert.deepEqual([current.batch.id, current.batch.summary.total], [sim.batchId, 3]);
  assert.deepEqual(current.pages, [2, 1]);
  assert.deepEqual(
    current.cancelled.map((/** @type {any} */ { id, status }) => [id, status]),
    [[ids[1], 'Cancelled']],
  );
  assert.deepEqual(current.unknown, { statusCode: 404, code: 'ResourceNotFound' });
  assert.deepEqual([previous.unexpected, previous.document.id, previous.document.status], [false, ids[0], 'Succeeded']);
  assert.deepEqual(
    previous.listed.map((/** @type {any} */ { id }) => id),
    [...ids].reverse(),
  );
  assert.equal(
    sim.requests.length,
    4,
    'One request each for the document, the batch, the list and the unknown document',
  );
});
