// Tests onAttempt: what it is called with, when, in which async context, and what happens if it fails.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { createClient } from 'document-translation-status';
import { createClient as createStatusClient } from 'document-translation-status/status';
import {
  BATCH,
  DOCUMENT,
  deferred,
  errorReply,
  KEY,
  REQUIRED,
  reply,
  SIGNATURE,
  silence,
  stub,
} from '../contract/kit.js';
import { ends, inspect, turns } from './inspect.js';

const timeout = 30_000;
const ENDPOINT = 'https://my-resource.cognitiveservices.azure.com';
const BATCH_REPLY = {
  id: BATCH,
  status: 'Running',
  lastActionDateTimeUtc: REQUIRED.lastActionDateTimeUtc,
  summary: {},
};

/**
 * A client that records its attempts.
 * @param {unknown} fetch
 * @param {Record<string, unknown>} [options]
 * @param {(options: any) => Promise<any>} [create]
 */
async function recorded(fetch, options = {}, create = createClient) {
  /** @type {any[]} */
  const attempts = [];
  const client = await create({
    endpoint: ENDPOINT,
    credential: { key: KEY },
    headers: { 'x-ms-client-request-id': 'mine' },
    maxRetryDelayMs: 0,
    fetch,
    onAttempt: (/** @type {any} */ attempt) => attempts.push(attempt),
    ...options,
  });
  return { client, attempts };
}

/** Checks and removes the duration, which differs each time. @param {any[]} attempts */
const withoutMs = (attempts) =>
  attempts.map(({ ms, ...others }) => {
    assert.ok(Number.isInteger(ms) && ms >= 0, `${ms}`);
    return others;
  });

const ids = { operation: 'document', batchId: BATCH, documentId: DOCUMENT, clientRequestId: 'mine' };

for (const [name, create] of /** @type {const} */ ([
  ['the main entry', createClient],
  ['the entry /status', createStatusClient],
]))
  test(`in ${name}, onAttempt gets each attempt of a request, also those that are retried`, { timeout }, async () => {
    const { client, attempts } = await recorded(
      stub(
        () => Promise.reject(new TypeError('fetch failed')),
        errorReply(503, { error: { code: 'ServiceBusy', message: 'busy' } }, { 'apim-request-id': 'id-2' }),
        errorReply(429),
        reply(REQUIRED, { headers: { 'apim-request-id': 'id-4' } }),
      ),
      {},
      /** @type {any} */ (create),
    );
    await client.getDocumentStatus(BATCH, DOCUMENT);
    assert.deepEqual(withoutMs(attempts), [
      { ...ids, attempt: 1, code: 'NetworkFailure' },
      { ...ids, attempt: 2, status: 503, code: 'ServiceBusy', requestId: 'id-2' },
      { ...ids, attempt: 3, status: 429, code: '429' },
      { ...ids, attempt: 4, status: 200, requestId: 'id-4' },
    ]);
    client.close();
  });

test('each operation has its name and its ids', { timeout }, async () => {
  const nextLink = `${ENDPOINT}/translator/document/batches/${BATCH}/documents?api-version=2024-05-01&$skip=1`;
  const { client, attempts } = await recorded(
    stub(
      reply(),
      reply(BATCH_REPLY),
      reply({ value: [REQUIRED], nextLink }),
      reply({ value: [] }),
      reply({ value: [] }),
    ),
  );
  await client.getDocumentStatus(BATCH, DOCUMENT);
  await client.getBatchStatus(BATCH);
  for await (const _ of client.listDocumentStatuses(BATCH));
  for await (const _ of client.listBatchStatuses());
  const others = { attempt: 1, status: 200, clientRequestId: 'mine' };
  assert.deepEqual(withoutMs(attempts), [
    { operation: 'document', batchId: BATCH, documentId: DOCUMENT, ...others },
    { operation: 'batch', batchId: BATCH, ...others },
    { operation: 'documents', batchId: BATCH, ...others },
    { operation: 'documents', batchId: BATCH, ...others },
    { operation: 'batches', ...others },
  ]);
  client.close();
});

test('an attempt has the client request id that was sent', { timeout }, async () => {
  const fetch = stub(errorReply(503), reply());
  const { client, attempts } = await recorded(fetch, { headers: {} });
  await client.getDocumentStatus(BATCH, DOCUMENT);
  const sent = fetch.requests.map(({ headers }) => headers.get('x-ms-client-request-id'));
  assert.deepEqual(
    attempts.map(({ clientRequestId }) => clientRequestId),
    sent,
  );
  client.close();
});

test('a request that is sent again after a 401 is two attempts', { timeout }, async () => {
  const { client, attempts } = await recorded(stub(errorReply(401), reply()), {
    credential: { token: () => 'a-token' },
    maxRetries: 0,
  });
  await client.getDocumentStatus(BATCH, DOCUMENT);
  assert.deepEqual(withoutMs(attempts), [
    { ...ids, attempt: 1, status: 401, code: '401' },
    { ...ids, attempt: 2, status: 200 },
  ]);
  client.close();
});

