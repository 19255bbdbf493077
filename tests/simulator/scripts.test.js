// Replies scripted one by one, and the record of what was asked.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUNDED, REFERENCE_PATH, START, UNKNOWN_ID, ask, pathOf, simulate, withKey } from './ask.js';

test('each request takes the next reply, and the last one stays', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [{ status: 'Running', progress: 0.25 }, { fault: 'unavailable' }, { progress: 1 }]);
  const seen = [];
  for (let i = 0; i < 4; i++) {
    const { status, json } = await ask(sim, pathOf(document));
    seen.push([status, json.status, json.progress]);
  }
  assert.deepEqual(seen, [
    [200, 'Running', 0.25],
    [503, undefined, undefined],
    [200, 'NotStarted', 1],
    [200, 'NotStarted', 1],
  ]);
});

test('an empty reply is the ordinary one, and no script at all takes it away', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  const ordinary = (await ask(sim, pathOf(document))).text;
  sim.script(document.id, [{ fault: 'internalError' }, {}]);
  assert.equal((await ask(sim, pathOf(document))).status, 500);
  assert.equal((await ask(sim, pathOf(document))).text, ordinary);
  sim.script(document.id, [{ fault: 'internalError' }]);
  sim.script(document.id);
  assert.equal((await ask(sim, pathOf(document))).text, ordinary);
});

test('members go over the ordinary ones: in their place, added, null, or taken away', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [
    { status: 'Paused', to: undefined, progress: null, extra: [1], headers: { 'Retry-After': '30', ETag: null } },
  ]);
  const { text, headers } = await ask(sim, pathOf(document));
  const at = '2026-08-01T09:30:15.2501737Z';
  assert.equal(
    text,
    `{"sourcePath":"https://contracts.blob.core.windows.net:443/source/contract-1.docx","lastActionDateTimeUtc":"${at}","status":"Paused","progress":null,"id":"${document.id}","characterCharged":0,"extra":[1]}`,
  );
  assert.deepEqual([headers.get('retry-after'), headers.get('etag')], ['30', null]);
});

test('a whole reply is sent as it is', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  const bytes = new Uint8Array([0x22, 0xff, 0x22]);
  for (const [body, expected] of /** @type {[any, string][]} */ ([
    ['{"a":1', '{"a":1'],
    [{ a: 1 }, '{"a":1}'],
    [bytes, '"\ufffd"'],
  ])) {
    sim.script(document.id, [{ status: 418, headers: { 'X-Seen': 'yes' }, body }]);
    const { status, text, headers } = await ask(sim, pathOf(document));
    assert.deepEqual([status, text, headers.get('x-seen'), headers.get('content-type')], [418, expected, 'yes', null]);
  }
});

test('a function sees the request and returns the reply, later if it likes', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [
    async ({ query }) => ({ to: query.get('language') }),
    () => ({ fault: 'redirect', status: 307 }),
  ]);
  assert.equal((await ask(sim, `${pathOf(document)}?language=ja`)).json.to, 'ja');
  assert.equal((await ask(sim, pathOf(document))).status, 307);
});

test("a function's error becomes a 500 that says so, and the simulator goes on", async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [() => assert.fail('no such thing'), {}]);
  const { status, text } = await ask(sim, pathOf(document));
  assert.deepEqual([status, text], [500, 'Simulator: no such thing']);
  assert.equal((await ask(sim, pathOf(document))).status, 200);
});

test('batches, lists and anything at all can be scripted', async (t) => {
  const sim = await simulate(t);
  for (const [target, path] of [
    [sim.batchId, `${REFERENCE_PATH}/${sim.batchId}`],
    [`${sim.batchId}/documents`, `${REFERENCE_PATH}/${sim.batchId}/documents`],
    ['batches', REFERENCE_PATH],
    ['*', '/anything'],
  ]) {
    sim.script(target, [{ status: 299, body: target }]);
    assert.deepEqual(await ask(sim, path).then(({ status, text }) => [status, text]), [299, target]);
  }
});

