// Tests toNodeHandler: the same responses as fetch, over HTTP/1.1 and HTTP/2, and streams that share one loop for each document.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect } from 'node:net';
import { afterEach, test } from 'node:test';
import { createClient, DocumentTranslationError } from 'document-translation-status';
import { createViewToken } from 'document-translation-status/proxy';
import { toNodeHandler } from 'document-translation-status/proxy/node';
import { limits, ORIGIN, SECRET, stage } from './stage.js';

const place = stage();
const turn = () => new Promise((resolve) => setImmediate(resolve));
const quick = { now: undefined, minIntervalMs: 10, maxIntervalMs: 10 };
const slow = { now: undefined, minIntervalMs: 1e9, maxIntervalMs: 1e9 };
const NO_RETRY_AFTER = { headers: { 'Retry-After': null } };
const running = (/** @type {number} */ progress) => ({ status: 'Running', progress, ...NO_RETRY_AFTER });
const END = { status: 'Succeeded', progress: 1 };
const EVENTS = { Accept: 'text/event-stream' };

const noTimers = async () => {
  while (process.getActiveResourcesInfo().includes('Timeout')) await turn();
};
// Fails at the time limit if a timer was left behind.
afterEach(noTimers, { timeout: 10_000 });

/**
 * @typedef {object} Served
 * @property {string} origin
 * @property {(path: string, options?: { method?: string, headers?: Record<string, string> }) => Promise<{ status: number, headers: Record<string, any>, body: AsyncIterable<Buffer> & { destroy(): void } }>} ask
 */

/** Serves a proxy with each version of HTTP. @type {Record<string, (t: import('node:test').TestContext, proxy: any) => Promise<Served>>} */
const SERVERS = {
  'HTTP/1.1': async (t, proxy) => {
    const server = createServer(toNodeHandler(proxy));
    // Otherwise Node keeps a timer for idle connections.
    server.keepAliveTimeout = 0;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
    return {
      origin,
      async ask(path, options) {
        const request = httpRequest(origin + path, { agent: false, ...options }).end();
        request.on('error', () => {});
        const [response] = await once(request, 'response');
        return { status: response.statusCode, headers: response.headers, body: response };
      },
    };
  },
  'HTTP/2': async (t, proxy) => {
    const server = createHttp2Server(toNodeHandler(proxy));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
    const session = connectHttp2(origin);
    t.after(() => {
      session.destroy();
      server.close();
    });
    return {
      origin,
      async ask(path, { method = 'GET', headers = {} } = {}) {
        const request = session.request({ ':path': path, ':method': method, ...headers });
        request.on('error', () => {});
        const [{ ':status': status = 0, ...rest }] = await once(request, 'response');
        return { status, headers: rest, body: request };
      },
    };
  },
};

/** @param {AsyncIterable<Buffer>} body */
async function textOf(body) {
  let text = '';
  for await (const chunk of body) text += chunk;
  return text;
}

/** The progress of each status event, without heartbeats. @param {string} text */
const progressOf = (text) =>
  [...text.matchAll(/^event: status\n(?:retry: \d+\n)?id: \w+\ndata: (.*)$/gm)].map(
    ([, data]) => JSON.parse(data).progress,
  );

