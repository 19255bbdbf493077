// The credential of a request: keys, tokens, Azure's TokenCredential, and credentials that are rejected.

import { describeCredential, WRONG_CREDENTIALS } from '../../tables/credentials.js';
import {
  ask,
  BATCH,
  clientOn,
  DOCUMENT,
  deferred,
  ENDPOINT,
  errorReply,
  fails,
  headersOf,
  KEY,
  keepsSecrets,
  reply,
  stub,
  TOKEN,
} from '../kit.js';

/** @typedef {import('../kit.js').Case} Case */
/** @typedef {import('../kit.js').Tools} Tools */

const KEY_HEADER = 'ocp-apim-subscription-key';

/** A TokenCredential that counts. @param {(call: number, scopes: any) => any} answer */
function credentialOf(answer) {
  /** @type {string[]} */
  const scopes = [];
  return {
    scopes,
    async getToken(/** @type {string | string[]} */ wanted) {
      const [scope] = [wanted].flat();
      return answer(scopes.push(scope), wanted);
    },
  };
}

const inAnHour = () => Date.now() + 3_600_000;

/** @type {[what: string, answer: () => unknown][]} */
const WRONG_TOKENS = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['an object without one', () => ({ expiresOnTimestamp: inAnHour() })],
  ['an empty one', () => ({ token: '', expiresOnTimestamp: inAnHour() })],
  ['a number', () => ({ token: 42, expiresOnTimestamp: inAnHour() })],
  ['one with a line break', () => ({ token: `${TOKEN}\r\nX: y`, expiresOnTimestamp: inAnHour() })],
  ['one that no header can hold', () => ({ token: '日本語', expiresOnTimestamp: inAnHour() })],
];

