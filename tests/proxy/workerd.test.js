// Tests the deployable worker in workerd, with and without its bindings. The bindings are real: Cache API, Durable Objects, rate limiter.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, test } from 'node:test';
import { createClient } from 'document-translation-status';
import { createViewToken } from 'document-translation-status/proxy';
import { startSimulator } from 'document-translation-status/simulator';
import { startWorkerd } from '../hosts/workerd.js';
import { startAuthority } from './entra-authority.js';
import { SECRET } from './stage.js';
import { eventsOf } from './sse.js';

const limits = { timeout: 60_000 };
const WORKER = new URL('../../dist/entries/cloudflare.workerd.js', import.meta.url);
const STATELESS = new URL('workers/stateless.js', import.meta.url);
const HANGING = new URL('workers/hanging.js', import.meta.url);
const AUTHORIZED = new URL('workers/authorized.js', import.meta.url);
const CONTROLLED = new URL('workers/controlled.js', import.meta.url);
const OBJECT = { durableObjects: { DOCUMENTS: { className: 'StatusObject', useSQLite: true } } };
const QUICK = { MIN_INTERVAL_MS: '50', MAX_INTERVAL_MS: '50' };
const LONG = { MIN_INTERVAL_MS: '600000', MAX_INTERVAL_MS: '600000' };
const NO_RETRY_AFTER = { headers: { 'Retry-After': null } };

/** @type {Awaited<ReturnType<typeof startSimulator>>} */
let sim;
before(async () => {
  sim = await startSimulator({ documents: [], batches: [] });
});
after(() => sim.close());

/** Creates a document for a test. The service responds with these states in turn, then always with the last one. @param {object[]} [states] */
function document(states) {
  const batch = sim.createBatch({ documents: 1, durationMs: 1e9, createdAt: Date.now() - 5e8 });
  const [{ id }] = batch.documents;
  const script = (/** @type {object[]} */ more) =>
    sim.script(
      id,
      more.map((state) => ({ ...NO_RETRY_AFTER, ...state })),
    );
  if (states) script(states);
  sim.requests.length = 0;
  return { batchId: batch.id, id, path: `translator/text/batch/v1.0/batches/${batch.id}/documents/${id}`, script };
}

/** The worker's log. */
let log = '';
const logs = new EventEmitter();

/** @param {RegExp} pattern */
async function logged(pattern) {
  while (!pattern.test(log)) await once(logs, 'more');
}

/** @param {import('node:test').TestContext} t @param {object} [bindings] @param {{ script?: URL, [option: string]: any }} [options] */
async function worker(t, bindings = {}, { script = WORKER, ...options } = {}) {
  log = '';
  const { url, close } = await startWorkerd(script, {
    ...options,
    /** @param {import('node:stream').Readable[]} streams */
    handleRuntimeStdio: (...streams) => {
      for (const each of streams)
        each.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
          log += text;
          logs.emit('more');
        });
    },
    bindings: {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
      AZURE_DOCUMENT_TRANSLATION_KEY: String(sim.key),
      PUBLIC: 'true',
      ...bindings,
    },
  });
  t.after(close);
  return url;
}

const stream = { headers: { Accept: 'text/event-stream' } };

test('The worker returns the status and sends one request to the service for concurrent viewers', limits, async (t) => {
  const url = await worker(t, LONG);
  const { path, id } = document();
  const replies = await Promise.all(Array.from({ length: 200 }, () => fetch(url + path)));
  for (const reply of replies) assert.equal((await reply.json()).id, id);
  assert.equal(sim.requests.length, 1);
  assert.equal((await fetch(`${url}healthz`)).status, 200);
  assert.equal((await fetch(url + path.slice(1))).status, 404);
});

