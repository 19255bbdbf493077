// How a call ends when it doesn't end by itself: timeouts, aborts, and the client's close().

import {
  ask,
  BATCH,
  bytesOf,
  clientOn,
  DOCUMENT,
  deferred,
  fails,
  REQUIRED,
  reply,
  silence,
  streamOf,
  stub,
} from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const HALF = bytesOf(JSON.stringify(REQUIRED).slice(0, 40));
const never = () => new Promise(() => {});

/** A signal that counts who listens to it. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  Object.defineProperties(signal, {
    addEventListener: {
      value: (/** @type {[any, any]} */ ...args) => {
        listeners++;
        addEventListener.apply(signal, args);
      },
    },
    removeEventListener: {
      value: (/** @type {[any, any]} */ ...args) => {
        listeners--;
        removeEventListener.apply(signal, args);
      },
    },
  });
  return { controller, signal, listeners: () => listeners };
}

/** @type {Case[]} */
export const endings = [
  {
    name: 'silence is a timeout, and the request is called off',
    async run(t) {
      const fetch = stub(silence);
      const expected = { kind: 'timeout', code: 'Timeout', retryable: true, statusCode: undefined };
      await fails(t, ask(t, fetch, { timeoutMs: 20 }), expected);
      t.assert.ok(fetch.requests[0].signal?.aborted, 'The request should be aborted');
    },
  },
  {
    name: 'a fetch that does not heed its signal is a timeout all the same',
    async run(t) {
      await fails(t, ask(t, stub(never), { timeoutMs: 20 }), { kind: 'timeout', code: 'Timeout' });
    },
  },
  {
    name: 'the time counts the body in: headers and then nothing is a timeout, and never half a reply',
    async run(t) {
      let canceled = false;
      const body = streamOf([HALF, never], {
        onCancel: () => {
          canceled = true;
        },
      });
      const fetch = stub(reply(body));
      await fails(t, ask(t, fetch, { timeoutMs: 20 }), { kind: 'timeout', code: 'Timeout' });
      t.assert.ok(canceled || fetch.requests[0].signal?.aborted);
    },
  },
  {
    name: 'a timeout counts its retries',
    async run(t) {
      const fetch = stub(silence);
      await fails(t, ask(t, fetch, { timeoutMs: 10, maxRetries: 2, maxRetryDelayMs: 1 }), { kind: 'timeout' });
      t.assert.equal(fetch.requests.length, 3, 'requests');
    },
  },
  {
    name: 'a late reply after a timeout changes nothing',
    async run(t) {
      const late = deferred();
      await fails(
        t,
        ask(
          t,
          stub(() => late.promise),
          { timeoutMs: 10 },
        ),
        { kind: 'timeout' },
      );
      late.resolve(reply());
      await late.promise;
      t.assert.deepEqual(await ask(t, stub(reply())), REQUIRED);
    },
  },
  ...[
    ['an Error', new Error('enough')],
    ['a string', 'enough'],
    ['null', null],
    ['0', 0],
    ['the platform’s own', undefined],
  ].map(([what, reason]) => ({
    name: `a signal that is aborted already rejects with its reason, and nothing is sent: ${what}`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply());
      const controller = new AbortController();
      controller.abort(reason);
      const rejected = await t.assert.rejects(ask(t, fetch, {}, { call: { signal: controller.signal } }));
      t.assert.equal(rejected, controller.signal.reason, 'The reason');
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  })),
  ...[
    ['an Error', new Error('enough')],
    ['a string', 'enough'],
    ['null', null],
    ['the platform’s own', undefined],
  ].map(([what, reason]) => ({
    name: `an abort before the headers rejects with its reason and calls the request off: ${what}`,
    async run(/** @type {Tools} */ t) {
      const asked = deferred();
      const fetch = stub((/** @type {any} */ request) => {
        asked.resolve(undefined);
        return silence(request, 0);
      });
      const controller = new AbortController();
      const call = t.assert.rejects(ask(t, fetch, { maxRetries: 3 }, { call: { signal: controller.signal } }));
      await asked.promise;
      controller.abort(reason);
      t.assert.equal(await call, controller.signal.reason, 'The reason');
      t.assert.ok(fetch.requests[0].signal?.aborted, 'The request should be aborted');
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  {
    name: 'an abort during the body rejects with its reason',
    async run(t) {
      const reading = deferred();
      const body = streamOf([
        HALF,
        () => {
          reading.resolve(undefined);
          return never();
        },
      ]);
      const fetch = stub(reply(body));
      const controller = new AbortController();
      const call = t.assert.rejects(ask(t, fetch, { maxRetries: 3 }, { call: { signal: controller.signal } }));
      await reading.promise;
      controller.abort();
      t.assert.equal(await call, controller.signal.reason, 'The reason');
      t.assert.ok(fetch.requests[0].signal?.aborted, 'The request should be aborted');
    },
  },
  {
    name: 'an abort right after the call sends nothing or calls it off, and rejects with its reason',
    async run(t) {
      const fetch = stub(silence);
      const client = await clientOn(t, fetch);
      const controller = new AbortController();
      const call = t.assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT, { signal: controller.signal }));
      controller.abort('at once');
      t.assert.equal(await call, 'at once', 'The reason');
      t.assert.ok(fetch.requests.every(({ signal }) => signal?.aborted));
      client.close();
    },
  },
  {
    name: 'an abort from inside the caller’s fetch rejects with its reason',
    async run(t) {
      const controller = new AbortController();
      const fetch = stub((/** @type {any} */ request) => {
        controller.abort('from inside');
        return silence(request, 0);
      });
      const direct = (/** @type {any} */ input, /** @type {any} */ init) => {
        controller.abort('from inside');
        return fetch(input, init);
      };
      const rejected = await t.assert.rejects(ask(t, direct, {}, { call: { signal: controller.signal } }));
      t.assert.equal(rejected, 'from inside', 'The reason');
      t.assert.deepEqual(await ask(t, stub(reply())), REQUIRED);
    },
  },
  {
    name: 'an abort after the end changes nothing',
    async run(t) {
      const controller = new AbortController();
      t.assert.deepEqual(await ask(t, stub(reply()), {}, { call: { signal: controller.signal } }), REQUIRED);
      controller.abort();
    },
  },
  {
    name: 'an abort of one call leaves the others alone',
    async run(t) {
      const asked = deferred();
      const rest = deferred();
      const fetch = stub(async (/** @type {any} */ _, /** @type {number} */ index) => {
        if (index === 2) asked.resolve(undefined);
        await rest.promise;
        return reply();
      });
      const client = await clientOn(t, fetch);
      const controller = new AbortController();
      const first = client.getDocumentStatus(BATCH, DOCUMENT);
      const second = t.assert.rejects(client.getDocumentStatus(BATCH, DOCUMENT, { signal: controller.signal }));
      const third = client.getDocumentStatus(BATCH, DOCUMENT);
      await asked.promise;
      controller.abort('only this');
      t.assert.equal(await second, 'only this', 'The reason');
      rest.resolve(undefined);
      t.assert.deepEqual(await first, REQUIRED);
      t.assert.deepEqual(await third, REQUIRED);
      client.close();
    },
  },
  {
    name: 'a signal that outlives many calls keeps no listeners',
    async run(t) {
      const { signal, listeners } = countedSignal();
      const client = await clientOn(
        t,
        stub(() => reply()),
      );
      const failing = await clientOn(
        t,
        stub(() => reply('<html>')),
      );
      for (let i = 0; i < 3; i++) {
        await client.getDocumentStatus(BATCH, DOCUMENT, { signal });
        await fails(t, failing.getDocumentStatus(BATCH, DOCUMENT, { signal }));
        await fails(t, client.getDocumentStatus('x', DOCUMENT, { signal }));
      }
      client.close();
      failing.close();
      t.assert.equal(listeners(), 0, 'listeners');
    },
  },
  {
    name: 'calls and watches that share a signal listen to it once, and each hears it, but who has ended',
    async run(t) {
      const first = deferred();
      const { controller, signal, listeners } = countedSignal();
      const client = await clientOn(
        t,
        stub((/** @type {any} */ request, /** @type {number} */ index) =>
          index === 0 ? first.promise : silence(request, index),
        ),
        { maxRetries: 0 },
      );
      const ended = client.getDocumentStatus(BATCH, DOCUMENT, { signal });
      const calls = [1, 2, 3].map(() => client.getDocumentStatus(BATCH, DOCUMENT, { signal }));
      const watches = [1, 2, 3].map(() => client.watchDocument(BATCH, DOCUMENT, { signal }).next());
      const reasons = Promise.all(
        [...calls, ...watches].map((call) => call.catch((/** @type {unknown} */ reason) => reason)),
      );
      first.resolve(reply());
      t.assert.deepEqual(await ended, REQUIRED);
      t.assert.equal(listeners(), 1, 'listeners');
      controller.abort('enough');
      t.assert.deepEqual(await reasons, Array(6).fill('enough'));
      t.assert.equal(listeners(), 0, 'listeners');
      client.close();
    },
  },
  {
    name: 'close ends what is pending and calls the requests off',
    async run(t) {
      const asked = deferred();
      const fetch = stub((/** @type {any} */ request, /** @type {number} */ index) => {
        if (index === 1) asked.resolve(undefined);
        return silence(request, index);
      });
      const client = await clientOn(t, fetch, { maxRetries: 3 });
      const expected = { kind: 'invalid-argument', code: 'ClientClosed', retryable: false };
      const calls = [1, 2].map(() => fails(t, client.getDocumentStatus(BATCH, DOCUMENT), expected));
      await asked.promise;
      client.close();
      await Promise.all(calls);
      t.assert.ok(
        fetch.requests.every(({ signal }) => signal?.aborted),
        'The requests should be aborted',
      );
      t.assert.equal(fetch.requests.length, 2, 'requests');
    },
  },
  {
    name: 'close may be called again, and from inside the caller’s fetch',
    async run(t) {
      /** @type {any} */
      let client;
      const fetch = (/** @type {any} */ _, /** @type {any} */ init) => {
        client.close();
        client.close();
        return silence({ signal: init.signal, url: '', method: '', headers: init.headers, init }, 0);
      };
      client = await clientOn(t, fetch);
      await fails(t, client.getDocumentStatus(BATCH, DOCUMENT), { code: 'ClientClosed' });
      client.close();
    },
  },
  {
    name: 'a call after close is refused, and nothing is sent or asked for',
    async run(t) {
      let tokens = 0;
      const credential = {
        async getToken() {
          tokens++;
          return { token: 'a', expiresOnTimestamp: Date.now() + 3_600_000 };
        },
      };
      const fetch = stub(() => reply());
      const client = await clientOn(t, fetch, { credential });
      await client.getDocumentStatus(BATCH, DOCUMENT);
      client.close();
      await fails(t, client.getDocumentStatus(BATCH, DOCUMENT), { kind: 'invalid-argument', code: 'ClientClosed' });
      t.assert.equal(fetch.requests.length, 1, 'requests');
      t.assert.equal(tokens, 1, 'calls of getToken');
    },
  },
  {
    name: 'close of one client leaves another alone',
    async run(t) {
      const [one, other] = await Promise.all([
        clientOn(
          t,
          stub(() => reply()),
        ),
        clientOn(
          t,
          stub(() => reply()),
        ),
      ]);
      one.close();
      t.assert.deepEqual(await other.getDocumentStatus(BATCH, DOCUMENT), REQUIRED);
      other.close();
    },
  },
];
