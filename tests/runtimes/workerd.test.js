// workerd ties timers and requests to the incoming request that started them. A client created at module scope serves concurrent requests,
// and a request that ends early does not stop another one.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startWorkerd } from '../hosts/workerd.js';
import { installProduct } from '../package/installed.js';

const timeout = 60_000;
const [A, B, C] = ['a', 'b', 'c'].map((digit) => `00000000-0000-0000-0000-00000000000${digit}`);

// The tests respond to each request of the worker. A request is named by its document's id, or by its path.
/** @typedef {((body: unknown) => void) & { closed: Promise<unknown> }} Respond sends the response; `closed` resolves when the request has ended */
/** @type {Map<string, { arrived: ((respond: Respond) => void)[], waiting: Respond[] }>} */
const queues = new Map();
const queueOf = (/** @type {string} */ name) => {
  const queue = queues.get(name) ?? { arrived: [], waiting: [] };
  queues.set(name, queue);
  return queue;
};

const upstream = createServer((request, response) => {
  const name = /documents\/([^?]+)/.exec(request.url ?? '')?.[1] ?? request.url?.slice(1) ?? '';
  const queue = queueOf(name);
  const respond = Object.assign(
    (/** @type {unknown} */ body) => void response.end(typeof body === 'string' ? body : JSON.stringify(body)),
    { closed: new Promise((resolve) => response.once('close', resolve)) },
  );
  const onArrival = queue.arrived.shift();
  if (onArrival) onArrival(respond);
  else queue.waiting.push(respond);
});

/** Waits for the next request of that name. @param {string} name @returns {Promise<Respond>} */
function arrival(name) {
  const queue = queueOf(name);
  const waiting = queue.waiting.shift();
  if (waiting) return Promise.resolve(waiting);
  return new Promise((resolve) => queue.arrived.push(resolve));
}

let minutes = 0;
/** @param {string} id @param {string} status */
const body = (id, status) => ({
  id,
  status,
  to: 'fr',
  createdDateTimeUtc: '2024-05-01T00:00:00Z',
  lastActionDateTimeUtc: new Date(Date.UTC(2024, 4, 1, 0, ++minutes)).toISOString(),
});

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let workerd;

before(
  async () => {
    await new Promise((resolve) => upstream.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (upstream.address());
    const url = `http://127.0.0.1:${port}`;
    project = await installProduct();
    const folder = await project.bundle('workerd', new URL('module-scope-worker.js', import.meta.url));
    workerd = await startWorkerd(pathToFileURL(join(folder, 'module-scope-worker.js')), {
      bindings: { ENDPOINT: url, TOKENS: `${url}/token` },
    });
  },
  { timeout: 300_000 },
);
afterEach(() => {
  for (const [name, { arrived, waiting }] of queues)
    assert.deepEqual([arrived.length, waiting.length], [0, 0], `requests for ${name}`);
});
after(async () => {
  await workerd?.close();
  upstream.closeAllConnections();
  upstream.close();
  await project?.remove();
});

/** @param {string} path */
async function ask(path) {
  const response = await fetch(`${workerd.url}${path}`);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

test('a watch created at module scope starts with the first request that iterates it', { timeout }, async () => {
  const watching = ask('early-watch');
  (await arrival(A))(body(A, 'Running'));
  (await arrival(A))(body(A, 'Succeeded'));
  assert.deepEqual(await watching, ['Running', 'Succeeded']);
});

test('one client serves two concurrent requests, even if the second is answered first', { timeout }, async () => {
  const one = ask(`status?document=${A}`);
  const respondToOne = await arrival(A);
  const two = ask(`status?document=${B}`);
  (await arrival(B))(body(B, 'Running'));
  assert.equal((await two).id, B);
  respondToOne(body(A, 'Succeeded'));
  assert.equal((await one).status, 'Succeeded');
});

test('a watch in one request and a status call in another do not delay each other', { timeout }, async () => {
  const watching = ask(`watch?document=${A}`);
  (await arrival(A))(body(A, 'NotStarted'));
  const respondToWatch = await arrival(A);
  const asked = ask(`status?document=${B}`);
  (await arrival(B))(body(B, 'Running'));
  assert.equal((await asked).id, B);
  respondToWatch(body(A, 'Running'));
  const late = ask(`status?document=${C}`);
  (await arrival(A))(body(A, 'Succeeded'));
  assert.deepEqual(await watching, ['NotStarted', 'Running', 'Succeeded']);
  (await arrival(C))(body(C, 'Failed'));
  assert.equal((await late).status, 'Failed');
});

test('two concurrent watches each poll in their own request', { timeout }, async () => {
  const [one, two] = [ask(`watch?document=${A}`), ask(`watch?document=${B}`)];
  const [first, second] = [await arrival(A), await arrival(B)];
  first(body(A, 'Running'));
  second(body(B, 'Running'));
  (await arrival(A))(body(A, 'Succeeded'));
  assert.deepEqual(await one, ['Running', 'Succeeded']);
  (await arrival(B))(body(B, 'Succeeded'));
  assert.deepEqual(await two, ['Running', 'Succeeded']);
});

/**
 * Starts a request whose response is sent before its work is finished.
 * @param {string} path
 * @param {string} name of the worker's first request
 */
async function startEarly(path, name) {
  const response = fetch(`${workerd.url}${path}&leave`);
  const respond = await arrival(name);
  const respondToLeave = await arrival('leave');
  return {
    respond,
    leave: async () => {
      respondToLeave('bye');
      assert.equal(await (await response).text(), 'bye');
      await respond.closed;
    },
  };
}

test('a request that ends early does not stop a concurrent request, or a later one', { timeout }, async () => {
  const early = await startEarly(`status?document=${A}`, A);
  const staying = ask(`status?document=${A}`);
  const respondToStaying = await arrival(A);
  await early.leave();
  respondToStaying(body(A, 'Running'));
  assert.equal((await staying).status, 'Running');
  const later = ask(`status?document=${A}`);
  (await arrival(A))(body(A, 'Succeeded'));
  assert.equal((await later).status, 'Succeeded');
});

test('a watch whose request ends early does not stop another watch of the document', { timeout }, async () => {
  const early = await startEarly(`watch?document=${A}`, A);
  const staying = ask(`watch?document=${A}`);
  (await arrival(A))(body(A, 'Running'));
  await early.leave();
  (await arrival(A))(body(A, 'Succeeded'));
  assert.deepEqual(await staying, ['Running', 'Succeeded']);
});

test('a request that ends while it fetches the token does not leave another request waiting for that token', {
  timeout,
}, async () => {
  const early = await startEarly(`status?by=token&document=${A}`, 'token');
  const staying = ask(`status?by=token&document=${B}`);
  // It fetches a token itself: workerd does not let it wait for another request's promise.
  const respondToStaying = await arrival('token');
  await early.leave();
  respondToStaying('a-token');
  (await arrival(B))(body(B, 'Running'));
  assert.equal((await staying).id, B);
  const later = ask(`status?by=token&document=${C}`); // with the cached token
  (await arrival(C))(body(C, 'Running'));
  assert.equal((await later).id, C);
});
