// How a call ends when its response does not end it: timeouts, aborts, and the client's close().

import { ABORT_REASONS, ENDINGS, STALLS, stalledFetch } from '../../tables/endings.js';
import { ask, BATCH, clientOn, DOCUMENT, deferred, fails, REQUIRED, reply, silence, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

/** A signal that counts its listeners. */
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

/** The errors of the endings that are errors of the client. */
const EXPECTED = {
  timeout: { kind: 'timeout', code: 'Timeout', retryable: true },
  close: { kind: 'invalid-argument', code: 'ClientClosed', retryable: false },
};

/** @type {Case[]} */
export const endings = [
  ...STALLS.flatMap((stall) =>
    /** @type {(keyof typeof ENDINGS)[]} */ (Object.keys(ENDINGS)).flatMap((ending) =>
      [true, false].map((heedsSignal) => ({
        name: `${ENDINGS[ending].name} ends a call whose response stalls ${stall.name}${heedsSignal ? '' : ', although fetch ignores its signal'}`,
        async run(/** @type {Tools} */ t) {
          const stalled = deferred();
          let canceled = false;
          const { controller, signal, listeners } = countedSignal();
          const fetch = stub((/** @type {any} */ request) =>
            stalledFetch(stall, request, {
              heedsSignal,
              onStall: () => stalled.resolve(undefined),
              onCancel: () => {
                canceled = true;
              },
            }),
          );
          const limits = ending === 'timeout' ? { timeoutMs: 20, maxRetries: 0 } : { timeoutMs: 30_000, maxRetries: 3 };
          const client = await clientOn(t, fetch, limits);
          const call = client.getDocumentStatus(BATCH, DOCUMENT, { signal });
          const expected = ending === 'timeout' ? { ...EXPECTED.timeout, statusCode: stall.status } : EXPECTED.close;
          const ended = ending === 'abort' ? t.assert.rejects(call) : fails(t, call, expected);
          if (ending !== 'timeout') await stalled.promise;
          if (ending === 'abort') controller.abort('enough');
          if (ending === 'close') client.close();
          const error = await ended;
          if (ending === 'abort') t.assert.equal(error, 'enough', 'The reason');
          t.assert.ok(fetch.requests[0].signal?.aborted || canceled, 'The request should be aborted');
          t.assert.equal(fetch.requests.length, 1, 'requests');
          t.assert.equal(listeners(), 0, 'listeners');
          client.close();
        },
      })),
    ),
  ),
  {
    name: 'A timeout is retried',
    async run(t) {
      const fetch = stub(silence);
      await fails(t, ask(t, fetch, { timeoutMs: 10, maxRetries: 2, maxRetryDelayMs: 1 }), { kind: 'timeout' });
      t.assert.equal(fetch.requests.length, 3, 'requests');
    },
  },
  {
    name: 'A response that arrives after the timeout has no effect',
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
  ...ABORT_REASONS.map(([what, reason]) => ({
    name: `A call whose signal is already aborted rejects with the reason and sends nothing: ${what}`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply());
      const controller = new AbortController();
      controller.abort(reason);
      const rejected = await t.assert.rejects(ask(t, fetch, {}, { call: { signal: controller.signal } }));
      t.assert.equal(rejected, controller.signal.reason, 'The reason');
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  })),
  ...ABORT_REASONS.map(([what, reason]) => ({
    name: `An abort rejects with its reason and aborts the request: ${what}`,
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
    name: 'An abort right after the call rejects with its reason, and no request goes on',
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
    name: 'An abort from inside the caller’s fetch rejects with its reason',
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
    name: 'An abort after the call has ended has no effect',
    async run(t) {
      const controller = new AbortController();
      t.assert.deepEqual(await ask(t, stub(reply()), {}, { call: { signal: controller.signal } }), REQUIRED);
      controller.abort();
    },
  },
  {
    name: 'An abort of one call does not end other calls',
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
    name: 'A signal that outlives many calls keeps no listeners',
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
    name: 'Calls and watches that share a signal add one listener, and the abort ends each that still runs',
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
    name: 'close() ends all pending calls and aborts their requests',
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
    name: 'close() may be called twice, and from inside the caller’s fetch',
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
    name: 'A call after close() is rejected without a request and without getToken()',
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
    name: 'close() of one client does not affect another client',
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