test('The worker never serves the list of jobs', limits, async (t) => {
  const url = await worker(t, { EXPOSE_BATCHES: 'true' });
  sim.requests.length = 0;
  for (const base of ['translator/text/batch/v1.0/batches', 'translator/document/batches'])
    for (const end of ['', '/', '?api-version=2024-05-01', '/?api-version=2024-05-01&top=1']) {
      const reply = await fetch(url + base + end);
      assert.deepEqual([reply.status, (await reply.json()).error.code], [404, '404'], base + end);
    }
  assert.equal(sim.requests.length, 0);
});

for (const [what, options] of /** @type {const} */ ([
  ['The isolates of a data centre share responses through the Cache API', {}],
  ['A Durable Object sends the requests of all data centres, which share no cache', { ...OBJECT, cache: false }],
]))
  test(what, limits, async (t) => {
    const url = await worker(t, LONG, { script: STATELESS, ...options });
    const { path } = document([{ status: 'Running', progress: 0.5 }]);
    const first = await (await fetch(url + path)).text();
    for (let i = 0; i < 5; i++) assert.equal(await (await fetch(url + path)).text(), first);
    assert.equal(sim.requests.length, 1);
  });

test('A viewer’s query, headers and method do not change the entry in the Cache API', limits, async (t) => {
  const url = await worker(t, LONG, { script: STATELESS });
  const { path, id } = document([{ status: 'Running', progress: 0.5 }]);
  const headers = { 'X-Forwarded-Host': 'evil.example', Range: 'bytes=0-5', 'Cache-Control': 'no-cache' };
  await fetch(`${url}${path}?x=1`, { headers });
  await fetch(`${url}${path}?x=1`, { method: 'HEAD', headers });
  const reply = await fetch(url + path.replace(id, id.toUpperCase()));
  assert.deepEqual([(await reply.json()).id, reply.status], [id, 200]);
  assert.equal(sim.requests.length, 1);
});

test('In workerd the pages of ALLOWED_ORIGINS can read responses, and no others', limits, async (t) => {
  const url = await worker(t, { ALLOWED_ORIGINS: 'capacitor://localhost null', ALLOWED_HEADERS: 'X-Trace' });
  for (const [Origin, allowed] of [
    ['capacitor://localhost', 'capacitor://localhost'],
    ['null', 'null'],
    ['https://www.example.com', null],
  ]) {
    const { headers } = await fetch(`${url}healthz`, { method: 'OPTIONS', headers: { Origin: String(Origin) } });
    assert.equal(headers.get('Access-Control-Allow-Origin'), allowed);
    assert.equal(
      /\btraceparent\b.*\bX-Trace$/.test(String(headers.get('Access-Control-Allow-Headers'))),
      Boolean(allowed),
    );
    assert.match(String(headers.get('Vary')), /\bOrigin\b/);
  }
});

for (const [what, options] of /** @type {const} */ ([
  ['', {}],
  [' with Durable Objects', OBJECT],
]))
  test(
    `In workerd authorize decides for each viewer, and its stream ends when it is revoked${what}`,
    limits,
    async (t) => {
      const url = await worker(t, { ...QUICK, PUBLIC: '' }, { script: AUTHORIZED, ...options });
      const { path, id } = document([{ status: 'Running', progress: 0.5 }]);
      const owner = { Cookie: 'session=owner' };
      const statuses = await Promise.all(
        [owner, {}, owner, { Cookie: 'session=other' }].map(
          async (headers) => (await fetch(url + path, { headers })).status,
        ),
      );
      assert.deepEqual(statuses, [200, 403, 200, 403]);
      const events = eventsOf(await fetch(url + path, { headers: { ...owner, ...stream.headers } }));
      assert.equal(/** @type {any} */ ((await events.next()).value).data.id, id);
      await fetch(`${url}revoke`);
      for await (const each of events) assert.ok('heartbeat' in each);
      assert.equal((await fetch(url + path, { headers: owner })).status, 403);
    },
  );

