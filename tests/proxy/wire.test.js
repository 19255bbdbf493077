// Sends malformed and hostile requests as raw bytes, to the worker in workerd and to a proxy in Node. The only request that the service may get is
// the proxy's own, for the document of the view token.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createStatusProxy, createViewToken } from 'document-translation-status/proxy';
import { startSimulator } from 'document-translation-status/simulator';
import { startWorkerd } from '../hosts/workerd.js';
import { notRoutes } from '../tables/not-routes.js';

const limits = { timeout: 60_000 };
const secret = 'a-secret-that-has-32-bytes-and-more';
const EVIL = 'evil.example';
/** Longer than the test, so that the proxy sends one request. */
const minIntervalMs = 600_000;

/** Sends these bytes and reads until the server closes the connection. @param {number} port @param {string} bytes */
async function exchange(port, bytes) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => (text += chunk));
  // The server may close the connection before it has read everything.
  socket.on('error', () => {});
  socket.end(Buffer.from(bytes, 'latin1'));
  await once(socket, 'close');
  return { text, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)) };
}

/** @param {string} endpoint @param {string} key */
async function serveInNode(endpoint, key) {
  const credential = { key };
  const proxy = createStatusProxy({
    endpoint,
    credential,
    viewTokenSecrets: [secret],
    minIntervalMs,
    maxIntervalMs: minIntervalMs,
  });
  const server = createServer(async (incoming, outgoing) => {
    const headers = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
    const url = new URL(`http://localhost${incoming.url?.startsWith('/') ? '' : '/'}${incoming.url}`);
    const reply = await proxy.fetch(new Request(url, { method: incoming.method, headers }));
    outgoing.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
  });
  // Without this, Node does not respond later to a client that has closed its side after its request.
  Object.assign(server, { httpAllowHalfOpen: true });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, close };
}

/** @param {string} endpoint @param {string} key */
async function serveInWorkerd(endpoint, key) {
  const { url, close } = await startWorkerd(new URL('workers/quiet.js', import.meta.url), {
    direct: true,
    bindings: {
      AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint,
      AZURE_DOCUMENT_TRANSLATION_KEY: key,
      VIEW_TOKEN_SECRETS: secret,
      MIN_INTERVAL_MS: String(minIntervalMs),
      MAX_INTERVAL_MS: String(minIntervalMs),
    },
    handleRuntimeStdio: (/** @type {import('node:stream').Readable[]} */ ...streams) => {
      for (const each of streams) each.resume();
    },
  });
  return { port: Number(new URL(url).port), close };
}

