// Tests the module's edge: each attempt is settled once, handles are reused, transfers are closed in flight, memory runs out, the module
// traps, and no credential stays in its memory.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, mock, test } from 'node:test';
import {
  BATCH,
  bytesOf,
  DOCUMENT,
  deferred,
  errorReply,
  KEY,
  REQUIRED,
  reply,
  silence,
  streamOf,
  stub,
  TOKEN,
} from '../contract/kit.js';
import { ENDINGS, STALLS, stalledFetch } from '../tables/endings.js';
import { WITHOUT_BODY } from '../tables/statuses.js';
import { COUNTED, countListeners, ends, inspect, limitMemory, turns } from './inspect.js';

const timeout = 30_000;
const failure = () => Promise.reject(new TypeError('Failed to fetch'));

/** @type {import('./inspect.js').Inspected} */
let module;
beforeEach(async () => {
  module = await inspect();
});
afterEach(() => module.restore());

/** How an attempt can end. @type {[what: string, answer: any, options?: any][]} */
const FATES = [
  ['a good reply', () => reply()],
  ['a connection that is refused', failure],
  [
    'a fetch that throws',
    () => {
      throw new TypeError('Failed to fetch');
    },
  ],
  ['a fetch that gives nothing', () => undefined],
  ...WITHOUT_BODY.map((status) => /** @type {[string, any]} */ ([`status ${status}`, () => reply(null, { status })])),
  ['a redirect', () => reply(null, { status: 302 })],
  ['an error', () => errorReply(404, { error: { code: 'X', message: 'Y' } })],
  ['an error without a body', () => errorReply(500)],
  ['a body that is not JSON', () => reply('<html>')],
  ['a body that is too large', () => reply(' '.repeat(2 ** 20 + 1))],
  ['a body that is cut', () => reply(streamOf([bytesOf('{"id":'), failure]))],
  ['a body in pieces', () => reply(streamOf([...JSON.stringify(REQUIRED)].map(bytesOf)))],
  ...STALLS.flatMap((stall) =>
    [true, false].map(
      (heedsSignal) =>
        /** @type {[string, any, any]} */ ([
          `a response that stalls ${stall.name}${heedsSignal ? '' : ', and a fetch that ignores its signal'}`,
          (/** @type {any} */ request) => stalledFetch(stall, request, { heedsSignal }),
          { timeoutMs: 5 },
        ]),
    ),
  ),
];

for (const [what, answer, options] of FATES) {
  test(`An attempt is settled exactly once and leaves no allocation: ${what}`, { timeout }, async () => {
    const client = await module.client(stub(answer), options);
    await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
    const before = module.live();
    module.deliveries.length = 0;
    await ends([1, 2, 3].map(() => client.getDocumentStatus(BATCH, DOCUMENT)));
    await turns();
    assert.equal(module.deliveries.length, 3, 'outcomes');
    assert.equal(new Set(module.deliveries).size, 3, 'requests with an outcome');
    assert.equal(module.live(), before, 'bytes allocated');
    client.close();
    assert.equal(module.instances, 1);
  });
}

test('A response after a timeout or an abort settles nothing and leaves no allocation', { timeout }, async () => {
  const replies = [deferred(), deferred()];
  const fetch = stub((/** @type {unknown} */ _, /** @type {number} */ index) => replies[index].promise);
  const [client, patient] = [await module.client(fetch, { timeoutMs: 10 }), await module.client(fetch)];
  const before = module.live();
  const controller = new AbortController();
  const calls = ends([
    client.getDocumentStatus(BATCH, DOCUMENT),
    patient.getDocumentStatus(BATCH, DOCUMENT, { signal: controller.signal }),
  ]);
  await turns(1);
  controller.abort('enough');
  const [timedOut, aborted] = await calls;
  assert.equal(timedOut.code, 'Timeout');
  assert.equal(aborted, 'enough');
  const delivered = module.deliveries.length;
  replies[0].resolve(reply());
  replies[1].reject(new TypeError('Failed to fetch'));
  await turns();
  assert.equal(module.deliveries.length, delivered);
  assert.equal(module.live(), before);
  patient.close();
  client.close();
});

