// The simulator's responses, compared with what the service is known to send: paths, members, headers, errors.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import { REFERENCE_PATH, START, UNKNOWN_ID, fetchFrom, pathOf, simulate, withKey } from './helpers.js';

const TEXT = ['v1.0-preview.1', 'v1.0', 'v1.1'];
const DATED = ['2024-05-01', '2024-11-01-preview', '2025-12-01-preview', '2026-03-01'];

/** @param {string} version @param {string} rest */
const pathFor = (version, rest) =>
  TEXT.includes(version)
    ? `/translator/text/batch/${version}/batches${rest}`
    : `/translator/document/batches${rest}?api-version=${version}`;

const REQUIRED = ['createdDateTimeUtc', 'lastActionDateTimeUtc', 'status', 'to', 'progress', 'id', 'characterCharged'];
const IMAGES = ['totalImageScansSucceeded', 'totalImageScansFailed', 'imageCharged', 'imageCharacterDetected'];

for (const [version, members] of /** @type {[string, string[]][]} */ ([
  ['v1.0-preview.1', ['path', 'sourcePath', ...REQUIRED]],
  ['v1.0', ['path', 'sourcePath', ...REQUIRED]],
  ['v1.1', ['path', 'sourcePath', ...REQUIRED]],
  ['2024-05-01', ['path', 'sourcePath', ...REQUIRED]],
  ['2024-11-01-preview', ['path', 'sourcePath', ...REQUIRED, ...IMAGES]],
  ['2025-12-01-preview', ['path', 'sourcePath', ...REQUIRED, ...IMAGES]],
  ['2026-03-01', ['path', 'sourcePath', ...REQUIRED, ...IMAGES, 'deploymentName']],
])) {
  test(`${version} has its own path, and its own members in the service's order`, async (t) => {
    const sim = await simulate(t, { durationMs: 0 });
    const { status, json } = await fetchFrom(sim, pathFor(version, `/${sim.batchId}/documents/${sim.documents[0].id}`));
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), members);
  });
}

