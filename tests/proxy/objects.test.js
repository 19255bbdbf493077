// Proves that a Durable Object which hangs, breaks or is of another version keeps no viewer from a status, and that a worker which is not
// set up is asked once. The objects here are stand-ins: the real ones are in workerd.test.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'document-translation-status';
import worker, { createStatusObject, createStatusWorker, optionsFromEnv } from 'document-translation-status/cloudflare';
import { otherForms } from './forms.js';
import { allEvents } from './sse.js';

const limits = { timeout: 30_000 };
const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const ID = '0007aadd-0000-0000-0000-000000000000';
const PLACE = { route: 'document', batchId: BATCH, documentId: ID };
const URL_OF_DOCUMENT = `https://status.example.com/translator/text/batch/v1.0/batches/${BATCH}/documents/${ID}`;
const ENV = {
  AZURE_DOCUMENT_TRANSLATION_ENDPOINT: 'https://a.cognitiveservices.azure.com',
  AZURE_DOCUMENT_TRANSLATION_KEY: 'the-key',
  PUBLIC: 'true',
};
const NONE = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: undefined, AZURE_DOCUMENT_TRANSLATION_KEY: undefined };
const never = () => new Promise(() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The service, which says something else each time, and at last that the document is done. @param {string[]} statuses */
function service(...statuses) {
  let asked = 0;
  return async () =>
    Response.json({
      id: ID,
      createdDateTimeUtc: '2026-01-01T00:00:00Z',
      lastActionDateTimeUtc: '2026-01-01T00:00:01Z',
      to: 'fr',
      status: statuses[Math.min(asked++, statuses.length - 1)],
    });
}

/** Timers of 5 s and more fire only when the test says so. @param {import('node:test').TestContext} t */
function holdTimers(t) {
  const { setTimeout, clearTimeout } = globalThis;
  /** @type {Map<object, { run: () => void, ms: number }>} */
  const held = new Map();
  t.mock.method(globalThis, 'setTimeout', (/** @type {() => void} */ run, /** @type {number} */ ms) => {
    if (!(ms >= 5000)) return setTimeout(run, ms);
    const timer = { ref() {}, unref() {} };
    held.set(timer, { run, ms });
    return timer;
  });
  t.mock.method(globalThis, 'clearTimeout', (/** @type {any} */ timer) => {
    if (!held.delete(timer)) clearTimeout(timer);
  });
  /** @param {number} most */
  const due = (most) => [...held].filter(([, { ms }]) => ms <= most);
  /** Fires those of at most that time. @param {number} most */
  function pass(most) {
    for (const [timer, { run }] of due(most)) {
      held.delete(timer);
      run();
    }
  }
  return {
    pass,
    /** As soon as there is one. @param {number} most */
    async fire(most) {
      while (!due(most).length) await turn();
      pass(most);
    },
  };
}

/** A worker with objects that answer so. @param {(url: string, init: RequestInit) => any} answer @param {object} [more] options */
function workerWith(answer, more = {}) {
  /** @type {any[]} */
  const events = [];
  const { fetch } = createStatusWorker((/** @type {any} */ env) => ({
    ...optionsFromEnv(env),
    fetch: service('Running', 'Succeeded'),
    minIntervalMs: 1,
    maxIntervalMs: 1,
    onEvent: events.push.bind(events),
    ...more,
  }));
  const DOCUMENTS = { idFromName: (/** @type {string} */ name) => name, get: () => ({ fetch: answer }) };
  const ask = (/** @type {RequestInit} */ init = {}) =>
    fetch(new Request(URL_OF_DOCUMENT, init), { ...ENV, DOCUMENTS }, { waitUntil() {} });
  return { ask, events, fallbacks: () => events.filter(({ type }) => type === 'fallback') };
}

/** What a Durable Object answers, as JSON. */
async function snapshotOfObject() {
  const { object } = await objectWith(undefined);
  return (await object.fetch(new Request(`https://object.invalid/document/${BATCH}/${ID}`))).json();
}

test(
  'an object that hangs is waited for for 5 s; then the service is asked directly, and there is an event',
  limits,
  async (t) => {
    const timers = holdTimers(t);
    /** @type {any} */
    let signal;
    const { ask, fallbacks } = workerWith((_, init) => {
      signal = init.signal;
      return never();
    });
    const asked = ask();
    await timers.fire(5000);
    assert.equal((await (await asked).json()).status, 'Running');
    assert.deepEqual(fallbacks(), [{ type: 'fallback', ...PLACE, what: 'object', code: 'TimeoutError' }]);
    assert.ok(signal.aborted, 'The question is given up');
  },
);

test('a reply of an object that never ends is waited for for timeoutMs and 5 s', limits, async (t) => {
  const timers = holdTimers(t);
  /** @type {any} */
  let signal;
  const { ask, fallbacks } = workerWith(async (_, init) => {
    signal = init.signal;
    return new Response(new ReadableStream());
  });
  const asked = ask();
  await timers.fire(35_000);
  assert.equal((await (await asked).json()).status, 'Running');
  assert.equal(fallbacks()[0].code, 'TimeoutError');
  assert.ok(signal.aborted, 'The question is given up');
});

test(
  'an object whose service is slow is alive: however many isolates wait, the service is asked once',
  limits,
  async (t) => {
    const timers = holdTimers(t);
    let asked = 0;
    let answer = () => {};
    const released = new Promise((resolve) => (answer = () => resolve(undefined)));
    const says = service('Running');
    const fetch = async () => {
      asked++;
      await released;
      return says();
    };
    const { object } = await objectWith(undefined, {}, { fetch });
    const isolates = [1, 2, 3].map(() => workerWith((url) => object.fetch(new Request(url)), { fetch }));
    const replies = isolates.map(({ ask }) => ask());
    while (!asked) await turn();
    for (let i = 0; i < 100; i++) await turn();
    timers.pass(29_999);
    for (let i = 0; i < 100; i++) await turn();
    answer();
    for (const reply of await Promise.all(replies)) assert.equal((await reply.json()).status, 'Running');
    assert.equal(asked, 1);
    assert.deepEqual(
      isolates.flatMap(({ fallbacks }) => fallbacks()),
      [],
    );
  },
);

test('where timeoutMs is shorter than 5 s, no object is waited for for longer than that', limits, async () => {
  const { ask } = workerWith(never, { timeoutMs: 20 });
  assert.equal((await (await ask()).json()).status, 'Running');
});

for (const [what, answer, code] of /** @type {[string, () => any, string][]} */ ([
  ['rejects', async () => Promise.reject(new TypeError('s3cr3t')), 'TypeError'],
  [
    'throws',
    () => {
      throw new RangeError('s3cr3t');
    },
    'RangeError',
  ],
  ['answers with a page', async () => new Response('<html></html>', { status: 500 }), 'SyntaxError'],
  ['does not know the route', async () => new Response(null, { status: 400 }), 'SyntaxError'],
  ['answers with an error', async () => Response.json({ error: 's3cr3t' }, { status: 500 }), 'InvalidSnapshot'],
]))
  test(`where an object ${what}, the service is asked directly, and there is an event`, limits, async () => {
    const { ask, events, fallbacks } = workerWith(answer);
    assert.equal((await (await ask()).json()).status, 'Running');
    assert.deepEqual(fallbacks(), [{ type: 'fallback', ...PLACE, what: 'object', code }]);
    assert.ok(!JSON.stringify(events).includes('s3cr3t'));
  });

test('an object of another version is taken for none', limits, async () => {
  const written = await snapshotOfObject();
  for (const [index, form] of otherForms(written).entries()) {
    const { ask, fallbacks } = workerWith(async () => Response.json(form));
    const reply = await ask();
    assert.deepEqual([reply.status, (await reply.json()).status], [200, 'Running'], `form ${index}`);
    assert.deepEqual(
      fallbacks().map(({ what, code }) => [what, code]),
      [['object', 'InvalidSnapshot']],
    );
  }
});

/** The worker's end of a connection to an object. */
class Socket extends EventTarget {
  accepted = false;
  closed = false;
  accept() {
    this.accepted = true;
  }
  close() {
    this.closed = true;
  }
  /** @param {string} type @param {object} [members] */
  tell(type, members = {}) {
    this.dispatchEvent(Object.assign(new Event(type), members));
  }
}

/** A worker whose objects answer no question, and of whose connections the first is opened so. @param {(init: any) => any} open */
function streamingWith(open) {
  let opened = 0;
  return workerWith(async (_, init) => {
    if (init.headers && !opened++) return open(init);
    throw new RangeError('Nothing is answered');
  });
}
const stream = { headers: { Accept: 'text/event-stream' } };

/** @param {Awaited<ReturnType<ReturnType<typeof workerWith>['ask']>>} reply */
const statusesOf = async (reply) => (await allEvents(reply)).map(({ data }) => data.status);

/** Of the first connection; all else are RangeErrors. @param {any[]} fallbacks */
const codesOf = (fallbacks) => fallbacks.map(({ code }) => code).filter((code) => code !== 'RangeError');

test(
  'a stream whose connection to the object hangs goes on without it after 5 s, and there is an event',
  limits,
  async (t) => {
    const timers = holdTimers(t);
    const socket = new Socket();
    let open = (/** @type {any} */ _response) => {};
    const { ask, fallbacks } = streamingWith(() => new Promise((resolve) => (open = resolve)));
    const statuses = statusesOf(await ask(stream));
    await timers.fire(5000);
    assert.deepEqual(await statuses, ['Running', 'Succeeded']);
    assert.deepEqual(codesOf(fallbacks()), ['TimeoutError']);
    open({ webSocket: socket });
    await turn();
    assert.ok(socket.closed, 'A connection that comes too late is closed');
  },
);

test('a stream whose connection opens and then says nothing goes on after timeoutMs and 5 s', limits, async (t) => {
  const timers = holdTimers(t);
  const socket = new Socket();
  const { ask, fallbacks } = streamingWith(() => ({ webSocket: socket }));
  const statuses = statusesOf(await ask(stream));
  while (!socket.accepted) await turn();
  await timers.fire(35_000);
  assert.deepEqual(await statuses, ['Running', 'Succeeded']);
  assert.deepEqual([codesOf(fallbacks()), socket.closed], [['TimeoutError'], true]);
});

test(
  'a stream whose object falls silent goes on without it, timeoutMs and 5 s after the next news were due',
  limits,
  async (t) => {
    const written = await snapshotOfObject();
    const timers = holdTimers(t);
    const socket = new Socket();
    const { ask, fallbacks } = streamingWith(() => ({ webSocket: socket }));
    const statuses = statusesOf(await ask(stream));
    while (!socket.accepted) await turn();
    socket.tell('message', { data: JSON.stringify({ ...written, until: Date.now() }) });
    await turn();
    await timers.fire(35_000);
    assert.deepEqual((await statuses).slice(-1), ['Succeeded']);
    assert.deepEqual([codesOf(fallbacks()), socket.closed], [['TimeoutError'], true]);
  },
);

for (const [what, tell, code] of /** @type {[string, ((socket: Socket) => void) | undefined, string][]} */ ([
  ['opens no connection', undefined, 'WebSocketError'],
  ['breaks the connection', (socket) => socket.tell('error'), 'WebSocketError'],
  ['sends no JSON', (socket) => socket.tell('message', { data: '{"cut' }), 'InvalidSnapshot'],
  ['sends bytes', (socket) => socket.tell('message', { data: new ArrayBuffer(8) }), 'InvalidSnapshot'],
  ['sends another version’s form', (socket) => socket.tell('message', { data: '{"status":1}' }), 'InvalidSnapshot'],
]))
  test(`a stream whose object ${what} goes on without it, and there is an event`, limits, async () => {
    const socket = new Socket();
    const { ask, fallbacks } = streamingWith(() => ({ webSocket: tell && socket }));
    const statuses = statusesOf(await ask(stream));
    while (tell && !socket.accepted) await turn();
    tell?.(socket);
    assert.deepEqual(await statuses, ['Running', 'Succeeded']);
    assert.deepEqual(codesOf(fallbacks()), [code]);
  });

test(
  'a viewer who leaves while the connection hangs leaves nothing behind, and that is no event',
  limits,
  async (t) => {
    holdTimers(t);
    /** @type {any} */
    let signal;
    const { ask, fallbacks } = streamingWith((init) => {
      signal = init.signal;
      return never();
    });
    const reply = await ask(stream);
    while (!signal) await turn();
    await reply.body?.cancel();
    await turn();
    assert.ok(signal.aborted);
    assert.deepEqual(codesOf(fallbacks()), []);
  },
);

/** A Durable Object whose storage has that. @param {unknown} kept @param {object} [more] of the storage @param {object} [options] */
async function objectWith(kept, more = {}, options = {}) {
  /** @type {any[]} */
  const events = [];
  const StatusObject = createStatusObject((/** @type {any} */ env) => ({
    ...optionsFromEnv(env),
    fetch: service('Running'),
    onEvent: events.push.bind(events),
    ...options,
  }));
  /** @type {any} */
  let stored = kept;
  let alarmAt = 0;
  const storage = {
    get: async () => stored,
    put: async (/** @type {string} */ _, /** @type {unknown} */ value) => {
      stored = value;
    },
    setAlarm: async (/** @type {number} */ at) => {
      alarmAt = at;
    },
    list: async () => new Map(),
    deleteAll: async () => {},
    ...more,
  };
  let begun = Promise.resolve();
  const ctx = {
    storage,
    getWebSockets: () => [],
    blockConcurrencyWhile: (/** @type {() => Promise<void>} */ begin) => {
      begun = begin();
    },
  };
  const object = new StatusObject(ctx, ENV);
  await begun;
  return { object, events, stored: () => stored, alarmAt: () => alarmAt };
}

const question = () => new Request(`https://object.invalid/document/${BATCH}/${ID}`);

test('what another version stored is no 500: the service is asked anew, and there is an event', limits, async () => {
  const { object, stored } = await objectWith(undefined);
  await (await object.fetch(question())).json();
  const { route, snapshot } = stored();
  const kept = [
    7,
    'text',
    { snapshot },
    { route: { ...route, name: 'folder' }, snapshot },
    { route: { ...route, batchId: 7 }, snapshot },
    { route: { ...route, documentId: undefined }, snapshot },
    ...otherForms(snapshot).map((form) => ({ route, snapshot: form })),
  ];
  for (const [index, each] of kept.entries()) {
    const { object, events } = await objectWith(each);
    await object.alarm();
    const came = await (await object.fetch(question())).json();
    assert.equal(JSON.parse(came.reply.body).status, 'Running', `form ${index}`);
    assert.deepEqual(
      events.filter(({ type }) => type === 'fallback').map(({ what, code }) => [what, code]),
      [['storage', 'InvalidSnapshot']],
    );
  }
});

test('an object that cannot read its storage asks the service, and there is an event', limits, async () => {
  const { object, events } = await objectWith(undefined, {
    get: async () => {
      throw new RangeError('s3cr3t');
    },
  });
  assert.equal((await object.fetch(question())).status, 200);
  const expected = { type: 'fallback', route: 'none', what: 'storage', code: 'RangeError' };
  assert.deepEqual(events[0], { ...expected, batchId: undefined, documentId: undefined });
});

for (const [what, write] of /** @type {[string, () => Promise<any>][]} */ ([
  ['fails', async () => Promise.reject(new RangeError('s3cr3t'))],
  ['hangs', never],
]))
  for (const method of ['put', 'setAlarm'])
    test(`a storage whose ${method} ${what} costs no answer, and is an event`, limits, async (t) => {
      const timers = holdTimers(t);
      let asked = 0;
      const says = service('Running');
      const fetch = async () => {
        asked++;
        return says();
      };
      const { object, events } = await objectWith(undefined, { [method]: write }, { fetch });
      for (let i = 0; i < 2; i++)
        assert.equal((await (await object.fetch(question())).json()).reply.status, 200, 'The answer does not wait');
      assert.equal(asked, 1);
      if (what === 'hangs') await timers.fire(5000);
      while (!events.some(({ type }) => type === 'fallback')) await turn();
      assert.deepEqual(
        events.filter(({ type }) => type === 'fallback'),
        [{ type: 'fallback', ...PLACE, what: 'storage', code: what === 'hangs' ? 'TimeoutError' : 'RangeError' }],
      );
    });

test('what an earlier release stored under another key is deleted, at the next request or alarm', limits, async () => {
  let deleted = 0;
  const deleteAll = async () => {
    deleted++;
  };
  await objectWith(undefined, { list: async () => new Map([['state', {}]]), deleteAll });
  assert.equal(deleted, 1);
  const { object } = await objectWith(undefined, { deleteAll });
  assert.equal(deleted, 1, 'Nothing was stored');
  await object.alarm();
  assert.equal(deleted, 2);
});

for (const status of [401, 403])
  test(`the list of a finished job stays in a Durable Object, though the service says ${status}`, limits, async () => {
    let time = Date.now();
    let isRefused = false;
    const says = service('Succeeded');
    const { object, stored } = await objectWith(
      undefined,
      {},
      {
        now: () => time,
        fetch: async () =>
          isRefused ? new Response('', { status }) : Response.json({ value: [await (await says()).json()] }),
      },
    );
    const ask = async () => (await object.fetch(new Request(`https://object.invalid/documents/${BATCH}/`))).json();
    const { reply } = await ask();
    assert.equal(JSON.parse(reply.body)[0].status, 'Succeeded');
    isRefused = true;
    time += 3_600_000;
    assert.equal((await ask()).reply.body, reply.body);
    assert.equal(stored().snapshot.stale, true);
  });

test('what was stored for years holds for no longer than this version would keep it', limits, async () => {
  const { object, stored } = await objectWith(undefined);
  await (await object.fetch(question())).json();
  const { route, snapshot } = stored();
  const again = await objectWith({ route, snapshot: { ...snapshot, until: Date.now() + 1e12 } });
  const { until } = await (await again.object.fetch(question())).json();
  assert.ok(until <= Date.now() + 300_000);
});

test('an object answers no route that it does not know', limits, async () => {
  const { object } = await objectWith(undefined);
  for (const path of ['', 'folder/x', `folder/${BATCH}/${ID}`, `document/${BATCH}`, `batch/${BATCH}/${ID}`])
    assert.equal((await object.fetch(new Request(`https://object.invalid/${path}`))).status, 400, path);
});

/** @param {import('node:test').TestContext} t */
function readLog(t) {
  /** @type {string[]} */
  const lines = [];
  t.mock.method(console, 'error', (/** @type {string} */ line) => lines.push(line));
  return lines;
}

for (const [what, env, pattern] of /** @type {[string, object, RegExp][]} */ ([
  ['key', { AZURE_DOCUMENT_TRANSLATION_KEY: undefined }, /AZURE_DOCUMENT_TRANSLATION_KEY/],
  ['key (empty)', { AZURE_DOCUMENT_TRANSLATION_KEY: '' }, /AZURE_DOCUMENT_TRANSLATION_KEY/],
  ['endpoint', { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: undefined }, /AZURE_DOCUMENT_TRANSLATION_ENDPOINT/],
  ['secret of view tokens', { PUBLIC: undefined }, /VIEW_TOKEN_SECRETS/],
]))
  test(
    `without its ${what} a worker says so in its log, and answers 501, which clients do not repeat`,
    limits,
    async (t) => {
      const lines = readLog(t);
      /** @type {any} */
      const broken = { ...ENV, ...env };
      const { fetch } = createStatusWorker(optionsFromEnv);
      const reply = await fetch(new Request(URL_OF_DOCUMENT), broken);
      const body = await reply.text();
      assert.deepEqual([reply.status, JSON.parse(body).error.code], [501, 'NotImplemented']);
      assert.match(lines.join('\n'), pattern);
      for (const text of ['AZURE', 'secret', 'Secret', 'key', 'option', 'public'])
        assert.ok(!body.includes(text), body);
      assert.ok(!lines.join('\n').includes('the-key'));

      let asked = 0;
      const client = await createClient({
        endpoint: 'https://status.example.com',
        maxRetries: 3,
        fetch: (url, init) => {
          asked++;
          return fetch(new Request(url, init), broken);
        },
      });
      t.after(() => client.close());
      const expected = { statusCode: 501, retryable: false };
      await assert.rejects(client.getDocumentStatus(BATCH, ID), expected);
      await assert.rejects(client.watchDocument(BATCH, ID).next(), expected);
      await assert.rejects(client.watchDocument(BATCH, ID, { stream: true }).next(), expected);
      assert.equal(asked, 3);
    },
  );

for (const [what, env, optionsOf, pattern] of /** @type {[string, object, (env: any) => any, RegExp][]} */ ([
  ['PUBLIC is false', { PUBLIC: 'false' }, optionsFromEnv, /Not set: VIEW_TOKEN_SECRETS\.$/],
  [
    'nothing is set',
    { ...NONE, PUBLIC: '' },
    optionsFromEnv,
    /Not set: AZURE_\w+ENDPOINT, AZURE_\w+KEY, VIEW_TOKEN_SECRETS\.$/,
  ],
  ['PUBLIC alone is set', NONE, optionsFromEnv, /Not set: AZURE_\w+ENDPOINT, AZURE_\w+KEY\.$/],
  ['all are set, one wrongly', { PUBLIC: '', VIEW_TOKEN_SECRETS: 'short' }, optionsFromEnv, /32 bytes(?!.*Not set)/],
  [
    'a worker has options and variables of its own',
    NONE,
    () => ({ endpoint: 'https://a.example', credential: { key: 'k' }, viewTokenSecrets: ['short'] }),
    /32 bytes(?!.*AZURE_)/,
  ],
]))
  test(`where ${what}, the log names those variables that are not set, and no others`, limits, async (t) => {
    const lines = readLog(t);
    /** @type {any} */
    const broken = { ...ENV, ...env };
    assert.equal((await createStatusWorker(optionsOf).fetch(new Request(URL_OF_DOCUMENT), broken)).status, 501);
    assert.equal(lines.length, 1);
    assert.match(lines[0], pattern);
  });

test('optionsFromEnv takes a worker with a credential of its own', limits, async () => {
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const { fetch } = createStatusWorker((/** @type {any} */ env) => ({
    ...optionsFromEnv(env),
    credential,
    fetch: service('Running'),
  }));
  /** @type {any} */
  const env = { ...ENV, AZURE_DOCUMENT_TRANSLATION_KEY: undefined };
  assert.equal((await fetch(new Request(URL_OF_DOCUMENT), env)).status, 200);
});

test(
  'a page on any origin can read that a worker is not set up: else its browser would hide the 501',
  limits,
  async (t) => {
    readLog(t);
    /** @type {any} */
    const env = {};
    const headers = { Origin: 'https://www.example.com' };
    const before = await worker.fetch(new Request(URL_OF_DOCUMENT, { method: 'OPTIONS', headers }), env);
    assert.deepEqual([before.status, before.headers.get('Access-Control-Allow-Origin')], [204, '*']);
    assert.match(String(before.headers.get('Access-Control-Allow-Headers')), /\bAuthorization\b/);
    const reply = await worker.fetch(new Request(URL_OF_DOCUMENT, { headers }), env);
    assert.deepEqual([reply.status, reply.headers.get('Access-Control-Allow-Origin')], [501, '*']);
    const head = await worker.fetch(new Request(URL_OF_DOCUMENT, { method: 'HEAD' }), env);
    assert.deepEqual([head.status, await head.text()], [501, '']);
  },
);
