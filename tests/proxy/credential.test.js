// Tests the proxy's own credential: keys that functions return, and tokens of Microsoft Entra.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStatusWorker, optionsFromEnv } from 'document-translation-status/cloudflare';
import { startAuthority } from './entra-authority.js';
import { limits, stage } from './stage.js';

const place = stage();
const CLIENT_SECRET = 'cl1ent-s3cret~with.characters+/=';

let clients = 0;
/** The variables of a worker with an own Entra client. @param {string} authority @param {object} [more] */
const entra = (authority, more = {}) => ({
  AZURE_DOCUMENT_TRANSLATION_ENDPOINT: place.sim.url,
  AZURE_TENANT_ID: 'contoso.onmicrosoft.com',
  AZURE_CLIENT_ID: `client-${++clients}`,
  AZURE_CLIENT_SECRET: CLIENT_SECRET,
  AZURE_AUTHORITY_HOST: authority,
  PUBLIC: 'true',
  ...more,
});

/** A worker, its events, and a function that asks it for a document. @param {object} env */
function workerWith(env) {
  /** @type {any[]} */
  const events = [];
  const optionsOf = () => ({
    .../** @type {any} */ (optionsFromEnv)(env),
    onEvent: (/** @type {any} */ event) => events.push(event),
  });
  const worker = createStatusWorker(optionsOf);
  const ask = (path = place.path) =>
    worker.fetch(new Request(`https://status.example.com${path}`), /** @type {any} */ ({}));
  return { ask, events };
}

/** Routes of new documents. @param {number} count */
function documents(count) {
  const batch = place.sim.createBatch({ documents: count, durationMs: 1e9 });
  return batch.documents.map(({ id }) => `/translator/text/batch/v1.0/batches/${batch.id}/documents/${id}`);
}

test('A key can be a function, which is called once for concurrent viewers and again after a 401', limits, async () => {
  let calls = 0;
  let key = String(place.sim.key);
  const proxy = place.proxy({
    credential: {
      key: async () => {
        calls++;
        return key;
      },
    },
  });
  const statuses = await Promise.all(documents(50).map(async (path) => (await place.ask(proxy, path)).status));
  assert.deepEqual([new Set(statuses), calls], [new Set([200]), 1]);
  const before = key;
  key = 'a rotated key'.replaceAll(' ', '-');
  place.sim.key = key;
  assert.equal((await place.ask(proxy, documents(1)[0])).status, 200);
  assert.equal(calls, 2);
  place.sim.key = before;
});

test('A key that a function returned is removed from what the service quotes', limits, async () => {
  const key = String(place.sim.key);
  const proxy = place.proxy({ credential: { key: () => key } });
  place.script([{ status: 'Failed', error: { code: 'X', message: `Not with ${key}.` } }]);
  const body = await (await place.ask(proxy)).text();
  assert.ok(body.includes('Not with ***') && !body.includes(key), body);
});

for (const [what, key] of /** @type {const} */ ([
  [
    'throws',
    () => {
      throw new Error('vault s3cr3t');
    },
  ],
  ['rejects', async () => Promise.reject(new Error('vault s3cr3t'))],
  ['returns no key', () => undefined],
  ['never settles', () => new Promise(() => {})],
]))
  test(
    `If the key function ${what}, viewers get an error without details, and it is called again later`,
    limits,
    async () => {
      let calls = 0;
      /** @type {any[]} */
      const events = [];
      const proxy = place.proxy({
        credential: { key: () => (++calls === 1 ? key() : String(place.sim.key)) },
        timeoutMs: 50,
        onEvent: (/** @type {any} */ event) => events.push(event),
      });
      const reply = await place.ask(proxy);
      const text = (await reply.text()) + JSON.stringify(events);
      assert.ok([502, 504].includes(reply.status), String(reply.status));
      assert.ok(!text.includes('s3cr3t') && !text.includes('vault'), text);
      place.time += 60_000;
      const later = (await place.ask(proxy)).status;
      // A function that never settles still has its one call.
      assert.equal(later, what === 'never settles' ? 504 : 200);
    },
  );

test('The binding of a secret in the Secrets Store can be the worker’s key', limits, async () => {
  const { ask } = workerWith({
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: place.sim.url,
    AZURE_DOCUMENT_TRANSLATION_KEY: { get: async () => String(place.sim.key) },
    PUBLIC: 'true',
  });
  assert.equal((await ask()).status, 200);
});

test('With client credentials a hundred cold viewers cause one request for a token', limits, async (t) => {
  const authority = await startAuthority(t);
  const env = entra(authority.url);
  const { ask } = workerWith(env);
  place.sim.token = 'token-1';
  const statuses = await Promise.all(documents(100).map(async (path) => (await ask(path)).status));
  assert.deepEqual([...new Set(statuses)], [200]);
  assert.deepEqual(authority.requests, [
    {
      line: 'POST /contoso.onmicrosoft.com/oauth2/v2.0/token',
      form: {
        grant_type: 'client_credentials',
        client_id: env.AZURE_CLIENT_ID,
        client_secret: CLIENT_SECRET,
        scope: 'https://cognitiveservices.azure.com/.default',
      },
    },
  ]);
  for (const { headers } of place.sim.requests) assert.equal(headers.authorization, 'Bearer token-1');
});

