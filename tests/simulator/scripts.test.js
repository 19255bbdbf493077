// Scripted responses, and the log of requests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUNDED, REFERENCE_PATH, START, UNKNOWN_ID, fetchFrom, pathOf, simulate, withKey } from './helpers.js';

test('Each request gets the next response, and the last one is repeated', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [{ status: 'Running', progress: 0.25 }, { fault: 'unavailable' }, { progress: 1 }]);
  const seen = [];
  for (let i = 0; i < 4; i++) {
    const { status, json } = await fetchFrom(sim, pathOf(document));
    seen.push([status, json.status, json.progress]);
  }
  assert.deepEqual(seen, [
    [200, 'Running', 0.25],
    [503, undefined, undefined],
    [200, 'NotStarted', 1],
    [200, 'NotStarted', 1],
  ]);
});

test('{} is the normal response, and script() without replies removes the script', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  const normal = (await fetchFrom(sim, pathOf(document))).text;
  sim.script(document.id, [{ fault: 'internalError' }, {}]);
  assert.equal((await fetchFrom(sim, pathOf(document))).status, 500);
  assert.equal((await fetchFrom(sim, pathOf(document))).text, normal);
  sim.script(document.id, [{ fault: 'internalError' }]);
  sim.script(document.id);
  assert.equal((await fetchFrom(sim, pathOf(document))).text, normal);
});

test('A script can replace, add and remove members and headers of the normal response', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [
    { status: 'Paused', to: undefined, progress: null, extra: [1], headers: { 'Retry-After': '30', ETag: null } },
  ]);
  const { text, headers } = await fetchFrom(sim, pathOf(document));
  const at = '2026-08-01T09:30:15.2501737Z';
  assert.equal(
    text,
    `{"sourcePath":"https://contracts.blob.core.windows.net:443/source/contract-1.docx","lastActionDateTimeUtc":"${at}","status":"Paused","progress":null,"id":"${document.id}","characterCharged":0,"extra":[1]}`,
  );
  assert.deepEqual([headers.get('retry-after'), headers.get('etag')], ['30', null]);
});

test('A complete response is sent as it is', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  const bytes = new Uint8Array([0x22, 0xff, 0x22]);
  for (const [body, expected] of /** @type {[any, string][]} */ ([
    ['{"a":1', '{"a":1'],
    [{ a: 1 }, '{"a":1}'],
    [bytes, '"\ufffd"'],
  ])) {
    sim.script(document.id, [{ status: 418, headers: { 'X-Seen': 'yes' }, body }]);
    const { status, text, headers } = await fetchFrom(sim, pathOf(document));
    assert.deepEqual([status, text, headers.get('x-seen'), headers.get('content-type')], [418, expected, 'yes', null]);
  }
});

test('A function gets the request and returns the response or a promise of it', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [
    async ({ query }) => ({ to: query.get('language') }),
    () => ({ fault: 'redirect', status: 307 }),
  ]);
  assert.equal((await fetchFrom(sim, `${pathOf(document)}?language=ja`)).json.to, 'ja');
  assert.equal((await fetchFrom(sim, pathOf(document))).status, 307);
});

test('An error in a function becomes a 500 with its message, and the simulator continues', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [() => assert.fail('no such thing'), {}]);
  const { status, text } = await fetchFrom(sim, pathOf(document));
  assert.deepEqual([status, text], [500, 'Simulator: no such thing']);
  assert.equal((await fetchFrom(sim, pathOf(document))).status, 200);
});

test('Batches, lists and all requests can be scripted', async (t) => {
  const sim = await simulate(t);
  for (const [target, path] of [
    [sim.batchId, `${REFERENCE_PATH}/${sim.batchId}`],
    [`${sim.batchId}/documents`, `${REFERENCE_PATH}/${sim.batchId}/documents`],
    ['batches', REFERENCE_PATH],
    ['*', '/anything'],
  ]) {
    sim.script(target, [{ status: 299, body: target }]);
    assert.deepEqual(await fetchFrom(sim, path).then(({ status, text }) => [status, text]), [299, target]);
  }
});

