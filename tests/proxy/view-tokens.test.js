// Tests the contract of view tokens (docs/view-tokens.md): the proxy reads its test vectors as they say, in Node and workerd, and the example
// for Python creates tokens by it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStatusProxy, createViewToken } from 'document-translation-status/proxy';
import { startWorkerd } from '../hosts/workerd.js';
import { SECRET } from './stage.js';

const limits = { timeout: 60_000 };
const root = new URL('../../', import.meta.url);
const read = (/** @type {string} */ path) => readFile(new URL(path, root), 'utf8');

/**
 * @typedef {object} Vectors
 * @property {number} now The proxy's time, in seconds.
 * @property {string[]} secrets The proxy's viewTokenSecrets.
 * @property {{ what: string, secret: string, header: object, claims: object, token: string, opens: string[] }[]} valid
 * @property {{ what: string, token: string }[]} invalid
 */
/** @type {Vectors} */
const { now, secrets, valid, invalid } = JSON.parse(await read('docs/view-token-vectors.json'));

const UNKNOWN = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
/** Each route that a vector opens, and those of a job that none opens. */
const routes = [
  ...new Set(valid.flatMap(({ opens }) => opens)),
  UNKNOWN,
  `${UNKNOWN}/documents`,
  `${UNKNOWN}/documents/${UNKNOWN}`,
];