/** @type {Case[]} */
export const credentials = [
  {
    name: 'A key is sent in its own header and nowhere else',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch);
      const { headers, url } = fetch.requests[0];
      t.assert.equal(headers.get(KEY_HEADER), KEY);
      t.assert.equal(headers.get('authorization'), null);
      t.assert.ok(!url.includes(KEY));
    },
  },
  {
    name: 'A token is sent as Bearer and nowhere else',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { credential: { token: TOKEN } });
      t.assert.equal(fetch.requests[0].headers.get('authorization'), `Bearer ${TOKEN}`);
      t.assert.equal(fetch.requests[0].headers.get(KEY_HEADER), null);
    },
  },
  {
    name: 'With tokenHeader X-View-Token a token is sent in this header alone, and again after a 401',
    async run(t) {
      let calls = 0;
      for (const [credential, tokens] of /** @type {[any, string[]][]} */ ([
        [{ token: TOKEN }, [TOKEN]],
        [{ token: async () => `${TOKEN}-${++calls}` }, [`${TOKEN}-1`, `${TOKEN}-2`]],
      ])) {
        const fetch = stub(...tokens.slice(1).map(() => errorReply(401)), reply());
        await ask(t, fetch, { credential, tokenHeader: 'X-View-Token' });
        t.assert.deepEqual(
          fetch.requests.map(({ headers }) => headers.get('x-view-token')),
          tokens,
        );
        for (const { headers, init } of fetch.requests) {
          t.assert.equal(headers.get('authorization'), null);
          t.assert.equal(headers.get(KEY_HEADER), null);
          t.assert.equal(init.cache, t.runtime.hasCacheOption && !t.runtime.isPage ? 'no-store' : undefined, 'cache');
        }
      }
    },
  },
  {
    name: 'tokenHeader accepts only Authorization and X-View-Token',
    async run(t) {
      const fetch = stub(() => reply());
      await ask(t, fetch, { credential: { token: TOKEN }, tokenHeader: 'Authorization' });
      t.assert.equal(fetch.requests[0].headers.get('authorization'), `Bearer ${TOKEN}`);
      for (const tokenHeader of ['x-view-token', 'X-Other', '', 'X-View-Token\r\nX: y'])
        await fails(t, ask(t, fetch, { credential: { token: TOKEN }, tokenHeader }), {
          code: 'InvalidOption',
          target: 'tokenHeader',
        });
      t.assert.equal(fetch.requests.length, 1, 'requests');
    },
  },
  {
    name: 'The option headers refuses a view token, with or without tokenHeader',
    async run(t) {
      const fetch = stub(() => reply());
      for (const tokenHeader of [undefined, 'X-View-Token'])
        for (const name of ['X-View-Token', 'x-view-token'])
          await fails(t, ask(t, fetch, { headers: { [name]: TOKEN }, tokenHeader }), {
            code: 'InvalidOption',
            target: 'headers',
          });
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  },
  {
    name: 'A token or a key can be a function, asynchronous or not',
    async run(t) {
      for (const token of [() => TOKEN, async () => TOKEN]) {
        const fetch = stub(() => reply());
        await ask(t, fetch, { credential: { token } });
        await ask(t, fetch, { credential: { key: token } });
        t.assert.equal(fetch.requests[0].headers.get('authorization'), `Bearer ${TOKEN}`);
        t.assert.equal(fetch.requests[1].headers.get(KEY_HEADER), TOKEN);
        t.assert.equal(fetch.requests[1].headers.get('authorization'), null);
      }
    },
  },
  {
    name: 'Without a credential no header is sent',
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { credential: undefined });
      t.assert.deepEqual(headersOf(fetch.requests[0]), {});
    },
  },
  ...WRONG_CREDENTIALS.map((credential) => ({
    name: `The credential ${describeCredential(credential)} is rejected`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply());
      await fails(t, ask(t, fetch, { credential }), {
        kind: 'invalid-argument',
        code: 'InvalidCredential',
        retryable: false,
      });
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  })),
  {
    name: 'A key in a page is rejected with a hint at the proxy and allowKeyInBrowser',
    when: ({ isPage }) => isPage,
    async run(t) {
      const fetch = stub(() => reply());
      for (const credential of [{ key: KEY }, { key: () => KEY }])
        for (const allowKeyInBrowser of [undefined, false]) {
          const refused = ask(t, fetch, { allowKeyInBrowser, credential });
          await fails(t, refused, { kind: 'invalid-argument', code: 'KeyInBrowser', hint: /proxy.*allowKeyInBrowser/ });
        }
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  },
  {
    name: 'A token in a page is accepted, and the page does not bypass the browser’s cache',
    when: ({ isPage }) => isPage,
    async run(t) {
      const fetch = stub(reply());
      await ask(t, fetch, { credential: { token: TOKEN }, allowKeyInBrowser: undefined });
      t.assert.equal(fetch.requests[0].init.cache, undefined);
    },
  },
  {
    name: 'A key outside of a browser needs no allowKeyInBrowser',
    when: ({ isBrowser }) => !isBrowser,
    async run(t) {
      await ask(t, stub(reply()), { allowKeyInBrowser: undefined });
    },
  },
  ...[
    ['https://my-resource.cognitiveservices.azure.com', 'https://cognitiveservices.azure.com/.default'],
    ['https://my-resource.cognitiveservices.azure.us', 'https://cognitiveservices.azure.us/.default'],
    ['https://my-resource.cognitiveservices.azure.cn', 'https://cognitiveservices.azure.cn/.default'],
    ['https://gateway.example/azure.us', 'https://cognitiveservices.azure.com/.default'],
  ].map(([endpoint, scope]) => ({
    name: `The scope for ${endpoint} is ${scope}`,
    async run(/** @type {Tools} */ t) {
      const credential = credentialOf(() => ({ token: TOKEN, expiresOnTimestamp: inAnHour() }));
      await ask(t, stub(reply()), { endpoint, credential });
      t.assert.deepEqual(credential.scopes, [scope]);
    },
  })),
  {
    name: 'getToken is called as a method of its credential, with a string or an array',
    async run(t) {
      class Credential {
        #token = TOKEN;
        async getToken(/** @type {unknown} */ scopes) {
          t.assert.ok(typeof scopes === 'string' || Array.isArray(scopes));
          return { token: this.#token, expiresOnTimestamp: inAnHour() };
        }
      }
      const fetch = stub(reply());
      await ask(t, fetch, { credential: new Credential() });
      t.assert.equal(fetch.requests[0].headers.get('authorization'), `Bearer ${TOKEN}`);
    },
  },
  {
    name: 'A token is reused until it expires',
    async run(t) {
      const credential = credentialOf((call) => ({ token: `token-${call}`, expiresOnTimestamp: inAnHour() }));
      const fetch = stub(() => reply());
      const client = await clientOn(t, fetch, { credential });
      for (let i = 0; i < 3; i++) await client.getDocumentStatus(BATCH, DOCUMENT);
      client.close();
      t.assert.equal(credential.scopes.length, 1, 'calls of getToken');
      t.assert.deepEqual(
        fetch.requests.map(({ headers }) => headers.get('authorization')),
        ['Bearer token-1', 'Bearer token-1', 'Bearer token-1'],
      );
    },
  },
  {
    name: 'A token that is about to expire is renewed before the request',
    async run(t) {
      const credential = credentialOf((call) => ({
        token: `token-${call}`,
        expiresOnTimestamp: call === 1 ? Date.now() + 1000 : inAnHour(),
      }));
      const fetch = stub(() => reply());
      const client = await clientOn(t, fetch, { credential });
      for (let i = 0; i < 3; i++) await client.getDocumentStatus(BATCH, DOCUMENT);
      client.close();
      t.assert.deepEqual(
        fetch.requests.map(({ headers }) => headers.get('authorization')),
        ['Bearer token-1', 'Bearer token-2', 'Bearer token-2'],
      );
    },
  },
  {
    name: 'Concurrent calls share one call of getToken',
    // There the one who asks may go away with its request, and nobody could wake the others.
    when: ({ isWorkerd }) => !isWorkerd,
    async run(t) {
      const token = deferred();
      const credential = credentialOf(() => token.promise);
      const fetch = stub(() => reply());
      const client = await clientOn(t, fetch, { credential });
      const calls = Array.from({ length: 20 }, () => client.getDocumentStatus(BATCH, DOCUMENT));
      token.resolve({ token: TOKEN, expiresOnTimestamp: inAnHour() });
      await Promise.all(calls);
      client.close();
      t.assert.equal(credential.scopes.length, 1, 'calls of getToken');
      t.assert.equal(fetch.requests.length, 20, 'requests');
    },
  },
  ...[
    { what: 'token', header: 'authorization', headerOf: (/** @type {string} */ secret) => `Bearer ${secret}` },
    { what: 'key', header: KEY_HEADER, headerOf: (/** @type {string} */ secret) => secret },
  ].flatMap(({ what, header, headerOf }) => {
    /** Functions that return secret-1, secret-2 and so on. */
    const counted = () => {
      const counter = { calls: 0, credential: { [what]: async () => `secret-${++counter.calls}` } };
      return counter;
    };
    const sent = (/** @type {import('../kit.js').Stub} */ { requests }) =>
      requests.map(({ headers }) => headers.get(header));
    return [
      {
        name: `A ${what} from a function is requested at the first request, and reused until a 401`,
        async run(/** @type {Tools} */ t) {
          const counter = counted();
          const good = () => reply();
          const fetch = stub(good, good, errorReply(401), good, good);
          const client = await clientOn(t, fetch, { credential: counter.credential });
          t.assert.equal(counter.calls, 0, 'calls before a request');
          for (let i = 0; i < 4; i++) await client.getDocumentStatus(BATCH, DOCUMENT);
          client.close();
          const expected = ['secret-1', 'secret-1', 'secret-1', 'secret-2', 'secret-2'].map(headerOf);
          t.assert.deepEqual(sent(fetch), expected);
        },
      },
      {
        name: `After a 401 a request is sent once more with a new ${what}, also without retries, and then fails`,
        async run(/** @type {Tools} */ t) {
          const fetch = stub(() => errorReply(401));
          const client = await clientOn(t, fetch, { credential: counted().credential });
          for (let i = 0; i < 2; i++)
            await fails(t, client.getDocumentStatus(BATCH, DOCUMENT), { kind: 'service', statusCode: 401 });
          client.close();
          t.assert.deepEqual(sent(fetch), ['secret-1', 'secret-2', 'secret-3', 'secret-4'].map(headerOf));
        },
      },
      {
        name: `Ten 401s that arrive one after another cause one new ${what}`,
        // There, a request that waits for a token of another request may never continue.
        when: (/** @type {import('../kit.js').Runtime} */ { isWorkerd }) => !isWorkerd,
        async run(/** @type {Tools} */ t) {
          const counter = counted();
          const replies = Array.from({ length: 10 }, () => deferred());
          const next = deferred();
          const { [what]: ask } = counter.credential;
          counter.credential[what] = async () => {
            const secret = await ask();
            if (counter.calls > 1) await next.promise;
            return secret;
          };
          const fetch = stub((/** @type {any} */ { headers }, /** @type {number} */ index) =>
            headers.get(header) === headerOf('secret-1') ? replies[index].promise : reply(),
          );
          const client = await clientOn(t, fetch, { credential: counter.credential });
          const calls = replies.map(() => client.getDocumentStatus(BATCH, DOCUMENT));
          const turn = () => new Promise((resolve) => setTimeout(resolve));
          for (const [index, { resolve }] of replies.entries()) {
            // The new one arrives after half of the rejections.
            if (index === 5) next.resolve(undefined);
            resolve(errorReply(401));
            for (let i = 0; i < 3; i++) await turn();
          }
          await Promise.all(calls);
          client.close();
          t.assert.equal(counter.calls, 2, 'calls');
          t.assert.equal(fetch.requests.length, 20, 'requests');
        },
      },
    ];
  }),
  {
    name: 'A 401 for an older token does not discard the newer one',
    async run(t) {
      let calls = 0;
      const answer = deferred();
      const asked = deferred();
      const fetch = stub(
        async () => {
          asked.resolve(undefined);
          await answer.promise;
          return errorReply(401);
        },
        () => errorReply(401),
        () => reply(),
      );
      const client = await clientOn(t, fetch, { credential: { token: () => `token-${++calls}` } });
      const slow = client.getDocumentStatus(BATCH, DOCUMENT);
      await asked.promise;
      await client.getDocumentStatus(BATCH, DOCUMENT);
      answer.resolve(undefined);
      await slow;
      client.close();
      t.assert.equal(calls, 2, 'calls');
      t.assert.deepEqual(
        fetch.requests.map(({ headers }) => headers.get('authorization')),
        ['Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-2'],
      );
    },
  },
  ...[KEY_HEADER, 'OCP-APIM-SUBSCRIPTION-KEY', 'Authorization'].flatMap((name) =>
    [{ [name]: KEY }, new Headers({ [name]: KEY })].map((headers) => ({
      name: `A credential in the option headers is rejected: ${name} ${headers instanceof Headers ? 'in Headers' : ''}`,
      async run(/** @type {Tools} */ t) {
        const fetch = stub(() => reply());
        const refused = ask(t, fetch, { headers, credential: undefined });
        await fails(t, refused, { kind: 'invalid-argument', code: 'InvalidOption', target: 'headers' });
        t.assert.equal(fetch.requests.length, 0, 'requests');
      },
    })),
  ),
  {
    name: 'Two clients do not share a token',
    async run(t) {
      const tokens = ['token-a', 'token-b'];
      for (const token of tokens) {
        const fetch = stub(reply());
        await ask(t, fetch, { credential: credentialOf(() => ({ token, expiresOnTimestamp: inAnHour() })) });
        t.assert.equal(fetch.requests[0].headers.get('authorization'), `Bearer ${token}`);
      }
    },
  },
  {
    name: 'A failed getToken is the cause of the error, nothing is sent, and the next call tries again',
    async run(t) {
      const cause = new Error('No identity here');
      const credential = credentialOf((call) => {
        if (call === 1) throw cause;
        return { token: TOKEN, expiresOnTimestamp: inAnHour() };
      });
      const fetch = stub(() => reply());
      const client = await clientOn(t, fetch, { credential, maxRetries: 2 });
      const error = await fails(t, client.getDocumentStatus(BATCH, DOCUMENT), {
        kind: 'invalid-argument',
        code: 'TokenFailed',
        retryable: false,
      });
      t.assert.equal(error.cause, cause, 'cause');
      t.assert.equal(fetch.requests.length, 0, 'requests');
      await client.getDocumentStatus(BATCH, DOCUMENT);
      client.close();
      t.assert.equal(credential.scopes.length, 2, 'calls of getToken');
    },
  },
  ...[
    // As Node's fetch rejects, and Bun's.
    new TypeError('fetch failed', { cause: Object.assign(new Error('Refused'), { code: 'ECONNREFUSED' }) }),
    Object.assign(new TypeError('Unknown host'), { code: 'ENOTFOUND' }),
    new DOMException('Too late', 'TimeoutError'),
    Object.assign(new Error('Busy'), { retryable: true }),
    Object.assign(new Error('Throttled'), { statusCode: 429 }),
    Object.assign(new Error('Down'), { statusCode: 503 }),
    Object.assign(new Error('Not sent'), { code: 'REQUEST_SEND_ERROR' }),
    Object.assign(new Error('Refused'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('Unknown host'), { code: 'ENOTFOUND' }),
    Object.assign(new Error('Axios'), { code: 'ERR_NETWORK' }),
    Object.assign(new Error('Angular'), { status: 0 }),
    Object.assign(new Error('In a response'), { response: { status: 503 } }),
    new Error('Wrapped', { cause: Object.assign(new Error('Cut'), { code: 'ECONNRESET' }) }),
    new AggregateError([new Error('No'), Object.assign(new Error('Cut'), { code: 'ECONNRESET' })], 'One of several'),
  ].map((cause) => ({
    name: `A token or key function that fails for a temporary reason is retryable: ${cause.message}`,
    run: (/** @type {Tools} */ t) =>
      failsOnce(t, cause, { kind: 'network', code: 'TokenUnavailable', retryable: true }),
  })),
  ...[
    new RangeError('Out of range'),
    Object.assign(new Error('Forbidden'), { statusCode: 403 }),
    // As Node's fetch rejects.
    new TypeError('fetch failed', { cause: Object.assign(new Error('Untrusted'), { code: 'CERT_UNTRUSTED' }) }),
    'a text',
    undefined,
  ].map((cause) => ({
    name: `A token or key function that fails for another reason has failed: ${cause}`,
    when: (/** @type {import('../kit.js').Runtime} */ { namesConnectionErrors }) =>
      namesConnectionErrors || !(cause instanceof TypeError),
    run: (/** @type {Tools} */ t) =>
      failsOnce(t, cause, { kind: 'invalid-argument', code: 'TokenFailed', retryable: false }),
  })),
  {
    name: 'A TypeError of a token function has failed where fetch names the errors of connections, and is retryable elsewhere',
    async run(t) {
      const mistake = async () => /** @type {any} */ (undefined).token;
      const cause = await t.assert.rejects(mistake());
      const expected = t.runtime.namesConnectionErrors
        ? { code: 'TokenFailed', retryable: false }
        : { code: 'TokenUnavailable', retryable: true };
      await failsOnce(t, cause, expected);
    },
  },
  {
    name: 'The error of a getToken that throws instead of rejecting is the cause',
    async run(t) {
      const cause = new Error('No identity here');
      const credential = {
        getToken() {
          throw cause;
        },
      };
      const error = await fails(t, ask(t, stub(reply()), { credential }), { code: 'TokenFailed' });
      t.assert.equal(error.cause, cause, 'cause');
    },
  },
  {
    name: 'All calls that wait for a failed getToken are rejected',
    async run(t) {
      const token = deferred();
      const client = await clientOn(t, stub(reply()), { credential: { getToken: () => token.promise } });
      const calls = [1, 2, 3].map(() => fails(t, client.getDocumentStatus(BATCH, DOCUMENT), { code: 'TokenFailed' }));
      token.reject(new Error('No'));
      await Promise.all(calls);
      client.close();
    },
  },
  ...WRONG_TOKENS.map(([what, answer]) => ({
    name: `A getToken, or a token or key function, that returns ${what} has failed`,
    async run(/** @type {Tools} */ t) {
      const fetch = stub(() => reply());
      const returns = async () => answer();
      for (const credential of [{ getToken: returns }, { token: returns }, { key: returns }])
        await fails(t, ask(t, fetch, { credential }), {
          kind: 'invalid-argument',
          code: 'TokenFailed',
          retryable: false,
        });
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  })),
  {
    name: 'A getToken that never settles is a timeout',
    async run(t) {
      const credential = { getToken: () => new Promise(() => {}) };
      await fails(t, ask(t, stub(reply()), { credential, timeoutMs: 20 }), { kind: 'timeout', code: 'Timeout' });
    },
  },
  {
    name: 'An abort while getToken runs rejects with its reason',
    async run(t) {
      const asked = deferred();
      const credential = {
        getToken() {
          asked.resolve(undefined);
          return new Promise(() => {});
        },
      };
      const fetch = stub(() => reply());
      const controller = new AbortController();
      const call = ask(t, fetch, { credential }, { call: { signal: controller.signal } });
      const rejected = t.assert.rejects(call);
      await asked.promise;
      controller.abort('enough');
      t.assert.equal(await rejected, 'enough', 'The reason');
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  },
  {
    name: 'a client that is closed while a token is awaited sends nothing when it comes',
    async run(t) {
      const asked = deferred();
      const token = deferred();
      const credential = {
        getToken() {
          asked.resolve(undefined);
          return token.promise;
        },
      };
      const fetch = stub(() => reply());
      const client = await clientOn(t, fetch, { credential });
      const call = fails(t, client.getDocumentStatus(BATCH, DOCUMENT), { code: 'ClientClosed' });
      await asked.promise;
      client.close();
      await call;
      token.resolve({ token: TOKEN, expiresOnTimestamp: inAnHour() });
      await token.promise;
      await new Promise((resolve) => setTimeout(resolve));
      t.assert.equal(fetch.requests.length, 0, 'requests');
    },
  },
  {
    name: 'a credential is in nothing that the client shows',
    async run(t) {
      for (const credential of [{ key: KEY }, { token: TOKEN }]) {
        const client = await clientOn(t, stub(errorReply(401)), { credential });
        await client.getDocumentStatus(BATCH, DOCUMENT).catch(keepsSecrets);
        /** @type {unknown[]} */
        const seen = [String(client), JSON.stringify(client)];
        for (const name of Reflect.ownKeys(client)) seen.push(String(client[name]), JSON.stringify(client[name]));
        for (const name of ['getDocumentStatus', 'close']) seen.push(String(client[name]));
        t.assert.ok(!seen.some((text) => typeof text === 'string' && (text.includes(KEY) || text.includes(TOKEN))));
        client.close();
      }
    },
  },
  {
    name: 'a caller’s fetch that quotes the credential in its error does not get it into ours',
    async run(t) {
      const fetch = (/** @type {unknown} */ _, /** @type {any} */ init) => {
        throw new TypeError(`Can't send ${JSON.stringify(Object.fromEntries(new Headers(init.headers)))}`);
      };
      const error = await t.assert.rejects(ask(t, fetch, { endpoint: ENDPOINT }));
      t.assert.equal(error.kind, 'network');
      t.assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes(KEY), 'The key is told');
    },
  },
];

/**
 * Asserts that a call fails as expected if the function of its credential throws or rejects with this cause, and that the next call succeeds.
 * @param {Tools} t
 * @param {unknown} cause
 * @param {Record<string, unknown>} expected
 */
async function failsOnce(t, cause, expected) {
  let calls = 0;
  const throws = () => {
    if (calls++ === 0) throw cause;
    return TOKEN;
  };
  const rejects = async () => throws();
  const getToken = async () => ({ token: throws(), expiresOnTimestamp: inAnHour() });
  for (const credential of [{ getToken }, { token: throws }, { token: rejects }, { key: throws }, { key: rejects }]) {
    calls = 0;
    const fetch = stub(() => reply());
    const client = await clientOn(t, fetch, { credential, maxRetries: 2 });
    const error = await fails(t, client.getDocumentStatus(BATCH, DOCUMENT), expected);
    t.assert.equal(error.cause, cause, 'cause');
    t.assert.equal(fetch.requests.length, 0, 'requests');
    await client.getDocumentStatus(BATCH, DOCUMENT);
    client.close();
    t.assert.equal(calls, 2, 'calls of the function');
  }
}
