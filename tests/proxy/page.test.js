// Tests CORS in a browser: a page of an allowed origin can use a proxy on another origin, and a page of any other origin cannot.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { createStatusProxy, createViewToken } from 'document-translation-status/proxy';
import { startSimulator } from 'document-translation-status/simulator';
import { launch } from '../hosts/browsers.js';
import { skipIfHostMissing } from '../hosts/install.js';
import { SECRET } from './stage.js';

const dist = new URL('../../dist/', import.meta.url);

/** Chromium; undefined if it is not installed, and the test is skipped. @param {import('node:test').TestContext} t */
async function browserFor(t) {
  try {
    const browser = await launch('chromium');
    t.after(() => browser.close());
    return browser;
  } catch (error) {
    skipIfHostMissing(t, error);
    return undefined;
  }
}

/** A simulator with one document. @param {import('node:test').TestContext} t */
async function simulate(t) {
  const sim = await startSimulator({ documents: ['Running'], durationMs: 1e9 });
  t.after(() => sim.close());
  return { sim, batchId: sim.batchId, documentId: sim.documents[0].id };
}

/** @param {import('node:test').TestContext} t @param {import('node:http').RequestListener} listener */
async function serve(t, listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
}

/** Pages and the package. Their cookie is of the host, so that browsers send it to all ports. @type {import('node:http').RequestListener} */
async function site({ url = '/' }, response) {
  try {
    const isScript = /^\/dist(\/[a-z][a-z.-]*)+\.js$/.test(url);
    const body = isScript
      ? await readFile(new URL(url.slice('/dist/'.length), dist))
      : '<!doctype html><title>A page</title>';
    const headers = { 'Content-Type': isScript ? 'text/javascript' : 'text/html', 'Set-Cookie': 'session=owner' };
    response.writeHead(200, headers).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/**
 * Serves a proxy, and returns its URL.
 * @param {import('node:test').TestContext} t
 * @param {ReturnType<typeof createStatusProxy>} proxy
 * @param {(request: import('node:http').IncomingMessage) => void} [onRequest]
 */
const serveProxy = (t, proxy, onRequest) =>
  serve(t, async (incoming, response) => {
    onRequest?.(incoming);
    const { method, url, headers } = incoming;
    const wanted = new Headers(/** @type {Record<string, string>} */ (headers));
    const reply = await proxy.fetch(new Request(`http://localhost${url}`, { method, headers: wanted }));
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    if (reply.body) Readable.fromWeb(/** @type {any} */ (reply.body)).pipe(response);
    else response.end();
  });

/** Runs in the page: sends three requests, then watches by a stream. @param {any} given */
async function useClient({ endpoint, options, batchId, documentId }) {
  const { createClient } = await import(/** @type {any} */ ('/dist/entries/main.js'));
  const client = await createClient({ endpoint, ...options, maxRetries: 0 });
  try {
    const replies = [];
    for (let i = 0; i < 3; i++) replies.push(await client.getDocumentStatus(batchId, documentId));
    const streamed = [];
    for await (const { status } of client.watchDocument(batchId, documentId, { stream: true })) streamed.push(status);
    return { replies, streamed };
  } catch (error) {
    return { kind: /** @type {any} */ (error).kind };
  } finally {
    client.close();
  }
}

test('A page of an allowed origin can use the proxy after one preflight, and a page of another origin cannot', {
  timeout: 110_000,
}, async (t) => {
  const browser = await browserFor(t);
  if (!browser) return;
  const { sim, batchId, documentId } = await simulate(t);
  const [allowed, other] = [await serve(t, site), await serve(t, site)];
  const proxy = createStatusProxy({
    endpoint: sim.url,
    credential: { key: String(sim.key) },
    viewTokenSecrets: [SECRET],
    allowedOrigins: [allowed],
    minIntervalMs: 20,
    maxIntervalMs: 20,
  });
  /** @type {string[]} */
  const asked = [];
  const endpoint = await serveProxy(t, proxy, ({ method, headers }) => {
    asked.push(`${method} ${headers.accept?.includes('event-stream') ? 'events' : 'status'} for ${headers.origin}`);
  });
  const token = await createViewToken({ secret: SECRET, batchId, documentId, expiresInSeconds: 600 });
  const given = { endpoint, options: { credential: { token } }, batchId, documentId };
  sim.script(documentId, [{ headers: { 'Retry-After': null } }, { status: 'Succeeded', progress: 1 }]);

  const page = await browser.newPage();
  await page.goto(allowed);
  const { replies, streamed } = await page.evaluate(useClient, given);
  for (const { retryAfterMs, etag, requestId } of replies)
    assert.deepEqual([typeof retryAfterMs, typeof etag, typeof requestId], ['number', 'string', 'string']);
  assert.equal(streamed.at(-1), 'Succeeded');
  assert.deepEqual(asked, [
    `OPTIONS status for ${allowed}`,
    ...Array(3).fill(`GET status for ${allowed}`),
    `GET events for ${allowed}`,
  ]);

  await page.goto(other);
  assert.deepEqual(await page.evaluate(useClient, given), { kind: 'network' });
  assert.ok(!asked.includes(`GET status for ${other}`), 'The browser sent no GET after the failed preflight');
});

/** Runs in the page: shows a document with the element, until its first change or error. @param {any} given */
async function useElement({ endpoint, attributes, batchId, documentId }) {
  await import(/** @type {any} */ ('/dist/element/standalone.js'));
  const element = document.createElement('document-translation-status');
  const all = { endpoint, 'batch-id': batchId, 'document-id': documentId, ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  try {
    return await new Promise((resolve) => {
      element.addEventListener('document-translation-change', (/** @type {any} */ { detail }) =>
        resolve(detail.status),
      );
      element.addEventListener('document-translation-error', ({ detail }) => resolve(detail.kind));
      document.body.append(element);
    });
  } finally {
    element.remove();
  }
}

test('A page of another origin sends its cookies with credentials include, in the client and the element', {
  timeout: 110_000,
}, async (t) => {
  const browser = await browserFor(t);
  if (!browser) return;
  const { sim, batchId, documentId } = await simulate(t);
  const origin = await serve(t, site);
  const proxy = createStatusProxy({
    endpoint: sim.url,
    credential: { key: String(sim.key) },
    authorize: ({ request }) => request.headers.get('Cookie') === 'session=owner',
    allowedOrigins: [origin],
    allowCredentials: true,
  });
  /** @type {(string | undefined)[]} */
  const methods = [];
  const endpoint = await serveProxy(t, proxy, ({ method }) => methods.push(method));
  sim.script(documentId, [{ status: 'Succeeded', progress: 1 }]);
  const page = await browser.newPage();
  await page.goto(origin);
  const given = { endpoint, batchId, documentId };
  const { replies, streamed } = await page.evaluate(useClient, { ...given, options: { credentials: 'include' } });
  assert.deepEqual([replies.length, streamed], [3, ['Succeeded']]);
  assert.deepEqual([...new Set(methods)], ['GET'], 'No preflight is needed');
  assert.deepEqual(await page.evaluate(useClient, { ...given, options: {} }), { kind: 'service' });
  assert.equal(await page.evaluate(useElement, { ...given, attributes: { credentials: 'include' } }), 'Succeeded');
  assert.equal(await page.evaluate(useElement, { ...given, attributes: {} }), 'service');
});

test('A page of another origin sends its view token in X-View-Token, in the client and the element', {
  timeout: 110_000,
}, async (t) => {
  const browser = await browserFor(t);
  if (!browser) return;
  const { sim, batchId, documentId } = await simulate(t);
  const origin = await serve(t, site);
  const proxy = createStatusProxy({
    endpoint: sim.url,
    credential: { key: String(sim.key) },
    viewTokenSecrets: [SECRET],
    allowedOrigins: [origin],
  });
  /** @type {(string | undefined)[]} */
  const methods = [];
  const endpoint = await serveProxy(t, proxy, ({ method, headers }) => {
    methods.push(method);
    assert.equal(headers.authorization, undefined);
  });
  sim.script(documentId, [{ status: 'Succeeded', progress: 1 }]);
  const page = await browser.newPage();
  await page.goto(origin);
  const token = await createViewToken({ secret: SECRET, batchId, documentId, expiresInSeconds: 600 });
  const given = { endpoint, batchId, documentId };
  const options = { credential: { token }, tokenHeader: 'X-View-Token' };
  const { replies, streamed } = await page.evaluate(useClient, { ...given, options });
  assert.deepEqual([replies.length, streamed], [3, ['Succeeded']]);
  assert.equal(methods.filter((method) => method === 'OPTIONS').length, 1, 'One preflight for all requests');
  const attributes = { token, 'token-header': 'X-View-Token' };
  assert.equal(await page.evaluate(useElement, { ...given, attributes }), 'Succeeded');
});
