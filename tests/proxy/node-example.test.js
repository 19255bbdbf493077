// Tests the example for Node over HTTP/1.1, and over HTTP/2, where the method and the path are pseudo-headers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { test } from 'node:test';
import { createViewToken } from 'document-translation-status/proxy';
import { startSimulator } from 'document-translation-status/simulator';
import { makeProject } from '../examples/project.js';
import { limits, SECRET } from './stage.js';

const example = new URL('../../examples/node-proxy/server.js', import.meta.url);

/** @param {import('node:test').TestContext} t @param {string} [server] the module whose createServer the example uses */
async function startExample(t, server = 'node:http') {
  const sim = await startSimulator({ durationMs: 300 });
  const project = await makeProject();
  const source = await readFile(example, 'utf8');
  assert.equal(source.match(/'node:http'/g)?.length, 1);
  const script = join(project.folder, 'server.mjs');
  await writeFile(script, source.replace("'node:http'", `'${server}'`));
  const { PATH } = process.env;
  const env = {
    PATH,
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url,
    AZURE_DOCUMENT_TRANSLATION_KEY: String(sim.key),
    VIEW_TOKEN_SECRET: SECRET,
    PORT: '0',
  };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    await sim.close();
    await project.remove();
  });
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += text;
    if (output.includes('\n')) break;
  }
  const [url = ''] = /http:\/\/\S+/.exec(output) ?? [];
  const { id: batchId, documents } = sim.createBatch({ documents: ['Succeeded'] });
  const [{ id }] = documents;
  const token = await createViewToken({ secret: SECRET, batchId, expiresInSeconds: 60 });
  return { url, id, path: `/translator/text/batch/v1.0/batches/${batchId}/documents/${id}`, token };
}

test('The Node example serves a viewer over HTTP/1.1', limits, async (t) => {
  const { url, path, id, token } = await startExample(t);
  const reply = await fetch(new URL(path, url), { headers: { Authorization: `Bearer ${token}` } });
  assert.deepEqual([reply.status, (await reply.json()).id], [200, id]);
});

test('The Node example serves a viewer over HTTP/2 without TLS', limits, async (t) => {
  const { url, path, id, token } = await startExample(t, 'node:http2');
  const session = connect(url);
  t.after(() => session.destroy());
  const ask = async (/** @type {Record<string, string>} */ headers) => {
    const request = session.request(headers);
    const [responseHeaders] = await once(request, 'response');
    let body = '';
    for await (const text of request.setEncoding('utf8')) body += text;
    return { status: responseHeaders[':status'], type: responseHeaders['content-type'], body };
  };
  const authorization = `Bearer ${token}`;
  const found = await ask({ ':path': path, authorization });
  assert.deepEqual([found.status, JSON.parse(found.body).id], [200, id]);
  assert.equal((await ask({ ':path': path })).status, 401);
  assert.equal((await ask({ ':path': '/x', authorization })).status, 404);
  assert.equal((await ask({ ':path': path, ':method': 'POST', authorization })).status, 405);
  assert.deepEqual([(await ask({ ':path': path, ':method': 'HEAD', authorization })).body], ['']);
  assert.equal((await ask({ ':path': path, ':method': 'OPTIONS' })).status, 204);
  const stream = await ask({ ':path': path, authorization, accept: 'text/event-stream', cookie: 'a=1' });
  assert.match(stream.type ?? '', /^text\/event-stream/);
  assert.match(stream.body, /"status":"Succeeded"/);
});
