// Proves the proxy as a plain function against the simulated service: who is answered what, and how often the service is asked.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createClient } from '../../dist/index.js';
import { createStatusProxy } from '../../dist/proxy/index.js';
import { startSimulator } from '../../dist/simulator/index.js';

const ORIGIN = 'https://www.example.com';
const options = { timeout: 20_000 };
let sim;
let time = 0;
let path;
let id;

before(async () => {
  sim = await startSimulator({ documents: ['Canceled'], durationMs: 1000 });
});
after(() => sim.close());
beforeEach(() => {
  const batch = sim.createBatch({ documents: 1, durationMs: 100_000 });
  id = batch.documents[0].id;
  path = `/translator/text/batch/v1.0/batches/${batch.id}/documents/${id}`;
  sim.requests.length = 0;
});

const make = (more = {}) =>
  createStatusProxy({
    endpoint: sim.url,
    credential: { key: sim.key },
    public: true,
    allowedOrigins: [ORIGIN],
    now: () => time,
    ...more,
  });
const ask = (proxy, at = path, init = {}) => proxy.fetch(new Request(`https://status.example.com${at}`, init));

test('a thousand viewers at once are one request to the service', options, async () => {
  const proxy = make();
  const replies = await Promise.all(Array.from({ length: 1000 }, () => ask(proxy)));
  assert.ok(replies.every(({ status }) => status === 200));
  assert.equal(sim.requests.length, 1);
  time += 4999;
  await ask(proxy);
  assert.equal(sim.requests.length, 1);
  time += 1;
  await ask(proxy);
  assert.equal(sim.requests.length, 2);
});

test('an older status never replaces a newer one, not even after a failure', options, async () => {
  const at = (lastActionDateTimeUtc, status) => ({
    status: 200,
    body: JSON.stringify({
      id,
      createdDateTimeUtc: '2026-01-01T00:00:00Z',
      lastActionDateTimeUtc,
      status,
      to: 'fr',
      progress: 0,
    }),
  });
  sim.script(id, [
    at('2026-01-01T00:00:01.0000002Z', 'Running'),
    { status: 503, body: '' },
    at('2026-01-01T00:00:01.0000001Z', 'NotStarted'),
    at('2026-01-01T00:00:02Z', 'Cancelled'),
  ]);
  const proxy = make();
  const seen = [];
  for (let i = 0; i < 5; i++) {
    seen.push((await (await ask(proxy)).json()).status ?? 'error');
    time += 5000;
  }
  assert.deepEqual(seen, ['Running', 'error', 'Running', 'Cancelled', 'Cancelled']);
  assert.equal(sim.requests.length, 4);
});

test('a failure is shared like a status', options, async () => {
  sim.script(id, [{ status: 503, body: '' }]);
  const proxy = make();
  const replies = await Promise.all(Array.from({ length: 50 }, () => ask(proxy)));
  assert.ok(replies.every(({ status }) => status === 503));
  await ask(proxy);
  assert.equal(sim.requests.length, 1);
});

test(
  "the viewer's credential and Accept never reach the service, and the proxy's never reach the viewer",
  options,
  async () => {
    const reply = await ask(make(), path, {
      headers: { Authorization: 'Bearer viewer', 'Ocp-Apim-Subscription-Key': 'x', Accept: 'text/viewer' },
    });
    const sent = JSON.stringify(sim.requests[0]);
    assert.ok(!sent.includes('viewer'));
    assert.ok(!JSON.stringify([...reply.headers, await reply.text()]).includes(sim.key));
  },
);

test('storage URLs are withheld', options, async () => {
  const body = await (await ask(make())).json();
  assert.equal(body.id, id);
  assert.ok(!('path' in body) && !('sourcePath' in body));
});

test('path tricks and other routes are 404 in the form of the service, and nothing is asked', options, async () => {
  const proxy = make();
  for (const trick of [
    '/',
    `/x${path}`,
    `/${path}`,
    path.replace('/documents/', '/documents%2f'),
    `${path}%0d%0a`,
    `${path}/..%2f`,
    path.slice(0, -1),
  ]) {
    const reply = await ask(proxy, trick);
    assert.equal(reply.status, 404, trick);
    assert.equal((await reply.json()).error.code, 'ResourceNotFound');
  }
  assert.equal(sim.requests.length, 0);
});

test('only reading is allowed, and HEAD has no body', options, async () => {
  const proxy = make();
  const post = await ask(proxy, path, { method: 'POST', body: 'x' });
  assert.equal(post.status, 405);
  assert.equal(post.headers.get('Allow'), 'GET, HEAD, OPTIONS');
  assert.equal(sim.requests.length, 0);
  const head = await ask(proxy, path, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
});

test('a page of an allowed origin may ask, another may not', options, async () => {
  const proxy = make();
  const allowed = await ask(proxy, path, { method: 'OPTIONS', headers: { Origin: ORIGIN } });
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers.get('Access-Control-Allow-Origin'), ORIGIN);
  const other = await ask(proxy, path, { method: 'OPTIONS', headers: { Origin: 'https://evil.example' } });
  assert.equal(other.headers.get('Access-Control-Allow-Origin'), null);
  assert.equal(other.headers.get('Vary'), 'Origin');
});

test('what a viewer has already is 304', options, async () => {
  const proxy = make();
  const etag = (await ask(proxy)).headers.get('ETag');
  assert.equal((await ask(proxy, path, { headers: { 'If-None-Match': etag } })).status, 304);
});

test('the client works through the proxy', options, async () => {
  const proxy = make();
  const client = await createClient({
    endpoint: 'https://status.example.com',
    fetch: (url, init) => proxy.fetch(new Request(url, init)),
  });
  const [, batchId] = /batches\/([^/]+)/.exec(path);
  assert.equal((await client.getDocumentStatus(batchId, id)).id, id);
  client.close();
});

test('a proxy is closed unless it is said who may look', options, () => {
  assert.throws(() => make({ public: undefined }), /public: true/);
  assert.throws(() => make({ allowedOrigins: ['https://a.example/path'] }), TypeError);
  assert.throws(() => make({ minIntervalMs: 0 }), /minIntervalMs/);
});