for (const [what, options] of /** @type {const} */ ([
  ['', {}],
  [' with Durable Objects', OBJECT],
]))
  test(
    `In workerd the worker gets tokens from Microsoft Entra, and isolates share only what has arrived${what}`,
    limits,
    async (t) => {
      const authority = await startAuthority(t);
      const bindings = {
        ...LONG,
        AZURE_DOCUMENT_TRANSLATION_KEY: '',
        AZURE_TENANT_ID: 'contoso.onmicrosoft.com',
        AZURE_CLIENT_ID: 'client',
        AZURE_CLIENT_SECRET: 'cl1ent-s3cret',
        AZURE_AUTHORITY_HOST: authority.url,
      };
      const url = await worker(t, bindings, options);
      sim.token = 'token-1';
      t.after(() => {
        sim.token = null;
      });
      assert.equal((await fetch(url + document().path)).status, 200);
      const batch = sim.createBatch({ documents: 30, durationMs: 1e9 });
      const statuses = await Promise.all(
        batch.documents.map(
          async ({ id }) =>
            (await fetch(`${url}translator/text/batch/v1.0/batches/${batch.id}/documents/${id}`)).status,
        ),
      );
      assert.deepEqual([...new Set(statuses)], [200]);
      assert.equal(authority.requests.length, 1);
      assert.ok(!/cl1ent-s3cret|token-1|different request/.test(log), log);
    },
  );

test('A worker with an invalid configuration reports it in its log and not to viewers', limits, async (t) => {
  const url = await worker(t, { PUBLIC: '' });
  const reply = await fetch(url + document().path);
  const body = await reply.text();
  assert.deepEqual([reply.status, JSON.parse(body).error.code], [501, 'NotImplemented']);
  assert.ok(!body.includes('public') && !body.includes('viewTokenSecrets'));
  await logged(/Set viewTokenSecrets for viewers/);
});

test('A worker without its secrets names them in its log, and clients do not retry it', limits, async (t) => {
  const url = await worker(t, { AZURE_DOCUMENT_TRANSLATION_KEY: '', VIEW_TOKEN_SECRETS: '', PUBLIC: '' }, OBJECT);
  const { batchId, id } = document();
  const client = await createClient({ endpoint: url });
  t.after(() => client.close());
  const expected = { statusCode: 501, retryable: false };
  await assert.rejects(client.watchDocument(batchId, id, { stream: true }).next(), expected);
  await logged(/Not set: AZURE_DOCUMENT_TRANSLATION_KEY, VIEW_TOKEN_SECRETS/);
  assert.equal(log.match(/is not configured/g)?.length, 1);
});

test('In workerd, a view token for jobs opens these jobs and no other, without EXPOSE_BATCHES', limits, async (t) => {
  const secret = SECRET.replaceAll(' ', '-');
  const url = await worker(t, { ...LONG, PUBLIC: '', VIEW_TOKEN_SECRETS: secret });
  const jobs = [document(), document(), document()];
  const batchIds = jobs.slice(0, 2).map(({ batchId }) => batchId);
  const token = await createViewToken({ secret, batchIds, expiresInSeconds: 600 });
  const headers = { Authorization: `Bearer ${token}` };
  for (const { path, batchId } of jobs)
    for (const each of [path, path.replace(/\/[^/]*$/, ''), path.replace(/\/documents.*$/, '')]) {
      assert.equal((await fetch(url + each, { headers })).status, batchIds.includes(batchId) ? 200 : 403, each);
      assert.equal((await fetch(url + each)).status, 401, each);
    }
});

test('View tokens and the rate limiter work in workerd', limits, async (t) => {
  const ratelimits = { RATE_LIMITER: { simple: { limit: 3, period: /** @type {const} */ (60) } } };
  const url = await worker(
    t,
    { ...LONG, PUBLIC: '', VIEW_TOKEN_SECRETS: `${SECRET.replaceAll(' ', '-')}` },
    { ratelimits },
  );
  const { path, batchId, id } = document();
  const secret = SECRET.replaceAll(' ', '-');
  const minute = () => Math.floor(Date.now() / 60_000);
  const allStatuses = [(await fetch(url + path)).status];
  let statuses = [];
  let token = '';
  // The limiter counts per minute of the clock. If a minute begins during the requests, they are repeated with a new token.
  for (let from = -1; from !== minute(); allStatuses.push(...statuses)) {
    from = minute();
    token = await createViewToken({ secret, batchId, documentId: id, expiresInSeconds: 600 });
    const headers = { Authorization: `Bearer ${token}` };
    statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await fetch(url + path, { headers })).status);
  }
  assert.deepEqual([allStatuses[0], ...statuses], [401, 200, 200, 200, 429, 429]);
  await logged(/"status":429.*\n.*"status":429.*\n$/);
  for (const text of [secret, token, String(sim.key), '127.0.0.1']) assert.ok(!log.includes(text));
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.filter(({ type }) => type === 'request').map(({ status }) => status),
    allStatuses,
  );
});

