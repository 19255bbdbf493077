// Tests event streams over real connections: servers and platforms between the client and the proxy that send slowly, cut connections, or
// end them after a time.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { createClient } from 'document-translation-status';
import { createViewToken } from 'document-translation-status/proxy';
import { limits, SECRET, stage } from './stage.js';

const place = stage();
const quick = { minIntervalMs: 10, maxIntervalMs: 20 };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const PROGRESS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** Sets the document's states, the last one terminal. */
const script = () =>
  place.script([
    ...PROGRESS.map((progress) => ({ status: 'Running', progress, headers: { 'Retry-After': null } })),
    { status: 'Succeeded', progress: 1 },
  ]);

/**
 * @typedef {object} Served A response of the proxy.
 * @property {AsyncIterable<Uint8Array>} chunks
 * @property {import('node:http').ServerResponse} outgoing
 * @property {boolean} isStream
 */

/**
 * Serves the proxy on loopback, and sends each of its responses with this function.
 * @param {import('node:test').TestContext} t
 * @param {{ fetch(request: Request): Promise<Response> }} proxy
 * @param {(served: Served) => Promise<void>} send
 */
async function serve(t, proxy, send) {
  const server = createServer(async ({ url, headers }, outgoing) => {
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const request = new Request(`http://localhost${url}`, {
      headers: /** @type {any} */ (headers),
      signal: gone.signal,
    });
    const response = await proxy.fetch(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).flushHeaders();
    const isStream = String(response.headers.get('Content-Type')).startsWith('text/event-stream');
    await send({ chunks: /** @type {any} */ (response.body ?? []), outgoing, isStream }).catch(() => {});
    outgoing.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
}

/** @param {import('node:test').TestContext} t @param {string} endpoint @param {object} [options] */
async function watch(t, endpoint, options) {
  const client = await createClient({ endpoint, ...options });
  t.after(() => client.close());
  /** @type {unknown[]} */
  const outages = [];
  /** @type {number[]} */
  const seen = [];
  const watching = client.watchDocument(place.batchId, place.id, {
    ...quick,
    stream: true,
    onOutage: (outage) => outages.push(outage?.error.code),
  });
  for await (const { progress = 0 } of watching) seen.push(progress);
  return { seen, outages };
}

/** Each status once, and the last. @param {number[]} seen */
const assertInOrder = (seen) => {
  assert.deepEqual(seen, [...new Set(seen)].sort());
  assert.equal(seen.at(-1), 1);
};

test('A server that sends one byte at a time delivers each change', limits, async (t) => {
  script();
  const proxy = place.proxy({ now: undefined, ...quick });
  const endpoint = await serve(t, proxy, async ({ chunks, outgoing }) => {
    for await (const chunk of chunks)
      for (const byte of chunk) {
        outgoing.write(Uint8Array.of(byte));
        await turn();
      }
  });
  const { seen, outages } = await watch(t, endpoint);
  assertInOrder(seen);
  assert.deepEqual(outages, []);
});

for (const [how, stop] of /** @type {[string, (outgoing: import('node:http').ServerResponse) => unknown][]} */ ([
  ['ends', (outgoing) => outgoing.end()],
  ['resets', (outgoing) => outgoing.socket?.resetAndDestroy()],
]))
  test(`A platform that ${how} each connection after one event is no outage`, limits, async (t) => {
    script();
    const proxy = place.proxy({ now: undefined, ...quick });
    let streams = 0;
    const endpoint = await serve(t, proxy, async ({ chunks, outgoing, isStream }) => {
      streams += Number(isStream);
      for await (const chunk of chunks) {
        await new Promise((resolve) => outgoing.write(chunk, resolve));
        // A reset discards what the client has not read yet.
        for (let i = 0; i < 20; i++) await turn();
        if (isStream) return void stop(outgoing);
      }
    });
    const { seen, outages } = await watch(t, endpoint);
    assertInOrder(seen);
    assert.deepEqual(outages, []);
    assert.ok(streams > 2, `${streams} streams`);
  });

test('A platform that buffers streams and ends them without an event is polled', limits, async (t) => {
  script();
  const proxy = place.proxy({ now: undefined, ...quick });
  const endpoint = await serve(t, proxy, async ({ chunks, outgoing, isStream }) => {
    if (!isStream) for await (const chunk of chunks) outgoing.write(chunk);
  });
  const { seen, outages } = await watch(t, endpoint);
  assertInOrder(seen);
  assert.deepEqual(outages, []);
});

test('A view token that expires during a stream is replaced, and is no outage', limits, async (t) => {
  script();
  const { batchId } = place;
  let aheadMs = 0;
  const proxy = place.proxy({
    now: () => Date.now() + aheadMs,
    minIntervalMs: 300,
    maxIntervalMs: 300,
    viewTokenSecrets: [SECRET],
  });
  let tokens = 0;
  /** Sets the proxy's clock so that the first two tokens expire after a second. */
  const getToken = async () => {
    const isShort = ++tokens < 3;
    const expiresInSeconds = isShort ? 100 + tokens : 1000;
    const token = await createViewToken({ secret: SECRET, batchId, expiresInSeconds });
    const { exp } = JSON.parse(atob(token.split('.')[1]));
    const toleranceMs = 60_000;
    if (isShort) aheadMs = exp * 1000 + toleranceMs - 1000 - Date.now();
    return { token, expiresOnTimestamp: Date.now() + 1e9 };
  };
  const endpoint = await serve(t, proxy, async ({ chunks, outgoing }) => {
    for await (const chunk of chunks) outgoing.write(chunk);
  });
  const { seen, outages } = await watch(t, endpoint, { credential: { getToken } });
  assertInOrder(seen);
  assert.deepEqual([tokens, outages], [3, []]);
});
