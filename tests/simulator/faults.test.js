// Each fault as a client sees it: the bytes on the socket, and the response or error of fetch.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ERRORS } from '../../web/entries/simulator.js';
import { BOUNDED, fetchFrom, pathOf, simulate, withKey } from './helpers.js';

/** @typedef {import('../../web/entries/simulator.js').Fault} Fault */

/**
 * The bytes of the response, as they arrive on the socket.
 * @param {import('../../web/entries/simulator.js').Simulator} sim
 * @param {Fault} fault
 */
async function bytesOf(sim, fault) {
  const [document] = sim.documents;
  sim.script(document.id, [fault]);
  const { hostname, port } = new URL(sim.url);
  const socket = connect(Number(port), hostname);
  const lines = [
    `GET ${pathOf(document)} HTTP/1.1`,
    'Host: a',
    `Ocp-Apim-Subscription-Key: ${sim.key}`,
    'Connection: close',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  /** @type {Buffer[]} */
  const chunks = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  let error;
  socket.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => (error = code));
  await new Promise((resolve) => socket.on('close', resolve));
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end).toString('latin1');
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return {
    bytes,
    head,
    body: bytes.subarray(end + 4),
    length: length === undefined ? undefined : Number(length),
    error,
  };
}

/** The body of the normal response. @param {import('../../web/entries/simulator.js').Simulator} sim */
async function normalBody(sim) {
  sim.script(sim.documents[0].id);
  return (await fetchFrom(sim, pathOf(sim.documents[0]))).text;
}

for (const [fault, status, type, text] of /** @type {[Fault, number, string | null, RegExp][]} */ ([
  [{ fault: 'html' }, 200, 'text/html', /^<!DOCTYPE html>/],
  [{ fault: 'html', status: 502, body: '<p>' }, 502, 'text/html', /^<p>$/],
  [{ fault: 'badGateway' }, 502, 'text/html', /<h1>502 Bad Gateway<\/h1>/],
  [{ fault: 'gatewayTimeout' }, 504, 'text/html', /<h1>504 Gateway Time-out<\/h1>/],
  [{ fault: 'text' }, 200, 'text/plain', /^OK$/],
  [{ fault: 'empty' }, 200, 'application/json; charset=utf-8', /^$/],
  [{ fault: 'empty', status: 500 }, 500, 'application/json; charset=utf-8', /^$/],
  [{ fault: 'noContent' }, 204, null, /^$/],
  [{ fault: 'resetContent' }, 205, null, /^$/],
  [{ fault: 'notModified' }, 304, null, /^$/],
  [{ fault: 'noContentType' }, 200, null, /^\{.*\}$/],
  [{ fault: 'numericCode' }, 401, 'text/plain', /"code":401000,/],
  [{ fault: 'numericCode400' }, 400, 'text/plain', /"code":400000,/],
  [{ fault: 'cutJson', keep: 5 }, 200, 'application/json; charset=utf-8', /^\{"sou$/],
])) {
  test(`The fault ${JSON.stringify(fault)} sends a ${status}`, BOUNDED, async (t) => {
    const sim = await simulate(t);
    const { head, body } = await bytesOf(sim, fault);
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal(/^content-type: (.*)$/im.exec(head)?.[1] ?? null, type);
    assert.match(body.toString(), text);
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`A redirect can have the status ${status} and any location`, async (t) => {
    const sim = await simulate(t);
    const [document] = sim.documents;
    sim.script(document.id, [
      { fault: 'redirect', status, location: 'https://elsewhere.example/' },
      { fault: 'redirect' },
    ]);
    const response = await fetchFrom(sim, pathOf(document));
    assert.deepEqual([response.status, response.headers.get('location')], [status, 'https://elsewhere.example/']);
    assert.equal((await fetchFrom(sim, pathOf(document))).headers.get('location'), pathOf(document));
  });
}

for (const [name, { status, body }] of Object.entries(ERRORS)) {
  test(`The fault ${name} sends that error of the service, with additional headers`, BOUNDED, async (t) => {
    const sim = await simulate(t);
    const fault = /** @type {keyof typeof ERRORS} */ (name);
    const response = await bytesOf(sim, { fault, headers: { 'Retry-After': '77' } });
    assert.match(response.head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(response.head, /^retry-after: 77$/im);
    assert.equal(response.body.toString(), typeof body === 'string' ? body : JSON.stringify(body));
    assert.equal(response.length, response.body.length);
  });
}

test('A cut body has fewer bytes than Content-Length says', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await normalBody(sim);
  const { body, length } = await bytesOf(sim, { fault: 'cutBody' });
  assert.deepEqual([body.toString(), length], [whole.slice(0, whole.length >> 1), whole.length]);
  const short = await bytesOf(sim, { fault: 'cutBody', keep: 1 });
  assert.deepEqual([short.body.toString(), short.length], ['{', whole.length]);
  // After it has read some bytes, a client may see the reset as a normal end, as Node does.
  const reset = await bytesOf(sim, { fault: 'cutBody', reset: true });
  assert.deepEqual([reset.body.length, reset.length], [whole.length >> 1, whole.length]);
  sim.script(sim.documents[0].id, [{ fault: 'cutBody' }]);
  await assert.rejects(fetchFrom(sim, pathOf(sim.documents[0])), TypeError);
});

test('A cut chunked body has no last chunk', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const { head, body } = await bytesOf(sim, { fault: 'cutChunked' });
  assert.match(head, /^transfer-encoding: chunked$/im);
  assert.doesNotMatch(body.toString(), /\r\n0\r\n\r\n$/);
  assert.match(body.toString(), /^[0-9a-f]+\r\n\{"source/);
});

test('Content-Length can be too small or too large', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await normalBody(sim);
  for (const by of [-10, 10]) {
    const { body, length } = await bytesOf(sim, { fault: 'wrongLength', by });
    assert.deepEqual([body.toString(), length], [whole, whole.length + by]);
  }
});

test('A connection can be reset, closed, or send something other than HTTP', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const reset = await bytesOf(sim, { fault: 'reset' });
  assert.deepEqual([reset.bytes.length, reset.error], [0, 'ECONNRESET']);
  const hungUp = await bytesOf(sim, { fault: 'hangUp' });
  assert.deepEqual([hungUp.bytes.length, hungUp.error], [0, undefined]);
  assert.equal((await bytesOf(sim, { fault: 'notHttp', bytes: 'SSH-2.0\r\n' })).bytes.toString(), 'SSH-2.0\r\n');
  assert.deepEqual(await Promise.all(sim.requests.map(({ done }) => done)), ['cut', 'cut', 'cut']);
  assert.ok(sim.requests.every(({ aborted, finished }) => !aborted && !finished));
});

test('A response sent byte by byte arrives completely', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await normalBody(sim);
  const { body } = await bytesOf(sim, { fault: 'byteAtATime', everyMs: 1 });
  assert.equal(body.toString(), whole);
});

test('A response can stop after its headers or after some of its body', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  for (const [fault, first] of /** @type {[Fault, string | undefined][]} */ ([
    [{ fault: 'headersThenSilence' }, undefined],
    [{ fault: 'headersThenSilence', keep: 3 }, '{"s'],
    [{ fault: 'byteAtATime', endless: true, everyMs: 1 }, ' '],
  ])) {
    sim.script(document.id, [fault]);
    const response = await fetch(sim.url + pathOf(document), { headers: withKey(sim) });
    assert.equal(response.status, 200);
    const reader = response.body?.getReader();
    if (first) assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), first);
    await reader?.cancel();
  }
  await sim.settled();
  assert.ok(sim.requests.every(({ aborted }) => aborted));
});

