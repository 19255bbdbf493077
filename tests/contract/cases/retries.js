// Which failures are retried, how often and when. Delays are 0 or 1 ms wherever they are not the subject.

import { ask, BATCH, clientOn, DOCUMENT, deferred, errorReply, fails, REQUIRED, reply, silence, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const AT_ONCE = { 'Retry-After': '0' };

/** @type {Case[]} */
export const retries = [
  ...[408, 429, 500, 502, 503, 504].map((status) => ({
    name: `a ${status} is tried again, by default three times`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => errorReply(status, '', AT_ONCE));
      await fails(t, ask(t, fetch, { maxRetries: undefined }), {
        kind: 'service',
        statusCode: status,
        retryable: true,
      });
      t.assert.equal(fetch.requests.length, 4, 'requests');
    },
  })),
  ...[400, 401, 403, 404, 409, 410, 418, 501, 505].map((status) => ({
    name: `a ${status} is not tried again`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => errorReply(status, '', AT_ONCE));
      await fails(t, ask(t, fetch, { maxRetries: 3 }), { kind: 'service', statusCode: status, retryable: false });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  {
    name: 'maxRetries is how many more requests there are',
    async run(t) {
      for (const maxRetries of [0, 1, 5]) {
        const fetch = stub(() => errorReply(503, '', AT_ONCE));
        await fails(t, ask(t, fetch, { maxRetries }), { statusCode: 503 });
        t.assert.equal(fetch.requests.length, maxRetries + 1, 'requests');
      }
    },
  },
  {
    name: 'maxRetries is the client’s: a call refuses it, like every option that it does not have',
    async run(t) {
      const fetch = stub(() => errorReply(503, '', AT_ONCE));
      for (const call of /** @type {any[]} */ ([{ maxRetries: 7 }, { wrap: () => {} }])) {
        const target = Object.keys(call)[0];
        await fails(t, ask(t, fetch, { maxRetries: 1 }, { call }), { code: 'InvalidOption', target });
      }
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  },
  {
    name: 'a retry that succeeds is all that the caller sees',
    async run(t) {
      const fetch = stub(
        () => errorReply(503, '', AT_ONCE),
        () => errorReply(429, '', AT_ONCE),
        () => reply(),
      );
      t.assert.deepEqual(await ask(t, fetch, { maxRetries: 3 }), REQUIRED);
      t.assert.equal(fetch.requests.length, 3, 'requests');
    },
  },
  {
    name: 'each retry is the same request',
    async run(t) {
      const fetch = stub(() => errorReply(503, '', AT_ONCE));
      await fails(t, ask(t, fetch, { maxRetries: 2, headers: { 'X-Trace': 'a' } }));
      const sent = fetch.requests.map(({ url, headers }) => [url, Object.fromEntries(headers)]);
      t.assert.deepEqual(sent[1], sent[0]);
      t.assert.deepEqual(sent[2], sent[0]);
    },
  },
  {
    name: 'a network failure is tried again',
    async run(t) {
      const fetch = stub(
        () => Promise.reject(new TypeError('Failed to fetch')),
        () => reply(),
      );
      t.assert.deepEqual(await ask(t, fetch, { maxRetries: 1, maxRetryDelayMs: 1 }), REQUIRED);
      t.assert.equal(fetch.requests.length, 2, 'requests');
    },
  },
  {
    name: 'a timeout is tried again, each attempt with its own time',
    async run(t) {
      const fetch = stub(silence, silence, () => reply());
      t.assert.deepEqual(await ask(t, fetch, { maxRetries: 2, maxRetryDelayMs: 1, timeoutMs: 20 }), REQUIRED);
      t.assert.equal(fetch.requests.length, 3, 'requests');
    },
  },
  {
    name: 'a reply that is not what it should be is not tried again',
    async run(t) {
      for (const body of ['<html>', '{}', 'x'.repeat(2 ** 20 + 1)]) {
        const fetch = stub(() => reply(body));
        await fails(t, ask(t, fetch, { maxRetries: 3, maxRetryDelayMs: 1 }), {
          kind: 'invalid-response',
          retryable: false,
        });
        t.assert.equal(fetch.requests.length, 1, 'requests');
      }
    },
  },
  ...[
    ['in seconds', { 'Retry-After': '3600' }, 3_600_000],
    ['as a date', { 'Retry-After': 'Wed, 21 Oct 2015 08:28:00 GMT', Date: 'Wed, 21 Oct 2015 07:28:00 GMT' }, 3_600_000],
    ['in milliseconds', { 'retry-after-ms': '3600001' }, 3_600_001],
  ].map(([what, headers, retryAfterMs]) => ({
    name: `a Retry-After that is too long to sleep through rejects at once: ${what}`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => errorReply(429, '', /** @type {any} */ (headers)));
      await fails(t, ask(t, fetch, { maxRetries: 3 }), {
        kind: 'service',
        statusCode: 429,
        retryAfterMs,
        retryable: true,
      });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  {
    name: 'maxRetryDelayMs says what is too long',
    async run(t) {
      const headers = { 'retry-after-ms': '2' };
      const patient = stub(
        () => errorReply(503, '', headers),
        () => reply(),
      );
      t.assert.deepEqual(await ask(t, patient, { maxRetries: 1, maxRetryDelayMs: 2 }), REQUIRED);
      const impatient = stub(() => errorReply(503, '', headers));
      await fails(t, ask(t, impatient, { maxRetries: 1, maxRetryDelayMs: 1 }), { statusCode: 503, retryAfterMs: 2 });
      t.assert.equal(impatient.requests.length, 1, 'requests');
    },
  },
  {
    name: 'a retry waits as long as the service says',
    async run(t) {
      /** @type {number[]} */
      const times = [];
      const fetch = stub(
        () => {
          times.push(performance.now());
          return errorReply(503, '', { 'retry-after-ms': '60' });
        },
        () => {
          times.push(performance.now());
          return reply();
        },
      );
      await ask(t, fetch, { maxRetries: 1 });
      // Some runtimes freeze their clock while nothing comes in, and round it.
      t.assert.ok(times[1] - times[0] >= 55 || times[1] === times[0], `It waited ${times[1] - times[0]} ms`);
    },
  },
  {
    name: 'an abort ends the wait for a retry',
    async run(t) {
      const answered = deferred();
      const fetch = stub(() => {
        answered.resolve(undefined);
        return errorReply(503, '', { 'Retry-After': '25' });
      });
      const controller = new AbortController();
      const call = t.assert.rejects(ask(t, fetch, { maxRetries: 3 }, { call: { signal: controller.signal } }));
      await answered.promise;
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
      controller.abort();
      t.assert.equal(await call, controller.signal.reason, 'The reason');
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  },
  {
    name: 'closing the client ends the wait for a retry',
    async run(t) {
      const answered = deferred();
      const fetch = stub(() => {
        answered.resolve(undefined);
        return errorReply(503, '', { 'Retry-After': '25' });
      });
      const client = await clientOn(t, fetch, { maxRetries: 3 });
      const call = fails(t, client.getDocumentStatus(BATCH, DOCUMENT), { code: 'ClientClosed' });
      await answered.promise;
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
      client.close();
      await call;
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  },
];
