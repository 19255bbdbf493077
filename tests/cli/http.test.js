// Tests the command's fetch over node:http: the contract's cases over HTTP, closed connections, request headers, event streams, and the
// settings of Node with which it is used.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import { isPlainNode, nodeFetch } from '../../web/cli/http.js';
import * as assert from '../contract/assert.js';
import { cases } from '../contract/cases.js';
import { connect } from '../contract/control.js';
import { BATCH, DOCUMENT, REQUIRED } from '../contract/kit.js';
import { CASE_TIMEOUT_MS, describeRuntime } from '../contract/run.js';
import { startService } from '../contract/service.js';

const runtime = describeRuntime();

/** @type {Awaited<ReturnType<typeof startService>>} */
let server;
/** @type {import('../contract/kit.js').Tools} */
let tools;

before(async () => {
  server = await startService();
  tools = {
    createClient: (options) => createClient({ fetch: nodeFetch(), ...options }),
    DocumentTranslationError,
    isTerminal,
    parseOperationLocation,
    assert,
    runtime,
    service: connect(server.url),
  };
});
after(() => server.close());

for (const { name, when, run } of cases.filter((one) => one.name.startsWith('over HTTP'))) {
  const skip = when && !when(runtime) && 'not for Node';
  test(name, { skip, timeout: CASE_TIMEOUT_MS }, () => run(tools));
}

/** @param {import('node:test').TestContext} t @param {import('node:http').RequestListener} listener */
async function serve(t, listener) {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

test('A request has the same no-store headers as a request of fetch', { timeout: 20_000 }, async (t) => {
  /** @type {import('node:http').IncomingHttpHeaders[]} */
  const sent = [];
  const endpoint = await serve(t, ({ headers }, response) => {
    sent.push(headers);
    response.end(JSON.stringify(REQUIRED));
  });
  for (const fetch of [undefined, nodeFetch()]) {
    const client = await createClient({ endpoint, fetch });
    await client.getDocumentStatus(BATCH, DOCUMENT);
    client.close();
  }
  const [byFetch, own] = sent;
  assert.deepEqual([own['cache-control'], own.pragma], ['no-cache', 'no-cache']);
  assert.deepEqual([own['cache-control'], own.pragma], [byFetch['cache-control'], byFetch.pragma]);
});

test('Accept-Encoding lists gzip and br, and both are decoded', { timeout: 20_000 }, async (t) => {
  /** @type {Record<string, (text: string) => Buffer>} */
  const encoders = { gzip: gzipSync, br: brotliCompressSync };
  const codings = Object.keys(encoders).values();
  /** @type {(string | undefined)[]} */
  const offers = [];
  const endpoint = await serve(t, ({ headers }, response) => {
    const coding = String(codings.next().value);
    offers.push(headers['accept-encoding']);
    response.setHeader('Content-Encoding', coding).end(encoders[coding](JSON.stringify(REQUIRED)));
  });
  const client = await createClient({ endpoint, fetch: nodeFetch() });
  for (const _ of Object.keys(encoders))
    assert.equal((await client.getDocumentStatus(BATCH, DOCUMENT)).id, REQUIRED.id);
  client.close();
  assert.deepEqual(offers, ['gzip, br', 'gzip, br']);
});

test('An empty body with a Content-Encoding is empty, as in fetch', { timeout: 20_000 }, async (t) => {
  const endpoint = await serve(t, ({ url = '' }, response) => {
    response.writeHead(503, { 'Content-Encoding': url.includes(BATCH) ? 'gzip' : 'br' }).end();
  });
  for (const fetch of [undefined, nodeFetch()]) {
    const client = await createClient({ endpoint, fetch, maxRetries: 0 });
    for (const batchId of [BATCH, DOCUMENT])
      assert.deepEqual(
        await client.getDocumentStatus(batchId, DOCUMENT).catch(({ kind, statusCode }) => [kind, statusCode]),
        ['service', 503],
      );
    client.close();
  }
});

test('An event in three TCP segments is read as one', { timeout: 20_000 }, async (t) => {
  const states = ['NotStarted', 'Running', 'Succeeded'].map((status, index) => ({
    ...REQUIRED,
    status,
    lastActionDateTimeUtc: `2024-05-01T10:00:0${index}Z`,
  }));
  let requests = 0;
  const seen = new EventEmitter();
  const endpoint = await serve(t, async (_, response) => {
    requests++;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const state of states) {
      const event = `data:${JSON.stringify(state)}\n\n`;
      const read = once(seen, state.status);
      for (const [from, to] of [
        [0, 9],
        [9, 50],
        [50, undefined],
      ]) {
        await new Promise((resolve) => response.write(event.slice(from, to), resolve));
        // Writes on different turns are sent as different segments.
        await turn();
      }
      // A reader gets only the newest of several events.
      await read;
    }
    response.end();
  });
  const client = await createClient({ endpoint, fetch: nodeFetch() });
  const statuses = [];
  for await (const { status } of client.watchDocument(BATCH, DOCUMENT, { stream: true })) {
    statuses.push(status);
    seen.emit(status);
  }
  client.close();
  assert.equal(requests, 1, 'requests');
  assert.deepEqual(
    statuses,
    states.map(({ status }) => status),
  );
});