/** A service that knows each job and each document. */
const service = createServer(({ url = '' }, outgoing) => {
  const [id] = url.split('?')[0].split('/').slice(-1);
  const time = '2026-01-01T00:00:00Z';
  const status = { id, status: 'Succeeded', createdDateTimeUtc: time, lastActionDateTimeUtc: time };
  const counts = { total: 0, failed: 0, success: 0, inProgress: 0, notYetStarted: 0, cancelled: 0 };
  const summary = { ...counts, totalCharacterCharged: 0 };
  const reply = url.includes('/documents/')
    ? { ...status, path: 'https://x.example/a', to: 'fr', progress: 1, characterCharged: 1 }
    : url.includes('/documents')
      ? { value: [] }
      : { ...status, summary };
  outgoing.setHeader('Content-Type', 'application/json').end(JSON.stringify(reply));
});
let endpoint = '';
before(async () => {
  await once(service.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (service.address()).port}`;
});
after(() => service.close());

/** @param {object} [more] */
function createProxy(more) {
  const credential = { key: 'the-key-of-the-service' };
  const proxy = createStatusProxy({ endpoint, credential, viewTokenSecrets: secrets, ...more });
  return (/** @type {string} */ path, /** @type {RequestInit} */ init) =>
    proxy.fetch(new Request(`https://status.example.com/${path}`, init));
}

/** @param {string} route */
const pathOf = (route) => `translator/document/batches/${route}?api-version=2024-05-01`;

/**
 * The status of each route with this token.
 * @param {(path: string, init: RequestInit) => Promise<Response>} ask @param {string} token
 */
async function statusesOf(ask, token) {
  const init = { headers: { Authorization: `Bearer ${token}` } };
  const statuses = await Promise.all(
    routes.map(async (route) => {
      const reply = await ask(pathOf(route), init);
      await reply.text();
      return [route, reply.status];
    }),
  );
  return Object.fromEntries(statuses);
}

/** @param {(path: string, init: RequestInit) => Promise<Response>} ask */
async function assertVectors(ask) {
  for (const { what, token, opens } of valid) {
    const expected = Object.fromEntries(routes.map((route) => [route, opens.includes(route) ? 200 : 403]));
    assert.deepEqual(await statusesOf(ask, token), expected, what);
  }
  const refused = Object.fromEntries(routes.map((route) => [route, 401]));
  for (const { what, token } of invalid) assert.deepEqual(await statusesOf(ask, token), refused, what);
}

test('The valid vectors are signed as they say', () => {
  for (const { what, secret, header, claims, token } of valid) {
    const [head, body, signature] = token.split('.');
    assert.ok(secrets.includes(secret), what);
    assert.deepEqual(
      [head, body].map((part) => JSON.parse(String(Buffer.from(part, 'base64url')))),
      [header, claims],
      what,
    );
    assert.equal(createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url'), signature, what);
  }
});

test('Each vector is another token', () => {
  const all = [...valid, ...invalid];
  for (const member of /** @type {const} */ (['what', 'token']))
    assert.equal(new Set(all.map((each) => each[member])).size, all.length);
});

test('The proxy reads each test vector as the contract says, in Node', limits, async () => {
  await assertVectors(createProxy({ now: () => now * 1000 }));
});

test('The proxy reads each test vector as the contract says, in workerd', { timeout: 300_000 }, async (t) => {
  const { url, close } = await startWorkerd(new URL('workers/fixed-time.js', import.meta.url), {
    bindings: {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint,
      AZURE_DOCUMENT_TRANSLATION_KEY: 'the-key-of-the-service',
      VIEW_TOKEN_SECRETS: secrets,
      NOW: now * 1000,
    },
    handleRuntimeStdio: (/** @type {import('node:stream').Readable[]} */ ...streams) => {
      for (const each of streams) each.resume();
    },
  });
  t.after(close);
  await assertVectors((path, init) => fetch(url + path, init));
});

test('The contract shows the first vector', async () => {
  const page = await read('docs/view-tokens.md');
  const [{ secret, claims, token }] = valid;
  for (const text of [secret, token, ...Object.values(claims)]) assert.ok(page.includes(String(text)), String(text));
});

/**
 * Evaluates a Python expression for each of these values, with the functions of the example.
 * @param {import('node:test').TestContext} t @param {string} expression of `value` @param {unknown[]} values
 * @returns {any[] | undefined} the results, or the name and text of a ValueError; undefined without Python
 */
function evaluate(t, expression, values) {
  const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from view_token import create_view_token, sign
results = []
for value in json.load(sys.stdin):
    try:
        results.append(${expression})
    except ValueError as error:
        results.append({"error": str(error)})
print(json.dumps(results))
`;
  const folder = fileURLToPath(new URL('examples/python', root));
  const input = JSON.stringify(values);
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PYTHONIOENCODING: 'utf-8' };
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', program, folder], {
    input,
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (/** @type {any} */ (error)?.code === 'ENOENT') {
    const reason = 'python3 is not installed';
    assert.ok(!process.env.CI, reason);
    return void t.skip(reason);
  }
  assert.equal(status, 0, stderr || String(error));
  return JSON.parse(stdout);
}

test('The Python example signs the claims of a vector as the vector is signed', limits, (t) => {
  const standard = JSON.stringify(valid[0].header);
  const vectors = valid.filter(({ header, token, claims }) => {
    const [head, body] = token.split('.').map((part) => String(Buffer.from(part, 'base64url')));
    // The other vectors have the same contents in another spelling.
    return JSON.stringify(header) === standard && head === standard && body === JSON.stringify(claims);
  });
  assert.ok(vectors.length > 10);
  const tokens = evaluate(t, 'sign(value["secret"], value["claims"])', vectors);
  if (tokens)
    assert.deepEqual(
      tokens,
      vectors.map(({ token }) => token),
    );
});

const [{ claims }, , { claims: several }] = /** @type {any[]} */ (valid);
const { batchId: batch_id, documentId: document_id } = claims;
const ofJob = { batch_id, expires_in_seconds: 600 };
const ofDocument = { batch_id, document_id, expires_in_seconds: 600 };
const ofJobs = { batch_ids: several.batchIds, expires_in_seconds: 600 };

test('A token from the Python example opens what one from createViewToken opens', limits, async (t) => {
  const [secret] = secrets;
  /** @type {string[] | undefined} */
  const made = evaluate(
    t,
    'create_view_token(**value)',
    [ofDocument, ofJob, ofJobs].map((options) => ({ secret, ...options })),
  );
  if (!made) return;
  const ask = createProxy();
  const expiresInSeconds = 600;
  for (const [at, options] of [
    { batchId: batch_id, documentId: document_id },
    { batchId: batch_id },
    several,
  ].entries()) {
    const { batchId, documentId, batchIds } = options;
    const ours = await createViewToken({ secret, batchId, documentId, batchIds, expiresInSeconds });
    const statuses = await statusesOf(ask, made[at]);
    assert.deepEqual(statuses, await statusesOf(ask, ours));
    assert.ok(Object.values(statuses).includes(200) && Object.values(statuses).includes(403));
    /** @type {string[]} */
    const [head, body, signature] = made[at].split('.');
    const changed = Buffer.from(body, 'base64url').toString().replace('"batchId', '"x":1,"batchId');
    const altered = [head, Buffer.from(changed).toString('base64url'), signature].join('.');
    assert.deepEqual(new Set(Object.values(await statusesOf(ask, altered))), new Set([401]));
    assert.deepEqual(
      new Set(Object.values(await statusesOf(createProxy({ viewTokenSecrets: [SECRET] }), made[at]))),
      new Set([401]),
    );
  }
});

test('A token from the Python example expires, and no two are equal', limits, async (t) => {
  const [secret] = secrets;
  const made = evaluate(t, 'create_view_token(**value)', Array(20).fill({ secret, ...ofJob, expires_in_seconds: 10 }));
  if (!made) return;
  assert.equal(new Set(made).size, 20);
  const { iat, exp } = JSON.parse(String(Buffer.from(made[0].split('.')[1], 'base64url')));
  assert.equal(exp - iat, 10);
  const toleranceS = 60;
  for (const [seconds, status] of [
    [exp + toleranceS - 1, 200],
    [exp + toleranceS, 401],
  ])
    assert.equal((await statusesOf(createProxy({ now: () => seconds * 1000 }), made[0]))[batch_id], status);
});

test('The Python example rejects invalid arguments, and does not print the secret', limits, (t) => {
  const ids = ['', '..', `{${batch_id}}`, `${batch_id}\n`, `${batch_id}/documents/${document_id}`, 5, [batch_id]];
  const lists = [[], batch_id, {}, 5, Array(21).fill(batch_id)];
  /** @type {[name: string, options: Record<string, unknown>][]} */
  const cases = [
    ['batch_id', { expires_in_seconds: 600 }],
    ['batch_ids', { ...ofJobs, batch_id }],
    ['batch_ids', { ...ofJobs, document_id }],
  ];
  for (const secret of ['too short, a secret', '', null, [SECRET]]) cases.push(['secret', { ...ofJob, secret }]);
  for (const id of ids)
    cases.push(
      ['batch_id', { ...ofJob, batch_id: id }],
      ['document_id', { ...ofDocument, document_id: id }],
      ['batch_ids', { ...ofJobs, batch_ids: [batch_id, id] }],
    );
  for (const batch_ids of lists) cases.push(['batch_ids', { ...ofJobs, batch_ids }]);
  for (const expires_in_seconds of [0, -1, 1.5, '600', null, true, 1e300])
    cases.push(['expires_in_seconds', { ...ofJob, expires_in_seconds }]);
  const values = cases.map(([, options]) => ({ secret: SECRET, ...options }));
  for (const [at, result] of (evaluate(t, 'create_view_token(**value)', values) ?? []).entries()) {
    const [name, options] = cases[at];
    assert.ok(result.error?.startsWith(`${name} `), `${JSON.stringify(options)}: ${JSON.stringify(result)}`);
    assert.doesNotMatch(result.error, /too short|a secret/);
  }
});