for (const when of ['while the body is read', 'before the response arrives']) {
  test(`The body of a response is cancelled if the call ends ${when}, although fetch ignores its signal`, {
    timeout,
  }, async () => {
    const canceled = deferred();
    const came = deferred();
    const endless = reply(new ReadableStream({ cancel: canceled.resolve }));
    const client = await module.client(stub(came.promise), { timeoutMs: 10 });
    if (when === 'while the body is read') came.resolve(endless);
    const [error] = await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
    assert.equal(error.code, 'Timeout');
    came.resolve(endless);
    await canceled.promise;
    client.close();
  });
}

test('The endless body of a rejected response is cancelled, although fetch ignores its signal', {
  timeout,
}, async () => {
  for (const [init, code] of /** @type {const} */ ([
    [{ redirected: true }, 'RedirectRefused'],
    [{ status: 0 }, 'NetworkFailure'],
  ])) {
    const canceled = deferred();
    const body = new ReadableStream({ cancel: canceled.resolve });
    const client = await module.client(stub({ status: 200, headers: new Headers(), body, ...init }));
    const [error] = await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
    assert.equal(error.code, code);
    await canceled.promise;
    client.close();
  }
});

for (const [ending, { name }] of Object.entries(ENDINGS))
  for (const stall of STALLS.filter(({ status }) => status))
    test(`After ${name} no timer, reader or listener is left of a response that stalls ${stall.name}`, {
      timeout,
    }, async () => {
      const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
      const before = timers();
      const [stalled, canceled] = [deferred(), deferred()];
      const fetch = stub((/** @type {any} */ request) =>
        stalledFetch(stall, request, {
          heedsSignal: false,
          onStall: () => stalled.resolve(undefined),
          onCancel: () => canceled.resolve(undefined),
        }),
      );
      const client = await module.client(fetch, { timeoutMs: ending === 'timeout' ? 20 : 30_000 });
      const controller = new AbortController();
      const { signal } = controller;
      const listeners = countListeners(signal);
      const call = ends([client.getDocumentStatus(BATCH, DOCUMENT, { signal })]);
      if (ending !== 'timeout') await stalled.promise;
      if (ending === 'abort') controller.abort();
      if (ending === 'close') client.close();
      await call;
      await canceled.promise;
      assert.equal(listeners(), 0, 'listeners');
      assert.equal(timers(), before, 'timers');
      client.close();
    });

test('A response to an earlier request does not settle a reused handle', { timeout }, async () => {
  /** @type {number[]} */
  const handles = [];
  for (const name of ['dts_fetch_cancel', 'dts_fetch_settle']) {
    const end = module.exports[name];
    module.exports[name] = (/** @type {number[]} */ ...args) => {
      handles.push(args[0]);
      return end(...args);
    };
  }
  const late = deferred();
  const current = deferred();
  const controller = new AbortController();
  const client = await module.client(stub(late.promise, current.promise));
  const first = client.getDocumentStatus(BATCH, DOCUMENT, { signal: controller.signal });
  await turns();
  controller.abort('enough');
  assert.deepEqual(await ends([first]), ['enough']);
  const second = client.getDocumentStatus(BATCH, DOCUMENT);
  await turns();
  late.resolve(reply({ ...REQUIRED, to: 'late' }));
  await turns();
  current.resolve(reply({ ...REQUIRED, to: 'current' }));
  assert.equal((await second).to, 'current');
  assert.equal(handles[1], handles[0], 'The test wants an allocator that gives the same address again');
  client.close();
});

test('close() with a hundred requests in flight delivers nothing and frees them all', { timeout }, async () => {
  const fetch = stub(silence);
  const client = await module.client(fetch);
  const before = module.live();
  const calls = Array.from({ length: 100 }, () => client.getDocumentStatus(BATCH, DOCUMENT));
  await turns();
  assert.equal(fetch.requests.length, 100);
  assert.ok(module.live() > before);
  client.close();
  assert.deepEqual(
    (await ends(calls)).map(({ code }) => code),
    calls.map(() => 'ClientClosed'),
  );
  await turns();
  assert.ok(
    module.deliveries.every((token) => token === 0),
    'No request has an outcome; the questions for the error have',
  );
  assert.equal(module.live(), before);
  assert.equal(module.instances, 1);
});

