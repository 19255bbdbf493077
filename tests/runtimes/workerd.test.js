// Proves what only workerd asks for: a client made at module scope serves requests side by side, and what one of them started,
// waits for or leaves behind holds no other up.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { startWorkerd } from '../hosts/workerd.js';

const timeout = 60_000;
const [A, B, C] = ['a', 'b', 'c'].map((digit) => `00000000-0000-0000-0000-00000000000${digit}`);

// The upstream's replies are given by the test, request by request: a document's by its id, others by their path.
/** @typedef {((body: unknown) => void) & { gone: Promise<unknown> }} Reply How to reply, and when the request is over. */
/** @type {Map<string, { came: ((reply: Reply) => void)[], waiting: Reply[] }>} */
const queues = new Map();
const queueOf = (/** @type {string} */ name) => {
  const queue = queues.get(name) ?? { came: [], waiting: [] };
  queues.set(name, queue);
  return queue;
};

const upstream = createServer((request, response) => {
  const name = /documents\/([^?]+)/.exec(request.url ?? '')?.[1] ?? request.url?.slice(1) ?? '';
  const queue = queueOf(name);
  const reply = Object.assign(
    (/** @type {unknown} */ body) => void response.end(typeof body === 'string' ? body : JSON.stringify(body)),
    { gone: new Promise((resolve) => response.once('close', resolve)) },
  );
  const taker = queue.came.shift();
  if (taker) taker(reply);
  else queue.waiting.push(reply);
});

/** The next request upstream that the test has not had yet. @param {string} name @returns {Promise<Reply>} */
function arrival(name) {
  const queue = queueOf(name);
  const waiting = queue.waiting.shift();
  if (waiting) return Promise.resolve(waiting);
  return new Promise((resolve) => queue.came.push(resolve));
}

let minutes = 0;
/** @param {string} id @param {string} status */
const state = (id, status) => ({
  id,
  status,
  to: 'fr',
  createdDateTimeUtc: '2024-05-01T00:00:00Z',
  lastActionDateTimeUtc: new Date(Date.UTC(2024, 4, 1, 0, ++minutes)).toISOString(),
});

/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let workerd;

before(
  async () => {
    await new Promise((resolve) => upstream.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (upstream.address());
    const url = `http://127.0.0.1:${port}`;
    workerd = await startWorkerd(new URL('rules-worker.js', import.meta.url), {
      bindings: { ENDPOINT: url, TOKENS: `${url}/token` },
    });
  },
  { timeout: 300_000 },
);
afterEach(() => {
  for (const [name, { came, waiting }] of queues)
    assert.deepEqual([came.length, waiting.length], [0, 0], `${name} is left in the middle`);
});
after(async () => {
  await workerd?.close();
  upstream.closeAllConnections();
  upstream.close();
});

/** @param {string} path */
async function ask(path) {
  const response = await fetch(`${workerd.url}${path}`);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

test('an iterator made at module scope begins with the request that wants it', { timeout }, async () => {
  const watching = ask('early-watch');
  (await arrival(A))(state(A, 'Running'));
  (await arrival(A))(state(A, 'Succeeded'));
  assert.deepEqual(await watching, ['Running', 'Succeeded']);
});

test('two requests at once are served by one client, the second first', { timeout }, async () => {
  const one = ask(`status?document=${A}`);
  const replyToOne = await arrival(A);
  const two = ask(`status?document=${B}`);
  (await arrival(B))(state(B, 'Running'));
  assert.equal((await two).id, B);
  replyToOne(state(A, 'Succeeded'));
  assert.equal((await one).status, 'Succeeded');
});

test('a watch in one request and a question in another hold each other up nowhere', { timeout }, async () => {
  const watching = ask(`watch?document=${A}`);
  (await arrival(A))(state(A, 'NotStarted'));
  const replyToWatch = await arrival(A);
  const asked = ask(`status?document=${B}`);
  (await arrival(B))(state(B, 'Running'));
  assert.equal((await asked).id, B);
  replyToWatch(state(A, 'Running'));
  const late = ask(`status?document=${C}`);
  (await arrival(A))(state(A, 'Succeeded'));
  assert.deepEqual(await watching, ['NotStarted', 'Running', 'Succeeded']);
  (await arrival(C))(state(C, 'Failed'));
  assert.equal((await late).status, 'Failed');
});

test('two watches at once wake by themselves, whichever began first', { timeout }, async () => {
  const [one, two] = [ask(`watch?document=${A}`), ask(`watch?document=${B}`)];
  const [first, second] = [await arrival(A), await arrival(B)];
  first(state(A, 'Running'));
  second(state(B, 'Running'));
  (await arrival(A))(state(A, 'Succeeded'));
  assert.deepEqual(await one, ['Running', 'Succeeded']);
  (await arrival(B))(state(B, 'Succeeded'));
  assert.deepEqual(await two, ['Running', 'Succeeded']);
});

/**
 * Begins a request that leaves when it is told to.
 * @param {string} path
 * @param {string} name of what it asks upstream first
 */
async function visit(path, name) {
  const visiting = fetch(`${workerd.url}${path}&leave`);
  const reply = await arrival(name);
  const go = await arrival('leave');
  return {
    reply,
    leave: async () => {
      go('bye');
      assert.equal(await (await visiting).text(), 'bye');
      await reply.gone;
    },
  };
}

test('a request that goes away takes no other along, nor a later one', { timeout }, async () => {
  const visitor = await visit(`status?document=${A}`, A);
  const staying = ask(`status?document=${A}`);
  const replyToStaying = await arrival(A);
  await visitor.leave();
  replyToStaying(state(A, 'Running'));
  assert.equal((await staying).status, 'Running');
  const later = ask(`status?document=${A}`);
  (await arrival(A))(state(A, 'Succeeded'));
  assert.equal((await later).status, 'Succeeded');
});

test('a watch whose request goes away takes no other watch along', { timeout }, async () => {
  const visitor = await visit(`watch?document=${A}`, A);
  const staying = ask(`watch?document=${A}`);
  (await arrival(A))(state(A, 'Running'));
  await visitor.leave();
  (await arrival(A))(state(A, 'Succeeded'));
  assert.deepEqual(await staying, ['Running', 'Succeeded']);
});

test('a request that goes away while it gets the token leaves nobody waiting for it', { timeout }, async () => {
  const visitor = await visit(`status?by=token&document=${A}`, 'token');
  const staying = ask(`status?by=token&document=${B}`);
  // It asks for itself: the other can't tell it any more.
  const replyToStaying = await arrival('token');
  await visitor.leave();
  replyToStaying('a-token');
  (await arrival(B))(state(B, 'Running'));
  assert.equal((await staying).id, B);
  const later = ask(`status?by=token&document=${C}`); // with the token that is here
  (await arrival(C))(state(C, 'Running'));
  assert.equal((await later).id, C);
});