for (const [version, serve] of Object.entries(SERVERS)) {
  test(`${version}: responses have the status, headers and body of fetch`, limits, async (t) => {
    place.script([{ status: 'Running', progress: 0.5 }]);
    const proxy = place.proxy({ ...slow, now: () => place.time, viewTokenSecrets: [SECRET] });
    const { origin, ask } = await serve(t, proxy);
    const token = await createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds: 600 });
    const authorization = `Bearer ${token}`;
    const known = await proxy.fetch(new Request(origin + place.path, { headers: { authorization } }));
    const etag = String(known.headers.get('ETag'));
    const requests = /** @type {[path: string, method: string, headers: Record<string, string>][]} */ ([
      [place.path, 'GET', { authorization }],
      [place.path, 'HEAD', { authorization }],
      [place.path, 'GET', { authorization, 'if-none-match': etag }],
      [place.path, 'GET', { authorization, origin: ORIGIN }],
      [place.path, 'GET', { authorization, origin: 'https://evil.example' }],
      [place.path, 'GET', {}],
      [place.path, 'GET', { ...EVENTS }],
      [place.path, 'HEAD', { authorization, ...EVENTS }],
      [place.path, 'POST', { authorization }],
      [place.path, 'OPTIONS', { origin: ORIGIN, 'access-control-request-method': 'GET' }],
      [place.batchPath, 'GET', { authorization, ...EVENTS }],
      [`${place.batchPath}/documents?$top=1`, 'GET', { authorization }],
      ['/healthz', 'GET', {}],
      ['/', 'GET', {}],
      ['//x', 'GET', {}],
      ['/%', 'GET', {}],
      ['/?x=y', 'PATCH', { authorization }],
    ]);
    for (const [path, method, headers] of requests) {
      const expected = await proxy.fetch(new Request(origin + path, { method, headers }));
      const { status, headers: sent, body } = await ask(path, { method, headers });
      const what = `${method} ${path}`;
      assert.deepEqual([status, await textOf(body)], [expected.status, await expected.text()], what);
      const own = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
      const rest = Object.entries(sent).filter(([name]) => !own.includes(name));
      assert.deepEqual(Object.fromEntries(rest), Object.fromEntries(expected.headers), what);
    }
  });

  test(`${version}: viewers of a document share its requests, and see its changes in order`, limits, async (t) => {
    const { ask } = await serve(t, place.proxy(quick));
    place.script([running(0.1)]);
    const viewers = await Promise.all(Array.from({ length: 50 }, () => ask(place.path, { headers: EVENTS })));
    for (const { status, headers } of viewers)
      assert.deepEqual([status, headers['content-type']], [200, 'text/event-stream; charset=utf-8']);
    const steps = [running(0.3), running(0.3), running(0.7), END];
    place.sim.requests.length = 0;
    place.script(steps);
    for (const { body } of viewers) {
      const seen = progressOf(await textOf(body));
      // A viewer that reads slowly skips changes.
      assert.deepEqual([seen, seen[0], seen.at(-1)], [[...new Set(seen)].sort(), 0.1, 1]);
    }
    assert.equal(place.sim.requests.length, steps.length);
  });

  test(
    `${version}: viewers that come and leave at any time get the current status and every later one`,
    limits,
    async (t) => {
      const { ask } = await serve(t, place.proxy(quick));
      place.script([running(0.1)]);
      const first = await ask(place.path, { headers: EVENTS });
      const chunks = first.body[Symbol.asyncIterator]();
      assert.deepEqual(progressOf(String((await chunks.next()).value)), [0.1]);
      place.script([running(0.2)]);
      assert.deepEqual(progressOf(String((await chunks.next()).value)), [0.2]);
      const second = await ask(place.path, { headers: EVENTS });
      const later = second.body[Symbol.asyncIterator]();
      assert.deepEqual(progressOf(String((await later.next()).value)), [0.2]);
      first.body.destroy();
      place.script([END]);
      assert.deepEqual(progressOf(String((await later.next()).value)), [1]);
      assert.equal((await later.next()).done, true);
    },
  );

  test(
    `${version}: two viewers with tokens of two documents see their own, until their own token expires`,
    limits,
    async (t) => {
      const ids = [place.id, place.otherId];
      const expiring = place.proxy({ ...slow, now: () => place.time, viewTokenSecrets: [SECRET] });
      const { ask } = await serve(t, expiring);
      const [short, long] = await Promise.all(
        ids.map((documentId, at) =>
          createViewToken({ secret: SECRET, batchId: place.batchId, documentId, expiresInSeconds: at ? 1000 : 1 }),
        ),
      );
      const open = (/** @type {string} */ id, /** @type {string} */ token) =>
        ask(`${place.batchPath}/documents/${id}`, { headers: { ...EVENTS, authorization: `Bearer ${token}` } });
      // With the tolerance of a minute, the first token expires within 1 s.
      place.time += 60_000;
      const ending = await open(ids[0], short);
      const staying = await open(ids[1], long);
      assert.equal((await open(ids[1], short)).status, 403);
      assert.match(await textOf(ending.body), new RegExp(`"id":"${ids[0]}"`));
      const { value } = await staying.body[Symbol.asyncIterator]().next();
      assert.match(String(value), new RegExp(`"id":"${ids[1]}"`));
      staying.body.destroy();
    },
  );

  test(`${version}: close() ends streams with a retry`, limits, async (t) => {
    place.script([running(0.1)]);
    const proxy = place.proxy(slow);
    const { ask } = await serve(t, proxy);
    const viewers = await Promise.all(Array.from({ length: 5 }, () => ask(place.path, { headers: EVENTS })));
    proxy.close();
    for (const { body } of [...viewers, await ask(place.path, { headers: EVENTS })])
      assert.match(await textOf(body), /^event: status\nretry: \d{4}\nid: \w+\ndata: [^\n]*\n\nretry: \d{4}\n\n$/);
    const { status, headers, body } = await ask(place.path);
    await textOf(body);
    assert.deepEqual([status, headers.connection], [200, version === 'HTTP/1.1' ? 'close' : undefined]);
  });

  test(`${version}: streams are limited, and end for the same reasons as those of fetch`, limits, async (t) => {
    place.script([running(0.1)]);
    /** @type {any[]} */
    const ends = [];
    /** @type {(what: string) => void} */
    let told = () => {};
    let allows = true;
    /** @type {(string | null)[]} */
    const cookies = [];
    const proxy = place.proxy({
      ...slow,
      now: () => place.time,
      public: undefined,
      viewTokenSecrets: [SECRET],
      authorize(/** @type {any} */ { request }) {
        cookies.push(request.headers.get('Cookie'));
        return allows;
      },
      reauthorizeMs: 5,
      maxStreams: 2,
      maxStreamsPerToken: 1,
      onEvent(/** @type {any} */ { type, what }) {
        if (type !== 'stream') return;
        ends.push(what);
        told(what);
      },
    });
    const { ask } = await serve(t, proxy);
    const [one, other, short] = await Promise.all(
      [600, 600, 1].map((expiresInSeconds) =>
        createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds }),
      ),
    );
    const open = (/** @type {string} */ token) =>
      ask(place.path, { headers: { ...EVENTS, authorization: `Bearer ${token}`, cookie: 'a=1; b=2' } });
    const refused = async (/** @type {string} */ token) => {
      const { status, headers, body } = await open(token);
      await textOf(body);
      return [status, headers['retry-after']];
    };
    const first = await open(one);
    assert.deepEqual(await refused(one), [429, '10']);
    const second = await open(other);
    assert.deepEqual(await refused(short), [503, '10']);
    const left = new Promise((resolve) => (told = resolve));
    first.body.destroy();
    assert.equal(await left, 'disconnected');
    place.time += 60_000;
    const expiring = await open(short);
    assert.equal(expiring.status, 200);
    await textOf(expiring.body);
    allows = false;
    await textOf(second.body);
    allows = true;
    const last = await open(one);
    proxy.close();
    await textOf(last.body);
    assert.deepEqual(ends, ['disconnected', 'expired', 'denied', 'closed']);
    assert.deepEqual([...new Set(cookies)], ['a=1; b=2']);
  });

  test(`${version}: an EventSource that returns to a finished document gets 204`, limits, async (t) => {
    place.script([END]);
    const { ask } = await serve(t, place.proxy());
    const text = await textOf((await ask(place.path, { headers: EVENTS })).body);
    const [, id = ''] = /^id: (\w+)$/m.exec(text) ?? [];
    const { status, body } = await ask(place.path, { headers: { ...EVENTS, 'last-event-id': id } });
    assert.deepEqual([status, await textOf(body)], [204, '']);
  });

  test(`${version}: the client watches through the handler`, limits, async (t) => {
    if (version !== 'HTTP/1.1') return t.skip('Node’s fetch uses HTTP/1.1');
    place.script([...[0.1, 0.4, 0.8].map(running), END]);
    const { origin } = await serve(t, place.proxy(quick));
    const client = await createClient({ endpoint: origin });
    const seen = [];
    for await (const { progress } of client.watchDocument(place.batchId, place.id, { stream: true }))
      seen.push(progress);
    client.close();
    assert.equal(seen.at(-1), 1);
  });

  test(`${version}: after abrupt ends no timer is left, and the service gets no more requests`, limits, async (t) => {
    place.script([running(0.1)]);
    const { origin, ask } = await serve(t, place.proxy(quick));
    for (let round = 0; round < 10; round++) {
      const viewers = await Promise.all(Array.from({ length: 50 }, () => ask(place.path, { headers: EVENTS })));
      for (const { body } of viewers) body.destroy();
    }
    if (version === 'HTTP/1.1')
      for (let i = 0; i < 200; i++) {
        const socket = connect(Number(new URL(origin).port), '127.0.0.1');
        socket.on('error', () => {});
        await once(socket, 'connect');
        socket.write(`GET ${place.path} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`);
        socket.resetAndDestroy();
      }
    await noTimers();
    await place.sim.settled();
    const { length } = place.sim.requests;
    for (let i = 0; i < 50; i++) await turn();
    assert.equal(place.sim.requests.length, length);
  });
}

