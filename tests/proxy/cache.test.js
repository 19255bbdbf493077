// Tests how many requests the proxy sends to the service: one per document and interval for any number of viewers, also after failures and
// throttling. A status never goes back to an older one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherForms, otherLists } from './forms.js';
import { limits, stage } from './stage.js';

const place = stage();
/** The interval is extended at random by up to a fifth. */
const JITTER = 1.2;

/** The id of a document that does not exist. @param {number} number @param {string} [first] */
const unknownId = (number, first = '0') => `${first}0000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

/** @param {Response} reply */
const statusOf = async (reply) => {
  const { status, error } = await reply.json();
  return status ?? error.code;
};

test('A thousand viewers at once cause one request to the service', limits, async () => {
  const proxy = place.proxy();
  const replies = await Promise.all(Array.from({ length: 1000 }, () => place.ask(proxy)));
  assert.ok(replies.every(({ status }) => status === 200));
  assert.equal(place.sim.requests.length, 1);
});

test(
  'A response is reused for the polling interval, even if the service sends a shorter Retry-After',
  limits,
  async () => {
    const proxy = place.proxy();
    await place.ask(proxy);
    place.time += 1999;
    const reply = await place.ask(proxy);
    assert.equal(place.sim.requests.length, 1);
    assert.equal(reply.headers.get('Retry-After'), '1');
    place.time += 1 + 2000 * (JITTER - 1);
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, 2);
  },
);

test('The interval grows while the status does not change', limits, async () => {
  const proxy = place.proxy({ maxIntervalMs: 8000 });
  place.script([{ status: 'Running', progress: 0.4 }]);
  for (const wait of [2000, 3000, 4500, 6750, 8000, 8000]) {
    const before = place.sim.requests.length;
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, before + 1);
    place.time += wait - 1;
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, before + 1, `The response is reused for ${wait} ms`);
    place.time += 1 + wait * (JITTER - 1);
  }
});

test('A Retry-After that is longer than the interval is respected', limits, async () => {
  const proxy = place.proxy();
  place.script([{ headers: { 'Retry-After': 20 } }]);
  assert.ok(Number((await place.ask(proxy)).headers.get('Retry-After')) >= 20);
  place.time += 19_999;
  await place.ask(proxy);
  assert.equal(place.sim.requests.length, 1);
});

for (const seconds of [86_400, 999_999_999]) {
  test(
    `A response with Retry-After: ${seconds} is reused for five minutes, or for maxRetryAfterMs`,
    limits,
    async (t) => {
      t.mock.method(Math, 'random', () => 0);
      for (const [options, ceiling] of /** @type {const} */ ([
        [{}, 300_000],
        [{ maxRetryAfterMs: 40_000 }, 40_000],
      ])) {
        const proxy = place.proxy(options);
        place.sim.requests.length = 0;
        place.script([{ status: 'Running', headers: { 'Retry-After': seconds } }]);
        assert.equal((await place.ask(proxy)).headers.get('Retry-After'), String(ceiling / 1000));
        place.time += ceiling - 1;
        await place.ask(proxy);
        assert.equal(place.sim.requests.length, 1);
        place.time += 1;
        await place.ask(proxy);
        assert.equal(place.sim.requests.length, 2);
      }
    },
  );

  test(
    `A 429 with Retry-After: ${seconds} pauses its document for five minutes and other documents for one minute`,
    limits,
    async (t) => {
      t.mock.method(Math, 'random', () => 0);
      const proxy = place.proxy();
      const other = place.path.replace(place.id, place.otherId);
      place.script([{ status: 429, headers: { 'Retry-After': seconds }, body: '' }, {}]);
      assert.equal((await place.ask(proxy)).status, 429);
      const refused = await place.ask(proxy, other);
      assert.deepEqual([refused.status, refused.headers.get('Retry-After')], [429, '60']);
      place.time += 59_999;
      assert.equal((await place.ask(proxy, other)).status, 429);
      assert.equal(place.sim.requests.length, 1);
      place.time += 1;
      assert.equal((await place.ask(proxy, other)).status, 200);
      place.time += 239_999;
      assert.equal((await place.ask(proxy)).status, 429);
      place.time += 1;
      assert.equal((await place.ask(proxy)).status, 200);
    },
  );

  test(
    `A 503 with Retry-After: ${seconds} pauses its document for five minutes and no other document`,
    limits,
    async () => {
      const proxy = place.proxy();
      place.script([{ status: 503, headers: { 'Retry-After': seconds }, body: '' }, {}]);
      assert.equal((await place.ask(proxy)).status, 503);
      assert.equal((await place.ask(proxy, place.path.replace(place.id, place.otherId))).status, 200);
      place.time += 300_000;
      assert.equal((await place.ask(proxy)).status, 200);
    },
  );
}

test('A 429 with a long interval pauses other documents for at most a minute', limits, async () => {
  const proxy = place.proxy({ minIntervalMs: 900_000, maxIntervalMs: 900_000 });
  place.script([{ status: 429, headers: { 'Retry-After': null }, body: '' }]);
  assert.equal((await place.ask(proxy)).status, 429);
  place.time += 60_000;
  assert.equal((await place.ask(proxy, place.path.replace(place.id, place.otherId))).status, 200);
});

for (const [what, failure] of Object.entries({
  'a 401': { status: 401, body: '' },
  'a 403': { status: 403, body: '' },
  'a redirect': { status: 302, headers: { Location: 'https://login.example/' }, body: '' },
  'a page of HTML': { status: 200, body: '<html></html>' },
  'a 503': { status: 503, body: '' },
  'a 429': { status: 429, headers: { 'Retry-After': '9' }, body: '' },
}))
  test(`A finished document keeps its status when the service responds with ${what}`, limits, async () => {
    const proxy = place.proxy({ maxStaleMs: 0 });
    place.script([{ status: 'Succeeded', progress: 1 }, failure]);
    await place.ask(proxy);
    for (let hour = 1; hour <= 3; hour++) {
      place.time += 3_600_000;
      const reply = await place.ask(proxy);
      assert.deepEqual([reply.status, await statusOf(reply)], [200, 'Succeeded']);
      await place.ask(proxy);
      assert.equal(place.sim.requests.length, 1 + hour);
    }
    const stream = await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } });
    assert.match(await stream.text(), /"status":"Succeeded"/, 'The stream sends the status and ends');
  });

test('A finished document that was deleted gives 404', limits, async () => {
  const proxy = place.proxy();
  place.script([{ status: 'Succeeded' }, { status: 404, body: '' }]);
  await place.ask(proxy);
  place.time += 3_600_000;
  assert.equal((await place.ask(proxy)).status, 404);
});

for (const status of [401, 403, 503])
  test(`The list of a finished job is kept when the service responds with ${status}`, limits, async () => {
    const list = `${place.batchPath}/documents`;
    const proxy = place.proxy({ exposeBatches: true, maxStaleMs: 0 });
    const at = '2026-01-01T00:00:00Z';
    const documents = ['Failed', 'Cancelled'].map((status, index) => ({
      id: [place.id, place.otherId][index],
      createdDateTimeUtc: at,
      lastActionDateTimeUtc: at,
      to: 'fr',
      status,
    }));
    place.sim.script(`${place.batchId}/documents`, [
      { status: 200, body: { value: documents } },
      { status, body: '' },
      { status: 404, body: '' },
    ]);
    const first = await (await place.ask(proxy, list)).json();
    assert.equal(first.value.length, 2);
    place.time += 3_600_000;
    const reply = await place.ask(proxy, list);
    assert.deepEqual([reply.status, await reply.json()], [200, first]);
    place.time += 3_600_000;
    assert.equal((await place.ask(proxy, list)).status, 404, 'The job was deleted');
  });

test(
  'A running document gives an error when the service responds with 401, because its status may have changed',
  limits,
  async () => {
    const proxy = place.proxy();
    place.script([{ status: 'Running' }, { status: 401, body: '' }]);
    await place.ask(proxy);
    place.time += 3000;
    assert.equal((await place.ask(proxy)).status, 502);
  },
);

test('A terminal status is reused for an hour', limits, async () => {
  const proxy = place.proxy();
  place.script([{ status: 'Succeeded', progress: 1 }]);
  await place.ask(proxy);
  place.time += 3_599_999;
  assert.equal(await statusOf(await place.ask(proxy)), 'Succeeded');
  assert.equal(place.sim.requests.length, 1);
  place.time += 1;
  await place.ask(proxy);
  assert.equal(place.sim.requests.length, 2);
});

test('An older status never replaces a newer one, also after a failure', limits, async () => {
  const proxy = place.proxy({ maxStaleMs: 0, maxIntervalMs: 2000 });
  const at = (/** @type {string} */ lastActionDateTimeUtc, /** @type {string} */ status) => ({
    lastActionDateTimeUtc,
    status,
  });
  place.script([
    at('2026-01-01T00:00:01.0000002Z', 'Running'),
    { status: 503, body: '' },
    at('2026-01-01T00:00:01.0000001Z', 'NotStarted'),
    at('2026-01-01T00:00:02Z', 'Cancelled'),
    at('2026-01-01T00:00:01Z', 'Running'),
  ]);
  const seen = [];
  for (let i = 0; i < 5; i++) {
    seen.push(await statusOf(await place.ask(proxy)));
    place.time += 2000 * JITTER;
  }
  place.time += 3_600_000;
  seen.push(await statusOf(await place.ask(proxy)));
  assert.deepEqual(seen, ['Running', 'ServiceUnavailable', 'Running', 'Cancelled', 'Cancelled', 'Cancelled']);
  assert.equal(place.sim.requests.length, 5);
});

test('An older status never replaces a newer one in a list of documents', limits, async () => {
  const proxy = place.proxy({ exposeBatches: true });
  const item = (/** @type {string} */ lastActionDateTimeUtc, /** @type {string} */ status) => ({
    status: 200,
    body: {
      value: [{ id: place.id, createdDateTimeUtc: '2026-01-01T00:00:00Z', to: 'fr', lastActionDateTimeUtc, status }],
    },
  });
  place.sim.script(`${place.batchId}/documents`, [
    item('2026-01-01T00:00:02Z', 'Running'),
    item('2026-01-01T00:00:01Z', 'NotStarted'),
  ]);
  for (let i = 0; i < 2; i++) {
    const { value } = await (await place.ask(proxy, `${place.batchPath}/documents`)).json();
    assert.equal(value[0].status, 'Running');
    place.time += 60_000;
  }
  assert.equal(place.sim.requests.length, 2);
});

test('A failure is shared like a status, and the interval grows while it lasts', limits, async () => {
  const proxy = place.proxy();
  place.script([{ status: 503, body: '' }]);
  for (const wait of [4000, 8000, 16_000, 30_000, 30_000]) {
    const before = place.sim.requests.length;
    const replies = await Promise.all(Array.from({ length: 50 }, () => place.ask(proxy)));
    assert.ok(replies.every(({ status }) => status === 503));
    assert.equal(place.sim.requests.length, before + 1);
    place.time += wait - 1;
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, before + 1, `The response is reused for ${wait} ms`);
    place.time += 1 + wait * (JITTER - 1);
  }
});

test('During a temporary failure viewers get the last status for a minute, then the failure', limits, async () => {
  const proxy = place.proxy({ maxIntervalMs: 2000 });
  place.script([{ status: 'Running' }, { status: 503, body: '' }]);
  const seen = [];
  for (let passed = 0; passed <= 80_000; passed += 20_000) {
    seen.push(await statusOf(await place.ask(proxy)));
    place.time += 20_000;
  }
  assert.deepEqual(seen, ['Running', 'Running', 'Running', 'Running', 'ServiceUnavailable']);
});

test('A permanent failure is returned at once', limits, async () => {
  const proxy = place.proxy();
  place.script([{ status: 'Running' }, { status: 404, body: '' }]);
  await place.ask(proxy);
  place.time += 3000;
  assert.equal(await statusOf(await place.ask(proxy)), 'NotFound');
});

test('A 429 for one document pauses all documents, and known statuses are served meanwhile', limits, async () => {
  const proxy = place.proxy();
  const other = place.path.replace(place.id, place.otherId);
  await place.ask(proxy);
  place.sim.script(place.otherId, [{ status: 429, headers: { 'Retry-After': 9 }, body: '' }, {}]);
  assert.equal((await place.ask(proxy, other)).status, 429);
  place.time += 8999;
  const shown = await place.ask(proxy);
  assert.deepEqual([shown.status, place.sim.requests.length], [200, 2]);
  place.time += 1 + 9000 * (JITTER - 1);
  assert.equal((await place.ask(proxy, other)).status, 200);
  await place.ask(proxy);
  assert.equal(place.sim.requests.length, 4);
});

test('A 404 is reused for 30 seconds', limits, async () => {
  const proxy = place.proxy();
  place.script([{ status: 404, body: '' }, {}]);
  await Promise.all(Array.from({ length: 20 }, () => place.ask(proxy)));
  place.time += 29_999;
  assert.equal((await place.ask(proxy)).status, 404);
  assert.equal(place.sim.requests.length, 1);
  place.time += 1;
  assert.equal((await place.ask(proxy)).status, 200);
});

test(
  'A viewer’s query, headers, method and spelling of the ids cause no other request and change no response',
  limits,
  async () => {
    const proxy = place.proxy({ apiVersion: '2024-05-01' });
    const dated = `/translator/document/batches/${place.batchId}/documents/${place.id}?api-version=2024-05-01`;
    const first = await (await place.ask(proxy, dated)).text();
    for (const path of [
      `${dated}&x=1`,
      `${dated}&api-version=2099-01-01`,
      `${dated}&utm_source=${'a'.repeat(100)}`,
      dated.replace(place.id, place.id.toUpperCase()),
      dated.replace(place.batchId, place.batchId.toUpperCase()),
      dated.replace('?', '/?'),
      place.path,
    ])
      assert.equal(await (await place.ask(proxy, path)).text(), first, path);
    for (const headers of [
      { Host: 'evil.example' },
      { 'X-Forwarded-Host': 'evil.example' },
      { 'X-Forwarded-Scheme': 'http' },
      { 'Cache-Control': 'no-cache' },
      { Pragma: 'no-cache' },
      { Origin: 'https://evil.example' },
      { 'Accept-Language': 'x' },
      { Accept: '*/*' },
    ])
      assert.equal(
        await (await place.ask(proxy, dated, { headers: new Headers(Object.entries(headers)) })).text(),
        first,
        JSON.stringify(headers),
      );
    await place.ask(proxy, dated, { method: 'HEAD' });
    assert.equal(await (await place.ask(proxy, dated)).text(), first);
    assert.equal(place.sim.requests.length, 1);
  },
);

test(
  'Memory is limited in bytes: unknown ids are evicted first, then the least recently requested documents',
  limits,
  async () => {
    const proxy = place.proxy({ maxBytes: 200_000, maxIntervalMs: 2 ** 31 - 1, minIntervalMs: 1e9 });
    const large = { characterCharged: 1, to: 'x'.repeat(50_000) };
    place.script([large]);
    place.sim.script(place.otherId, [large]);
    const other = place.path.replace(place.id, place.otherId);
    await place.ask(proxy);
    for (let i = 0; i < 300; i++) {
      assert.equal((await place.ask(proxy, place.path.replace(place.id, unknownId(i)))).status, 404);
    }
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, 301, 'The document was kept');
    await place.ask(proxy, other);
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, 303, 'There is room for one document only');
  },
);

test(
  'Memory is counted correctly when an entry is evicted and requested again during its request',
  limits,
  async () => {
    const at = '2026-01-01T00:00:00Z';
    /** @type {((reply: Response) => void) | undefined} */
    let answer;
    let holds = false;
    let asked = 0;
    const proxy = place.proxy({
      maxBytes: 60_000,
      fetch: async (/** @type {string} */ url) => {
        asked++;
        const id = String(url.split('/').at(-1));
        if (id.startsWith('0')) return new Response('', { status: 404 });
        if (holds) await new Promise((resolve) => (answer = resolve));
        return Response.json({
          lastActionDateTimeUtc: at,
          createdDateTimeUtc: at,
          status: 'Running',
          id,
          to: 'x'.repeat(10_000),
        });
      },
    });
    const ask = (/** @type {string} */ id) => place.ask(proxy, place.path.replace(place.id, id));
    for (let round = 1; round <= 5; round++) {
      holds = true;
      const first = ask(unknownId(round, 'f'));
      while (!answer) await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(Array.from({ length: 100 }, (_, i) => ask(unknownId(i))));
      holds = false;
      assert.equal((await ask(unknownId(round, 'f'))).status, 200);
      answer(new Response());
      answer = undefined;
      assert.equal((await first).status, 200);
    }
    await ask(unknownId(9, 'f'));
    const before = asked;
    await ask(unknownId(9, 'f'));
    assert.equal(asked, before, 'The document was kept');
  },
);

/** Replaces the Cache API with a cache that all proxies share, like the isolates of one data centre. @param {import('node:test').TestContext} t @param {object} [more] */
function shareCache(t, more = {}) {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const cache = {
    match: async (/** @type {string} */ url) => kept.has(url) && new Response(kept.get(url)),
    put: async (/** @type {string} */ url, /** @type {Response} */ response) => kept.set(url, await response.text()),
    ...more,
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'caches');
  Object.defineProperty(globalThis, 'caches', {
    configurable: true,
    value: { default: cache, open: async () => cache },
  });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'caches', before);
    else Reflect.deleteProperty(globalThis, 'caches');
  });
  return kept;
}

test(
  'A newer status from another isolate is used, and an older one from the service does not replace it',
  limits,
  async (t) => {
    shareCache(t);
    const at = (/** @type {number} */ second, /** @type {number} */ progress) => ({
      lastActionDateTimeUtc: `2026-01-01T00:00:0${second}Z`,
      status: 'Running',
      progress,
    });
    place.script([at(1, 0.1), at(3, 0.3), at(2, 0.2)]);
    const [one, other] = [place.proxy(), place.proxy()];
    const seen = [];
    for (const proxy of [one, other, one, other]) {
      seen.push((await (await place.ask(proxy)).json()).progress);
      if (proxy === one || seen.length < 3) place.time += 60_000;
    }
    assert.deepEqual(seen, [0.1, 0.3, 0.3, 0.3]);
  },
);

test('The shared cache’s keys have the worker’s host and no query of a viewer', limits, async (t) => {
  const kept = shareCache(t);
  await place.ask(place.proxy(), `${place.path}?x=https://evil.example`);
  assert.deepEqual(
    [...kept.keys()].map((url) => [new URL(url).host, new URL(url).search]),
    [['status.example.com', '']],
  );
});