test('A script for a document needs the key, and a script for * does not', async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [{ status: 299 }]);
  assert.equal((await fetchFrom(sim, pathOf(document), { headers: {} })).status, 401);
  sim.script('*', [{ status: 298 }, {}]);
  assert.equal((await fetchFrom(sim, pathOf(document), { headers: {} })).status, 298);
  assert.equal((await fetchFrom(sim, pathOf(document), { headers: {} })).status, 401);
});

test('script() rejects an invalid target, a missing list and an unknown fault', async (t) => {
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

test('Every request is recorded as it was sent', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const path = `${pathOf(sim.documents[0])}?a=%2F`;
  sim.advance(500);
  await fetchFrom(sim, path);
  const [request] = sim.requests;
  assert.equal(await request.done, 'finished');
  const { method, url, headers, at, finished, aborted, body } = request;
  assert.deepEqual(
    { method, url, key: headers['ocp-apim-subscription-key'], at, finished, aborted, body, a: request.query.get('a') },
    { method: 'GET', url: path, key: sim.key, at: START + 500, finished: true, aborted: false, body: '', a: '/' },
  );
  assert.equal(request.path, pathOf(sim.documents[0]));
  sim.requests.length = 0;
  await fetchFrom(sim, REFERENCE_PATH, { method: 'POST', body: '{"a":1}', headers: withKey(sim) });
  assert.deepEqual(
    sim.requests.map((record) => [record.method, record.body]),
    [['POST', '{"a":1}']],
  );
});

test('requested() resolves with a request that has arrived or will arrive', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const second = sim.requested(2);
  await fetchFrom(sim, '/first');
  await fetchFrom(sim, '/second');
  assert.equal((await second).path, '/second');
  assert.equal((await sim.requested(1)).path, '/first');
});

test('release() sends the delayed responses', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  sim.script(document.id, [{ fault: 'delay' }, { fault: 'delay', reply: { fault: 'throttled' } }, {}]);
  const held = [fetchFrom(sim, pathOf(document)), fetchFrom(sim, pathOf(document))];
  await sim.requested(2);
  assert.equal((await fetchFrom(sim, pathOf(document))).status, 200);
  assert.deepEqual(sim.requests.map(({ finished }) => finished).slice(0, 2), [false, false]);
  sim.release();
  assert.deepEqual((await Promise.all(held)).map(({ status }) => status).sort(), [200, 429]);
});

test('A delay can wait for a promise or for a time', BOUNDED, async (t) => {
  const sim = await simulate(t);
  const [document] = sim.documents;
  /** @type {(value?: unknown) => void} */
  let resolveDelay = () => {};
  sim.script(document.id, [
    { fault: 'delay', until: new Promise((resolve) => (resolveDelay = resolve)) },
    { fault: 'delay', ms: 1 },
  ]);
  const held = fetchFrom(sim, pathOf(document));
  await sim.requested(1);
  assert.equal((await fetchFrom(sim, pathOf(document))).status, 200);
  resolveDelay();
  assert.equal((await held).status, 200);
});

test(
  'A request is recorded as aborted when its client disconnects, and its delayed response is dropped',
  BOUNDED,
  async (t) => {
    const sim = await simulate(t);
    const [document] = sim.documents;
    for (const fault of /** @type {const} */ (['delay', 'silence', 'headersThenSilence', 'byteAtATime', 'hugeBody'])) {
      sim.requests.length = 0;
      sim.script(document.id, [{ fault }]);
      const controller = new AbortController();
      const responded = fetch(sim.url + pathOf(document), { headers: withKey(sim), signal: controller.signal });
      const request = await sim.requested(1);
      if (!['delay', 'silence'].includes(fault)) await responded;
      controller.abort();
      await responded.catch(() => {});
      assert.equal(await request.done, 'aborted', fault);
      assert.deepEqual([request.aborted, request.finished], [true, false]);
      sim.release();
      await sim.settled();
    }
  },
);
