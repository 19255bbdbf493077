// The caller's fetch: what it may return, and many concurrent requests.

import {
  ask,
  BATCH,
  bytesOf,
  clientOn,
  DOCUMENT,
  deferred,
  documentIn,
  errorReply,
  fails,
  REQUIRED,
  reply,
  streamOf,
  stub,
} from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const CAUSE = new TypeError('Failed to fetch');
const UNREADABLE = Object.defineProperty(new Error('Unreadable'), 'code', {
  get() {
    throw new Error('No code');
  },
});

/** @type {[what: string, fetch: () => unknown, cause: unknown][]} */
const FAILURES = [
  ['rejects', () => Promise.reject(CAUSE), CAUSE],
  [
    'throws',
    () => {
      throw CAUSE;
    },
    CAUSE,
  ],
  ['rejects with a string', () => Promise.reject('no'), 'no'],
  ['rejects with null', () => Promise.reject(null), null],
  ['rejects with an object', () => Promise.reject(Object.freeze({ code: 7 })), undefined],
  [
    'gives a thenable that throws',
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: that is the subject
      get then() {
        throw CAUSE;
      },
    }),
    CAUSE,
  ],
  [
    'gives a response whose headers throw',
    async () => ({
      status: 200,
      get headers() {
        throw CAUSE;
      },
    }),
    CAUSE,
  ],
  ['gives a status that no response has', async () => ({ ...responseLike(), status: 0x10000 + 200 }), undefined],
  ['gives Response.error()', async () => Response.error(), undefined],
  ['gives a response whose body is locked', async () => locked(), undefined],
  [
    'gives a body whose reader is empty',
    async () => ({ ...responseLike(), body: { getReader: () => ({}) } }),
    undefined,
  ],
  [
    'gives a body whose reader cannot be cancelled',
    async () => ({
      ...responseLike(),
      body: { getReader: () => ({ read: () => Promise.reject(CAUSE), cancel() {} }) },
    }),
    CAUSE,
  ],
  ['rejects with an error whose code cannot be read', async () => Promise.reject(UNREADABLE), UNREADABLE],
];

const OK = 200;
const NO_HEADERS = new Headers();
const TEXT = JSON.stringify(REQUIRED);
const TAGGED = { etag: '"a"' };

/** Values that are not responses, and the member that each lacks. @type {[what: string, value: unknown, member: string][]} */
const NO_RESPONSES = [
  ['undefined', undefined, 'status'],
  ['null', null, 'status'],
  ['a number', 42, 'status'],
  ['an empty object', {}, 'status'],
  ['only json()', { json: async () => REQUIRED }, 'status'],
  ['a status as text', { ...responseLike(), status: '200' }, 'status'],
  ['ok, status and json()', { ok: true, status: OK, json: async () => REQUIRED }, 'body'],
  ['status and headers', { status: OK, headers: NO_HEADERS }, 'body'],
  ['a body that is text', { status: OK, headers: NO_HEADERS, body: TEXT }, 'body'],
];

/** Doubles of a Response that are read, with the header ETag if they have one. @type {[what: string, value: () => any, etag?: string][]} */
const DOUBLES = [
  [
    'ok, status, json() and text()',
    () => ({ ok: true, status: OK, json: async () => REQUIRED, text: async () => TEXT }),
  ],
  ['arrayBuffer(), and a body without a reader', () => ({ ...responseLike(), body: { pipe() {} } })],
  ['headers in a plain object', () => ({ ...responseLike(), headers: { ETag: TAGGED.etag } }), TAGGED.etag],
  ['headers in a Map', () => ({ ...responseLike(), headers: new Map([['ETag', TAGGED.etag]]) }), TAGGED.etag],
  ['no headers', () => ({ ...responseLike(), headers: undefined })],
  ['an ArrayBuffer view from arrayBuffer()', () => ({ ...responseLike(), arrayBuffer: async () => bytesOf(TEXT) })],
];

function responseLike() {
  return { status: 200, headers: new Headers(), arrayBuffer: async () => bytesOf(JSON.stringify(REQUIRED)).buffer };
}

function locked() {
  const response = reply();
  response.body?.getReader();
  return response;
}

/** The n-th document id. @param {number} n */
const idOf = (n) => `${n.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`;

