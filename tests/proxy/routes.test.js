// Tests the routes of the proxy: the service's status routes and no others, in the service's formats, for any client of the service.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'document-translation-status';
import { createViewToken } from 'document-translation-status/proxy';
import { notRoutes } from '../tables/not-routes.js';
import { limits, SECRET, stage } from './stage.js';

const place = stage({ apiVersions: ['v1.0-preview.1', 'v1.0', '2024-05-01'] });
const SAS = 'https://a.blob.core.windows.net/t/a.docx?sv=2021&sig=S1gn4ture%2Bx%3D';
const FAILED = {
  status: 'Failed',
  path: undefined,
  sourcePath: SAS,
  error: {
    code: 'InvalidRequest',
    message: `Can't read ${SAS}`,
    innerError: { code: 'InvalidDocumentAccessLevel', message: `See ${encodeURIComponent(SAS)} and more` },
  },
};

test('An unknown route gives 404 in the service’s format, without a request to the service', limits, async () => {
  const proxy = place.proxy();
  for (const trick of [...notRoutes(place), `${place.path}?${'x'.repeat(30_000)}`]) {
    const reply = await place.ask(proxy, trick);
    assert.equal(reply.status, 404, trick);
    assert.equal((await reply.json()).error.code, '404');
  }
  assert.equal(place.sim.requests.length, 0);
});

test('Dot segments, encoded or not, are resolved as in a browser', limits, async () => {
  const proxy = place.proxy();
  assert.equal((await place.ask(proxy, `/x/%2e%2e${place.path}`)).status, 200);
  assert.equal((await place.ask(proxy, `/x/..${place.path}`)).status, 200);
  assert.equal(new URL(place.sim.requests[0].url, place.sim.url).pathname.includes('..'), false);
  assert.equal(place.sim.requests.length, 1);
});

test(
  'The routes of every API version work, and requests to the service use the proxy’s own version',
  limits,
  async () => {
    const proxy = place.proxy({ apiVersion: '2024-05-01' });
    const dated = `/translator/document/batches/${place.batchId}/documents/${place.id}?api-version=`;
    for (const path of [place.path, place.path.replace('v1.0', 'v1.1'), `${dated}2026-03-01`, `${dated}2099-01-01`])
      assert.equal((await place.ask(proxy, path)).status, 200, path);
    assert.equal(place.sim.requests.length, 1);
    assert.equal(place.sim.requests[0].query.get('api-version'), '2024-05-01');
  },
);

test('Requests to the service use version 2024-05-01, unless apiVersion is set', limits, async () => {
  for (const [options, asked] of /** @type {const} */ ([
    [{}, /^\/translator\/document\/batches\/.*\?api-version=2024-05-01$/],
    [{ apiVersion: 'v1.0-preview.1' }, /^\/translator\/text\/batch\/v1\.0-preview\.1\/batches\//],
  ])) {
    place.sim.requests.length = 0;
    assert.equal((await place.ask(place.proxy(options))).status, 200);
    assert.match(place.sim.requests[0].url, asked);
  }
});

test('Any method but GET, HEAD and OPTIONS gives 405 on a route and 404 elsewhere', limits, async () => {
  const proxy = place.proxy();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
    const refused = await place.ask(proxy, place.path, { method });
    assert.deepEqual([refused.status, refused.headers.get('Allow')], [405, 'GET, HEAD, OPTIONS'], method);
    assert.equal((await refused.json()).error.code, 'InvalidRequest');
    assert.equal((await place.ask(proxy, '/x', { method })).status, 404);
  }
  const headers = { 'X-HTTP-Method-Override': 'GET', 'X-Original-URL': place.path, 'X-Rewrite-URL': place.path };
  assert.equal((await place.ask(proxy, place.path, { method: 'DELETE', headers })).status, 405);
  assert.equal((await place.ask(proxy, '/x', { headers })).status, 404);
  assert.equal(place.sim.requests.length, 0);
});

test('HEAD gives the response of GET without the body', limits, async () => {
  const proxy = place.proxy();
  const [got, head] = [await place.ask(proxy), await place.ask(proxy, place.path, { method: 'HEAD' })];
  assert.deepEqual([head.status, await head.text()], [200, '']);
  assert.deepEqual([...head.headers], [...got.headers]);
});