test('a scripted document is refused as ever without the key; only * comes before that', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [{ status: 299 }]);
  assert.equal((await ask(sim, pathOf(document), { headers: {} })).status, 401);
  sim.script('*', [{ status: 298 }, {}]);
  assert.equal((await ask(sim, pathOf(document), { headers: {} })).status, 298);
  assert.equal((await ask(sim, pathOf(document), { headers: {} })).status, 401);
});

test('a script for nothing, without a list, or with an unknown fault is refused at once', async (t) => {
  const sim = await simulate(t);
  assert.throws(() => sim.script('documents', [{}]), /^RangeError: target must be /);
  assert.throws(() => sim.script(UNKNOWN_ID, /** @type {any} */ ({})), /^TypeError: replies must be an array/);
  assert.throws(
    () => sim.script(UNKNOWN_ID, [/** @type {any} */ ({ fault: 'explode' })]),
    /^RangeError: replies\[0\]\.fault must be /,
  );
  assert.throws(
    () => sim.script(UNKNOWN_ID, [{ fault: 'delay', reply: /** @type {any} */ ({ fault: 'x' }) }]),
    /^RangeError: replies\[0\]\.reply\.fault must be /,
  );
});

test('every request is recorded as it was sent', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const path = `${pathOf(sim.documents[0])}?a=%2F`;
  sim.advance(500);
  await ask(sim, path);
  const [request] = sim.requests;
  assert.equal(await request.done, 'finished');
  const { method, url, headers, at, finished, aborted, body } = request;
  assert.deepEqual(
    { method, url, key: headers['ocp-apim-subscription-key'], at, finished, aborted, body, a: request.query.get('a') },
    { method: 'GET', url: path, key: sim.key, at: START + 500, finished: true, aborted: false, body: '', a: '/' },
  );
  assert.equal(request.path, pathOf(sim.documents[0]));
  sim.requests.length = 0;
  await ask(sim, REFERENCE_PATH, { method: 'POST', body: '{"a":1}', headers: withKey(sim) });
  assert.deepEqual(
    sim.requests.map((asked) => [asked.method, asked.body]),
    [['POST', '{"a":1}']],
  );
});

test('the n-th request can be awaited, before and after it came', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const second = sim.requested(2);
  await ask(sim, '/first');
  await ask(sim, '/second');
  assert.equal((await second).path, '/second');
  assert.equal((await sim.requested(1)).path, '/first');
});

test('what is held goes when it is released, and not before', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [{ fault: 'delay' }, { fault: 'delay', reply: { fault: 'throttled' } }, {}]);
  const held = [ask(sim, pathOf(document)), ask(sim, pathOf(document))];
  await sim.requested(2);
  assert.equal((await ask(sim, pathOf(document))).status, 200);
  assert.deepEqual(sim.requests.map(({ finished }) => finished).slice(0, 2), [false, false]);
  sim.release();
  assert.deepEqual((await Promise.all(held)).map(({ status }) => status).sort(), [200, 429]);
});

test("a delay can wait for the test's own promise, or for a time", BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  /** @type {(value?: unknown) => void} */
  let go = () => {};
  sim.script(document.id, [
    { fault: 'delay', until: new Promise((resolve) => (go = resolve)) },
    { fault: 'delay', ms: 1 },
  ]);
  const held = ask(sim, pathOf(document));
  await sim.requested(1);
  assert.equal((await ask(sim, pathOf(document))).status, 200);
  go();
  assert.equal((await held).status, 200);
});

test('a client that goes away is recorded, and what was held for it is forgotten', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  for (const fault of /** @type {const} */ (['delay', 'silence', 'headersThenSilence', 'byteAtATime', 'hugeBody'])) {
    sim.requests.length = 0;
    sim.script(document.id, [{ fault }]);
    const gone = new AbortController();
    const asked = fetch(sim.url + pathOf(document), { headers: withKey(sim), signal: gone.signal });
    const request = await sim.requested(1);
    if (!['delay', 'silence'].includes(fault)) await asked;
    gone.abort();
    await asked.catch(() => {});
    assert.equal(await request.done, 'aborted', fault);
    assert.deepEqual([request.aborted, request.finished], [true, false]);
    sim.release();
    await sim.settled();
  }
});