for (const [what, broken] of Object.entries({
  'fails to read': { match: async () => Promise.reject(new Error('broken')) },
  'fails to write': { put: async () => Promise.reject(new Error('broken')) },
  'returns invalid data': { match: async () => new Response('<html>') },
}))
  test(`The proxy responds when the shared cache ${what}`, limits, async (t) => {
    shareCache(t, broken);
    const proxy = place.proxy();
    const without = await proxy.fetch(new Request(`https://status.example.com${place.path}`));
    assert.equal(without.status, 200);
    assert.equal((await place.ask(proxy)).status, 200);
    assert.equal(place.sim.requests.length, 1);
  });

test('At most a thousand requests to the service run at once, and the next viewer gets 503', limits, async () => {
  let asked = 0;
  /** @type {(() => void)[]} */
  const held = [];
  const proxy = place.proxy({
    fetch: async () => {
      asked++;
      await new Promise((resolve) => held.push(() => resolve(undefined)));
      return new Response('', { status: 404 });
    },
  });
  const replies = Array.from({ length: 1000 }, (_, i) => place.ask(proxy, place.path.replace(place.id, unknownId(i))));
  while (asked < 1000) await new Promise((resolve) => setImmediate(resolve));
  const refused = await place.ask(proxy);
  assert.deepEqual([refused.status, (await refused.json()).error.code], [503, 'ServiceUnavailable']);
  for (const release of held.splice(0)) release();
  assert.ok((await Promise.all(replies)).every(({ status }) => status === 404));
  const later = place.ask(proxy);
  while (!held.length) await new Promise((resolve) => setImmediate(resolve));
  held[0]();
  assert.equal((await later).status, 404);
});