test(
  'A viewer’s headers never reach the service, and only listed headers of the service reach the viewer',
  limits,
  async () => {
    place.script([
      {
        headers: {
          'Set-Cookie': 'a=b',
          Server: 'Kestrel',
          'X-Powered-By': 'x',
          'Access-Control-Allow-Origin': '*',
          'Strict-Transport-Security': 'max-age=1',
          'x-ms-region': 'West Europe',
          'apim-request-id': 'the-request',
        },
      },
    ]);
    const viewer = {
      Authorization: 'Bearer viewer',
      'Ocp-Apim-Subscription-Key': 'viewer',
      'Ocp-Apim-Subscription-Region': 'viewer',
      Accept: 'text/viewer',
      Cookie: 'viewer=1',
      'X-Forwarded-For': 'viewer',
      'X-Forwarded-Host': 'viewer',
      Range: 'bytes=0-1',
      'User-Agent': 'viewer',
      'Content-Type': 'viewer/viewer',
    };
    const reply = await place.ask(place.proxy(), place.path, { headers: viewer });
    assert.ok(!JSON.stringify(place.sim.requests[0]).includes('viewer'));
    assert.deepEqual([...reply.headers.keys()].sort(), [
      'apim-request-id',
      'cache-control',
      'content-type',
      'etag',
      'retry-after',
      'vary',
      'x-content-type-options',
      'x-requestid',
    ]);
    assert.equal(reply.headers.get('apim-request-id'), 'the-request');
    assert.ok(!JSON.stringify([...reply.headers, await reply.text()]).includes(String(place.sim.key)));
  },
);

test('A document keeps the spelling of the service', limits, async () => {
  place.script([{ status: 'Cancelled', progress: 0.5, characterCharged: 12, unknown: 'x' }]);
  const reply = await place.ask(place.proxy({ apiVersion: 'v1.0' }));
  assert.equal(reply.headers.get('Content-Type'), 'application/json; charset=utf-8');
  const body = await reply.json();
  assert.deepEqual(Object.keys(body), [
    'createdDateTimeUtc',
    'lastActionDateTimeUtc',
    'status',
    'to',
    'progress',
    'id',
    'characterCharged',
  ]);
  assert.deepEqual([body.status, body.progress, body.id], ['Cancelled', 0.5, place.id]);
});

test('Storage URLs are removed, also inside errors', limits, async () => {
  place.script([FAILED]);
  const text = await (await place.ask(place.proxy())).text();
  assert.ok(!/blob|sig|S1gn/i.test(text.replaceAll('InvalidDocumentAccessLevel', '')), text);
  assert.equal(JSON.parse(text).error.innerError.code, 'InvalidDocumentAccessLevel');
});

test(
  'Viewers get no hint for developers, whatever the service sends, and no calculated progress of a job',
  limits,
  async () => {
    const error = {
      ...FAILED.error,
      hint: 'Use the role Owner.',
      innerError: { code: 'TargetFileAlreadyExists', hint: 'x' },
    };
    const document = { id: place.id, status: 'Failed', lastActionDateTimeUtc: '2026-01-02T03:04:05Z', error };
    const batch = { ...document, id: place.batchId, summary: { total: 1, success: 0, failed: 1 } };
    const fetch = async (/** @type {string} */ url) =>
      Response.json(
        url.includes('/documents/') ? document : url.includes('/documents') ? { value: [document] } : batch,
      );
    const proxy = place.proxy({ exposeBatches: true, fetch });
    for (const path of [place.path, place.batchPath, `${place.batchPath}/documents`]) {
      const reply = await place.ask(proxy, path);
      const text = await reply.text();
      assert.equal(reply.status, 200, path);
      assert.ok(text.includes('TargetFileAlreadyExists'), text);
      assert.ok(!/hint|Owner|progress/.test(text), text);
    }
    const stream = await place.ask(proxy, place.path, { headers: { Accept: 'text/event-stream' } });
    assert.equal(stream.headers.get('Content-Type'), 'text/event-stream; charset=utf-8');
    const events = await stream.text();
    assert.ok(events.includes('TargetFileAlreadyExists') && !/hint|Owner|progress/.test(events), events);
  },
);