const CHANGES = [
  { status: 'NotStarted', progress: 0 },
  { status: 'Running', progress: 0.3 },
  { status: 'Running', progress: 0.3 },
  { status: 'Running', progress: 0.7 },
  { status: 'Succeeded', progress: 1 },
];

for (const [how, options] of /** @type {const} */ ([
  ['with a Durable Object, which polls by alarms', OBJECT],
  ['without a Durable Object', {}],
]))
  test(`Streams send each change once, from one request per interval: ${how}`, limits, async (t) => {
    const url = await worker(t, QUICK, options);
    const { path, script } = document(CHANGES.slice(0, 1));
    const viewers = await Promise.all(Array.from({ length: 20 }, () => fetch(url + path, stream)));
    const followed = viewers.map(eventsOf);
    for (const events of followed) assert.equal((await events.next()).value.data.progress, 0);
    // All viewers are connected. The proxy requests each of the next states once and sends it to all.
    sim.requests.length = 0;
    script(CHANGES.slice(1));
    for (const events of followed) {
      const seen = [];
      for await (const each of events) if ('event' in each) seen.push(each.data.progress);
      // Without an object that pushes, a late stream may skip a change that lasted one interval. It keeps the order and the end.
      if (options === OBJECT) assert.deepEqual(seen, [0.3, 0.7, 1]);
      else assert.deepEqual([seen, seen.at(-1)], [[...new Set(seen)].sort(), 1]);
    }
    assert.equal(sim.requests.length, CHANGES.length - 1);
    for (const viewer of viewers) assert.equal(viewer.headers.get('Content-Type'), 'text/event-stream; charset=utf-8');
  });

test('A stream loses no change if its Durable Object is killed', limits, async (t) => {
  const url = await worker(t, QUICK, { script: CONTROLLED, ...OBJECT });
  const { path, batchId, id } = document(CHANGES);
  const seen = [];
  for await (const each of eventsOf(await fetch(url + path, stream))) {
    if (!('event' in each)) continue;
    seen.push(each.data.progress);
    if (seen.length === 2) assert.equal(await (await fetch(`${url}kill/${batchId}/${id}`)).text(), 'killed');
  }
  assert.deepEqual(seen, [0, 0.3, 0.7, 1]);
  assert.equal(sim.requests.length, CHANGES.length);
});

/** A short timeoutMs also shortens the wait for a Durable Object. */
const SHORT = { ...QUICK, TIMEOUT_MS: '1500' };

test('If a Durable Object hangs, the worker requests the service and logs a fallback', limits, async (t) => {
  const url = await worker(t, { ...SHORT, HANGS: 'requests' }, { script: HANGING, ...OBJECT });
  const { path, id } = document([{ status: 'Running' }]);
  const reply = await fetch(url + path);
  assert.deepEqual([reply.status, (await reply.json()).id], [200, id]);
  await logged(new RegExp(`{"type":"fallback","route":"document",.*${id}","what":"object","code":"TimeoutError"}`));
});

