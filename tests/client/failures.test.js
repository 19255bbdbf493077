// Tests what a caller learns of a failure: certificates, hosts and connections by the system's code, the hint about proxies, the stack, the
// JSON form, subclasses and clones.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { createClient, DocumentTranslationError } from 'document-translation-status';
import { BATCH, DOCUMENT, ENDPOINT, errorReply, REQUIRED, reply, stub } from '../contract/kit.js';
import { makeCertificates } from '../faults/certificates.js';

const timeout = 30_000;
const HOST = new URL(ENDPOINT).host;
const FAST = { maxRetries: 2, maxRetryDelayMs: 0 };

/** @type {ReturnType<typeof makeCertificates>} */
let made;
before(() => {
  made = makeCertificates();
});
after(() => made.remove());

/**
 * The error of a call. @param {object} options of the client
 * @returns {Promise<any>}
 */
async function failureOf(options) {
  const client = await createClient({ endpoint: ENDPOINT, ...FAST, ...options });
  try {
    return await client.getDocumentStatus(BATCH, DOCUMENT).then(
      () => assert.fail(),
      (error) => error,
    );
  } finally {
    client.close();
  }
}

/** A port on which nothing listens. */
async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

for (const certificate of /** @type {const} */ (['untrusted', 'selfSigned', 'expired', 'notYet']))
  test(`a real certificate (${certificate}) is CertificateUntrusted and is not retried`, { timeout }, async (t) => {
    const code = 'CertificateUntrusted';
    let connections = 0;
    const server = createTlsServer({ key: made.key, cert: made.certificates[certificate] }).listen(0, '127.0.0.1');
    server.on('connection', () => connections++).on('tlsClientError', () => {});
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const error = await failureOf({ endpoint: `https://localhost:${port}` });
    assert.deepEqual([error.kind, error.code, error.retryable], ['network', code, false]);
    assert.match(error.hint, /NODE_EXTRA_CA_CERTS/);
    assert.ok(error.message.startsWith(`The certificate of localhost:${port} `), error.message);
    assert.equal(connections, 1);
    const client = await createClient({ endpoint: `https://localhost:${port}` });
    await assert.rejects(client.waitForDocument(BATCH, DOCUMENT), { code });
    client.close();
    assert.equal(connections, 2);
  });

test('a host that does not exist is HostNotFound', { timeout }, async (t) => {
  const error = await failureOf({ endpoint: 'https://nobody.invalid' });
  // Without a name server, Node's code is EAI_AGAIN.
  if (/EAI_AGAIN/.test(error.message)) return t.skip('There is no name server');
  assert.deepEqual([error.kind, error.code, error.retryable], ['network', 'HostNotFound', true]);
  assert.match(error.message, /^The host nobody\.invalid was not found: ENOTFOUND\./);
});

for (const host of ['127.0.0.1', 'localhost'])
  test(`a closed port of ${host} is ConnectionRefused`, { timeout }, async () => {
    const endpoint = `http://${host}:${await closedPort()}`;
    const error = await failureOf({ endpoint });
    assert.deepEqual([error.kind, error.code, error.retryable], ['network', 'ConnectionRefused', true]);
    assert.ok(error.message.startsWith(`${new URL(endpoint).host} refused the connection: ECONNREFUSED.`));
  });

/** @param {import('node:test').TestContext} t @param {Record<string, string>} variables */
function setEnvironment(t, variables) {
  const saved = { ...process.env };
  t.after(() => {
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
    Object.assign(process.env, saved);
  });
  for (const name of Object.keys(process.env)) if (/proxy|^NODE_OPTIONS$/i.test(name)) delete process.env[name];
  Object.assign(process.env, variables);
}

for (const [variables, named] of /** @type {[Record<string, string>, string?][]} */ ([
  [{ HTTPS_PROXY: 'http://user:secret@proxy.example' }, 'HTTPS_PROXY'],
  [{ https_proxy: 'http://user:secret@proxy.example' }, 'https_proxy'],
  [{ HTTP_PROXY: 'http://user:secret@proxy.example' }, 'HTTP_PROXY'],
  [{ HTTPS_PROXY: '' }],
  [{}],
  [{ HTTPS_PROXY: 'http://proxy.example', NODE_USE_ENV_PROXY: '1' }],
  [{ HTTPS_PROXY: 'http://proxy.example', NODE_OPTIONS: '--use-env-proxy' }],
]))
  test(`with ${JSON.stringify(variables)} the hint ${named ? 'names the unused proxy' : 'names no proxy'}`, {
    timeout,
  }, async (t) => {
    setEnvironment(t, variables);
    const endpoint = `http://127.0.0.1:${await closedPort()}`;
    const { hint, message } = await failureOf({ endpoint });
    assert.ok(hint.startsWith('Check the endpoint.'), hint);
    assert.ok(message.endsWith(hint));
    if (named)
      assert.ok(hint.includes(` ${named} is set, but Node's fetch uses it only with NODE_USE_ENV_PROXY=1`), hint);
    else assert.ok(!/proxy/i.test(hint), hint);
    assert.ok(!/secret|proxy\.example/.test(hint));
  });