const QUERIES = {
  'a URL with spaces': "Can't read https://a.blob.core.windows.net/t/my file.docx?sv=2021&se=2026&sig=S1gn4ture",
  'a query alone': 'The query was sv=2021&se=2026&sig=S1gn4ture',
  'a URL encoded twice': `See ${encodeURIComponent(encodeURIComponent(SAS))}`,
  'a URL in capitals': 'HTTPS://A.BLOB.CORE.WINDOWS.NET/T/A.DOCX?SV=2021&SIG=S1gn4ture',
};
for (const [what, text] of Object.entries(QUERIES))
  for (const exposePaths of [false, true])
    test(
      `A signed query is removed everywhere, ${exposePaths ? 'with' : 'without'} exposePaths: ${what}`,
      limits,
      async () => {
        const details = { [text]: [text, { nested: text }], code: 'Kept' };
        const innerError = { code: 'Inner', message: text, details, innerError: { code: text, message: text } };
        place.script([
          { status: 'Failed', error: { code: 'Outer', message: text, target: text, details, innerError } },
        ]);
        const body = await (await place.ask(place.proxy({ exposePaths }))).text();
        assert.ok(!/S1gn|sv(=|%)|se(=|%)/i.test(body), body);
        const { code, innerError: inner } = JSON.parse(body).error;
        assert.deepEqual([code, inner.code, inner.details.code], ['Outer', 'Inner', 'Kept']);
      },
    );

test('A signed query inside a path is removed, and a file name with a question mark is kept', limits, async () => {
  place.script([
    {
      path: `${SAS.split('?')[0]}%3Fsv=2021&sig=S1gn4ture`,
      sourcePath: 'https://a.blob.core.windows.net/t/C%23%3F.docx',
    },
  ]);
  const { path, sourcePath } = await (await place.ask(place.proxy({ exposePaths: true }))).json();
  assert.deepEqual([path, sourcePath], [SAS.split('?')[0], 'https://a.blob.core.windows.net/t/C%23%3F.docx']);
});

test('With exposePaths storage URLs are passed on without their signatures', limits, async () => {
  place.script([FAILED]);
  const text = await (await place.ask(place.proxy({ exposePaths: true }))).text();
  assert.equal(JSON.parse(text).sourcePath, 'https://a.blob.core.windows.net/t/a.docx');
  assert.ok(!/sig|S1gn/i.test(text), text);
});

for (const [what, script, status, code] of /** @type {const} */ ([
  [
    'a 401 about the proxy’s key',
    { status: 401, body: { error: { code: '401', message: 'invalid key' } } },
    502,
    'BadGateway',
  ],
  [
    'an unknown document',
    { status: 404, body: { error: { code: 'ResourceNotFound', message: 'x' } } },
    404,
    'ResourceNotFound',
  ],
  ['a 404 without a body', { status: 404, body: '' }, 404, 'NotFound'],
  ['a 429', { status: 429, body: '' }, 429, 'RequestRateTooHigh'],
  ['a 503', { status: 503, body: '<html>key' }, 503, 'ServiceUnavailable'],
  ['HTML in place of a status', { status: 200, body: '<html>key' }, 502, 'InvalidJson'],
  ['a redirect', { status: 302, headers: { Location: 'https://evil.example/' } }, 502, 'RedirectRefused'],
]))
  test(`A viewer gets ${status} ${code} without details for ${what}`, limits, async () => {
    place.script([script]);
    const reply = await place.ask(place.proxy());
    const body = await reply.text();
    assert.deepEqual([reply.status, JSON.parse(body).error.code], [status, code]);
    assert.ok(!/key|evil/i.test(body), body);
    assert.ok(Number(reply.headers.get('Retry-After')) >= 1);
  });

test('A viewer who sends the current ETag gets 304 without a body', limits, async () => {
  const proxy = place.proxy();
  const etag = String((await place.ask(proxy)).headers.get('ETag'));
  assert.match(etag, /^"[0-9a-f]{64}"$/);
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const reply = await place.ask(proxy, place.path, { headers: { 'If-None-Match': known } });
    assert.deepEqual([reply.status, await reply.text(), reply.headers.get('ETag')], [304, '', etag], known);
  }
  for (const other of ['"x"', '', etag.slice(1, -1)])
    assert.equal((await place.ask(proxy, place.path, { headers: { 'If-None-Match': other } })).status, 200);
});

