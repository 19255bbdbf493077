// Two users in one Node process: spans of OpenTelemetry have the right parent, and nothing of a user who left is retained. The cases that run in
// every runtime are in tests/runtimes/contexts.js.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { contextCases, runContextCases } from '../runtimes/contexts.js';
import { startClock } from './clock.js';
import { BATCH, body, collect, DOCUMENT, idIn, stage } from './stage.js';

const options = { timeout: 60_000 };
/** The timers are pending when garbage is collected. */
const SLOW = { minIntervalMs: 60_000 };
const OTHER = '0007aadd-0000-0000-0000-000000000001';

setFlagsFromString('--expose-gc');
const collectGarbage = /** @type {() => void} */ (runInNewContext('gc'));

/** Waits until the object is collected. @param {WeakRef<object>} ref */
async function isCollected(ref) {
  for (let turns = 0; turns < 50 && ref.deref(); turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  return !ref.deref();
}

test('the cases of async contexts pass in this process', options, async () => {
  const { createClient } = await import('document-translation-status');
  const results = await runContextCases(createClient, AsyncLocalStorage);
  assert.deepEqual(results, Object.fromEntries(Object.keys(contextCases).map((name) => [name, ''])));
});

/**
 * Starts a watch whose caller has a store that nothing else refers to.
 * @param {AsyncLocalStorage<object>} storage
 * @param {any} client
 * @param {string} document
 */
function startOwned(storage, client, document) {
  const store = { name: 'alice' };
  const watch = storage.run(store, () => client.watchDocument(BATCH, document, SLOW));
  storage.run(store, () => watch.next()).catch(() => {});
  return { ref: new WeakRef(store), watch };
}

/** @type {{ when: string, leave: (parts: { respond: (status: number) => Promise<void>, watch: any }) => Promise<void> }[]} */
const departures = [
  { when: 'waits for a place in the queue', leave: async ({ watch }) => void (await watch.return()) },
  {
    when: 'has a request in flight that another watch needs',
    leave: async ({ respond, watch }) => {
      await respond(200); // frees the place
      await watch.return();
      await respond(503);
    },
  },
  {
    when: 'waits for its timer',
    leave: async ({ respond, watch }) => {
      await respond(200);
      await respond(503);
      await watch.return();
    },
  },
];

for (const { when, leave } of departures)
  test(`the store of a caller is collected after its watch left while it ${when}`, options, async () => {
    const storage = new AsyncLocalStorage();
    /** @type {((reply: unknown) => void)[]} */
    const open = [];
    const respond = async (/** @type {number} */ status) => {
      while (!open.length) await new Promise((resolve) => setImmediate(resolve));
      open.shift()?.(new Response(JSON.stringify(body('Running', 1)), { status }));
      for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
    };
    const { client } = await stage(() => new Promise((resolve) => open.push(resolve)), { maxConcurrency: 1 });
    const occupant = client.watchDocument(BATCH, OTHER, SLOW);
    const occupied = occupant.next();
    const { ref, watch } = startOwned(storage, client, DOCUMENT);
    const bobs = storage.run({ name: 'bob' }, () => client.watchDocument(BATCH, DOCUMENT, SLOW));
    const pending = storage.run({ name: 'bob' }, () => bobs.next());
    await leave({ respond, watch });
    const collected = await isCollected(ref);
    client.close();
    await Promise.allSettled([occupied, pending]);
    assert.ok(collected);
    assert.ok(watch && bobs, 'The watches themselves are still referred to.');
  });

test('the store of the caller that created a client is collected while the client is in use', options, async () => {
  const storage = new AsyncLocalStorage();
  const create = async () => {
    const store = { name: 'alice' };
    const wasm = readFileSync(new URL('../../dist/module/generated/module.wasm', import.meta.url));
    const { client } = await storage.run(store, () => stage([body('Running', 1)], { wasm }));
    await storage.run(store, () => client.getDocumentStatus(BATCH, DOCUMENT));
    return { ref: new WeakRef(store), client, wasm };
  };
  const { ref, client, wasm } = await create();
  assert.ok(await isCollected(ref));
  assert.ok(wasm.length && client.apiVersion, 'The client and its module are still referred to.');
});

test('with OpenTelemetry, a span of a request has the span of its watch as its parent', options, async (t) => {
  const { startTracer } = await import('../hosts/telemetry.js');
  const { tracer, finishedSpans } = startTracer(t);
  const clock = startClock(t);
  let responses = 0;
  const { client } = await stage(
    async (url) => {
      const span = tracer.startSpan(`request ${idIn(url)}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
      span.end();
      responses++;
      return new Response(
        responses % 3 === 0
          ? JSON.stringify({ error: { code: 'ServiceUnavailable', message: 'Down' } })
          : JSON.stringify(body(responses > 20 ? 'Succeeded' : 'Running', responses, { id: idIn(url) })),
        { status: responses % 3 === 0 ? 503 : 200 },
      );
    },
    { maxConcurrency: 1 },
  );
  const watchAs = (/** @type {string} */ document) =>
    tracer.startActiveSpan(`watch ${document}`, async (/** @type {any} */ span) => {
      await collect(client.watchDocument(BATCH, document));
      span.end();
    });
  await clock.until(Promise.all([watchAs(DOCUMENT), watchAs(OTHER)]));
  /** @type {any[]} */
  const spans = finishedSpans();
  for (const document of [DOCUMENT, OTHER]) {
    const [parent] = spans.filter(({ name }) => name === `watch ${document}`);
    const requests = spans.filter(({ name }) => name === `request ${document}`);
    assert.ok(requests.length > 5);
    for (const { parentSpanContext } of requests) assert.equal(parentSpanContext?.spanId, parent.spanContext().spanId);
  }
});