test('An idle connection is closed after a few seconds, although the server would keep it', {
  timeout: 20_000,
}, async (t) => {
  /** @type {Promise<unknown> | undefined} */
  let closed;
  const endpoint = await serve(t, ({ socket }, response) => {
    closed = once(socket, 'close');
    // The server would keep the connection for a minute.
    response.setHeader('Keep-Alive', 'timeout=60').end(JSON.stringify(REQUIRED));
  });
  const client = await createClient({ endpoint, fetch: nodeFetch() });
  await client.getDocumentStatus(BATCH, DOCUMENT);
  await closed;
  client.close();
});

test('isPlainNode is true only without options and settings that change fetch', () => {
  assert.equal(isPlainNode({}), process.execArgv.length === 0);
  assert.equal(isPlainNode({ NODE_OPTIONS: '--no-warnings' }), false);
  assert.equal(isPlainNode({ NODE_USE_ENV_PROXY: '1' }), false);
});

const BODY = JSON.stringify(REQUIRED);
const RESPONSE = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

/**
 * By connection: which of its requests get a response. At the others the server closes it.
 * @type {[name: string, responses: boolean[][], calls: string[], connections: number][]}
 */
const closedConnections = [
  [
    'A request on a reused connection that closes is repeated once, on a new connection',
    [[true, false], [true]],
    ['Running', 'Running'],
    2,
  ],
  ['A request on a new connection that closes fails', [[false], [true]], ['NetworkFailure'], 1],
  [
    'A request fails if a reused connection closes, and the new one, too',
    [[true, false], [false], [true]],
    ['Running', 'NetworkFailure'],
    2,
  ],
];
for (const [name, responses, calls, connections] of closedConnections) {
  test(name, { timeout: 20_000 }, async () => {
    let opened = 0;
    const service = createSocketServer((socket) => {
      const hasResponse = responses[opened++].values();
      socket.on('data', () => {
        if (hasResponse.next().value) socket.write(RESPONSE);
        else socket.destroy();
      });
    });
    await new Promise((resolve) => service.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (service.address());
    const client = await createClient({ endpoint: `http://127.0.0.1:${port}`, maxRetries: 0, fetch: nodeFetch() });
    try {
      for (const expected of calls)
        assert.equal(
          await client.getDocumentStatus(BATCH, DOCUMENT).then(
            ({ status }) => status,
            ({ code }) => code,
          ),
          expected,
        );
      assert.equal(opened, connections, 'connections');
    } finally {
      client.close();
      service.close();
    }
  });
}