test('With exposeBatches a batch and its list of documents are routes', limits, async () => {
  const proxy = place.proxy({ exposeBatches: true });
  const batch = await (await place.ask(proxy, place.batchPath)).json();
  assert.deepEqual([batch.id, batch.status, batch.summary.total], [place.batchId, 'Running', 2]);
  const list = `/translator/document/batches/${place.batchId}/documents?api-version=2024-05-01`;
  const ids = async (/** @type {string} */ query) => {
    const { value, nextLink } = await (await place.ask(proxy, list + query)).json();
    return [value.map((/** @type {any} */ { id }) => id), nextLink];
  };
  assert.deepEqual(await ids(''), [[place.otherId, place.id], undefined]);
  assert.deepEqual(
    await ids('&orderby=createdDateTimeUtc%20asc&top=1'),
    [[place.otherId], undefined],
    'Both were created at the same time',
  );
  assert.deepEqual(await ids(`&ids=${place.id}`), [[place.id], undefined]);
  assert.deepEqual(await ids('&statuses=Succeeded'), [[], undefined]);
  const [first, next] = await ids('&maxpagesize=1');
  assert.deepEqual([first, new URL(next).origin], [[place.otherId], 'https://status.example.com']);
  assert.equal((await place.ask(proxy, `${list}&maxpagesize=0`)).status, 400);
  assert.equal(place.sim.requests.length, 2, 'One request for the batch and one for the list, whatever the query');
});

/** A proxy whose service lists these documents. @param {object[]} documents */
const listing = (documents) =>
  place.proxy({ exposeBatches: true, fetch: async () => Response.json({ value: documents }) });

const at = (/** @type {number} */ minute) => `2026-01-02T03:0${minute}:00Z`;
/** Newest first, as the service lists them. */
const LISTED = [
  { id: '00000003-0000-0000-0000-000000000000', createdDateTimeUtc: at(3), lastActionDateTimeUtc: at(4) },
  { id: '00000002-0000-0000-0000-000000000000', createdDateTimeUtc: at(2), lastActionDateTimeUtc: at(5) },
  { id: '00000001-0000-0000-0000-000000000000', createdDateTimeUtc: at(1), lastActionDateTimeUtc: at(1) },
].map((document) => ({ status: 'Running', to: 'fr', progress: 0.5, ...document }));
/** A document that failed before it started, as the service sends it. */
const NOT_STARTED = {
  sourcePath: 'https://x/d.txt',
  lastActionDateTimeUtc: at(6),
  status: 'Failed',
  to: 'es',
  error: {
    code: 'InvalidRequest',
    message: 'Exists.',
    innerError: { code: 'TargetFileAlreadyExists', message: 'Exists.' },
  },
  progress: 0,
  id: '00000000-0000-0000-0000-000000000000',
  characterCharged: 0,
};

/** The list that a proxy returns, with the first digits of the ids. @param {any} proxy @param {string} query @param {boolean} [isDated] */
async function listed(proxy, query, isDated = true) {
  const base = isDated
    ? `/translator/document/batches/${place.batchId}/documents?api-version=2024-05-01`
    : `${place.batchPath}/documents?`;
  const reply = await place.ask(proxy, base + query);
  const { value, ...rest } = await reply.json();
  return {
    status: reply.status,
    ids: value?.map((/** @type {any} */ { id }) => Number(id.slice(0, 8))),
    next: rest.nextLink ?? rest['@nextLink'],
  };
}

test(
  'A list is ordered by each spelling of orderBy, and a document without createdDateTimeUtc counts as the oldest',
  limits,
  async () => {
    const proxy = listing([...LISTED, NOT_STARTED]);
    for (const isDated of [true, false])
      for (const name of ['orderBy', 'orderby', '$orderBy', '$orderby'])
        for (const [order, ids] of /** @type {const} */ ([
          ['', [3, 2, 1, 0]],
          ['createdDateTimeUtc desc', [3, 2, 1, 0]],
          ['createdDateTimeUtc asc', [0, 1, 2, 3]],
          ['createdDateTimeUtc', [0, 1, 2, 3]],
          ['lastActionDateTimeUtc desc', [0, 2, 3, 1]],
          ['lastActionDateTimeUtc asc', [1, 3, 2, 0]],
        ])) {
          const query = order && `&${name}=${encodeURIComponent(order)}`;
          assert.deepEqual(await listed(proxy, query, isDated), { status: 200, ids, next: undefined }, query);
        }
  },
);