test('the hint names no proxy if the caller’s own fetch failed, or if a response had begun', { timeout }, async (t) => {
  setEnvironment(t, { HTTPS_PROXY: 'http://proxy.example' });
  const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  assert.ok(!/proxy/i.test((await failureOf({ fetch: () => Promise.reject(refused) })).hint));
  const server = createServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{'));
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const error = await failureOf({ endpoint: `http://127.0.0.1:${port}`, maxRetries: 0 });
  assert.deepEqual([error.code, error.hint], ['NetworkFailure', '']);
});

const NEVER = () => new Promise(() => {});

/** How a call fails. @type {[how: string, fetch: any, options?: object][]} */
const FAILING = [
  ['fetch rejects', stub(() => Promise.reject(new TypeError('Failed to fetch')))],
  ['the service responds with 404', stub(() => errorReply(404))],
  ['the response is malformed', stub(() => reply('<'))],
  ['the time is over', NEVER, { timeoutMs: 5 }],
  ['the credential fails', stub(reply()), { credential: { token: () => Promise.reject(new Error('no')) } }],
];

/** Ways to call. The function's name must be in the stack. @type {((client: any) => Promise<any>)[]} */
const CALLERS = [
  async function asksForDocument(client) {
    return await client.getDocumentStatus(BATCH, DOCUMENT);
  },
  async function asksForBatch(client) {
    await client.getBatchStatus(BATCH).then((/** @type {unknown} */ batch) => batch);
  },
  async function listsDocuments(client) {
    for await (const _ of client.listDocumentStatuses(BATCH));
  },
  async function listsPages(client) {
    for await (const _ of client.listBatchStatuses().byPage());
  },
  async function callsNext(client) {
    await client.watchDocument(BATCH, DOCUMENT, { maxOutageMs: 0 }).next();
  },
  async function watchesBatch(client) {
    for await (const _ of client.watchBatch(BATCH, { maxOutageMs: 0 }));
  },
  async function waitsForDocument(client) {
    await client.waitForDocument(BATCH, DOCUMENT, { maxOutageMs: 0 });
  },
  async function waitsForBatch(client) {
    await client.waitForBatch(BATCH, { maxOutageMs: 0 });
  },
];

for (const call of CALLERS)
  test(`the stack of each error contains the function that ${call.name}`, { timeout }, async () => {
    for (const [how, fetch, options] of FAILING) {
      const client = await createClient({ endpoint: ENDPOINT, maxRetries: 0, fetch, ...options });
      const error = await call(client).then(
        () => assert.fail(),
        (reason) => reason,
      );
      assert.ok(error instanceof DocumentTranslationError, how);
      assert.match(String(error.stack), new RegExp(`^DocumentTranslationError: [^]*\\bat async ${call.name} `), how);
      client.close();
    }
  });

test('calls that share a failure get their own error, each with its own caller', { timeout }, async () => {
  const cause = new Error('no');
  const credential = { token: async () => Promise.reject(cause) };
  const client = await createClient({ endpoint: ENDPOINT, fetch: stub(reply()), credential });
  const first = async () => client.getDocumentStatus(BATCH, DOCUMENT);
  const alice = async () => await first();
  const bob = async () => await client.watchDocument(BATCH, DOCUMENT).next();
  const [one, two] = (await Promise.allSettled([alice(), bob()])).map((result) => /** @type {any} */ (result).reason);
  assert.notEqual(one, two);
  assert.deepEqual([one.cause, two.cause], [cause, cause]);
  assert.match(one.stack, /at async alice/);
  assert.doesNotMatch(one.stack, /bob/);
  assert.match(two.stack, /at async bob/);
  assert.doesNotMatch(two.stack, /alice/);
  client.close();
});

test('an abort rejects with the very reason, also if it is an error of this package', { timeout }, async () => {
  class Mine extends DocumentTranslationError {}
  const fields = /** @type {any} */ ({ kind: 'network', code: 'X', message: 'm', hint: '', retryable: true });
  const client = await createClient({ endpoint: ENDPOINT, fetch: NEVER });
  for (const reason of [new DocumentTranslationError(fields), new Mine(fields)])
    for (const call of /** @type {((options: any) => Promise<any>)[]} */ ([
      (options) => client.getDocumentStatus(BATCH, DOCUMENT, options),
      (options) => client.watchDocument(BATCH, DOCUMENT, options).next(),
      (options) => client.waitForBatch(BATCH, options),
      (options) => client.listBatchStatuses(options).next(),
    ])) {
      const controller = new AbortController();
      const calling = call({ signal: controller.signal });
      controller.abort(reason);
      assert.equal(await calling.catch((error) => error), reason);
    }
  client.close();
});

test('a watch ends with the very error that onOutage throws', { timeout }, async () => {
  class Mine extends DocumentTranslationError {}
  const thrown = new Mine(/** @type {any} */ ({ kind: 'network', code: 'X', message: 'm', hint: '', retryable: true }));
  const client = await createClient({ endpoint: ENDPOINT, fetch: stub(() => errorReply(503)) });
  const onOutage = () => {
    throw thrown;
  };
  assert.equal(await client.waitForDocument(BATCH, DOCUMENT, { onOutage }).catch((error) => error), thrown);
  client.close();
});

test('the cause is the very object with which fetch or the token function rejected', { timeout }, async () => {
  for (const cause of [new TypeError('x'), { code: 'X' }, Object.freeze(new Error('frozen')), null, 'text']) {
    const byFetch = await failureOf({ maxRetries: 0, fetch: () => Promise.reject(cause) });
    assert.ok('cause' in byFetch && byFetch.cause === cause);
    const byToken = await failureOf({ credential: { token: () => Promise.reject(cause) }, fetch: stub(reply()) });
    assert.ok('cause' in byToken && byToken.cause === cause);
  }
});

test('JSON.stringify lists the documented fields and the message, without cause and stack', { timeout }, async () => {
  const body = { error: { code: 'X', message: 'No.', target: 'Document', innerError: { code: 'Y' }, details: [1] } };
  const headers = { 'apim-request-id': 'a1', 'Retry-After': '9', ETag: '"e"' };
  const fetch = stub(() => errorReply(429, body, headers));
  const error = Object.assign(await failureOf({ fetch, maxRetries: 0 }), { own: 'not listed' });
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    name: 'DocumentTranslationError',
    kind: 'service',
    code: 'X',
    message: `${HOST} responded with status 429: No. Send fewer requests. Wait for retryAfterMs.`,
    hint: 'Send fewer requests. Wait for retryAfterMs.',
    retryable: true,
    statusCode: 429,
    target: 'Document',
    details: [1],
    innerError: { code: 'Y' },
    requestId: 'a1',
    retryAfterMs: 9000,
  });
  const failed = await failureOf({ maxRetries: 0, fetch: () => Promise.reject(new Error('secret cause')) });
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(failed))), [
    'name',
    'kind',
    'code',
    'message',
    'hint',
    'retryable',
  ]);
});

