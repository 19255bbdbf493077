// Error messages name the host, the cause's code, the timeout, the status and the member, and never the credential.

import { ask, BATCH, clientOn, ENDPOINT, errorReply, fails, KEY, REQUIRED, reply, silence, stub } from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */

const { host: HOST } = new URL(ENDPOINT);

/** @param {string} [code] An error as undici rejects with it. @returns {Error} */
const fetchFailed = (code) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) });

/** @type {[what: string, error: unknown, code: string][]} */
const NETWORK = [
  ['a nested code', fetchFailed('ECONNRESET'), ': ECONNRESET'],
  ['a name server that does not respond', fetchFailed('EAI_AGAIN'), ': EAI_AGAIN'],
  [
    'a host that Bun cannot connect to',
    Object.assign(new Error('no'), { code: 'ConnectionRefused' }),
    ': ConnectionRefused',
  ],
  ['a code of its own', Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' }), ': UND_ERR_SOCKET'],
  ['no code', new TypeError('Failed to fetch'), ''],
  ['a number as its code', Object.assign(new Error('no'), { code: 7 }), ''],
  ['a sentence as its code', Object.assign(new Error('no'), { code: `The key is ${KEY}` }), ''],
];

/** @type {[code: string, systemCode: string, retryable: boolean, message: string, hint: RegExp][]} */
const SYSTEM_CODES = [
  ['HostNotFound', 'ENOTFOUND', true, `The host ${HOST} was not found`, /endpoint and the DNS/],
  ['ConnectionRefused', 'ECONNREFUSED', true, `${HOST} refused the connection`, /^Check the endpoint\.$/],
  ...[
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_REVOKED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'INVALID_PURPOSE',
  ].map(
    (systemCode) =>
      /** @type {[string, string, boolean, string, RegExp]} */ ([
        'CertificateUntrusted',
        systemCode,
        false,
        `The certificate of ${HOST} is not trusted`,
        /^If its issuer is private, set NODE_EXTRA_CA_CERTS/,
      ]),
  ),
];

/** @type {[what: string, members: object, message: string][]} */
const MEMBERS = [
  ['a missing member', { status: undefined }, `The response from ${HOST} has no member status.`],
  ['an invalid member', { progress: 7 }, `The response from ${HOST} has an invalid member progress.`],
];

/** @type {Case[]} */
export const messages = [
  {
    name: 'a network failure whose code is the key does not name the key',
    async run(t) {
      const key = 'ABCDEFGHIJKLMNOP0123456789';
      const fetch = stub(() => Promise.reject(Object.assign(new Error('no'), { code: key })));
      const { message } = await fails(t, ask(t, fetch, { credential: { key }, allowKeyInBrowser: true }), {
        code: 'NetworkFailure',
      });
      t.assert.match(message, /\*{26}/);
      t.assert.ok(!message.includes('ABCDEFGH'));
    },
  },
  ...NETWORK.map(([what, error, code]) => ({
    name: `a network failure with ${what} names the host and the code`,
    async run(/** @type {import('../kit.js').Tools} */ t) {
      const { message, hint } = await fails(
        t,
        ask(
          t,
          stub(() => Promise.reject(error)),
        ),
        { code: 'NetworkFailure' },
      );
      t.assert.equal(
        message,
        `The connection to ${HOST} failed before the response was complete${code}.${hint && ` ${hint}`}`,
      );
    },
  })),
  ...SYSTEM_CODES.flatMap(([code, systemCode, retryable, message, hint]) =>
    [fetchFailed(systemCode), Object.assign(new Error('no'), { code: systemCode })].map((cause, depth) => ({
      name: `${systemCode} is ${code}${depth ? ', also without a TypeError around it' : ''}`,
      async run(/** @type {import('../kit.js').Tools} */ t) {
        const fetch = stub(() => Promise.reject(cause));
        const failing = ask(t, fetch, { maxRetries: 1, maxRetryDelayMs: 0 });
        const error = await fails(t, failing, { kind: 'network', code, retryable, hint, statusCode: undefined });
        t.assert.equal(error.message, `${message}: ${systemCode}. ${error.hint}`);
        t.assert.equal(error.cause, cause, 'cause');
        t.assert.equal(fetch.requests.length, retryable ? 2 : 1, 'requests');
      },
    })),
  ),
  {
    name: 'a system code in a message alone is not read',
    async run(t) {
      const text = 'getaddrinfo ENOTFOUND a.example, ECONNREFUSED, CERT_HAS_EXPIRED';
      await fails(
        t,
        ask(
          t,
          stub(() => Promise.reject(new TypeError(text))),
        ),
        { code: 'NetworkFailure' },
      );
    },
  },
  {
    name: 'a network failure names the port, and nothing else of the URL',
    async run(t) {
      const fetch = stub(() => Promise.reject(fetchFailed('ECONNRESET')));
      const failing = ask(t, fetch, { endpoint: 'http://localhost:8123/prefix' });
      const { message } = await fails(t, failing, { code: 'NetworkFailure' });
      t.assert.match(message, /^The connection to localhost:8123 failed/);
      for (const part of ['prefix', BATCH, 'api-version', KEY]) t.assert.ok(!message.includes(part), part);
    },
  },
  {
    name: 'a timeout names the host and the milliseconds',
    async run(t) {
      const { message } = await fails(t, ask(t, stub(silence), { timeoutMs: 20 }), { code: 'Timeout' });
      t.assert.match(message, /^my-resource\.cognitiveservices\.azure\.com sent no complete response within 20 ms\./);
    },
  },
  {
    name: 'a timeout of the credential names the credential and the milliseconds',
    async run(t) {
      const credential = { getToken: () => new Promise(() => {}) };
      const failing = ask(t, stub(reply()), { credential, timeoutMs: 20 });
      const { message } = await fails(t, failing, { code: 'Timeout' });
      t.assert.match(message, /^The credential returned no token within 20 ms\./);
    },
  },
  ...MEMBERS.map(([what, members, expected]) => ({
    name: `a response with ${what} names the host and the member`,
    async run(/** @type {import('../kit.js').Tools} */ t) {
      const { message } = await fails(t, ask(t, stub(reply({ ...REQUIRED, ...members }))), {
        kind: 'invalid-response',
      });
      t.assert.equal(message, expected);
    },
  })),
  {
    name: 'a redirect names the host and the status',
    async run(t) {
      const { message } = await fails(t, ask(t, stub(errorReply(302, ''))), { code: 'RedirectRefused' });
      t.assert.match(message, /^my-resource\.cognitiveservices\.azure\.com responded with a redirect: 302\./);
    },
  },
  {
    name: 'a redirect whose status the browser hides names the host',
    async run(t) {
      const opaque = { type: 'opaqueredirect', status: 0, headers: new Headers(), body: null };
      const { message } = await fails(t, ask(t, stub(/** @type {any} */ (async () => opaque))), {
        code: 'RedirectRefused',
      });
      t.assert.match(message, /^my-resource\.cognitiveservices\.azure\.com responded with a redirect\. Redirects/);
    },
  },
  {
    name: 'an unexpected status names the host and the status',
    async run(t) {
      const { message } = await fails(t, ask(t, stub(reply(null, { status: 204 }))), { code: 'UnexpectedStatusCode' });
      t.assert.match(message, /^my-resource\.cognitiveservices\.azure\.com responded with the unexpected status 204\./);
    },
  },
  {
    name: 'braces in the service’s message stay as they are',
    async run(t) {
      const client = await clientOn(t, stub(errorReply(400, { error: { code: 'X', message: 'No {host}: {ms}' } })));
      const { message } = await fails(t, client.getDocumentStatus(BATCH, BATCH), { code: 'X' });
      client.close();
      t.assert.equal(message, `${HOST} responded with status 400: No {host}: {ms}`);
    },
  },
];