test('Documents of the same time keep the order of the service, ascending and descending', limits, async () => {
  const proxy = listing(LISTED.map((document) => ({ ...document, createdDateTimeUtc: at(1) })));
  for (const order of ['asc', 'desc'])
    assert.deepEqual((await listed(proxy, `&orderby=createdDateTimeUtc ${order}`)).ids, [3, 2, 1], order);
});

test('A document and a job have the members that the service sent and no others', limits, async () => {
  const getJson = async (/** @type {object} */ value, /** @type {string} */ path, accept = '') => {
    const proxy = place.proxy({ exposeBatches: true, fetch: async () => Response.json(value) });
    const reply = await place.ask(proxy, path, { headers: accept ? { Accept: accept } : {} });
    assert.equal(reply.status, 200);
    const text = await reply.text();
    return JSON.parse(accept ? text.replace(/^event: status\n.*?^data: /ms, '') : text);
  };
  const { sourcePath, ...document } = NOT_STARTED;
  assert.deepEqual(await getJson(NOT_STARTED, place.path), document);
  assert.deepEqual(await getJson(NOT_STARTED, place.path, 'text/event-stream'), document);
  for (const summary of [{}, { total: 2, failed: 1 }]) {
    const batch = { id: place.batchId, lastActionDateTimeUtc: at(1), status: 'Running', summary };
    assert.deepEqual(await getJson(batch, place.batchPath), batch);
  }
});

test('A filter by creation time excludes documents without createdDateTimeUtc', limits, async () => {
  const proxy = listing([...LISTED, NOT_STARTED]);
  for (const [query, ids] of /** @type {const} */ ([
    [`&createdDateTimeUtcStart=${at(2)}`, [3, 2]],
    [`&createdDateTimeUtcEnd=${at(2)}`, [2, 1]],
    ['&createdDateTimeUtcStart=1900-01-01T00:00:00Z', [3, 2, 1]],
    ['&createdDateTimeUtcEnd=2999-01-01T00:00:00Z', [3, 2, 1]],
    ['&statuses=Failed', [0]],
    ['&statuses=Failed,Running&$top=2&$skip=1', [2, 1]],
    [`&ids=${NOT_STARTED.id.toUpperCase()}`, [0]],
  ]))
    for (const isDated of [true, false]) assert.deepEqual((await listed(proxy, query, isDated)).ids, ids, query);
});

test('A list with an invalid or repeated parameter gives 400', limits, async () => {
  const proxy = listing(LISTED);
  for (const query of [
    ...['top=x', 'top=', '$top=-1', 'skip=1.5', 'maxpagesize=0', 'maxpagesize=101', 'top=1&$top=2', 'skip=1&skip=1'],
    ...['orderby=', 'orderby=to asc', 'orderBy=createdDateTimeUtc up', 'orderby=createdDateTimeUtc asc,id'],
    ...['createdDateTimeUtcStart=', 'createdDateTimeUtcStart=1', 'createdDateTimeUtcEnd=2026-99-99T00:00:00Z'],
  ])
    for (const isDated of [true, false]) {
      const { status, ids } = await listed(proxy, `&${query}`, isDated);
      assert.deepEqual([status, ids], [400, undefined], query);
    }
});

test('The link to the next page is a fully encoded URL and keeps the order', limits, async () => {
  const proxy = listing([...LISTED, NOT_STARTED]);
  // The service writes the order with a raw space.
  for (const isDated of [true, false])
    for (const name of ['orderBy', 'orderby', '$orderBy'])
      for (const order of ['createdDateTimeUtc asc', 'createdDateTimeUtc%20asc']) {
        const { ids, next } = await listed(proxy, `&${name}=${order}&$top=3&$skip=1&$maxpagesize=2`, isDated);
        assert.deepEqual(ids, [1, 2]);
        assert.match(next, /^[!-~]+$/);
        assert.equal(next, new URL(next).href);
        const { pathname, search } = new URL(next);
        const page = await (await place.ask(proxy, pathname + search)).json();
        assert.deepEqual(
          page.value.map((/** @type {any} */ { id }) => Number(id.slice(0, 8))),
          [3],
        );
        assert.equal(page.nextLink ?? page['@nextLink'], undefined);
      }
});