test(
  'A service that does not respond gives all waiting viewers 504, and gets another request later',
  limits,
  async () => {
    let asked = 0;
    const proxy = place.proxy({
      timeoutMs: 100,
      // Later responses come without the network, so that they are in time on a busy machine.
      fetch: async () => (asked++ ? new Response('', { status: 404 }) : new Promise(() => {})),
    });
    const replies = await Promise.all(Array.from({ length: 10 }, () => place.ask(proxy)));
    assert.ok(replies.every(({ status }) => status === 504));
    assert.equal(asked, 1);
    place.time += 60_000;
    assert.equal((await place.ask(proxy)).status, 404);
  },
);

test(
  'A shared cache that hangs delays a response for at most timeoutMs and is reported as an event',
  limits,
  async (t) => {
    shareCache(t, { match: () => new Promise(() => {}) });
    /** @type {any[]} */
    const events = [];
    const { batchId, id: documentId } = place;
    const fetch = async () => new Response('', { status: 404 });
    const reply = await place.ask(place.proxy({ timeoutMs: 50, fetch, onEvent: events.push.bind(events) }));
    assert.equal(reply.status, 404);
    assert.deepEqual(events[0], {
      type: 'fallback',
      route: 'document',
      batchId,
      documentId,
      what: 'cache',
      code: 'TimeoutError',
    });
  },
);