test('Workers and objects with the same client credentials share a token', limits, async (t) => {
  const authority = await startAuthority(t);
  const env = entra(authority.url);
  place.sim.token = 'token-1';
  for (const path of documents(5)) assert.equal((await workerWith(env).ask(path)).status, 200);
  assert.equal(authority.requests.length, 1);
  const other = { ...env, AZURE_CLIENT_SECRET: 'another' };
  place.sim.token = 'token-2';
  assert.equal((await workerWith(other).ask()).status, 200, 'Another secret has its own token');
});

test('A token is renewed before it expires', limits, async (t) => {
  const body = (/** @type {number} */ call) => ({ access_token: `token-${call}`, expires_in: call === 1 ? 100 : 3600 });
  const authority = await startAuthority(t, (call) => ({ body: body(call) }));
  const { ask } = workerWith(entra(authority.url));
  for (const [at, path] of documents(3).entries()) {
    place.sim.token = `token-${Math.min(at + 1, 2)}`;
    assert.equal((await ask(path)).status, 200);
  }
  assert.equal(authority.requests.length, 2);
});

test('A token that the service rejects is replaced at once, for all workers', limits, async (t) => {
  const authority = await startAuthority(t);
  const env = entra(authority.url);
  const [first, second] = [workerWith(env), workerWith(env)];
  place.sim.token = 'token-1';
  const [one, two, three, four] = documents(4);
  assert.equal((await first.ask(one)).status, 200);
  assert.equal((await second.ask(two)).status, 200);
  place.sim.token = 'token-2';
  assert.equal((await first.ask(three)).status, 200);
  assert.equal((await second.ask(four)).status, 200);
  assert.equal(authority.requests.length, 2);
});

for (const [what, answer, code] of /** @type {[string, () => any, string][]} */ ([
  [
    'refuses the secret',
    () => ({ status: 401, body: { error: 'invalid_client', error_description: 'AADSTS7000215 s3cr3t' } }),
    'TokenFailed',
  ],
  ['is down', () => ({ status: 503, body: {} }), 'TokenUnavailable'],
  ['is busy', () => ({ status: 429, body: {} }), 'TokenUnavailable'],
  ['redirects', () => ({ status: 307, headers: { Location: 'http://127.0.0.1:1/' }, body: {} }), 'TokenFailed'],
  ['sends no token', () => ({ body: { expires_in: 3600 } }), 'TokenFailed'],
]))
  test(`If Entra ${what}, viewers get a 502 without details, and the next request asks it again`, limits, async (t) => {
    let fails = true;
    const authority = await startAuthority(t, () => (fails ? answer() : {}));
    const { ask, events } = workerWith(entra(authority.url));
    const reply = await ask();
    const text = (await reply.text()) + JSON.stringify(events);
    assert.equal(reply.status, 502);
    assert.deepEqual([...new Set(events.filter(({ type }) => type === 'upstream').map((event) => event.code))], [code]);
    for (const secret of ['s3cr3t', 'AADSTS', CLIENT_SECRET, authority.url]) assert.ok(!text.includes(secret), text);
    fails = false;
    place.sim.token = `token-${authority.requests.length + 1}`;
    assert.equal((await ask(documents(1)[0])).status, 200);
  });

test('Incomplete or contradictory variables of the credential are refused by name', () => {
  const env = entra('https://login.microsoftonline.us');
  optionsFromEnv(/** @type {any} */ (env));
  optionsFromEnv(/** @type {any} */ ({ ...env, AZURE_AUTHORITY_HOST: '' }));
  for (const [change, target] of /** @type {[object, string][]} */ ([
    [{ AZURE_TENANT_ID: '' }, 'AZURE_TENANT_ID'],
    [{ AZURE_TENANT_ID: 'a/b' }, 'AZURE_TENANT_ID'],
    [{ AZURE_TENANT_ID: 7 }, 'AZURE_TENANT_ID'],
    [{ AZURE_CLIENT_ID: undefined }, 'AZURE_CLIENT_ID'],
    [{ AZURE_CLIENT_SECRET: null }, 'AZURE_CLIENT_SECRET'],
    [{ AZURE_DOCUMENT_TRANSLATION_KEY: 'k' }, 'credential'],
    ...['http://login.example', 'https://login.example/path', 'login.example', 'https://a@login.example', 7].map(
      (host) => /** @type {[object, string]} */ ([{ AZURE_AUTHORITY_HOST: host }, 'AZURE_AUTHORITY_HOST']),
    ),
  ]))
    assert.throws(
      () => optionsFromEnv(/** @type {any} */ ({ ...env, ...change })),
      (/** @type {any} */ error) => {
        assert.deepEqual([error.code, error.target], ['InvalidOption', target]);
        assert.ok(!error.stack.includes(CLIENT_SECRET));
        return true;
      },
    );
});