for (const [access, options] of /** @type {const} */ ([
  ['in public', {}],
  ['in public, with batches', { exposeBatches: true }],
  ['with a view token', { viewTokenSecrets: [SECRET] }],
  ['with a view token and batches', { viewTokenSecrets: [SECRET], exposeBatches: true }],
]))
  test(`The list of jobs gives 404 without a request to the service: ${access}`, limits, async () => {
    const proxy = place.proxy(options);
    const token = await createViewToken({ secret: SECRET, batchId: place.batchId, expiresInSeconds: 60 });
    for (const headers of /** @type {Record<string, string>[]} */ ([{}, { Authorization: `Bearer ${token}` }]))
      for (const base of ['/translator/text/batch/v1.0/batches', '/translator/document/batches'])
        for (const end of ['', '/', '//', '/.', '/documents', '/documents/', '%2f', '/%2e'])
          for (const query of ['', '?', '?api-version=2024-05-01', '?api-version=2024-05-01&top=1', '?$top=1'])
            for (const method of ['GET', 'HEAD', 'OPTIONS']) {
              const path = base + end + query;
              const reply = await place.ask(proxy, path, { method, headers });
              assert.equal(reply.status, 404, `${method} ${path}`);
              if (method === 'GET') assert.equal((await reply.json()).error.code, '404');
            }
    assert.equal(place.sim.requests.length, 0);
  });

test('The client works through the proxy for documents, jobs and lists', limits, async () => {
  const proxy = place.proxy({ exposeBatches: true, minIntervalMs: 1, maxIntervalMs: 1, now: undefined });
  place.sim.script(place.id, [{ status: 'Running', headers: { 'Retry-After': null } }, { status: 'Cancelled' }]);
  const client = await createClient({
    endpoint: 'https://status.example.com',
    fetch: (url, init) => proxy.fetch(new Request(url, init)),
  });
  assert.equal((await client.getDocumentStatus(place.batchId, place.id)).id, place.id);
  assert.equal((await client.waitForDocument(place.batchId, place.id, { minIntervalMs: 1 })).status, 'Canceled');
  assert.equal((await client.getBatchStatus(place.batchId)).summary.total, 2);
  const listed = [];
  for await (const { id } of client.listDocumentStatuses(place.batchId, { maxPageSize: 1 })) listed.push(id);
  assert.deepEqual(listed, [place.otherId, place.id]);
  client.close();
});

test('Behind a server that terminates TLS, the link to the next page begins with publicOrigin', limits, async () => {
  const publicOrigin = 'https://status.example.com';
  const listedIds = async (/** @type {object} */ options) => {
    const proxy = place.proxy({ exposeBatches: true, ...options });
    const client = await createClient({
      endpoint: publicOrigin,
      fetch: (url, init) => proxy.fetch(new Request(String(url).replace(publicOrigin, 'http://10.0.0.7:8080'), init)),
    });
    try {
      const ids = [];
      for await (const { id } of client.listDocumentStatuses(place.batchId, { maxPageSize: 1 })) ids.push(id);
      return ids;
    } finally {
      client.close();
    }
  };
  assert.deepEqual(await listedIds({ publicOrigin }), [place.otherId, place.id]);
  await assert.rejects(listedIds({}), { code: 'UnsafeNextLink' });
});

test('With basePath all routes begin with it', limits, async () => {
  const proxy = place.proxy({ basePath: '/api/status' });
  assert.equal((await place.ask(proxy, `/api/status${place.path}`)).status, 200);
  assert.equal((await place.ask(proxy, '/api/status/healthz')).status, 200);
  for (const path of [place.path, `/api/statusx${place.path}`, `/api${place.path}`, '/healthz'])
    assert.equal((await place.ask(proxy, path)).status, 404, path);
});