for (const HANGS of ['connections', 'requests connections'])
  test(`A stream continues to the end if a Durable Object hangs: ${HANGS}`, limits, async (t) => {
    const url = await worker(t, { ...SHORT, HANGS }, { script: HANGING, ...OBJECT });
    const { path } = document([CHANGES[0], CHANGES[4]]);
    const seen = [];
    for await (const each of eventsOf(await fetch(url + path, stream)))
      if ('event' in each) seen.push(each.data.progress);
    assert.deepEqual(seen, [0, 1]);
    await logged(/"type":"fallback".*"code":"TimeoutError"/);
  });

test('If another version wrote the storage, the object requests the service again', limits, async (t) => {
  const url = await worker(t, LONG, { script: CONTROLLED, ...OBJECT, cache: false });
  const { path, batchId, id } = document();
  assert.equal((await fetch(url + path)).status, 200);
  assert.equal(await (await fetch(`${url}deploy/${batchId}/${id}`)).text(), 'killed');
  const object = await fetch(url + path, stream);
  assert.equal((await eventsOf(object).next()).value.data.id, id);
  await logged(/"type":"fallback".*"what":"storage","code":"InvalidSnapshot"/);
});

test('Data that an earlier release stored under another key is deleted', limits, async (t) => {
  const url = await worker(t, LONG, { script: CONTROLLED, ...OBJECT, cache: false });
  const { path, batchId, id } = document();
  await (await fetch(url + path)).text();
  assert.equal(await (await fetch(`${url}rename/${batchId}/${id}`)).text(), 'killed');
  assert.deepEqual(await (await fetch(`${url}stored/${batchId}/${id}`)).json(), []);
});

test('If the service is slow, the polls and streams of all isolates share one request', limits, async (t) => {
  const url = await worker(t, LONG, { script: STATELESS, ...OBJECT, cache: false });
  // Longer than the 5 s after which an object counts as hanging.
  const { path, id } = document([{ fault: 'delay', ms: 5500, reply: { status: 'Running' } }]);
  const replies = await Promise.all([{}, {}, {}, stream].map((init) => fetch(url + path, init)));
  for (const reply of replies.slice(0, 3)) assert.equal((await reply.json()).id, id);
  const events = eventsOf(replies[3]);
  assert.equal((await events.next()).value.data.id, id);
  await events.return(undefined);
  assert.equal(sim.requests.length, 1);
  assert.doesNotMatch(log, /fallback/);
});

test('A connection to a Durable Object opens before the service has responded', limits, async (t) => {
  const url = await worker(t, LONG, { script: CONTROLLED, ...OBJECT });
  let release = () => {};
  const until = new Promise((resolve) => (release = () => resolve(undefined)));
  const { batchId, id } = document([{ fault: 'delay', until, reply: { status: 'Running' } }]);
  const { body } = await fetch(`${url}open/${batchId}/${id}`);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
  const next = async () => new TextDecoder().decode((await reader.read()).value);
  assert.equal(await next(), 'open');
  release();
  assert.match(await next(), /"status":200.*Running/);
  assert.equal(sim.requests.length, 1);
});

for (const [what, state] of /** @type {[string, object][]} */ ([
  ['200', { status: 'Running' }],
  ['429', { status: 429, body: '' }],
]))
  test(`A ${what} with a Retry-After of 31 years is not stored for longer than maxRetryAfterMs`, limits, async (t) => {
    const bindings = { ...QUICK, MAX_RETRY_AFTER_MS: '200' };
    const url = await worker(t, bindings, { ...OBJECT, cache: false });
    const { path } = document([{ ...state, headers: { 'Retry-After': '999999999' } }, CHANGES[4]]);
    let reply = await fetch(url + path);
    assert.equal(reply.headers.get('Retry-After'), '1');
    while ((await reply.json()).status !== 'Succeeded') reply = await fetch(url + path);
    assert.equal(sim.requests.length, 2);
  });

for (const status of [401, 403])
  test(
    `A Durable Object keeps the status of a finished document when the service responds with ${status}`,
    limits,
    async (t) => {
      const bindings = { ...QUICK, TERMINAL_MS: 1 };
      const url = await worker(t, bindings, { script: STATELESS, ...OBJECT, cache: false });
      const { path } = document([CHANGES[4], { status, body: '' }]);
      while (sim.requests.length < 3) {
        const reply = await fetch(url + path);
        assert.deepEqual([reply.status, (await reply.json()).status], [200, 'Succeeded']);
      }
    },
  );

