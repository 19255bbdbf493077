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

/** @type {import('node:http').RequestListener} */
async function site({ url = '/' }, response) {
  try {
    const isScript = /^\/dist(\/[a-z][a-z.-]*)+\.js$/.test(url);
    const body = isScript
      ? await readFile(new URL(url.slice('/dist/'.length), dist))
      : '<!doctype html><title>A page</title>';
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Runs in the page: sends three requests, then watches by a stream. @param {any} given */
async function useClient({ endpoint, token, batchId, documentId }) {
  const { createClient } = await import(/** @type {any} */ ('/dist/entries/main.js'));
  const client = await createClient({ endpoint, credential: { token }, maxRetries: 0 });
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
  /** @type {import('../hosts/browsers.js').Browser} */
  let browser;
  try {
    browser = await launch('chromium');
  } catch (error) {
    return skipIfHostMissing(t, error);
  }
  t.after(() => browser.close());
  const sim = await startSimulator({ documents: ['Running'], durationMs: 1e9 });
  t.after(() => sim.close());
  const [{ id }] = sim.documents;
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
  const endpoint = await serve(t, async ({ method, url, headers }, response) => {
    asked.push(`${method} ${headers.accept?.includes('event-stream') ? 'events' : 'status'} for ${headers.origin}`);
    const wanted = new Headers(/** @type {Record<string, string>} */ (headers));
    const reply = await proxy.fetch(new Request(`http://localhost${url}`, { method, headers: wanted }));
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    if (reply.body) Readable.fromWeb(/** @type {any} */ (reply.body)).pipe(response);
    else response.end();
  });
  const token = await createViewToken({ secret: SECRET, batchId: sim.batchId, documentId: id, expiresInSeconds: 600 });
  const given = { endpoint, token, batchId: sim.batchId, documentId: id };
  sim.script(id, [{ headers: { 'Retry-After': null } }, { status: 'Succeeded', progress: 1 }]);

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
