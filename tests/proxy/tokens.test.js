// Tests view tokens: what a token gives access to, and that nothing else gives access.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { DocumentTranslationError } from 'document-translation-status';
import { createViewToken } from 'document-translation-status/proxy';
import { allEvents } from './sse.js';
import { limits, OLD_SECRET, ORIGIN, SECRET, stage } from './stage.js';

const place = stage();
const proxyWithTokens = (more = {}) => place.proxy({ viewTokenSecrets: [SECRET, OLD_SECRET], ...more });
const token = (more = {}) =>
  createViewToken({ secret: SECRET, batchId: place.batchId, documentId: place.id, expiresInSeconds: 600, ...more });

/** @param {object} proxy @param {string} [shown] @param {string} [path] */
const status = async (proxy, shown, path) => {
  /** @type {Record<string, string>} */
  const headers = shown === undefined ? {} : { Authorization: `Bearer ${shown}` };
  return (await place.ask(/** @type {any} */ (proxy), path, { headers })).status;
};

/** Creates a JWT without createViewToken. @param {object} header @param {object} payload @param {string} [secret] @param {string} [hash] */
function jwt(header, payload, secret = SECRET, hash = 'sha256') {
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${secret && createHmac(hash, secret).update(text).digest('base64url')}`;
}
const TYPE = { alg: 'HS256', typ: 'document-translation-view+jwt' };
const claims = (more = {}) => {
  const seconds = Math.floor(Date.now() / 1000);
  return { batchId: place.batchId, documentId: place.id, iat: seconds, exp: seconds + 600, ...more };
};

test('A token gives access to its document, with ids in lower or upper case', limits, async () => {
  const proxy = proxyWithTokens();
  assert.equal(await status(proxy, await token()), 200);
  const upperCase = await token({ batchId: place.batchId.toUpperCase(), documentId: place.id.toUpperCase() });
  assert.equal(await status(proxy, upperCase), 200);
  assert.equal(await status(proxy, jwt(TYPE, claims())), 200, 'A token made by jwt() is valid');
});

test(
  'A viewer without a token gets 401 in the service’s format, without a request to the service',
  limits,
  async () => {
    const reply = await place.ask(proxyWithTokens());
    assert.equal(reply.status, 401);
    assert.equal(reply.headers.get('WWW-Authenticate'), 'Bearer');
    assert.equal((await reply.json()).error.code, 'Unauthorized');
    for (const Authorization of ['', 'Bearer', 'Bearer ', `Basic ${await token()}`, `${await token()}`, 'Bearer a b'])
      assert.equal((await place.ask(proxyWithTokens(), place.path, { headers: { Authorization } })).status, 401);
    assert.equal(await status(proxyWithTokens(), undefined, `${place.path}?access_token=${await token()}`), 401);
    assert.equal(place.sim.requests.length, 0);
  },
);

test('A token for another document or another batch gives 403', limits, async () => {
  const proxy = proxyWithTokens();
  const other = place.sim.createBatch({ documents: 1 });
  const replayed = await token({ batchId: other.id, documentId: undefined });
  assert.equal(await status(proxy, await token({ documentId: place.otherId })), 403);
  assert.equal(await status(proxy, replayed), 403);
  assert.equal(await status(proxy, await token({ batchId: other.id })), 403);
  assert.equal(
    await status(proxy, await token(), place.batchPath),
    403,
    'The token is for one document of the batch only',
  );
  assert.equal(await status(proxy, await token(), `${place.batchPath}/documents`), 403);
  assert.equal(place.sim.requests.length, 0);
});

/** The routes of a job and of one of its documents. @param {string} batchId @param {string} documentId */
const routesOf = (batchId, documentId) => {
  const job = `/translator/text/batch/v1.0/batches/${batchId}`;
  return [job, `${job}/documents`, `${job}/documents/${documentId}`];
};

test(
  'A token for a job gives access to the job, its list and its documents, without exposeBatches',
  limits,
  async () => {
    for (const more of [{}, { exposeBatches: false }, { exposeBatches: true }]) {
      const shown = await token({ documentId: undefined });
      for (const path of routesOf(place.batchId, place.id))
        assert.equal(await status(proxyWithTokens(more), shown, path), 200, path);
    }
  },
);

test('A token for several jobs gives access to each of them and to no other job', limits, async () => {
  const proxy = proxyWithTokens();
  const jobs = Array.from({ length: 20 }, () => place.sim.createBatch({ documents: 1 }));
  const other = place.sim.createBatch({ documents: 1 });
  const shown = await token({ batchId: undefined, documentId: undefined, batchIds: jobs.map(({ id }) => id) });
  for (const { id, documents } of jobs)
    for (const path of routesOf(id, documents[0].id)) assert.equal(await status(proxy, shown, path), 200, path);
  place.sim.requests.length = 0;
  for (const path of routesOf(other.id, other.documents[0].id))
    assert.equal(await status(proxy, shown, path), 403, path);
  const upperCase = await token({ batchId: undefined, documentId: undefined, batchIds: [other.id.toUpperCase()] });
  assert.equal(await status(proxy, upperCase, routesOf(other.id, '')[0]), 200);
  assert.equal(await status(proxy, upperCase, routesOf(jobs[0].id, '')[0]), 403);
});

test('A view token in X-View-Token gives access, whatever is in Authorization', limits, async () => {
  const proxy = proxyWithTokens();
  for (const Authorization of [
    undefined,
    'Bearer of-the-host',
    `Bearer ${await token({ documentId: place.otherId })}`,
  ]) {
    const headers = { 'X-View-Token': await token(), ...(Authorization && { Authorization }) };
    assert.equal((await place.ask(proxy, place.path, { headers })).status, 200, Authorization);
  }
});

test('An invalid X-View-Token gives 401, and the token in Authorization does not replace it', limits, async () => {
  const proxy = proxyWithTokens();
  const Authorization = `Bearer ${await token()}`;
  const expired = jwt(TYPE, claims({ exp: Math.floor(Date.now() / 1000) - 600 }));
  for (const shown of ['', 'x', expired, Authorization, `${await token()}, ${await token()}`]) {
    const headers = { Authorization, 'X-View-Token': shown };
    assert.equal((await place.ask(proxy, place.path, { headers })).status, 401, shown);
  }
  const headers = { Authorization, 'X-View-Token': await token({ documentId: place.otherId }) };
  assert.equal((await place.ask(proxy, place.path, { headers })).status, 403);
  assert.equal(place.sim.requests.length, 0);
});

test(
  'Neither token goes to the service, into an event, or into a response, and responses vary by both',
  limits,
  async () => {
    /** @type {any[]} */
    const events = [];
    const proxy = proxyWithTokens({ onEvent: (/** @type {any} */ event) => events.push(event) });
    const shown = await token();
    const headers = { 'X-View-Token': shown, Authorization: 'Bearer of-the-host' };
    const reply = await place.ask(proxy, place.path, { headers });
    const all = JSON.stringify([events, place.sim.requests, [...reply.headers], await reply.text()]);
    assert.equal(reply.status, 200);
    assert.ok(!all.includes(shown.slice(-20)) && !all.includes('of-the-host'));
    assert.match(String(reply.headers.get('Vary')), /\bAuthorization\b.*\bX-View-Token\b/);
  },
);

test('The rate limit counts a token in X-View-Token as the same token in Authorization', limits, async () => {
  /** @type {Set<string>} */
  const keys = new Set();
  const proxy = proxyWithTokens({ rateLimit: (/** @type {string} */ key) => keys.add(key) });
  const shown = await token();
  assert.equal(await status(proxy, shown), 200);
  assert.equal((await place.ask(proxy, place.path, { headers: { 'X-View-Token': shown } })).status, 200);
  assert.equal(keys.size, 1);
});

test('A viewer without a token gets 401 for the routes of a job', limits, async () => {
  for (const path of routesOf(place.batchId, place.id))
    assert.equal(await status(proxyWithTokens(), undefined, path), 401);
  assert.equal(place.sim.requests.length, 0);
});

test('The viewers of two jobs, with one proxy, each see only their own', limits, async () => {
  const proxy = proxyWithTokens();
  const other = place.sim.createBatch({ documents: 1 });
  const viewers = [
    [place.batchId, place.id],
    [other.id, other.documents[0].id],
  ];
  for (const [batchId] of viewers)
    for (const [seen, documentId] of viewers)
      for (const path of routesOf(seen, documentId)) {
        const shown = await token({ batchId, documentId: undefined });
        assert.equal(await status(proxy, shown, path), seen === batchId ? 200 : 403, path);
      }
});

test('An expired token is rejected, with a minute of tolerance for clock differences', limits, async () => {
  const proxy = proxyWithTokens();
  const shown = await token({ expiresInSeconds: 1 });
  const from = place.time;
  place.time = from + 59_000;
  assert.equal(await status(proxy, shown), 200);
  place.time = from + 62_000;
  assert.equal(await status(proxy, shown), 401);
});

test('A token from the future is rejected, with a minute of tolerance', limits, async () => {
  const proxy = proxyWithTokens();
  const seconds = Math.floor(place.time / 1000);
  assert.equal(await status(proxy, jwt(TYPE, claims({ iat: seconds + 50 }))), 200);
  assert.equal(await status(proxy, jwt(TYPE, claims({ iat: seconds + 120 }))), 401);
  assert.equal(await status(proxy, jwt(TYPE, claims({ nbf: seconds + 120 }))), 401);
});

test('The proxy accepts tokens of each secret, and createViewToken signs with the first', limits, async () => {
  assert.equal(await status(proxyWithTokens(), await token({ secret: OLD_SECRET })), 200);
  const signed = await token({ secret: [SECRET, OLD_SECRET] });
  assert.equal(await status(proxyWithTokens({ viewTokenSecrets: [SECRET] }), signed), 200);
  assert.equal(await status(proxyWithTokens({ viewTokenSecrets: [OLD_SECRET] }), signed), 401);
});

test('A token that is not a signed view token is rejected', limits, async () => {
  const proxy = proxyWithTokens();
  const seconds = Math.floor(Date.now() / 1000);
  const [head, body, signature] = (await token()).split('.');
  const forged = Buffer.from(JSON.stringify(claims({ documentId: place.otherId }))).toString('base64url');
  for (const [what, shown] of Object.entries({
    'no signature': jwt({ ...TYPE, alg: 'none' }, claims(), ''),
    'none, signed': jwt({ ...TYPE, alg: 'none' }, claims()),
    NONE: jwt({ ...TYPE, alg: 'NONE' }, claims(), ''),
    HS512: jwt({ ...TYPE, alg: 'HS512' }, claims(), SECRET, 'sha512'),
    HS384: jwt({ ...TYPE, alg: 'HS384' }, claims(), SECRET, 'sha384'),
    RS256: jwt({ ...TYPE, alg: 'RS256' }, claims()),
    'no algorithm': jwt({ typ: TYPE.typ }, claims()),
    'another key': jwt(TYPE, claims(), 'another secret with 32 bytes and more'),
    'another typ': jwt({ ...TYPE, typ: 'JWT' }, claims()),
    'no typ': jwt({ alg: 'HS256' }, claims()),
    'a crit header': jwt({ ...TYPE, crit: ['b64'], b64: false }, claims()),
    'no exp': jwt(TYPE, claims({ exp: undefined })),
    'an exp that is text': jwt(TYPE, claims({ exp: String(seconds + 600) })),
    'no iat': jwt(TYPE, claims({ iat: undefined })),
    'no batchId': jwt(TYPE, claims({ batchId: undefined })),
    'a batchId that is a list': jwt(TYPE, claims({ batchId: [place.batchId] })),
    'batchIds beside batchId': jwt(TYPE, claims({ documentId: undefined, batchIds: [place.batchId] })),
    'batchIds beside documentId': jwt(TYPE, claims({ batchId: undefined, batchIds: [place.batchId] })),
    ...Object.fromEntries(
      [place.batchId, [], {}, null, 5, [5], [place.batchId, null], Array(21).fill(place.batchId)].map((batchIds) => [
        `batchIds ${JSON.stringify(batchIds)}`,
        jwt(TYPE, claims({ batchId: undefined, documentId: undefined, batchIds })),
      ]),
    ),
    'a documentId that is null': jwt(TYPE, claims({ documentId: null })),
    'another body': `${head}.${forged}.${signature}`,
    'a truncated signature': `${head}.${body}.${signature.slice(0, 20)}`,
    'an empty signature': `${head}.${body}.`,
    'two parts': `${head}.${body}`,
    '100,000 characters': 'a'.repeat(100_000),
    'not a JWT': 'view-token',
  }))
    assert.equal(await status(proxy, shown), 401, what);
  assert.equal(place.sim.requests.length, 0);
});

test('A token has only one valid encoding, so that the rate limit counts it once', limits, async () => {
  /** @type {Set<string>} */
  const keys = new Set();
  const proxy = proxyWithTokens({
    rateLimit: (/** @type {string} */ key) => key.startsWith('token ') && keys.add(key),
  });
  const shown = jwt(TYPE, claims());
  const next = (/** @type {string} */ letter) => String.fromCharCode(letter.charCodeAt(0) + 1);
  for (const same of [
    `${shown}=`,
    `${shown}==`,
    shown.slice(0, -1) + next(shown.slice(-1)),
    shown.replaceAll('.', '=.'),
  ])
    assert.notEqual(await status(proxy, same), 200, same);
  for (let i = 0; i < 3; i++) assert.equal(await status(proxy, shown), 200);
  assert.equal(keys.size, 1);
});

test('Tokens created in the same second are counted separately', limits, async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => token()));
  assert.equal(new Set(made.map((each) => each.split('.')[2])).size, 20);
});

test('createViewToken rejects invalid secrets, ids and expiry times', limits, async () => {
  for (const [name, value, code] of /** @type {const} */ ([
    ['secret', 'short', 'InvalidOption'],
    ['secret', [], 'InvalidOption'],
    ['secret', undefined, 'InvalidOption'],
    ['batchId', '..', 'InvalidBatchId'],
    ['batchId', `${place.batchId}/documents/${place.id}`, 'InvalidBatchId'],
    ['batchId', undefined, 'InvalidBatchId'],
    ['documentId', '', 'InvalidDocumentId'],
    ['documentId', `${place.id}/`, 'InvalidDocumentId'],
    ['expiresInSeconds', 0, 'InvalidOption'],
    ['expiresInSeconds', 1.5, 'InvalidOption'],
    ['expiresInSeconds', undefined, 'InvalidOption'],
    ['documentID', place.id, 'InvalidOption'],
    ['batchIds', [place.batchId], 'InvalidOption'],
  ]))
    await assert.rejects(token({ [name]: value }), (error) => {
      assert.ok(error instanceof DocumentTranslationError);
      assert.deepEqual([error.code, error.message.includes('short')], [code, false]);
      return true;
    });
});

test('createViewToken rejects batchIds that are not a list of 1 to 20 ids', limits, async () => {
  const id = place.batchId;
  for (const batchIds of [[], id, {}, null, 5, true, () => [id], new Set([id]), Array(21).fill(id)])
    await assert.rejects(token({ batchId: undefined, documentId: undefined, batchIds }), {
      name: 'DocumentTranslationError',
      code: 'InvalidOption',
      target: 'batchIds',
    });
  for (const each of ['', 'x', 5, null, undefined, [id], { id }, `${id}/documents/${place.id}`, `${id} ${id}`])
    await assert.rejects(token({ batchId: undefined, documentId: undefined, batchIds: [id, each] }), {
      code: 'InvalidBatchId',
      target: 'batchIds',
    });
  await assert.rejects(token({ batchId: undefined, documentId: undefined, batchIds: Array(3) }), {
    code: 'InvalidBatchId',
  });
  for (const more of [{ batchId: undefined }, { documentId: undefined }, {}])
    await assert.rejects(token({ batchIds: [id], ...more }), { code: 'InvalidOption', target: 'batchIds' });
});

test('A preflight needs no token, and a page of an allowed origin can read a 401', limits, async () => {
  const proxy = proxyWithTokens();
  const headers = { Origin: ORIGIN };
  assert.equal((await place.ask(proxy, place.path, { method: 'OPTIONS', headers })).status, 204);
  const refused = await place.ask(proxy, place.path, { headers });
  assert.deepEqual([refused.status, refused.headers.get('Access-Control-Allow-Origin')], [401, ORIGIN]);
});

test('A stream ends when its token expires', limits, async () => {
  const proxy = proxyWithTokens({ minIntervalMs: 1e9, maxIntervalMs: 1e9 });
  const seconds = Math.floor(place.time / 1000);
  // With the minute of tolerance, the token expires at the end of this second.
  place.time = seconds * 1000 + 950;
  const shown = jwt(TYPE, claims({ iat: seconds - 600, exp: seconds - 59 }));
  const headers = { Authorization: `Bearer ${shown}`, Accept: 'text/event-stream' };
  const reply = await place.ask(proxy, place.path, { headers });
  assert.equal(reply.headers.get('Content-Type'), 'text/event-stream; charset=utf-8');
  assert.equal((await allEvents(reply)).length, 1);
  place.time += 50;
  assert.equal(await status(proxy, shown), 401);
});
