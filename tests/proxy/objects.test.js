// Tests that viewers get a status from a worker whose Durable Object hangs, fails or has another version, and that clients do not retry a worker
// that is not configured. The objects here are stand-ins; workerd.test.js tests real ones.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'document-translation-status';
import worker, { createStatusObject, createStatusWorker, optionsFromEnv } from 'document-translation-status/cloudflare';
import { otherForms } from './forms.js';
import { allEvents } from './sse.js';

const limits = { timeout: 30_000 };
const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';
const ID = '0007aadd-0000-0000-0000-000000000000';
const ROUTE = { route: 'document', batchId: BATCH, documentId: ID };
const URL_OF_DOCUMENT = `https://status.example.com/translator/text/batch/v1.0/batches/${BATCH}/documents/${ID}`;
const ENV = {
  AZURE_DOCUMENT_TRANSLATION_ENDPOINT: 'https://a.cognitiveservices.azure.com',
  AZURE_DOCUMENT_TRANSLATION_KEY: 'the-key',
  PUBLIC: 'true',
};
const NONE = { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: undefined, AZURE_DOCUMENT_TRANSLATION_KEY: undefined };
const never = () => new Promise(() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A service that responds with these statuses in turn, then always with the last one. @param {string[]} statuses */
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

/** Timers of 5 s and more fire only when the test fires them. @param {import('node:test').TestContext} t */
function holdTimers(t) {
  const { setTimeout, clearTimeout } = globalThis;
  /** @type {Map<object, { run: () => void, ms: number }>} */
  const held = new Map();
  t.mock.method(
    globalThis,
    'setTimeout',
    (/** @type {(...args: unknown[]) => void} */ run, /** @type {number} */ ms, /** @type {unknown[]} */ ...args) => {
      if (!(ms >= 5000)) return setTimeout(run, ms, ...args);
      const timer = { ref() {}, unref() {} };
      held.set(timer, { run: () => run(...args), ms });
      return timer;
    },
  );
  t.mock.method(globalThis, 'clearTimeout', (/** @type {any} */ timer) => {
    if (!held.delete(timer)) clearTimeout(timer);
  });
  /** @param {number} most */
  const due = (most) => [...held].filter(([, { ms }]) => ms <= most);
  /** Fires the timers of at most `most` ms. @param {number} most */
  function pass(most) {
    for (const [timer, { run }] of due(most)) {
      held.delete(timer);
      run();
    }
  }
  return {
    pass,
    /** Waits for a timer of at most `most` ms, then fires it. @param {number} most */
    async fire(most) {
      while (!due(most).length) await turn();
      pass(most);
    },
  };
}

/** A worker whose Durable Objects respond with `respond`. @param {(url: string, init: RequestInit) => any} respond @param {object} [more] options */
function workerWith(respond, more = {}) {
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
  const DOCUMENTS = { idFromName: (/** @type {string} */ name) => name, get: () => ({ fetch: respond }) };
  const ask = (/** @type {RequestInit} */ init = {}) =>
    fetch(new Request(URL_OF_DOCUMENT, init), { ...ENV, DOCUMENTS }, { waitUntil() {} });
  return { ask, events, fallbacks: () => events.filter(({ type }) => type === 'fallback') };
}

/** The snapshot that a Durable Object returns. */
async function snapshotOfObject() {
  const { object } = await objectWith(undefined);
  return (await object.fetch(new Request(`https://object.invalid/document/${BATCH}/${ID}`))).json();
}

test('If a Durable Object hangs, the worker requests the service after 5 s and reports an event', limits, async (t) => {
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
  assert.deepEqual(fallbacks(), [{ type: 'fallback', ...ROUTE, what: 'object', code: 'TimeoutError' }]);
  assert.ok(signal.aborted, 'The request to the object is aborted');
});

test(
  'If the response of an object never ends, the worker requests the service after timeoutMs plus 5 s',
  limits,
  async (t) => {
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
    assert.ok(signal.aborted, 'The request to the object is aborted');
  },
);

test(
  'If the service is slow, all isolates wait for the object, and the service gets one request',
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

test('If timeoutMs is shorter than 5 s, the worker waits for an object no longer than timeoutMs', limits, async () => {
  const { ask } = workerWith(never, { timeoutMs: 20 });
  assert.equal((await (await ask()).json()).status, 'Running');
});

for (const [what, respond, code] of /** @type {[string, () => any, string][]} */ ([
  ['rejects', async () => Promise.reject(new TypeError('s3cr3t')), 'TypeError'],
  [
    'throws',
    () => {
      throw new RangeError('s3cr3t');
    },
    'RangeError',
  ],
  ['responds with HTML', async () => new Response('<html></html>', { status: 500 }), 'SyntaxError'],
  ['does not know the route', async () => new Response(null, { status: 400 }), 'SyntaxError'],
  ['responds with an error', async () => Response.json({ error: 's3cr3t' }, { status: 500 }), 'InvalidSnapshot'],
]))
  test(`If an object ${what}, the worker requests the service and reports an event`, limits, async () => {
    const { ask, events, fallbacks } = workerWith(respond);
    assert.equal((await (await ask()).json()).status, 'Running');
    assert.deepEqual(fallbacks(), [{ type: 'fallback', ...ROUTE, what: 'object', code }]);
    assert.ok(!JSON.stringify(events).includes('s3cr3t'));
  });

test('A snapshot from an object of another version is ignored', limits, async () => {
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

/** The worker's end of a WebSocket to an object. */
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

/** A worker whose objects fail every request, except that `open` handles the first WebSocket. @param {(init: any) => any} open */
function streamingWith(open) {
  let opened = 0;
  return workerWith(async (_, init) => {
    if (init.headers && !opened++) return open(init);
    throw new RangeError('The object fails');
  });
}
const stream = { headers: { Accept: 'text/event-stream' } };

/** @param {Awaited<ReturnType<ReturnType<typeof workerWith>['ask']>>} reply */
const statusesOf = async (reply) => (await allEvents(reply)).map(({ data }) => data.status);

/** The codes about the first connection. All other failures of the object are RangeErrors. @param {any[]} fallbacks */
const codesOf = (fallbacks) => fallbacks.map(({ code }) => code).filter((code) => code !== 'RangeError');

test(
  'If the connection of a stream to the object hangs, the stream continues without it after 5 s and reports an event',
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
    assert.ok(socket.closed, 'A connection that opens too late is closed');
  },
);

test(
  'If the connection opens but sends nothing, the stream continues without it after timeoutMs plus 5 s',
  limits,
  async (t) => {
    const timers = holdTimers(t);
    const socket = new Socket();
    const { ask, fallbacks } = streamingWith(() => ({ webSocket: socket }));
    const statuses = statusesOf(await ask(stream));
    while (!socket.accepted) await turn();
    await timers.fire(35_000);
    assert.deepEqual(await statuses, ['Running', 'Succeeded']);
    assert.deepEqual([codesOf(fallbacks()), socket.closed], [['TimeoutError'], true]);
  },
);

test(
  'If an object stops sending, the stream continues without it timeoutMs plus 5 s after the next snapshot was due',
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
  ['sends invalid JSON', (socket) => socket.tell('message', { data: '{"cut' }), 'InvalidSnapshot'],
  ['sends binary data', (socket) => socket.tell('message', { data: new ArrayBuffer(8) }), 'InvalidSnapshot'],
  [
    'sends a snapshot of another version',
    (socket) => socket.tell('message', { data: '{"status":1}' }),
    'InvalidSnapshot',
  ],
]))
  test(`If an object ${what}, the stream continues without it and reports an event`, limits, async () => {
    const socket = new Socket();
    const { ask, fallbacks } = streamingWith(() => ({ webSocket: tell && socket }));
    const statuses = statusesOf(await ask(stream));
    while (tell && !socket.accepted) await turn();
    tell?.(socket);
    assert.deepEqual(await statuses, ['Running', 'Succeeded']);
    assert.deepEqual(codesOf(fallbacks()), [code]);
  });

test(
  'If a viewer disconnects while the connection hangs, the connection is aborted and no event is reported',
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

/** A Durable Object with `kept` in its storage. @param {unknown} kept @param {object} [more] of the storage @param {object} [options] */
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

const objectRequest = () => new Request(`https://object.invalid/document/${BATCH}/${ID}`);

test(
  'If another version wrote the storage, the object requests the service again and reports an event',
  limits,
  async () => {
    const { object, stored } = await objectWith(undefined);
    await (await object.fetch(objectRequest())).json();
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
      const sent = await (await object.fetch(objectRequest())).json();
      assert.equal(JSON.parse(sent.reply.body).status, 'Running', `form ${index}`);
      assert.deepEqual(
        events.filter(({ type }) => type === 'fallback').map(({ what, code }) => [what, code]),
        [['storage', 'InvalidSnapshot']],
      );
    }
  },
);

test('If an object cannot read its storage, it requests the service and reports an event', limits, async () => {
  const { object, events } = await objectWith(undefined, {
    get: async () => {
      throw new RangeError('s3cr3t');
    },
  });
  assert.equal((await object.fetch(objectRequest())).status, 200);
  const expected = { type: 'fallback', route: 'none', what: 'storage', code: 'RangeError' };
  assert.deepEqual(events[0], { ...expected, batchId: undefined, documentId: undefined });
});

for (const [what, write] of /** @type {[string, () => Promise<any>][]} */ ([
  ['fails', async () => Promise.reject(new RangeError('s3cr3t'))],
  ['hangs', never],
]))
  for (const method of ['put', 'setAlarm'])
    test(
      `If the ${method} of the storage ${what}, the object responds anyway and reports an event`,
      limits,
      async (t) => {
        const timers = holdTimers(t);
        let asked = 0;
        const says = service('Running');
        const fetch = async () => {
          asked++;
          return says();
        };
        const { object, events } = await objectWith(undefined, { [method]: write }, { fetch });
        for (let i = 0; i < 2; i++)
          assert.equal(
            (await (await object.fetch(objectRequest())).json()).reply.status,
            200,
            'The response does not wait',
          );
        assert.equal(asked, 1);
        if (what === 'hangs') await timers.fire(5000);
        while (!events.some(({ type }) => type === 'fallback')) await turn();
        assert.deepEqual(
          events.filter(({ type }) => type === 'fallback'),
          [{ type: 'fallback', ...ROUTE, what: 'storage', code: what === 'hangs' ? 'TimeoutError' : 'RangeError' }],
        );
      },
    );

test(
  'Data that an earlier release stored under another key is deleted at the next request or alarm',
  limits,
  async () => {
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
  },
);

for (const status of [401, 403])
  test(
    `A Durable Object keeps the list of a finished job when the service responds with ${status}`,
    limits,
    async () => {
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
    },
  );

test('A stored snapshot that is valid for years is reused only for this version’s limit', limits, async () => {
  const { object, stored } = await objectWith(undefined);
  await (await object.fetch(objectRequest())).json();
  const { route, snapshot } = stored();
  const again = await objectWith({ route, snapshot: { ...snapshot, until: Date.now() + 1e12 } });
  const { until } = await (await again.object.fetch(objectRequest())).json();
  assert.ok(until <= Date.now() + 300_000);
});

test('An object responds with 400 to an unknown route', limits, async () => {
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
    `A worker without its ${what} names it in its log and responds with 501, which clients do not retry`,
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
  ['only PUBLIC is set', NONE, optionsFromEnv, /Not set: AZURE_\w+ENDPOINT, AZURE_\w+KEY\.$/],
  [
    'all are set, one to an invalid value',
    { PUBLIC: '', VIEW_TOKEN_SECRETS: 'short' },
    optionsFromEnv,
    /32 bytes(?!.*Not set)/,
  ],
  [
    'the worker sets its own options',
    NONE,
    () => ({ endpoint: 'https://a.example', credential: { key: 'k' }, viewTokenSecrets: ['short'] }),
    /32 bytes(?!.*AZURE_)/,
  ],
]))
  test(`The log names exactly the variables that are not set: ${what}`, limits, async (t) => {
    const lines = readLog(t);
    /** @type {any} */
    const broken = { ...ENV, ...env };
    assert.equal((await createStatusWorker(optionsOf).fetch(new Request(URL_OF_DOCUMENT), broken)).status, 501);
    assert.equal(lines.length, 1);
    assert.match(lines[0], pattern);
  });

test('A worker can add its own credential to optionsFromEnv', limits, async () => {
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

test('A page of any origin can read the 501 of a worker that is not configured', limits, async (t) => {
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
});
