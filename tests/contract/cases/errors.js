// Errors of the service and of the gateways in front of it: what the client reports, and what it masks.

import { errorResponses } from '../../tables/error-responses.js';
import { FAILING, RETRYABLE } from '../../tables/statuses.js';
import { ask, ENDPOINT, errorReply, fails, KEY, REQUIRED, reply, SIGNATURE, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

/** @type {Case[]} */
export const errors = [
  ...errorResponses.map(({ name, status, body, headers, expected }) => ({
    name: `An error response is reported with its code and message: ${name}`,
    async run(/** @type {Tools} */ t) {
      const failing = ask(
        t,
        stub(() => reply(body, { status, headers })),
      );
      const { message = /^/, ...members } = expected;
      const error = await fails(t, failing, {
        kind: 'service',
        statusCode: status,
        retryable: RETRYABLE.includes(status),
        ...members,
      });
      // The message begins with the host and the status, and ends with the hint.
      const start = `${new URL(ENDPOINT).host} responded with status ${status}`;
      t.assert.equal(error.message.slice(0, start.length), start);
      const rest = error.message.slice(start.length).replace(/^: /, '');
      if (message instanceof RegExp) t.assert.match(rest, message);
      else t.assert.equal(rest, message);
    },
  })),
  ...FAILING.map((status) => ({
    name: `An error with status ${status} is ${RETRYABLE.includes(status) ? '' : 'not '}retryable`,
    async run(/** @type {Tools} */ t) {
      const failing = ask(
        t,
        stub(() => errorReply(status)),
      );
      await fails(t, failing, { kind: 'service', statusCode: status, retryable: RETRYABLE.includes(status) });
    },
  })),
  {
    name: 'An innerError nested a hundred levels deep is cut off',
    async run(t) {
      /** @type {any} */
      let inner = { code: 'Deepest', message: 'The deepest.' };
      for (let i = 0; i < 14; i++) inner = { code: `Level${i}`, message: `Level ${i}.`, innerError: inner };
      const error = await fails(t, ask(t, stub(errorReply(400, { error: inner }))), {
        kind: 'service',
        code: 'Level13',
      });
      let depth = 0;
      for (let level = error.innerError; level; level = level.innerError) depth++;
      t.assert.ok(depth > 0 && depth <= 14, `${depth} levels`);
      for (let i = 0; i < 100; i++) inner = { innerError: inner };
      await fails(t, ask(t, stub(errorReply(400, { error: inner }))), { kind: 'service', statusCode: 400 });
    },
  },
  {
    name: 'The signature of a SAS URL is masked in every member of an error',
    async run(t) {
      const url = `https://contracts.blob.core.windows.net/source/a.docx?sv=2020-08-04&sig=${SIGNATURE}&se=2021`;
      const message = `Cannot access ${url}.`;
      const error = {
        code: 'X',
        message,
        target: url,
        innerError: { code: 'Y', message, target: url },
        details: [{ at: url }],
      };
      const failure = await fails(t, ask(t, stub(errorReply(400, { error }))), { message: /sv=2020-08-04/ });
      t.assert.ok(!failure.message.includes(SIGNATURE.slice(0, 8)), 'A part of the signature is left');
    },
  },
  {
    name: 'The members after a masked signature keep their values',
    async run(t) {
      const inner = {
        code: 'Y',
        message: '?sig=é€😀 after',
        target: 'Document',
        details: { a: '?sig=€', b: 'é', c: 1 },
      };
      const error = { code: 'X', message: 'x', innerError: inner };
      const { innerError } = await fails(t, ask(t, stub(errorReply(400, { error }, { 'apim-request-id': 'a1' }))), {
        requestId: 'a1',
      });
      t.assert.match(innerError.message, /^\?sig=\*+ after$/);
      t.assert.equal(innerError.target, 'Document');
      t.assert.match(innerError.details.a, /^\?sig=\*+$/);
      t.assert.equal(innerError.details.b, 'é');
    },
  },
  {
    name: 'The signature of a SAS URL is masked in the error of a failed document',
    async run(t) {
      const url = `https://contracts.blob.core.windows.net/source/a.docx?sig=${SIGNATURE}`;
      const error = { code: 'X', message: `Cannot access ${url}`, innerError: { code: 'Y', message: url } };
      const doc = await ask(t, stub(reply({ ...REQUIRED, status: 'Failed', error })));
      t.assert.ok(!JSON.stringify(doc).includes(SIGNATURE), 'The signature is in the document');
    },
  },
  {
    name: 'A key that a gateway echoes is not in the error',
    async run(t) {
      const message = `Bad header Ocp-Apim-Subscription-Key: ${KEY}`;
      const error = { code: KEY, message, target: KEY, innerError: { code: 'Y', message }, details: [{ header: KEY }] };
      await fails(t, ask(t, stub(errorReply(400, { error }, { 'apim-request-id': KEY }))), { kind: 'service' });
      await fails(t, ask(t, stub(errorReply(400, { error: { code: 'X', innerError: { message } } }))), {
        kind: 'service',
      });
    },
  },
  {
    name: 'A 404 for an unknown id has a hint about the ids, in every version',
    async run(t) {
      const body = { error: { code: 'ResourceNotFound', message: 'id not found', target: 'Document' } };
      for (const apiVersion of [undefined, 'v1.0-preview.1', '2026-03-01'])
        await fails(t, ask(t, stub(errorReply(404, body)), { apiVersion }), { hint: /^Check the ids/ });
    },
  },
  {
    name: 'A 404 for an unknown path has a hint about the version, in every version',
    async run(t) {
      const body = { error: { code: '404', message: 'Resource not found' } };
      for (const apiVersion of [undefined, 'v1.0-preview.1', '2026-03-01'])
        await fails(t, ask(t, stub(errorReply(404, body)), { apiVersion }), { hint: /^(?!.*\bids\b).*apiVersion/ });
    },
  },
  {
    name: 'A 404 without a reason has no hint',
    async run(t) {
      await fails(t, ask(t, stub(errorReply(404))), { hint: '' });
    },
  },
  {
    name: 'A 401 in a page has a hint about the key or token',
    when: ({ isPage }) => isPage,
    async run(t) {
      await fails(t, ask(t, stub(errorReply(401))), { hint: /^Check the key or token/ });
    },
  },
  {
    name: 'A network failure in a page has a hint that the server must allow the origin',
    when: ({ isPage }) => isPage,
    async run(t) {
      await fails(
        t,
        ask(t, () => Promise.reject(new TypeError('Failed to fetch'))),
        { kind: 'network', hint: /CORS.*proxy/ },
      );
    },
  },
  {
    name: 'An error serializes to JSON with its code, kind, status, delay and request id',
    async run(t) {
      const headers = { 'Retry-After': '9', 'apim-request-id': 'a1' };
      const body = {
        error: { code: 'RequestRateTooHigh', message: 'Too many.', target: 'Document', innerError: { code: 'B' } },
      };
      const error = await fails(t, ask(t, stub(errorReply(429, body, headers))));
      const written = JSON.parse(JSON.stringify(error));
      t.assert.equal(written.code, 'RequestRateTooHigh');
      t.assert.equal(written.kind, 'service');
      t.assert.equal(written.statusCode, 429);
      t.assert.equal(written.retryAfterMs, 9000);
      t.assert.equal(written.requestId, 'a1');
    },
  },
  {
    name: 'Other errors and values are no instance of DocumentTranslationError',
    run(t) {
      for (const other of [new Error('x'), null, undefined, 1, 'x', {}, new TypeError('y')]) {
        t.assert.equal(other instanceof t.DocumentTranslationError, false);
      }
      t.assert.ok(t.DocumentTranslationError.prototype instanceof Error);
    },
  },
];