test('The module imports the host’s fetch, its deliver and number functions, and nothing else', {
  timeout,
}, async () => {
  const wasm = new WebAssembly.Module(
    readFileSync(new URL('../../dist/module/generated/module.wasm', import.meta.url)),
  );
  const names = WebAssembly.Module.imports(wasm).map(({ module: from, name }) => `${from}.${name}`);
  assert.deepEqual(names.sort(), ['env.dts_host_deliver', 'env.dts_host_number', 'env.emscripten_start_fetch']);
});

test('Every failed allocation is an OutOfMemory error, and leaves no pending call and no allocation', {
  timeout,
}, async () => {
  module.restore();
  module = await inspect(limitMemory(readFileSync(COUNTED), 4));
  const error = { code: 'X', message: 'm'.repeat(600), innerError: { code: 'Y', message: 'n'.repeat(600) } };
  const fetch = stub((/** @type {unknown} */ _, /** @type {number} */ index) =>
    index % 2 ? reply({ ...REQUIRED, to: 't'.repeat(600) }) : errorReply(400, { error }),
  );
  const client = await module.client(fetch);
  await ends([client.getDocumentStatus(BATCH, DOCUMENT), client.getDocumentStatus(BATCH, DOCUMENT)]);
  const { malloc, dts_free: free } = module.exports;
  const before = module.live();
  /** @type {number[]} */
  const taken = [];
  for (const size of [2 ** 16, 2 ** 14, 40, 8]) for (let at = malloc(size); at; at = malloc(size)) taken.push(at);
  const seen = new Set();
  // Blocks are given back little by little, so that each allocation on the way becomes in turn the one that fails.
  for (let given = 0; taken.length && given < 1000; given++) {
    const full = module.live();
    for (const end of await ends([1, 2].map(() => client.getDocumentStatus(BATCH, DOCUMENT)))) {
      seen.add(end.code ?? end.status);
      if (end.kind === 'module') assert.equal(end.code, 'OutOfMemory');
    }
    await turns(1);
    assert.equal(module.live(), full, `bytes allocated after step ${given}`);
    const nowhere = new Uint8Array(module.exports.memory.buffer, 0, 256);
    assert.ok(
      nowhere.every((byte) => byte === 0),
      'Something was written to the address NULL',
    );
    const block = taken.pop();
    if (block) free(block);
  }
  for (const block of taken) free(block);
  assert.deepEqual([...seen].sort(), ['OutOfMemory', 'Running', 'X']);
  assert.equal(module.live(), before);
  assert.equal(module.instances, 1);
  client.close();
});

test('A module passed as a Response is compiled once, and instantiated again after a trap', { timeout }, async () => {
  const wasm = new Response(readFileSync(COUNTED), { headers: { 'Content-Type': 'application/wasm' } });
  const client = await module.client(stub(reply(), reply()), { wasm });
  module.exports.dts_request_document = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  const [error] = await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
  assert.equal(error.code, 'ModuleFailed');
  assert.equal((await client.getDocumentStatus(BATCH, DOCUMENT)).status, 'Running');
  client.close();
});

for (const name of ['dts_request_document', 'malloc', 'dts_fetch_settle']) {
  test(`A module that traps in ${name} ends all pending calls, and the next call has a new instance`, {
    timeout,
  }, async () => {
    const first = deferred();
    const fetch = stub((/** @type {unknown} */ _, /** @type {number} */ index) =>
      index === 0 ? first.promise : reply(),
    );
    const client = await module.client(fetch);
    const waiting = client.getDocumentStatus(BATCH, DOCUMENT);
    await turns();
    module.exports[name] = () => {
      throw new WebAssembly.RuntimeError('unreachable');
    };
    const trapped = client.getDocumentStatus(BATCH, DOCUMENT);
    for (const error of await ends([waiting, trapped])) {
      assert.equal(error.kind, 'module');
      assert.equal(error.code, 'ModuleFailed');
      assert.ok(error.cause instanceof WebAssembly.RuntimeError);
    }
    assert.equal(module.instances, 1);
    assert.deepEqual(await client.getDocumentStatus(BATCH, DOCUMENT), REQUIRED);
    assert.equal(module.instances, 2);
    first.resolve(reply());
    await turns();
    assert.deepEqual(await client.getDocumentStatus(BATCH, DOCUMENT), REQUIRED);
    client.close();
  });
}

