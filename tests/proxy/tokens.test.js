// Proves who may look: what a view token opens, and that nothing else does.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { DocumentTranslationError } from 'document-translation-status';
import { createViewToken } from 'document-translation-status/proxy';
import { allEvents } from './sse.js';
import { limits, OLD_SECRET, ORIGIN, SECRET, stage } from './stage.js';

const place = stage();
const closed = (more = {}) => place.proxy({ viewTokenSecrets: [SECRET, OLD_SECRET], ...more });
const token = (more = {}) =>
  createViewToken({ secret: SECRET, batchId: place.batchId, documentId: place.id, expiresInSeconds: 600, ...more });

/** @param {object} proxy @param {string} [shown] @param {string} [path] */
const status = async (proxy, shown, path) => {
  /** @type {Record<string, string>} */
  const headers = shown === undefined ? {} : { Authorization: `Bearer ${shown}` };
  return (await place.ask(/** @type {any} */ (proxy), path, { headers })).status;
};

/** A JWT made by hand. @param {object} header @param {object} payload @param {string} [secret] @param {string} [hash] */
function jwt(header, payload, secret = SECRET, hash = 'sha256') {
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${secret && createHmac(hash, secret).update(text).digest('base64url')}`;
}
const TYPE = { alg: 'HS256', typ: 'document-translation-view+jwt' };
const claims = (more = {}) => {
  const seconds = Math.floor(Date.now() / 1000);
  return { batchId: place.batchId, documentId: place.id, iat: seconds, exp: seconds + 600, ...more };
};

test('a token opens its document, in either spelling of the ids', limits, async () => {
  const proxy = closed();
  assert.equal(await status(proxy, await token()), 200);
  const shouted = await token({ batchId: place.batchId.toUpperCase(), documentId: place.id.toUpperCase() });
  assert.equal(await status(proxy, shouted), 200);
  assert.equal(await status(proxy, jwt(TYPE, claims())), 200, 'The tokens made by hand below would hold');
});

test('without a token the answer is 401 in the form of the service, and nothing is asked', limits, async () => {
  const reply = await place.ask(closed());
  assert.equal(reply.status, 401);
  assert.equal(reply.headers.get('WWW-Authenticate'), 'Bearer');
  assert.equal((await reply.json()).error.code, 'Unauthorized');
  for (const Authorization of ['', 'Bearer', 'Bearer ', `Basic ${await token()}`, `${await token()}`, 'Bearer a b'])
    assert.equal((await place.ask(closed(), place.path, { headers: { Authorization } })).status, 401);
  assert.equal(await status(closed(), undefined, `${place.path}?access_token=${await token()}`), 401);
  assert.equal(place.sim.requests.length, 0);
});

test('a token for another document or another batch opens nothing here', limits, async () => {
  const proxy = closed({ exposeBatches: true });
  const other = place.sim.createBatch({ documents: 1 });
  const replayed = await token({ batchId: other.id, documentId: undefined });
  assert.equal(await status(proxy, await token({ documentId: place.otherId })), 403);
  assert.equal(await status(proxy, replayed), 403);
  assert.equal(await status(proxy, await token({ batchId: other.id })), 403);
  assert.equal(await status(proxy, await token(), place.batchPath), 403, 'Of the batch, it names one document only');
  assert.equal(await status(proxy, await token(), `${place.batchPath}/documents`), 403);
  assert.equal(place.sim.requests.length, 0);
});

test('a token for a batch opens the batch, its list and its documents', limits, async () => {
  const proxy = closed({ exposeBatches: true });
  const shown = await token({ documentId: undefined });
  for (const path of [place.path, place.batchPath, `${place.batchPath}/documents`])
    assert.equal(await status(proxy, shown, path), 200, path);
});

test('a token that is over is refused, but for a minute in which clocks may differ', limits, async () => {
  const proxy = closed();
  const shown = await token({ expiresInSeconds: 1 });
  const from = place.time;
  place.time = from + 59_000;
  assert.equal(await status(proxy, shown), 200);
  place.time = from + 62_000;
  assert.equal(await status(proxy, shown), 401);
});

test('a token from the future is refused, but for a minute', limits, async () => {
  const proxy = closed();
  const seconds = Math.floor(place.time / 1000);
  assert.equal(await status(proxy, jwt(TYPE, claims({ iat: seconds + 50 }))), 200);
  assert.equal(await status(proxy, jwt(TYPE, claims({ iat: seconds + 120 }))), 401);
  assert.equal(await status(proxy, jwt(TYPE, claims({ nbf: seconds + 120 }))), 401);
});

test('each secret of the list opens, and of a list the first signs', limits, async () => {
  assert.equal(await status(closed(), await token({ secret: OLD_SECRET })), 200);
  const signed = await token({ secret: [SECRET, OLD_SECRET] });
  assert.equal(await status(closed({ viewTokenSecrets: [SECRET] }), signed), 200);
  assert.equal(await status(closed({ viewTokenSecrets: [OLD_SECRET] }), signed), 401);
});

test('what is not signed as a view token is refused, whatever it says', limits, async () => {
  const proxy = closed();
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
    'another purpose': jwt({ ...TYPE, typ: 'JWT' }, claims()),
    'no purpose': jwt({ alg: 'HS256' }, claims()),
    'something critical': jwt({ ...TYPE, crit: ['b64'], b64: false }, claims()),
    'no end': jwt(TYPE, claims({ exp: undefined })),
    'an end that is text': jwt(TYPE, claims({ exp: String(seconds + 600) })),
    'no beginning': jwt(TYPE, claims({ iat: undefined })),
    'no batch': jwt(TYPE, claims({ batchId: undefined })),
    'a list of batches': jwt(TYPE, claims({ batchId: [place.batchId] })),
    'a document that is null': jwt(TYPE, claims({ documentId: null })),
    'another body': `${head}.${forged}.${signature}`,
    'a cut signature': `${head}.${body}.${signature.slice(0, 20)}`,
    'an empty signature': `${head}.${body}.`,
    'two parts': `${head}.${body}`,
    much: 'a'.repeat(100_000),
    'no JWT': 'view-token',
  }))
    assert.equal(await status(proxy, shown), 401, what);
  assert.equal(place.sim.requests.length, 0);
});

test('a token has one spelling, so that it can’t be counted as several', limits, async () => {
  /** @type {Set<string>} */
  const keys = new Set();
  const proxy = closed({ rateLimit: (/** @type {string} */ key) => key.startsWith('token ') && keys.add(key) });
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

test('tokens for several viewers, made in the same second, are counted apart', limits, async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => token()));
  assert.equal(new Set(made.map((each) => each.split('.')[2])).size, 20);
});

test('a token is not made of what could not be shown', limits, async () => {
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
  ]))
    await assert.rejects(token({ [name]: value }), (error) => {
      assert.ok(error instanceof DocumentTranslationError);
      assert.deepEqual([error.code, error.message.includes('short')], [code, false]);
      return true;
    });
});

test('a preflight needs no token, and a refusal can be read by a page of an allowed origin', limits, async () => {
  const proxy = closed();
  const headers = { Origin: ORIGIN };
  assert.equal((await place.ask(proxy, place.path, { method: 'OPTIONS', headers })).status, 204);
  const refused = await place.ask(proxy, place.path, { headers });
  assert.deepEqual([refused.status, refused.headers.get('Access-Control-Allow-Origin')], [401, ORIGIN]);
});

test('a stream ends when its token does', limits, async () => {
  const proxy = closed({ minIntervalMs: 1e9, maxIntervalMs: 1e9 });
  const seconds = Math.floor(place.time / 1000);
  // With the minute in which clocks may differ, it ends with this second.
  place.time = seconds * 1000 + 950;
  const shown = jwt(TYPE, claims({ iat: seconds - 600, exp: seconds - 59 }));
  const headers = { Authorization: `Bearer ${shown}`, Accept: 'text/event-stream' };
  const reply = await place.ask(proxy, place.path, { headers });
  assert.equal(reply.headers.get('Content-Type'), 'text/event-stream; charset=utf-8');
  assert.equal((await allEvents(reply)).length, 1);
  place.time += 50;
  assert.equal(await status(proxy, shown), 401);
});