/** A connection whose reader is the test. */
class Connection extends EventEmitter {
  statusCode = 0;
  headersSent = false;
  /** @type {Record<string, string>} */
  headers = {};
  /** @type {string[]} */
  written = [];
  /** @type {(() => void)[]} */
  unflushed = [];
  setHeader(/** @type {string} */ name, /** @type {string} */ value) {
    this.headers[name] = value;
  }
  write(/** @type {Uint8Array} */ chunk, /** @type {() => void} */ done) {
    this.headersSent = true;
    this.written.push(new TextDecoder().decode(chunk));
    this.unflushed.push(done);
    this.emit('written');
    return false;
  }
  end(text = '') {
    if (text) this.written.push(text);
    this.leave();
  }
  destroy() {
    this.leave();
  }
  /** The connection has taken what was written. */
  flush() {
    for (const done of this.unflushed.splice(0)) done();
  }
  leave() {
    this.emit('close');
  }
}

/** @param {Record<string, string>} [headers] @param {string} [url] */
const incoming = (headers = EVENTS, url = place.path) => ({
  method: 'GET',
  url,
  headers: {
    host: 'status.example.com',
    ...Object.fromEntries(Object.entries(headers).map(([n, v]) => [n.toLowerCase(), v])),
  },
  socket: {},
});

