// Responses that are not what the service promises: each of them is rejected with an error that names the reason.

import { malformedResponses } from '../../tables/malformed-responses.js';
import { REDIRECTS, UNEXPECTED, WITHOUT_BODY } from '../../tables/statuses.js';
import { ask, bytesOf, fails, NEEDED, REQUIRED, reply, streamOf, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const VALID = JSON.stringify(REQUIRED);

/** @type {Case[]} */
export const refusals = [
  ...malformedResponses.map(({ name, body, code, target }) => ({
    name: `A response with status 200 is rejected: ${name}`,
    async run(/** @type {Tools} */ t) {
      const error = await fails(t, ask(t, stub(reply(body))), {
        kind: 'invalid-response',
        code,
        retryable: false,
        statusCode: 200,
        ...(target && { target }),
      });
      if (code === 'MissingMember') t.assert.ok(NEEDED.includes(error.target), `target is ${error.target}`);
    },
  })),
  ...UNEXPECTED.map((status) => ({
    name: `A response with status ${status} is rejected and not retried`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply(WITHOUT_BODY.includes(status) ? null : REQUIRED, { status }));
      await fails(t, ask(t, fetch, { maxRetries: 2 }), {
        kind: 'invalid-response',
        code: 'UnexpectedStatusCode',
        statusCode: status,
        retryable: false,
      });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  ...REDIRECTS.map((status) => ({
    name: `A redirect with status ${status} is rejected and not followed`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply(null, { status, headers: { Location: 'https://elsewhere.example/' } }), reply());
      await fails(t, ask(t, fetch, { maxRetries: 2 }), { kind: 'network', code: 'RedirectRefused', retryable: false });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  })),
  {
    name: 'An opaque redirect is rejected and not followed',
    async run(t) {
      const opaque = Object.defineProperties(reply(null), {
        type: { value: 'opaqueredirect' },
        status: { value: 0 },
        ok: { value: false },
      });
      const fetch = stub(opaque, reply());
      await fails(t, ask(t, fetch, { maxRetries: 2 }), { kind: 'network', code: 'RedirectRefused', retryable: false });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  },
  {
    name: 'A response that fetch was redirected to is rejected',
    async run(t) {
      const redirected = Object.defineProperty(reply(), 'redirected', { value: true });
      await fails(t, ask(t, stub(redirected)), { kind: 'network', code: 'RedirectRefused' });
    },
  },
  {
    name: 'A body of exactly 1 MiB is read',
    async run(t) {
      const body = VALID.padEnd(2 ** 20, ' ');
      t.assert.deepEqual(await ask(t, stub(reply(body))), REQUIRED);
    },
  },
  {
    name: 'A body of 1 MiB and one byte is rejected',
    async run(t) {
      const body = VALID.padEnd(2 ** 20 + 1, ' ');
      await fails(t, ask(t, stub(reply(body))), { kind: 'invalid-response', code: 'BodyTooLarge', retryable: false });
    },
  },
  {
    name: 'Reading stops when a body is too large, and the rest of the body is cancelled',
    async run(t) {
      const chunk = new Uint8Array(2 ** 16).fill(32);
      let read = 0;
      let canceled = false;
      const endless = new ReadableStream({
        pull(controller) {
          read += chunk.length;
          controller.enqueue(chunk.slice());
        },
        cancel() {
          canceled = true;
        },
      });
      const fetch = stub(reply(endless));
      await fails(t, ask(t, fetch, { maxRetries: 2 }), { kind: 'invalid-response', code: 'BodyTooLarge' });
      t.assert.ok(read <= 2 ** 20 + 4 * chunk.length, `${read} bytes were read`);
      t.assert.ok(canceled || fetch.requests[0].signal?.aborted, 'The body should be canceled, or the request aborted');
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  },
  {
    name: 'A body that ends with an error is a network failure, although all of its JSON arrived',
    async run(t) {
      const breaking = streamOf([
        bytesOf(VALID),
        () => {
          throw new TypeError('The connection was lost');
        },
      ]);
      await fails(t, ask(t, stub(reply(breaking))), { kind: 'network', code: 'NetworkFailure', retryable: true });
    },
  },
  {
    name: 'A response without a body is rejected',
    async run(t) {
      await fails(t, ask(t, stub(reply(null))), { kind: 'invalid-response', code: 'InvalidJson' });
    },
  },
];