test('a request that is not sent is no attempt', { timeout }, async () => {
  const { client, attempts } = await recorded(stub(reply()), {
    credential: {
      token: () => {
        throw new Error('No identity');
      },
    },
  });
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), { code: 'TokenFailed' });
  await assert.rejects(client.getDocumentStatus('x', DOCUMENT), { code: 'TokenFailed' });
  client.close();
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), { code: 'ClientClosed' });
  await turns();
  assert.deepEqual(attempts, []);
});

test('an attempt that ends by a timeout, an abort or close() is reported once', { timeout }, async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const slow = await recorded(stub(silence), { timeoutMs: 10, maxRetries: 0 });
  await assert.rejects(slow.client.getDocumentStatus(BATCH, DOCUMENT), { code: 'Timeout' });
  const { client, attempts } = await recorded(stub(() => new Promise(() => {})));
  const calls = [{ signal }, {}].map((options) => client.getDocumentStatus(BATCH, DOCUMENT, options));
  await turns();
  controller.abort(Object.assign(new Error(`https://a.example/?sig=${SIGNATURE}`), { code: SIGNATURE }));
  client.close();
  await ends(calls);
  await turns();
  assert.deepEqual(withoutMs(slow.attempts), [{ ...ids, attempt: 1, code: 'Timeout' }]);
  assert.deepEqual(withoutMs(attempts), [
    { ...ids, attempt: 1 },
    { ...ids, attempt: 1, code: 'ClientClosed' },
  ]);
});

test('no URL, message or secret of a response is in an attempt', { timeout }, async () => {
  const secret = `https://contracts.blob.core.windows.net/a?sig=${SIGNATURE}`;
  const { client, attempts } = await recorded(
    stub(
      errorReply(503, { error: { code: secret, message: KEY, target: secret } }, { 'apim-request-id': secret }),
      errorReply(400, { error: { code: KEY, message: secret } }),
    ),
  );
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT));
  assert.deepEqual(withoutMs(attempts), [
    { ...ids, attempt: 1, status: 503 },
    { ...ids, attempt: 2, status: 400 },
  ]);
  client.close();
});

test('a connection of a stream is an attempt, and its events are none', { timeout }, async () => {
  const events = ['Running', 'Succeeded'].map((status, second) => {
    const lastActionDateTimeUtc = `2024-05-01T10:00:0${second}Z`;
    return `event: status\ndata: ${JSON.stringify({ ...REQUIRED, lastActionDateTimeUtc, status })}\n\n`;
  });
  const { client, attempts } = await recorded(
    stub(() => reply(events.join(''), { headers: { 'Content-Type': 'text/event-stream' } })),
  );
  const seen = [];
  for await (const { status } of client.watchDocument(BATCH, DOCUMENT, { stream: true })) seen.push(status);
  assert.deepEqual(seen, ['Running', 'Succeeded']);
  assert.deepEqual(withoutMs(attempts), [{ ...ids, attempt: 1, status: 200 }]);
  client.close();
});

test('onAttempt runs before the call returns', { timeout }, async () => {
  const { client, attempts } = await recorded(stub(reply()));
  await client.getDocumentStatus(BATCH, DOCUMENT);
  assert.equal(attempts.length, 1);
  client.close();
});

for (const [what, onAttempt] of /** @type {[string, () => unknown][]} */ ([
  [
    'throws',
    () => {
      throw new Error('onAttempt failed');
    },
  ],
  ['rejects', async () => Promise.reject(new Error('onAttempt failed'))],
  ['never settles', () => new Promise(() => {})],
]))
  test(`an onAttempt that ${what} changes no call and ends no process`, { timeout }, async () => {
    const { client } = await recorded(stub(errorReply(503), reply(), errorReply(404)), { onAttempt });
    assert.equal((await client.getDocumentStatus(BATCH, DOCUMENT)).status, 'Running');
    await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), { statusCode: 404 });
    await turns();
    client.close();
  });

test('a token function or a fetch that throws or rejects fails its call only', { timeout }, async () => {
  const fails = () => {
    throw new Error('It failed');
  };
  const rejects = async () => fails();
  for (const wrong of [fails, rejects]) {
    for (const credential of [{ token: wrong }, { key: wrong }, { getToken: wrong }]) {
      const { client } = await recorded(stub(reply()), { credential });
      const calls = [1, 2].map(() => client.getDocumentStatus(BATCH, DOCUMENT));
      for (const error of await ends(calls)) assert.equal(error.code, 'TokenFailed');
      client.close();
    }
    const { client } = await recorded(wrong, { maxRetries: 1 });
    const [error] = await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
    assert.equal(error.code, 'NetworkFailure');
    client.close();
  }
  await turns();
});

test('a token function that closes the client and then rejects ends no process', { timeout }, async () => {
  const token = async () => {
    client.close();
    throw new Error('Too late');
  };
  const { client } = await recorded(stub(reply()), { credential: { token } });
  await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), { code: 'ClientClosed' });
  await turns();
});