test('A snapshot of another version in the shared cache is ignored and reported as an event', limits, async (t) => {
  const kept = shareCache(t);
  await place.ask(place.proxy());
  const [[url, text]] = kept;
  const written = JSON.parse(text);
  for (const [index, other] of otherForms(written).entries()) {
    kept.set(url, JSON.stringify(other));
    /** @type {any[]} */
    const events = [];
    const reply = await place.ask(place.proxy({ onEvent: events.push.bind(events) }));
    assert.deepEqual([reply.status, await statusOf(reply)], [200, 'Running'], `form ${index}`);
    assert.deepEqual([events[0].type, events[0].what, events[0].code], ['fallback', 'cache', 'InvalidSnapshot']);
  }
});

test('A list of another version in the shared cache is ignored and reported as an event', limits, async (t) => {
  const kept = shareCache(t);
  const list = `${place.batchPath}/documents`;
  await place.ask(place.proxy({ exposeBatches: true }), list);
  const [[url, text]] = kept;
  for (const [index, other] of otherLists(JSON.parse(text)).entries()) {
    kept.set(url, JSON.stringify(other));
    /** @type {any[]} */
    const events = [];
    const reply = await place.ask(place.proxy({ exposeBatches: true, onEvent: events.push.bind(events) }), list);
    assert.deepEqual([reply.status, (await reply.json()).value?.length], [200, 2], `form ${index}`);
    assert.deepEqual([events[0].type, events[0].what, events[0].code], ['fallback', 'cache', 'InvalidSnapshot']);
  }
});