/** Lets the module trap during a call of the client. @param {any} client */
async function trapDuring(client) {
  const { exports: trapped } = module;
  const unreachable = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  for (const name of Object.keys(trapped)) if (typeof trapped[name] === 'function') trapped[name] = unreachable;
  const [error] = await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
  assert.equal(error.code, 'ModuleFailed');
}

for (const waits of ['a retry', 'a token'])
  test(`A call that waits for ${waits} while the module traps continues on a new instance`, { timeout }, async (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    const token = deferred();
    const replies = [errorReply(503, '', { 'retry-after-ms': '1000' }), reply()];
    const client = await module.client(stub(...(waits === 'a retry' ? replies : [reply()])), {
      maxRetries: 1,
      ...(waits === 'a token' && { credential: { token: () => token.promise } }),
    });
    const other = await module.client(stub(silence));
    const waiting = client.getDocumentStatus(BATCH, DOCUMENT);
    await turns();
    await trapDuring(other);
    token.resolve(TOKEN);
    for (let i = 0; i < 3; i++) {
      await turns();
      mock.timers.tick(1000);
    }
    assert.deepEqual(await waiting, REQUIRED);
    assert.equal(module.instances, 2);
    client.close();
    other.close();
  });

test('A watch that needs the module before its next request continues after a trap', { timeout }, async () => {
  let isDown = false;
  const getToken = async () => {
    if (isDown) throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    return { token: TOKEN, expiresOnTimestamp: 0 };
  };
  const client = await module.client(
    stub(reply(), () => reply({ ...REQUIRED, status: 'Succeeded' })),
    { credential: { getToken } },
  );
  const other = await module.client(stub(silence));
  const codes = /** @type {unknown[]} */ ([]);
  const onOutage = (/** @type {any} */ outage) => {
    codes.push(outage?.error.code);
    isDown = false;
  };
  const watching = client.watchDocument(BATCH, DOCUMENT, { minIntervalMs: 1, maxIntervalMs: 1, onOutage });
  assert.equal((await watching.next()).value?.status, 'Running');
  await trapDuring(other);
  isDown = true;
  assert.equal((await watching.next()).value?.status, 'Succeeded');
  assert.deepEqual(codes, ['TokenUnavailable', undefined]);
  client.close();
  other.close();
});

test('Calls after a trap are ended by an abort and by close()', { timeout }, async () => {
  const client = await module.client(stub(() => reply()));
  module.exports.dts_request_document = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
  const controller = new AbortController();
  const calls = [{ signal: controller.signal }, {}].map((options) =>
    client.getDocumentStatus(BATCH, DOCUMENT, options),
  );
  controller.abort('enough');
  client.close();
  const [aborted, closed] = await ends(calls);
  assert.deepEqual([aborted, closed.code], ['enough', 'ClientClosed']);
});

test('A module that traps during close() still ends all calls', { timeout }, async () => {
  const client = await module.client(stub(silence));
  const calls = [1, 2, 3].map(() => client.getDocumentStatus(BATCH, DOCUMENT));
  await turns();
  module.exports.dts_fetch_cancel = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  client.close();
  for (const error of await ends(calls)) assert.match(error.code, /^(ClientClosed|ModuleFailed)$/);
});

for (const [what, credential, secret] of /** @type {[string, any, string][]} */ ([
  ['A key', { key: KEY }, KEY],
  ['A token', { token: TOKEN }, TOKEN],
  [
    'The token of an Azure credential',
    { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Infinity }) },
    TOKEN,
  ],
])) {
  test(`${what} is not in the module’s memory, however the request ends`, { timeout }, async () => {
    for (const [fate, answer, options] of FATES) {
      const fetch = stub((/** @type {any} */ request, /** @type {number} */ index) => {
        assert.ok(Object.values(Object.fromEntries(request.headers)).join().includes(secret), 'The credential is sent');
        return answer(request, index);
      });
      const client = await module.client(fetch, { credential, ...options });
      await ends([client.getDocumentStatus(BATCH, DOCUMENT)]);
      assert.ok(fetch.requests.length === 1 && !module.holds(secret), `After ${fate}`);
      client.close();
      assert.ok(!module.holds(secret), `After ${fate} and close`);
    }
    assert.ok(module.holds('Ocp-Apim-Subscription-Key'), 'The search finds what is there');
  });
}