for (const [where, serve] of /** @type {const} */ ([
  ['workerd', serveInWorkerd],
  ['Node', serveInNode],
]))
  test(`No malformed request reaches another document or host, in ${where}`, limits, async (t) => {
    const sim = await startSimulator({ apiVersions: ['v1.0', '2024-05-01'], documents: ['Running', 'Running'] });
    t.after(() => sim.close());
    const { port, close } = await serve(sim.url, String(sim.key));
    t.after(close);
    const { batchId, documents } = sim;
    const [{ id }, { id: otherId }] = documents;
    const token = await createViewToken({ secret, batchId, documentId: id, expiresInSeconds: 600 });
    const forged = await createViewToken({ secret: `${secret}!`, batchId, documentId: otherId, expiresInSeconds: 600 });
    const path = `/translator/text/batch/v1.0/batches/${batchId}/documents/${id}`;
    const other = path.replace(id, otherId);
    const host = `Host: 127.0.0.1:${port}`;
    const shown = `Authorization: Bearer ${token}`;
    const end = 'Connection: close\r\n\r\n';
    const get = (/** @type {string} */ target, more = '') =>
      `GET ${target} HTTP/1.1\r\n${host}\r\n${shown}\r\n${more}${end}`;
    const hidden = `GET ${other} HTTP/1.1\r\n${host}\r\n${shown}\r\n\r\n`;
    const post = (/** @type {string} */ lengths) => `POST ${path} HTTP/1.1\r\n${host}\r\n${shown}\r\n${lengths}\r\n`;

    /** Whether a path is resolved to the route of a job or its list. These exist, but not for the token of a document. @param {string} target */
    const isJob = (target) => /\/v1\.0\/batches\/[^/]+(\/documents)?\/?$/.test(new URL(`http://a${target}`).pathname);

    /** The allowed statuses of each response. There may be none, if the server closes the connection. @type {[what: string, bytes: string, allowed: number[]][]} */
    const cases = [
      ['the route', get(path), [200]],
      // The routes of the job exist, and a token for one document does not open them.
      ...notRoutes({ path, batchPath: path.replace(/\/documents\/.*/, ''), batchId, id }).map(
        (target) =>
          /** @type {[string, string, number[]]} */ ([`the path ${target}`, get(target), [isJob(target) ? 403 : 404]]),
      ),
      ['dots that lead to the route', get(`/x/..${path}`), [200]],
      ['encoded dots that lead to the route', get(`/x/%2e%2e${path}`), [200]],
      ['dots that lead to another document', get(`${path}/../${otherId}`), [403]],
      ['encoded dots that lead to another document', get(`${path}/%2E%2e/${otherId}`), [403]],
      ['dots that lead out', get(`/../../..${path}`), [200]],
      ['a backslash', get(path.replace('/documents/', '/documents\\')), [200, 400, 404]],
      ['bytes that are not a URL', get(`${path}\xff\xfe`), [400, 404]],
      ['another host’s absolute form', get(`http://${EVIL}${path}`), [200, 400, 404]],
      ['an absolute form with a user', get(`http://${EVIL}@127.0.0.1${path}`), [200, 400, 404]],
      ['the metadata address of a cloud', get('http://169.254.169.254/latest/meta-data/'), [400, 404]],
      ['a tunnel', `CONNECT ${EVIL}:443 HTTP/1.1\r\n${host}\r\n${end}`, [400, 404, 405, 501]],
      ['an asterisk', `OPTIONS * HTTP/1.1\r\n${host}\r\n${end}`, [204, 400, 404]],
      ['two hosts', get(path, `Host: ${EVIL}\r\n`), [200, 400]],
      ['two tokens', get(path, `Authorization: Bearer ${forged}\r\n`), [200, 401]],
      ['a forged token first', get(other).replace(shown, `Authorization: Bearer ${forged}\r\n${shown}`), [401, 403]],
      ['a header on two lines', get(path, `X-Folded: a\r\n ${EVIL}\r\n`), [200, 400]],
      ['a space before the colon', get(path, `X-Spaced : ${EVIL}\r\n`), [200, 400]],
      ['a NUL in a header', get(path, `X-Nul: a\0${EVIL}\r\n`), [200, 400]],
      ['a bare line feed', get(path).replace(`${shown}\r\n`, `${shown}\n`), [200, 400]],
      [
        'headers that name another path',
        get('/healthz', `X-Original-URL: ${other}\r\nX-Rewrite-URL: ${other}\r\n`),
        [200],
      ],
      [
        'a header that names another method',
        post('Content-Length: 0\r\nX-HTTP-Method-Override: GET\r\nConnection: close\r\n'),
        [405],
      ],
      ['an invalid method', get(path).replace('GET', 'G\tET'), [400, 405, 501]],
      [
        'both lengths',
        post(`Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`) + `0\r\n\r\n${hidden}`,
        [400, 403, 405],
      ],
      ['two lengths', post(`Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n`) + hidden, [400, 403, 405]],
      ['an invalid length', post(`Content-Length: +${hidden.length}\r\n`) + hidden, [400, 403, 405]],
      [
        'an unknown transfer coding',
        post('Transfer-Encoding: xchunked\r\n') + `0\r\n\r\n${hidden}`,
        [400, 403, 405, 501],
      ],
      ['a request with a body', get(path, 'Content-Length: 4\r\n') + EVIL.slice(0, 4), [200]],
      ['two requests at once', `${get(path).replace('Connection: close\r\n', '')}${get(other)}`, [200, 403]],
      ['a very long target', get(`${path}?${'x'.repeat(100_000)}`), [400, 404, 414, 431]],
    ];
    for (const [what, bytes, allowed] of cases) {
      const { text, statuses } = await exchange(port, bytes);
      // workerd responds so to an invalid URL, before it calls the worker.
      const isFromWorkerd = text.endsWith('\r\n\r\nInternal Server Error');
      for (const status of statuses) assert.ok(allowed.includes(status) || isFromWorkerd, `${what}: ${text}`);
      assert.ok(!text.includes(EVIL) && !text.includes(String(sim.key)) && !text.includes(otherId), `${what}: ${text}`);
    }
    assert.deepEqual(
      sim.requests.map(({ method, url }) => [method, url]),
      [['GET', `${path.replace('text/batch/v1.0', 'document')}?api-version=2024-05-01`]],
      'One request, with the proxy’s own version',
    );
    const [sent] = sim.requests;
    assert.ok(!JSON.stringify(sent).includes(EVIL) && !JSON.stringify(sent).includes(token));
  });