test('A gzip body can be correct, incomplete, very large, or not compressed at all', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await normalBody(sim);
  const zipped = await bytesOf(sim, { fault: 'gzip' });
  assert.match(zipped.head, /^content-encoding: gzip$/im);
  assert.equal(gunzipSync(zipped.body).toString(), whole);
  const cut = await bytesOf(sim, { fault: 'gzipCut' });
  assert.equal(cut.length, cut.body.length);
  assert.throws(() => gunzipSync(cut.body), /unexpected end of file/);
  const bomb = await bytesOf(sim, { fault: 'gzipBomb', bytes: 2 ** 22 });
  assert.ok(bomb.body.length < 2 ** 14);
  assert.equal(gunzipSync(bomb.body).length, 2 ** 22);
  const lie = await bytesOf(sim, { fault: 'gzipFalse' });
  assert.throws(() => gunzipSync(lie.body), /incorrect header check/);
  const both = await bytesOf(sim, { fault: 'cutBody', reply: { fault: 'gzip' } });
  assert.equal(both.length, gzipSync(whole).length);
  assert.equal(both.body.length, (both.length ?? 0) >> 1);
});

test('A huge body has exactly the given size and is valid JSON', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  for (const { chunked, everyMs } of [{ chunked: false }, { chunked: true }, { chunked: false, everyMs: 1 }]) {
    const reply = { status: 'Running' };
    sim.script(document.id, [{ fault: 'hugeBody', bytes: 2 ** 20 + 1, chunked, everyMs, reply }]);
    const { text, json, headers } = await fetchFrom(sim, pathOf(document));
    assert.deepEqual([text.length, json.status], [2 ** 20 + 1, 'Running']);
    assert.equal(headers.get('content-length'), chunked ? null : String(2 ** 20 + 1));
  }
});

test('Huge headers have the given size', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const { head } = await bytesOf(sim, { fault: 'hugeHeaders', bytes: 100_000 });
  assert.ok(head.length > 100_000);
});

test('A stale response shows an older status, has an Age header, and can be scripted', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.advance(3000);
  sim.script(document.id, [
    { fault: 'stale', ageMs: 2900 },
    { fault: 'stale', ageMs: 57_000, reply: { progress: 0.5 } },
  ]);
  const older = await fetchFrom(sim, pathOf(document));
  assert.deepEqual([older.json.status, older.headers.get('age')], ['NotStarted', '3']);
  const scripted = await fetchFrom(sim, pathOf(document));
  assert.deepEqual([scripted.json.status, scripted.json.progress, scripted.headers.get('age')], ['Running', 0.5, '57']);
});

test('A fault applies to the scripted response, and a delivery as that response is an error', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [
    { fault: 'noContentType', reply: { fault: 'throttled' } },
    { fault: 'gzip', reply: { fault: 'reset' } },
  ]);
  const { status, headers } = await fetchFrom(sim, pathOf(document));
  assert.deepEqual([status, headers.get('content-type'), headers.get('retry-after')], [429, null, '9']);
  assert.match((await fetchFrom(sim, pathOf(document))).text, /reset cannot be the reply of another fault/);
});