test('The response for a document is compact JSON and has the headers of the service', async (t) => {
  const sim = await simulate(t, { documents: [{ fractionDigits: 4, id: '0007aadd-0000-0000-0000-000000000000' }] });
  const { headers, text } = await fetchFrom(sim, pathOf(sim.documents[0]));
  assert.equal(
    text,
    '{"sourcePath":"https://contracts.blob.core.windows.net:443/source/contract-1.docx",' +
      '"lastActionDateTimeUtc":"2026-08-01T09:30:15.2501Z","status":"NotStarted","to":"fr","progress":0,"id":"0007aadd-0000-0000-0000-000000000000","characterCharged":0}',
  );
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(headers.get('retry-after'), '1');
  assert.match(headers.get('etag') ?? '', /^"[0-9A-F]{64}"$/);
  assert.equal(headers.get('cache-control'), 'public, max-age=1');
  assert.ok(headers.get('x-ms-region'));
  assert.equal(headers.get('date'), 'Sat, 01 Aug 2026 09:30:15 GMT');
  assert.match(headers.get('apim-request-id') ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(headers.get('x-requestid'), headers.get('apim-request-id'));
  assert.equal(headers.get('x-ms-request-id'), null);
  assert.equal(headers.get('access-control-allow-origin'), null);
});

test('The ETag changes with the document, and If-None-Match never gets a 304', async (t) => {
  const sim = await simulate(t);
  const path = pathOf(sim.documents[0]);
  const etag = (await fetchFrom(sim, path)).headers.get('etag') ?? '';
  const again = await fetchFrom(sim, path, { headers: { ...withKey(sim), 'If-None-Match': etag } });
  assert.deepEqual([again.status, again.headers.get('etag')], [200, etag]);
  sim.advance(5000);
  assert.notEqual((await fetchFrom(sim, path)).headers.get('etag'), etag);
});

for (let digits = 0; digits <= 7; digits++) {
  test(`A date can have ${digits} digits after the second`, async (t) => {
    const sim = await simulate(t, { documents: [{ fractionDigits: digits }], now: () => START + 3 });
    const { json } = await fetchFrom(sim, pathOf(sim.documents[0]));
    const expected = '2026-08-01T09:30:15.2531737Z'.slice(0, digits ? 20 + digits : 19);
    assert.equal(json.lastActionDateTimeUtc, `${expected}Z`);
  });
}

test('The case of ids is ignored', async (t) => {
  const sim = await simulate(t);
  const { id, batchId } = sim.documents[0];
  const { json } = await fetchFrom(sim, pathOf({ id: id.toUpperCase(), batchId: batchId.toUpperCase() }));
  assert.equal(json.id, id);
});

/** @type {[string, (sim: import('../../web/entries/simulator.js').Simulator) => [string, RequestInit?], number, string][]} */
const GATEWAY_ERRORS = [
  [
    'A request with a wrong key',
    (sim) => [pathOf(sim.documents[0]), { headers: { 'Ocp-Apim-Subscription-Key': 'wrong' } }],
    401,
    '{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}}',
  ],
  [
    'A request without a key',
    (sim) => [pathOf(sim.documents[0]), { headers: {} }],
    401,
    '{"statusCode":401,"message":"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."}',
  ],
  [
    'A request for a wrong path',
    () => ['/translator/text/batch/v1.0/jobs'],
    404,
    '{"error":{"code":"404","message":"Resource not found"}}',
  ],
  [
    'A request for a path with too many segments',
    (sim) => [`${pathOf(sim.documents[0])}/pages`],
    404,
    '{"error":{"code":"404","message":"Resource not found"}}',
  ],
  [
    'A request for an unknown version',
    (sim) => [pathFor('v9.9', `/${sim.batchId}`).replace('/document/batches', '/text/batch/v9.9/batches')],
    404,
    '{"error":{"code":"404","message":"Resource not found"}}',
  ],
  [
    'A request for a dated path without a version',
    (sim) => [`/translator/document/batches/${sim.batchId}`],
    404,
    '{"error":{"code":"404","message":"Resource not found"}}',
  ],
  [
    'A request with an unsupported method',
    (sim) => [pathOf(sim.documents[0]), { method: 'PUT' }],
    404,
    '{"error":{"code":"404","message":"Resource not found"}}',
  ],
];

for (const [description, request, status, body] of GATEWAY_ERRORS) {
  test(`${description} gets a ${status} of the gateway`, async (t) => {
    const sim = await simulate(t);
    const [path, init] = request(sim);
    const response = await fetchFrom(sim, path, { headers: withKey(sim), ...init });
    assert.deepEqual([response.status, response.text], [status, body]);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.match(response.headers.get('apim-request-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(response.headers.get('x-requestid'), null);
  });
}

for (const id of ['x', `${UNKNOWN_ID}0`, UNKNOWN_ID.slice(1), `{${UNKNOWN_ID}}`, '%2e%2e', `${UNKNOWN_ID}%0d%0a`]) {
  test(`The malformed id ${id} gets an empty 404`, async (t) => {
    const sim = await simulate(t);
    for (const path of [`${REFERENCE_PATH}/${id}`, `${REFERENCE_PATH}/${sim.batchId}/documents/${id}/`]) {
      const { status, headers, text } = await fetchRawPath(sim, path);
      assert.deepEqual([status, text, headers['content-length'], headers['content-type']], [404, '', '0', undefined]);
    }
  });
}

test('An unknown document, an unknown batch and a document of another batch get a 404 of the service', async (t) => {
  const sim = await simulate(t);
  const other = sim.createBatch();
  for (const path of [
    `${REFERENCE_PATH}/${sim.batchId}/documents/${UNKNOWN_ID}`,
    `${REFERENCE_PATH}/${UNKNOWN_ID}`,
    `${REFERENCE_PATH}/${UNKNOWN_ID}/documents`,
    pathOf({ id: other.documents[0].id, batchId: sim.batchId }),
  ]) {
    const { status, text, headers } = await fetchFrom(sim, path);
    assert.equal(status, 404);
    assert.equal(text, '{"error":{"code":"ResourceNotFound","message":"id not found","target":"Document"}}');
    assert.equal(headers.get('x-requestid'), headers.get('apim-request-id'));
    assert.equal(headers.get('retry-after'), null);
  }
});

test('A Bearer token is accepted instead of the key, and a wrong one is not', async (t) => {
  const sim = await simulate(t, { token: 'entra' });
  const path = pathOf(sim.documents[0]);
  assert.equal((await fetchFrom(sim, path, { headers: { Authorization: 'Bearer entra' } })).status, 200);
  assert.equal((await fetchFrom(sim, path, { headers: { Authorization: 'Bearer other' } })).status, 401);
  sim.token = 'other';
  assert.equal((await fetchFrom(sim, path, { headers: { Authorization: 'Bearer other' } })).status, 200);
});

test('The key can be changed, and null turns the check off', async (t) => {
  const sim = await simulate(t);
  const path = pathOf(sim.documents[0]);
  const before = withKey(sim);
  assert.match(sim.key ?? '', /^[0-9a-f]{32}$/);
  sim.key = 'another';
  assert.equal((await fetchFrom(sim, path, { headers: before })).status, 401);
  assert.equal((await fetchFrom(sim, path)).status, 200);
  sim.key = null;
  assert.equal((await fetchFrom(sim, path, { headers: {} })).status, 200);
});

test('apiVersions limits the supported versions', async (t) => {
  const sim = await simulate(t, { apiVersions: ['2024-05-01'] });
  const rest = `/${sim.batchId}/documents/${sim.documents[0].id}`;
  for (const version of [...TEXT, ...DATED]) {
    assert.equal((await fetchFrom(sim, pathFor(version, rest))).status, version === '2024-05-01' ? 200 : 404, version);
  }
});

for (const version of ['v1.0', '2024-05-01']) {
  test(`${version}: Starting a job gets a 202 with its Operation-Location`, async (t) => {
    const sim = await simulate(t);
    const started = await fetchFrom(sim, pathFor(version, ''), {
      method: 'POST',
      headers: { ...withKey(sim), 'Content-Type': 'application/json' },
      body: JSON.stringify({
        inputs: [
          {
            source: { sourceUrl: 'https://a.blob.core.windows.net/source' },
            targets: [
              { targetUrl: 'https://a.blob.core.windows.net/de', language: 'de' },
              { targetUrl: 'https://a.blob.core.windows.net/ja', language: 'ja' },
            ],
          },
        ],
      }),
    });
    assert.deepEqual([started.status, started.text], [202, '']);
    const location = started.headers.get('operation-location') ?? '';
    const batch = sim.batches[sim.batches.length - 1];
    assert.equal(location, sim.url + pathFor(version, `/${batch.id}`));
    assert.equal((await fetchFrom(sim, location.slice(sim.url.length))).json.status, 'NotStarted');
    const { value } = (await fetchFrom(sim, pathFor(version, `/${batch.id}/documents`))).json;
    assert.deepEqual(
      value.map((/** @type {{ to: string }} */ { to }) => to),
      ['ja', 'de'],
    );
  });
}

for (const body of ['', '{', '{}', 'null', '{"inputs":[]}', '{"inputs":[{}]}']) {
  test(`Starting a job with the body ${JSON.stringify(body)} gets a 400`, async (t) => {
    const sim = await simulate(t);
    const { status, json } = await fetchFrom(sim, REFERENCE_PATH, { method: 'POST', body, headers: withKey(sim) });
    assert.deepEqual([status, json.error.code], [400, 'InvalidRequest']);
  });
}

test('cors lets pages of other origins read responses', async (t) => {
  const sim = await simulate(t, { cors: true });
  const path = pathOf(sim.documents[0]);
  const preflight = await fetchFrom(sim, path, {
    method: 'OPTIONS',
    headers: { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'ocp-apim-subscription-key' },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'ocp-apim-subscription-key');
  const { headers } = await fetchFrom(sim, path, { headers: {} });
  assert.equal(headers.get('access-control-allow-origin'), '*');
  for (const name of ['retry-after', 'etag', 'apim-request-id', 'x-requestid']) {
    assert.ok(headers.get('access-control-expose-headers')?.toLowerCase().includes(name), name);
  }
});

test('Requests above the limit are throttled until the window is over', async (t) => {
  for (const [form, code] of /** @type {const} */ ([
    ['service', 'RequestRateTooHigh'],
    ['gateway', '429'],
  ])) {
    const sim = await simulate(t, { throttle: { limit: 2, windowMs: 1000, retryAfter: 7, form } });
    const path = pathOf(sim.documents[0]);
    assert.deepEqual([(await fetchFrom(sim, path)).status, (await fetchFrom(sim, path)).status], [200, 200]);
    const { status, headers, json } = await fetchFrom(sim, path);
    assert.deepEqual([status, headers.get('retry-after'), json.error.code], [429, '7', code]);
    sim.advance(1000);
    assert.equal((await fetchFrom(sim, path)).status, 200);
  }
});

test('A stale response shows an older status, with an Age header and the id of another request', async (t) => {
  const sim = await simulate(t, { staleReplies: { every: 2, ageMs: 3000 } });
  const path = pathOf(sim.documents[0]);
  sim.advance(5000);
  const [fresh, stale] = [await fetchFrom(sim, path), await fetchFrom(sim, path)];
  assert.deepEqual([fresh.json.status, stale.json.status], ['Succeeded', 'Running']);
  assert.ok(stale.json.lastActionDateTimeUtc < fresh.json.lastActionDateTimeUtc);
  assert.deepEqual([fresh.headers.get('age'), stale.headers.get('age')], [null, '3']);
  assert.notEqual(stale.headers.get('x-requestid'), stale.headers.get('apim-request-id'));
});

/** Like `fetchFrom`, but does not normalize the path. fetch resolves encoded dots. @param {{ url: string, key: string | null }} sim @param {string} path */
function fetchRawPath(sim, path) {
  const { hostname, port } = new URL(sim.url);
  return /** @type {Promise<{ status: number | undefined, headers: import('node:http').IncomingHttpHeaders, text: string }>} */ (
    new Promise((resolve, reject) => {
      get({ hostname, port, path, headers: withKey(sim) }, async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, headers: response.headers, text });
      }).on('error', reject);
    })
  );
}