test('A stored pause ends after maxRetryAfterMs, however often the snapshot is read', limits, async (t) => {
  shareCache(t);
  place.script([{ status: 'Running', headers: { 'Retry-After': 86_400 } }, { status: 'Succeeded' }]);
  await place.ask(place.proxy({ maxRetryAfterMs: 86_400_000 }));
  const seen = [];
  for (let read = 0; read < 3; read++) {
    // Each proxy is another isolate of the same data centre, with a lower maxRetryAfterMs.
    seen.push(await statusOf(await place.ask(place.proxy())));
    place.time += 200_000;
  }
  assert.deepEqual(seen, ['Running', 'Running', 'Succeeded']);
});

test(
  'A snapshot that an earlier version stored for years is reused only for this version’s limit',
  limits,
  async (t) => {
    const kept = shareCache(t);
    await place.ask(place.proxy());
    const [[url, text]] = kept;
    kept.set(url, JSON.stringify({ ...JSON.parse(text), until: place.time + 1e12 }));
    const proxy = place.proxy();
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, 1);
    kept.clear();
    place.time += 300_000;
    await place.ask(proxy);
    assert.equal(place.sim.requests.length, 2);
  },
);

test(
  'A request that the runtime dropped with its viewer is given up after timeoutMs and sent again',
  limits,
  async (t) => {
    let asked = 0;
    // Simulates a request that the runtime dropped together with its viewer: no response, no timer.
    shareCache(t, { match: async () => (asked++ ? undefined : new Promise(() => {})) });
    const { setTimeout } = globalThis;
    let timers = 0;
    t.mock.method(
      globalThis,
      'setTimeout',
      (/** @type {() => void} */ run, /** @type {number} */ ms, /** @type {unknown[]} */ ...args) =>
        timers++ ? setTimeout(run, ms, ...args) : undefined,
    );
    const proxy = place.proxy({ timeoutMs: 50, now: undefined, fetch: async () => new Response('', { status: 404 }) });
    assert.equal((await place.ask(proxy)).status, 504);
    assert.equal((await place.ask(proxy)).status, 404);
    assert.equal(asked, 2);
  },
);