test('a subclass matches its own instances only, and they match the class', () => {
  class Mine extends DocumentTranslationError {}
  class Other extends DocumentTranslationError {}
  class Deeper extends Mine {}
  const fields = { kind: 'network', code: 'X', message: 'm', hint: '', retryable: true };
  const [base, mine, deeper] = [DocumentTranslationError, Mine, Deeper].map(
    (Type) => new Type(/** @type {any} */ (fields)),
  );
  assert.deepEqual([base instanceof Mine, mine instanceof Mine, deeper instanceof Mine], [false, true, true]);
  assert.deepEqual([mine instanceof Other, mine instanceof Deeper], [false, false]);
  for (const error of [base, mine, deeper]) assert.ok(error instanceof DocumentTranslationError);
  for (const value of [null, undefined, 1, 'a', {}, new Error('x'), Object.create(null)])
    for (const Type of [DocumentTranslationError, Mine]) assert.ok(!(value instanceof Type));
});

test('a structured clone keeps message, stack and cause, and loses the class, the name and the fields', {
  timeout,
}, async () => {
  const cause = new TypeError('Failed to fetch');
  const error = await failureOf({ maxRetries: 0, fetch: () => Promise.reject(cause) });
  const clone = structuredClone(error);
  assert.deepEqual([clone.name, clone.message, clone.stack], ['Error', error.message, error.stack]);
  assert.deepEqual([clone.cause.name, clone.cause.message], ['TypeError', 'Failed to fetch']);
  assert.ok(!(clone instanceof DocumentTranslationError));
  assert.deepEqual(Object.keys(clone), []);
  // Data that survives.
  assert.deepEqual(structuredClone(error.toJSON()), error.toJSON());
});

test('an error of a call on a client that still works is retried as before', { timeout }, async () => {
  const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  let calls = 0;
  const fetch = async () => {
    if (++calls < 3) throw refused;
    return reply();
  };
  const client = await createClient({ endpoint: ENDPOINT, ...FAST, fetch });
  assert.deepEqual(await client.getDocumentStatus(BATCH, DOCUMENT), REQUIRED);
  client.close();
});
