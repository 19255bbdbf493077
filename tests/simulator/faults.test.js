// Each fault as a client meets it. undici's own words for it are the witness where fetch has one.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ERRORS } from '../../web/entries/simulator.js';
import { BOUNDED, ask, pathOf, simulate, withKey } from './ask.js';

/** @typedef {import('../../web/entries/simulator.js').Fault} Fault */

/**
 * All bytes of the reply, as they come off the socket.
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

/** The ordinary reply's body. @param {import('../../web/entries/simulator.js').Simulator} sim */
async function ordinaryBody(sim) {
  sim.script(sim.documents[0].id);
  return (await ask(sim, pathOf(sim.documents[0]))).text;
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
  test(`${JSON.stringify(fault)} is answered by ${status}`, BOUNDED, async (t) => {
    const sim = await simulate(t);
    const { head, body } = await bytesOf(sim, fault);
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal(/^content-type: (.*)$/im.exec(head)?.[1] ?? null, type);
    assert.match(body.toString(), text);
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect can be a ${status}, to anywhere`, async (t) => {
    const sim = await simulate(t);
    const [document] = sim.documents;
    sim.script(document.id, [
      { fault: 'redirect', status, location: 'https://elsewhere.example/' },
      { fault: 'redirect' },
    ]);
    const reply = await ask(sim, pathOf(document));
    assert.deepEqual([reply.status, reply.headers.get('location')], [status, 'https://elsewhere.example/']);
    assert.equal((await ask(sim, pathOf(document))).headers.get('location'), pathOf(document));
  });
}

for (const [name, { status, body }] of Object.entries(ERRORS)) {
  test(`the error ${name} can be had by name, with headers of one's own`, BOUNDED, async (t) => {
    const sim = await simulate(t);
    const fault = /** @type {keyof typeof ERRORS} */ (name);
    const reply = await bytesOf(sim, { fault, headers: { 'Retry-After': '77' } });
    assert.match(reply.head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(reply.head, /^retry-after: 77$/im);
    assert.equal(reply.body.toString(), typeof body === 'string' ? body : JSON.stringify(body));
    assert.equal(reply.length, reply.body.length);
  });
}

test('a cut body has fewer bytes than its length says', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await ordinaryBody(sim);
  const { body, length } = await bytesOf(sim, { fault: 'cutBody' });
  assert.deepEqual([body.toString(), length], [whole.slice(0, whole.length >> 1), whole.length]);
  const short = await bytesOf(sim, { fault: 'cutBody', keep: 1 });
  assert.deepEqual([short.body.toString(), short.length], ['{', whole.length]);
  // Whether a client still sees the reset after bytes it has read, or just an end, is its own affair; Node's sees an end.
  const reset = await bytesOf(sim, { fault: 'cutBody', reset: true });
  assert.deepEqual([reset.body.length, reset.length], [whole.length >> 1, whole.length]);
  sim.script(sim.documents[0].id, [{ fault: 'cutBody' }]);
  await assert.rejects(ask(sim, pathOf(sim.documents[0])), TypeError);
});

test('a cut chunked body never has its last chunk', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const { head, body } = await bytesOf(sim, { fault: 'cutChunked' });
  assert.match(head, /^transfer-encoding: chunked$/im);
  assert.doesNotMatch(body.toString(), /\r\n0\r\n\r\n$/);
  assert.match(body.toString(), /^[0-9a-f]+\r\n\{"source/);
});

test('a length can be wrong in both directions', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await ordinaryBody(sim);
  for (const by of [-10, 10]) {
    const { body, length } = await bytesOf(sim, { fault: 'wrongLength', by });
    assert.deepEqual([body.toString(), length], [whole, whole.length + by]);
  }
});

test('a connection is reset, hung up, or speaks something else', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const reset = await bytesOf(sim, { fault: 'reset' });
  assert.deepEqual([reset.bytes.length, reset.error], [0, 'ECONNRESET']);
  const hungUp = await bytesOf(sim, { fault: 'hangUp' });
  assert.deepEqual([hungUp.bytes.length, hungUp.error], [0, undefined]);
  assert.equal((await bytesOf(sim, { fault: 'notHttp', bytes: 'SSH-2.0\r\n' })).bytes.toString(), 'SSH-2.0\r\n');
  assert.deepEqual(await Promise.all(sim.requests.map(({ done }) => done)), ['cut', 'cut', 'cut']);
  assert.ok(sim.requests.every(({ aborted, finished }) => !aborted && !finished));
});

test('a byte at a time makes the whole reply in the end', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await ordinaryBody(sim);
  const { body } = await bytesOf(sim, { fault: 'byteAtATime', everyMs: 1 });
  assert.equal(body.toString(), whole);
});

test('headers, or some of the body, and then silence', BOUNDED, async (t) => {
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

test('gzip is right, cut short, a bomb, or a lie', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const whole = await ordinaryBody(sim);
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

test('a huge body has just the size asked for, and is still JSON', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  for (const { chunked, everyMs } of [{ chunked: false }, { chunked: true }, { chunked: false, everyMs: 1 }]) {
    const reply = { status: 'Running' };
    sim.script(document.id, [{ fault: 'hugeBody', bytes: 2 ** 20 + 1, chunked, everyMs, reply }]);
    const { text, json, headers } = await ask(sim, pathOf(document));
    assert.deepEqual([text.length, json.status], [2 ** 20 + 1, 'Running']);
    assert.equal(headers.get('content-length'), chunked ? null : String(2 ** 20 + 1));
  }
});

test('huge headers are as large as asked for', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const { head } = await bytesOf(sim, { fault: 'hugeHeaders', bytes: 100_000 });
  assert.ok(head.length > 100_000);
});

test('a stale reply is older, says its age, and can be scripted too', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.advance(3000);
  sim.script(document.id, [
    { fault: 'stale', ageMs: 2900 },
    { fault: 'stale', ageMs: 57_000, reply: { progress: 0.5 } },
  ]);
  const older = await ask(sim, pathOf(document));
  assert.deepEqual([older.json.status, older.headers.get('age')], ['NotStarted', '3']);
  const scripted = await ask(sim, pathOf(document));
  assert.deepEqual([scripted.json.status, scripted.json.progress, scripted.headers.get('age')], ['Running', 0.5, '57']);
});

test('a fault happens to the reply that it is given, and says so where it cannot', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [
    { fault: 'noContentType', reply: { fault: 'throttled' } },
    { fault: 'gzip', reply: { fault: 'reset' } },
  ]);
  const { status, headers } = await ask(sim, pathOf(document));
  assert.deepEqual([status, headers.get('content-type'), headers.get('retry-after')], [429, null, '9']);
  assert.match((await ask(sim, pathOf(document))).text, /reset cannot be the reply of another fault/);
});