test('A viewer that does not read gets nothing more, and then the newest status', limits, async () => {
  place.script([0.1, 0.2, 0.3, 0.4].map(running));
  const handle = toNodeHandler(place.proxy({ ...quick, heartbeatMs: 1e6 }));
  const blocked = new Connection();
  const reading = new Connection();
  await Promise.all([handle(incoming(), blocked), handle(incoming(), reading)]);
  while (!reading.written.join('').includes('0.4')) {
    const written = once(reading, 'written');
    reading.flush();
    await written;
  }
  assert.deepEqual(progressOf(blocked.written.join('')), [0.1]);
  blocked.flush();
  assert.deepEqual(progressOf(blocked.written.join('')), [0.1, 0.4]);
  for (const each of [blocked, reading]) each.leave();
});

test('A viewer that does not read gets no heartbeats, and its stream ends after four of them', limits, async () => {
  place.script([running(0.1)]);
  const handle = toNodeHandler(place.proxy({ ...slow, heartbeatMs: 5 }));
  const blocked = new Connection();
  const reading = new Connection();
  await Promise.all([handle(incoming(), blocked), handle(incoming(), reading)]);
  let hasEnded = false;
  blocked.on('close', () => {
    hasEnded = true;
  });
  let heartbeats = 0;
  for (; !hasEnded || heartbeats < 10; heartbeats++) {
    const written = once(reading, 'written');
    reading.flush();
    await written;
  }
  assert.deepEqual([blocked.written.length, reading.written.at(-1)], [1, ':\n\n']);
  reading.leave();
});

test('A viewer that does not read keeps no connection after its stream has ended', limits, async () => {
  place.script([running(0.1)]);
  const proxy = place.proxy({ ...slow, heartbeatMs: 5 });
  const blocked = new Connection();
  // The connection closes when all is read.
  blocked.end = () => {};
  await toNodeHandler(proxy)(incoming(), blocked);
  const closed = once(blocked, 'close');
  proxy.close();
  await closed;
});

test('A viewer that leaves before the service responds starts no stream and takes no place', limits, async () => {
  let release = () => {};
  const until = new Promise((resolve) => (release = () => resolve(undefined)));
  place.script([{ fault: 'delay', until, reply: running(0.1) }]);
  const handle = toNodeHandler(place.proxy({ ...quick, maxStreams: 1 }));
  const connection = new Connection();
  const handled = handle(incoming(), connection);
  await place.sim.requested(1);
  connection.leave();
  release();
  await handled;
  assert.deepEqual([connection.written, connection.headersSent], [[], false]);
  const next = new Connection();
  await handle(incoming(), next);
  assert.equal(next.statusCode, 200, 'It does not count as open');
  next.leave();
});

test('An invalid request target or host gets 400, and the handler does not reject', limits, async () => {
  const handle = toNodeHandler(place.proxy(slow));
  for (const [url, host] of [
    ['*', 'x'],
    ['http://', 'x'],
    ['/', 'a b'],
    ['/', 'a:b:c'],
  ]) {
    const connection = new Connection();
    await handle(incoming({ host }, url), connection);
    assert.equal(connection.statusCode, 400, `${url} ${host}`);
  }
});

test('toNodeHandler rejects what is not a proxy', () => {
  for (const value of [undefined, null, {}, { fetch() {} }, place.proxy])
    assert.throws(
      () => toNodeHandler(/** @type {any} */ (value)),
      (error) => {
        assert.ok(error instanceof DocumentTranslationError);
        assert.deepEqual([error.kind, error.target], ['invalid-argument', 'proxy']);
        return true;
      },
    );
});