/** @type {Case[]} */
export const transport = [
  ...FAILURES.map(([what, fetch, cause]) => ({
    name: `A fetch that ${what} is a network failure`,
    async run(/** @type {Tools} */ t) {
      const error = await fails(t, ask(t, fetch), { kind: 'network', code: 'NetworkFailure', retryable: true });
      if (cause !== undefined) t.assert.equal(error.cause, cause, 'cause');
      t.assert.deepEqual(await ask(t, stub(reply())), REQUIRED);
    },
  })),
  {
    name: 'A fetch that throws is retried',
    async run(t) {
      let calls = 0;
      const fetch = () => {
        if (++calls < 3) throw CAUSE;
        return Promise.resolve(reply());
      };
      t.assert.deepEqual(await ask(t, fetch, { maxRetries: 2, maxRetryDelayMs: 1 }), REQUIRED);
      t.assert.equal(calls, 3, 'calls');
    },
  },
  {
    name: 'Without the option fetch the global fetch at the time of the request is used',
    async run(t) {
      const original = globalThis.fetch;
      const client = await clientOn(t, undefined);
      const first = stub(() => reply({ ...REQUIRED, to: 'first' }));
      const second = stub(() => reply({ ...REQUIRED, to: 'second' }));
      try {
        globalThis.fetch = /** @type {any} */ (first);
        t.assert.equal((await client.getDocumentStatus(BATCH, DOCUMENT)).to, 'first');
        globalThis.fetch = /** @type {any} */ (second);
        t.assert.equal((await client.getDocumentStatus(BATCH, DOCUMENT)).to, 'second');
      } finally {
        globalThis.fetch = original;
        client.close();
      }
    },
  },
  {
    name: 'The caller’s fetch is called without a this value',
    async run(t) {
      /** @type {unknown} */
      let self = 'not called';
      const fetch = async function (/** @type {any} */ ..._) {
        // @ts-expect-error that is the subject
        self = this;
        return reply();
      };
      await ask(t, fetch);
      t.assert.ok(self === undefined || self === globalThis, 'this');
    },
  },
  {
    name: 'A response can be an object with the members of a Response',
    async run(t) {
      const lookalike = { status: 200, headers: new Headers({ ETag: '"a"' }), body: reply().body };
      t.assert.deepEqual(await ask(t, async () => lookalike), { ...REQUIRED, etag: '"a"' });
    },
  },
  ...NO_RESPONSES.map(([what, value, member]) => ({
    name: `A fetch that returns ${what} is an error that names the missing ${member}`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(async () => value);
      const error = await fails(t, ask(t, fetch, { maxRetries: 2, maxRetryDelayMs: 0 }), {
        kind: 'invalid-argument',
        code: 'InvalidFetchResponse',
        target: 'fetch',
        retryable: false,
      });
      t.assert.equal(error.message, `The response of fetch has no valid ${member}. Return a Response.`);
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  ...DOUBLES.map(([what, value, etag]) => ({
    name: `A fetch may return an object with ${what}`,
    async run(/** @type {Tools} */ t) {
      const expected = { ...REQUIRED, ...(etag && { etag }) };
      t.assert.deepEqual(await ask(t, async () => value()), expected);
      const failing = async () => ({ ...value(), status: 404 });
      await fails(t, ask(t, failing), { kind: 'service', statusCode: 404 });
    },
  })),
  {
    name: 'A body of more than 1 MiB that is not a stream is rejected',
    async run(t) {
      const double = { ...responseLike(), arrayBuffer: async () => new ArrayBuffer(2 ** 20 + 1) };
      await fails(
        t,
        ask(t, async () => double),
        { code: 'BodyTooLarge' },
      );
    },
  },
  {
    name: 'A body that is not a stream and does not arrive in time is a timeout',
    async run(t) {
      const double = { ...responseLike(), arrayBuffer: () => new Promise(() => {}) };
      await fails(
        t,
        ask(t, async () => double, { timeoutMs: 20 }),
        { code: 'Timeout' },
      );
    },
  },
  {
    name: 'A body that consists of something else than bytes is rejected',
    async run(t) {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(JSON.stringify(REQUIRED));
          controller.close();
        },
      });
      await fails(
        t,
        ask(t, async () => ({ status: 200, headers: new Headers(), body })),
        { kind: 'invalid-argument', code: 'InvalidFetchResponse' },
      );
    },
  },
  {
    name: 'Unusual headers are ignored',
    async run(t) {
      const headers = {
        'X-Empty': '',
        'X-Colons': ':a:b:',
        'X-Long': 'x'.repeat(10_000),
        'X-Latin': 'caf\u00e9',
        ETag: 'W/"a:b, c"',
        'Retry-After': '  2  ',
      };
      const doc = await ask(t, stub(reply(REQUIRED, { headers })));
      t.assert.deepEqual(doc, { ...REQUIRED, etag: 'W/"a:b, c"', retryAfterMs: 2000 });
    },
  },
  {
    name: 'A header value with line breaks in it does not become two headers',
    async run(t) {
      const values = /** @type {Record<string, string>} */ ({ etag: 'a\nretry-after: 7', 'apim-request-id': 'b' });
      const headers = { get: (/** @type {string} */ name) => values[name.toLowerCase()] ?? null };
      const answer = async () => ({ status: 200, headers, body: reply().body });
      const doc = await ask(t, answer).catch(() => ({}));
      t.assert.equal(doc.retryAfterMs, undefined, 'retryAfterMs');
    },
  },
  {
    name: 'An error response whose body breaks off is a network failure',
    async run(t) {
      const broken = streamOf([
        bytesOf('{"error":'),
        () => {
          throw CAUSE;
        },
      ]);
      await fails(t, ask(t, stub(reply(broken, { status: 400 }))), { kind: 'network', code: 'NetworkFailure' });
    },
  },
  {
    name: 'Each of a thousand concurrent calls gets its own response',
    async run(t) {
      const all = deferred();
      const fetch = stub(async (/** @type {any} */ { url }, /** @type {number} */ index) => {
        if (index === 999) all.resolve(undefined);
        await all.promise;
        const id = documentIn(url);
        const n = Number.parseInt(id, 16);
        for (let turn = 0; turn < n % 7; turn++) await null;
        if (n % 3 === 1) return errorReply(400, { error: { code: `Code${n}`, message: `Message ${n}.` } });
        return reply({ ...REQUIRED, id, to: `to-${n}`, characterCharged: n });
      });
      const client = await clientOn(t, fetch);
      await Promise.all(
        Array.from({ length: 1000 }, async (_, n) => {
          const id = idOf(n);
          const call = client.getDocumentStatus(BATCH, id);
          if (n % 3 === 1) {
            await fails(t, call, { code: `Code${n}`, message: new RegExp(`: Message ${n}\\.$`) });
          } else {
            t.assert.deepEqual(await call, { ...REQUIRED, id, to: `to-${n}`, characterCharged: n });
          }
        }),
      );
      client.close();
      t.assert.equal(fetch.requests.length, 1000, 'requests');
    },
  },
  {
    name: 'A call that starts when another call ends gets its own response',
    async run(t) {
      const fetch = stub((/** @type {any} */ { url }) => reply({ ...REQUIRED, id: documentIn(url) }));
      const client = await clientOn(t, fetch);
      /** @type {(n: number) => Promise<string[]>} */
      const chain = (n) =>
        client.getDocumentStatus(BATCH, idOf(n)).then(async (/** @type {any} */ doc) => {
          return n < 20 ? [doc.id, ...(await chain(n + 1))] : [doc.id];
        });
      const chains = await Promise.all([chain(0), chain(10), chain(15)]);
      t.assert.deepEqual(
        chains.map((ids) => ids.map((id) => Number.parseInt(id, 16))),
        [0, 10, 15].map((from) => Array.from({ length: 21 - from }, (_, i) => from + i)),
      );
      client.close();
    },
  },
  {
    name: 'A call from inside the caller’s fetch gets its own response',
    async run(t) {
      /** @type {any} */
      let client;
      /** @type {Promise<any>} */
      let inner = Promise.resolve();
      const fetch = (/** @type {any} */ input) => {
        const id = documentIn(input);
        if (id === idOf(1)) inner = client.getDocumentStatus(BATCH, idOf(2));
        return Promise.resolve(reply({ ...REQUIRED, id }));
      };
      client = await clientOn(t, fetch);
      t.assert.equal((await client.getDocumentStatus(BATCH, idOf(1))).id, idOf(1));
      t.assert.equal((await inner).id, idOf(2));
      client.close();
    },
  },
  {
    name: 'A valid response after malformed ones, on the same client, is complete',
    async run(t) {
      const fetch = stub(
        () => errorReply(401, { error: { code: '401', message: 'x'.repeat(5000) } }),
        () => reply('<html>'),
        () => reply(' '.repeat(2 ** 20 + 1)),
        () => Promise.reject(CAUSE),
        () => reply(),
      );
      const client = await clientOn(t, fetch);
      for (let i = 0; i < 4; i++) await fails(t, client.getDocumentStatus(BATCH, DOCUMENT));
      t.assert.deepEqual(await client.getDocumentStatus(BATCH, DOCUMENT), REQUIRED);
      client.close();
    },
  },
];