test('an onOutage that throws or rejects ends its watch with that error', { timeout }, async () => {
  const failure = new Error('onOutage failed');
  const throws = () => {
    throw failure;
  };
  for (const onOutage of [throws, async () => throws()]) {
    const { client } = await recorded(stub(() => errorReply(503)));
    await assert.rejects(client.waitForDocument(BATCH, DOCUMENT, { onOutage }), failure);
    client.close();
  }
});

test('an onOutage that rejects when the outage ends, ends its watch with that error', { timeout }, async () => {
  const failure = new Error('onOutage failed');
  const { client } = await recorded(stub(errorReply(503), () => reply()));
  const onOutage = async (/** @type {unknown} */ outage) => {
    if (!outage) throw failure;
  };
  const options = { onOutage, minIntervalMs: 1, maxIntervalMs: 1 };
  await assert.rejects(client.waitForDocument(BATCH, DOCUMENT, options), failure);
  client.close();
});

test('each request, token function and callback runs in the async context of its call', { timeout }, async () => {
  const user = new AsyncLocalStorage();
  /** @type {string[]} */
  const seen = [];
  const note = (/** @type {string} */ what) => seen.push(`${user.getStore()}: ${what}`);
  const token = deferred();
  const replies = [errorReply(503), errorReply(401), () => reply(), () => reply()];
  const fetch = (/** @type {unknown} */ _, /** @type {any} */ { headers }) => {
    note(`request with ${headers.Authorization}`);
    const next = replies.shift();
    return typeof next === 'function' ? next() : next;
  };
  let tokens = 0;
  const { client } = await recorded(fetch, {
    onAttempt: (/** @type {any} */ { status }) => note(`attempt ${status}`),
    credential: {
      token: async () => {
        note('token function');
        if (tokens === 0) await token.promise;
        return `token-${++tokens}`;
      },
    },
  });
  const as = (/** @type {string} */ name) =>
    user.run(name, async () => {
      await client.getDocumentStatus(BATCH, DOCUMENT);
      note('result');
    });
  const calls = [as('alice'), as('bob')];
  user.run('mallory', () => token.resolve(undefined));
  await Promise.all(calls);
  const of = (/** @type {string} */ name) =>
    seen.filter((line) => line.startsWith(name)).map((line) => line.split(': ')[1].replace(/ with .*/, ''));
  const asked = seen.filter((line) => line.endsWith('token function'));
  assert.equal(asked[0], 'alice: token function');
  assert.equal(asked.length, 2, 'One for both users at first, and one after the 401');
  const sent = (/** @type {number} */ status) => ['request', `attempt ${status}`, 'request', 'attempt 200', 'result'];
  for (const [name, status] of /** @type {const} */ ([
    ['alice', 503],
    ['bob', 401],
  ]))
    assert.deepEqual(
      of(name).filter((line) => line !== 'token function'),
      sent(status),
    );
  assert.equal(seen.length, of('alice').length + of('bob').length, seen.join('\n'));
  client.close();
});

test('an attempt that another user ends is reported in the context of its call', { timeout }, async () => {
  const user = new AsyncLocalStorage();
  /** @type {unknown[]} */
  const seen = [];
  const controller = new AbortController();
  const { client } = await recorded(stub(silence), { onAttempt: () => seen.push(user.getStore()) });
  const calls = [
    user.run('alice', () => client.getDocumentStatus(BATCH, DOCUMENT, { signal: controller.signal })),
    user.run('bob', () => client.getDocumentStatus(BATCH, DOCUMENT)),
  ];
  await turns();
  user.run('mallory', () => {
    controller.abort();
    client.close();
  });
  await ends(calls);
  await turns();
  assert.deepEqual(seen, ['alice', 'bob']);
});

test('a trap reports each attempt in the context of its call', { timeout }, async (t) => {
  const module = await inspect();
  t.after(() => module.restore());
  const user = new AsyncLocalStorage();
  /** @type {unknown[]} */
  const seen = [];
  const onAttempt = (/** @type {any} */ { code }) => seen.push([user.getStore(), code]);
  const client = await module.client(stub(silence), { onAttempt });
  const calls = ['alice', 'bob'].map((name) => user.run(name, () => client.getDocumentStatus(BATCH, DOCUMENT)));
  await turns();
  module.exports.dts_request_document = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  calls.push(user.run('mallory', () => client.getDocumentStatus(BATCH, DOCUMENT)));
  await ends(calls);
  await turns();
  assert.deepEqual(seen, [
    ['alice', 'ModuleFailed'],
    ['bob', 'ModuleFailed'],
  ]);
  client.close();
});

test('using a client closes it at the end of the block, where the runtime has the symbols', { timeout }, async () => {
  for (const symbol of [Symbol.dispose, Symbol.asyncDispose]) {
    const { client } = await recorded(stub(reply()));
    assert.equal(typeof client[symbol], 'function');
    const disposed = client[symbol]();
    assert.equal(disposed instanceof Promise, symbol === Symbol.asyncDispose);
    await disposed;
    await assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT), { code: 'ClientClosed' });
  }
});