test('A rate limiter that fails lets requests through, and the worker logs a failure', limits, async (t) => {
  const url = await worker(t, { ...LONG, FAILING_LIMIT: true }, { script: STATELESS });
  const { path, id } = document();
  const reply = await fetch(url + path);
  assert.deepEqual([reply.status, (await reply.json()).id], [200, id]);
  await logged(/"type":"failure".*"what":"rateLimit","code":"TypeError"/);
});

test('A Durable Object stores a known document, and nothing for an unknown id', limits, async (t) => {
  const url = await worker(t, LONG, { script: CONTROLLED, ...OBJECT });
  const { path, batchId, id } = document();
  const unknownId = '00000000-0000-0000-0000-000000000000';
  const left = async (/** @type {string} */ documentId) => (await fetch(`${url}left/${batchId}/${documentId}`)).json();
  assert.equal((await fetch(url + path)).status, 200);
  assert.deepEqual(await left(id), { stored: 1, willWake: true });
  for (let i = 0; i < 2; i++) assert.equal((await fetch(url + path.replace(id, unknownId))).status, 404);
  assert.deepEqual(await left(unknownId), { stored: 0, willWake: false });
  assert.equal(sim.requests.length, 2);
});

test('The key, the host and storage names that the service quotes are neither stored nor sent', limits, async (t) => {
  const url = await worker(t, QUICK, { script: CONTROLLED, ...OBJECT });
  const sourcePath = 'https://contosodata.blob.core.windows.net/customer-17/Annual%20Report.docx?sig=S1gn4ture';
  const key = String(sim.key);
  const quoted = `${key}, ${encodeURIComponent(key.toUpperCase())}, ${new URL(sim.url).host}, annual report.docx, ${sourcePath}`;
  const error = {
    code: 'InvalidRequest',
    message: quoted,
    details: { [quoted]: quoted },
    innerError: { code: quoted },
  };
  const { path, batchId, id } = document([
    { status: 'Running', progress: 0.5, sourcePath, deploymentName: key },
    { status: 'Failed', sourcePath, error },
  ]);
  const streamed = await (await fetch(url + path, stream)).text();
  const polled = await (await fetch(url + path)).text();
  const stored = await (await fetch(`${url}stored/${batchId}/${id}`)).text();
  for (const text of [streamed, polled, stored, log]) {
    const hidden = text.toLowerCase();
    assert.match(text, /Failed|"status":200/);
    for (const secret of [key, new URL(sim.url).host, 'annual', 'customer', 'contoso', 'blob.core', 'sig=', 's1gn'])
      assert.ok(!hidden.includes(secret.toLowerCase()), `${secret} in ${text}`);
  }
  assert.match(streamed, /InvalidRequest/);
  assert.match(stored, /InvalidRequest/);
});

test('A failure during a stream is sent as an event, and the stream stays open', limits, async (t) => {
  const url = await worker(t, QUICK, OBJECT);
  const { path } = document([{ status: 'Running' }, { status: 404, body: '' }]);
  const events = eventsOf(await fetch(url + path, stream));
  assert.equal((await events.next()).value.data.status, 'Running');
  const { event, data } = (await events.next()).value;
  assert.deepEqual([event, data.statusCode, data.error.code], ['failure', 404, 'NotFound']);
  await events.return(undefined);
});

test('The client works through the worker', limits, async (t) => {
  const url = await worker(t, QUICK, OBJECT);
  const states = CHANGES.slice(-2);
  const { batchId, id } = document(states);
  const client = await createClient({ endpoint: url });
  t.after(() => client.close());
  const last = await client.waitForDocument(batchId, id, { minIntervalMs: 10, maxIntervalMs: 10 });
  assert.equal(last.status, 'Succeeded');
  assert.equal(sim.requests.length, states.length);
});
