// Tests --record: its files can be replayed and contain nothing private, and a file that cannot be written does not fail the command.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { replay } from '../../tools/replay/replay.js';
import { createRedactor } from '../../web/cli/recording/redact.js';
import { run } from '../cli/command.js';
import { check, fc } from '../properties/kit.js';
import { useSimulator } from '../cli/simulator.js';

const timeout = 120_000;
const DOCUMENT = '0007aadd-0000-0000-0000-000000000000';

const place = useSimulator({ durationMs: 100 });
const { environment } = place;

/** @param {string} file @returns {Promise<any[]>} */
const recordsOf = async (file) =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** @param {string[]} files */
async function replayed(files) {
  /** @type {string[]} */
  const lines = [];
  const code = await replay(files, (line) => lines.push(line));
  return { code, lines };
}

test('A recording of the simulator is replayed without differences, in every API version', { timeout }, async () => {
  const files = [];
  let count = 0;
  place.sim.script(place.sim.documents[0].id, [
    { fault: 'throttled', headers: { 'Retry-After': '0' } },
    { fault: 'unavailable', headers: { 'Retry-After': '0' } },
  ]);
  for (const version of ['2024-05-01', 'v1.0-preview.1', 'v1.1', '2026-03-01']) {
    const batch = place.sim.createBatch({ documents: ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed'] });
    for (const argv of [
      [batch.id, '--watch', '--interval', '20ms', '--quiet'],
      [batch.id, batch.documents[1].id],
      [place.sim.batchId, place.sim.documents[0].id],
      ['list', '--status', 'Succeeded,Canceled', '--since', '1d'],
      ['--latest', '--json'],
      [batch.id, '727bf148-f327-47a0-9481-abae6362f11e'],
    ]) {
      const file = join(place.folder, `${files.length}.jsonl`);
      files.push(file);
      const before = place.sim.requests.length;
      const { code, stderr } = await run([...argv, '--api-version', version, '--record', file], environment());
      assert.notEqual(code, 2, stderr);
      const records = await recordsOf(file);
      assert.equal(records.length, place.sim.requests.length - before, 'Each response is recorded');
      count += records.length;
    }
  }
  const { code, lines } = await replayed(files);
  assert.deepEqual(lines, [`${count} identical, 0 rejected, 0 different, 0 not covered`]);
  assert.equal(code, 0);
});

test('Only the owner can read the file, and it contains no key, host or id', { timeout }, async () => {
  const file = join(place.folder, 'private.jsonl');
  const { id } = place.sim.documents[1];
  await run([place.sim.batchId, id, '--record', file], environment());
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const text = await readFile(file, 'utf8');
  const { host, port } = new URL(place.sim.url);
  for (const secret of [String(place.sim.key), host, port, id, place.sim.batchId, 'simulator', 'Ocp-Apim'])
    assert.ok(!text.includes(secret), secret);
  const [{ method, url, status, headers, body }] = await recordsOf(file);
  assert.deepEqual([method, status], ['GET', 200]);
  const [, batchId, documentId] = /\/batches\/([^/]+)\/documents\/([^/?]+)\?api-version=2024-05-01$/.exec(url) ?? [];
  assert.ok(batchId);
  assert.equal(JSON.parse(body).id, documentId, 'An id has the same placeholder everywhere');
  assert.equal(headers['content-type'], 'application/json; charset=utf-8');
  assert.ok(!('x-powered-by' in headers));
});

test('An existing file is rejected before a request and is not changed', { timeout }, async () => {
  const file = join(place.folder, 'taken');
  await writeFile(file, 'mine');
  const before = place.sim.requests.length;
  const { code, stdout, stderr } = await run([place.sim.batchId, '--record', file], environment());
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^--record: the file already exists\. Use the path of a new file\.\n/);
  assert.equal(await readFile(file, 'utf8'), 'mine');
  assert.equal(place.sim.requests.length, before);
});

test('An invalid argument, or a service that does not respond, leaves no file', { timeout }, async () => {
  const file = join(place.folder, 'unmade');
  for (const more of [['no id'], ['--endpoint', 'nowhere'], ['--timeout', 'soon'], ['--entra', '--no-credential']])
    assert.equal((await run([place.sim.batchId, '--record', file, ...more], environment())).code, 2);
  assert.equal((await run(['wrong-id-1', '--record', file], environment())).code, 2);
  const nobody = [place.sim.batchId, '--record', file, '--endpoint', 'http://127.0.0.1:9', '--timeout', '1s'];
  assert.notEqual((await run(nobody, environment())).code, 0);
  await assert.rejects(stat(file), { code: 'ENOENT' });
});

test('A file that can no longer be written is reported, and the command continues', { timeout }, async (t) => {
  const file = join(place.folder, 'full.jsonl');
  const write = fs.appendFileSync;
  let writes = 0;
  t.mock.method(fs, 'appendFileSync', (/** @type {number} */ fd, /** @type {Buffer} */ line) => {
    write(fd, writes++ ? line.subarray(0, 10) : line);
    if (writes > 1) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  });
  const { id } = place.sim.createBatch({ documents: ['Succeeded'] });
  const { code, stdout, stderr } = await run(
    [id, '--watch', '--interval', '20ms', '--quiet', '--record', file],
    environment(),
  );
  assert.equal(code, 0);
  assert.match(stdout, /^Succeeded: 1 of 1 succeeded, took \d+ s$/m);
  assert.equal(stderr, '--record: the recording stopped, because the file cannot be written: ENOSPC.\n');
  assert.equal(writes, 2);
  assert.equal((await recordsOf(file)).length, 1, 'The incomplete line is removed');
});

const redactor = () => createRedactor();

test('Statuses, codes, times, numbers and languages are kept, and names and texts get a placeholder of the same form', () => {
  const redact = redactor();
  const body = `{ "id":"0007aadd-0000-0000-0000-000000000000", "status" : "Cancelled","to":"zh-Hans","progress":0.50,
    "createdDateTimeUtc":"2024-05-01T10:00:00.1234567Z","characterCharged":12, "path":"https://acme.blob.core.windows.net/in/Q3%20Übersicht (1).docx?sv=1&sig=Ab%2B",
    "error":{"code":"InvalidRequest","target":"Document","message":"Call \\"Bob\\" \\u0041\\n","innerError":{"code":"TargetFileAlreadyExists"}},
    "acmeId":4711,"deploymentName":"acme-1","Acme":{"Bob":[true,null,-0.5e3,"Bob"]}}`;
  assert.equal(
    redact.body(body).replace(/"id":"[0-9a-f-]{36}"/, '"id":"…"'),
    `{ "id":"…", "status" : "Cancelled","to":"zh-Hans","progress":0.50,
    "createdDateTimeUtc":"2024-05-01T10:00:00.1234567Z","characterCharged":12, "path":"https://xxxx.xxxx.xxxx.xxxxxxx.xxx/xx/X1%20éxxxxxxxx (1).xxxx?xx=1&xxx=Xx%2B",
    "error":{"code":"InvalidRequest","target":"Document","message":"Xxxx \\"Xxx\\" \\u0058\\n","innerError":{"code":"TargetFileAlreadyExists"}},
    "xxxxXx":1111,"deploymentName":"xxxx-1","Xxxx":{"Xxx":[true,null,-0.1e1,"Xxx"]}}`,
  );
  assert.match(
    redact.body('{"status":"Bob","code":"BobFailed","target":"Bob","to":"Bobby"}'),
    /^\{"status":"Xxx","code":"XxxXxxxxx","target":"Xxx","to":"Xxxxx"\}$/,
  );
  assert.equal(
    redact.body('{"error":{"code":401000},"statusCode":401,"code":"429"}'),
    '{"error":{"code":401000},"statusCode":401,"code":"429"}',
  );
});

test('A link keeps its route, parameters and raw space, and its ids get the same placeholders as in bodies', () => {
  const redact = redactor();
  const id = '0007aadd-0000-0000-0000-00000000000A';
  const { alias } = /"(?<alias>[0-9A-F-]{36})"/.exec(redact.body(`{"id":"${id}"}`))?.groups ?? {};
  assert.notEqual(alias, id);
  const query =
    'statuses=Succeeded,Failed&$top=5&skip=1&$orderBy=createdDateTimeUtc asc&createdDateTimeUtcStart=2024-05-01T10%3A00%3A00Z';
  const link = `https://acme.azure.com//translator/text/batch/v1.0/batches/${id}/documents?ids=${id},${id.toLowerCase()}&${query}&who=Bob`;
  const expected = `https://xxxx.xxxxx.xxx//translator/text/batch/v1.0/batches/${alias}/documents?ids=${alias},${alias.toLowerCase()}&${query}&xxx=Xxx`;
  assert.equal(redact.url(link), expected);
  for (const name of ['nextLink', '@nextLink'])
    assert.equal(redact.body(JSON.stringify({ [name]: link })), JSON.stringify({ [name]: expected }));
  assert.equal(
    redact.url('https://[2001:db8::1]:8080/bob/translator/document/batches?api-version=bob'),
    'https://[::1]:1000/xxx/translator/document/batches?api-version=xxx',
  );
});

test('A link to another host still has another host', () => {
  const redact = redactor();
  const url = 'https://acme.azure.com/translator/document/batches';
  const own = redact.url(url);
  assert.equal(redact.url(url.replace('acme', 'ACME')), own);
  assert.notEqual(redact.url(url.replace('acme', 'evil')), own);
  assert.equal(redact.url(url), own);
});

test('Different hosts get different placeholders', () => {
  const redact = redactor();
  const hosts = [
    ...[
      'http://127.0.0.1:4001',
      'http://127.0.0.1:4002',
      'http://127.0.0.1:40010',
      'http://127.0.0.1',
      'http://1.1.1.1',
    ],
    ...['http://[::1]:4001', 'http://[::1]:4002', 'http://[2001:db8::1]', 'http://[2001:db8::2]'],
    ...['https://host-1.example', 'https://host-2.example', 'https://x.example', 'https://example'],
    ...['https://b\u00fccher.example', 'https://b\u00f6cher.example'],
    ...Array.from({ length: 300 }, (_, index) => `https://host-${String(index).padStart(3, '0')}.azure.com`),
    ...Array.from({ length: 300 }, (_, index) => `http://10.0.0.1:${5000 + index}`),
  ];
  const placeholders = hosts.map(redact.url);
  assert.equal(new Set(placeholders.map((placeholder) => new URL(placeholder).origin)).size, hosts.length);
  assert.deepEqual(hosts.map(redact.url), placeholders, 'A host always gets the same placeholder');
  for (const [one, other] of [
    ['https://acme.example:443', 'https://acme.example'],
    ['https://ACME.example:', 'https://acme.example'],
    ['http://10.0.0.1:80', 'http://10.0.0.1'],
  ])
    assert.equal(new URL(redact.url(one)).origin, new URL(redact.url(other)).origin, one);
});

test('A response that was rejected for its link is rejected again when it is replayed, also for hosts without letters', {
  timeout,
}, async () => {
  const redact = redactor();
  const file = join(place.folder, 'link.jsonl');
  const url = (/** @type {number} */ port) =>
    `http://127.0.0.1:${port}/translator/document/batches?api-version=2024-05-01`;
  const body = JSON.stringify({ value: [], '@nextLink': `${url(4002)}&skip=1` });
  await writeFile(
    file,
    JSON.stringify({ url: redact.url(url(4001)), status: 200, headers: {}, body: redact.body(body) }),
  );
  const { code, lines } = await replayed([file]);
  assert.match(lines[0], /rejected: invalid-response, UnsafeNextLink, /);
  assert.equal(code, 1);
});

test('Headers that are not listed, and invalid values of listed headers, are left out', () => {
  const headers = new Headers({
    ...{
      'content-type': 'text/html; charset=utf-8',
      'retry-after': '5',
      'retry-after-ms': '50',
      'cache-control': 'public, max-age=1',
    },
    ...{
      date: 'Fri, 21 May 2021 16:51:43 GMT',
      age: '7',
      'x-ms-region': 'West US 2',
      'set-cookie': 'bob=1',
      server: 'bob',
      location: 'bob',
    },
  });
  const { 'content-type': type, ...kept } = redactor().headers(headers);
  assert.equal(type, 'text/html; charset=utf-8');
  assert.deepEqual(kept, {
    ...{ 'retry-after': '5', 'retry-after-ms': '50', 'cache-control': 'public, max-age=1' },
    ...{ date: 'Fri, 21 May 2021 16:51:43 GMT', age: '7', 'x-ms-region': 'West US 2' },
  });
  const odd = {
    'content-type': 'bob/bob',
    'retry-after': 'bob',
    'cache-control': 'private=bob',
    date: 'bob',
    age: 'bob',
    'x-ms-region': 'bob',
  };
  assert.doesNotMatch(JSON.stringify(redactor().headers(new Headers(odd))), /bob/);
  const tags = redactor();
  const first = tags.headers(new Headers({ etag: 'W/"bob"', 'apim-request-id': 'bob' }));
  assert.match(first.etag, /^W\/"[0-9a-f]{3}"$/);
  assert.equal(first['apim-request-id'], 'xxx');
  assert.equal(tags.headers(new Headers({ etag: 'W/"bob"' })).etag, first.etag);
});

test('A body that is not complete JSON gets placeholders and stays incomplete', () => {
  const redact = redactor();
  for (const [text, expected] of [
    ['', ''],
    ['<h1 title="Bob">Hi, 42!</h1>', '<x1 xxxxx="Xxx">Xx, 11!</x1>'],
    ['{"status":"Succeeded","message":"Bob i', '{"status":"Succeeded","message":"Xxx x'],
    ['{"status":"Succ', '{"status":"Xxxx'],
    ['{"id":"0007aadd-0000-', '{"id":"1111xxxx-1111-'],
    ['{"progress":01,"x":012,"y":1.}', '{"progress":01,"x":011,"x":1.}'],
    ['{"message":"\\q\\u12"}', '{"message":"\\x\\u11"}'],
    ['{"message":"\\ud800"}', '{"message":"\\uD83D"}'],
    ['{"message":"a\udcffb"}', '{"message":"x\udcffx"}'],
    ['{"a":1}{"b":2}', '{"x":1}{"x":1}'],
    ['\ufeff{"status":NaN}', '\ufeff{"status":XxX}'],
    ['"', '"'],
    ['{"message":"\\', '{"message":"\\'],
  ])
    assert.equal(redact.body(text), expected, text);
});

/** The text in each encoding that JSON and URLs allow. @param {string} secret */
const encodingsOf = (secret) => {
  const quoted = JSON.stringify(secret).slice(1, -1);
  const units = secret.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  const percent = [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return {
    plain: quoted,
    escaped: units.map((hex) => `\\u${hex}`).join(''),
    component: encodeURIComponent(secret),
    percent,
    twice: encodeURIComponent(percent),
    nested: JSON.stringify(JSON.stringify({ [secret]: secret })).slice(1, -1),
  };
};

/** The text, and its decoded forms. @param {string} text */
function decodingsOf(text) {
  const decoded = [text];
  for (let depth = 0; depth < 3; depth++) {
    const last = decoded[decoded.length - 1];
    const unescaped = last.replace(/\\+u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    const bytes = unescaped.replace(/(%[0-9a-f]{2})+/gi, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
    );
    decoded.push(bytes.replaceAll('\\', ''));
  }
  return decoded;
}

const NAMES = [
  ...[
    'id',
    'status',
    'code',
    'message',
    'target',
    'to',
    'path',
    'sourcePath',
    'createdDateTimeUtc',
    'progress',
    'total',
    'details',
  ],
  ...[
    'error',
    'innerError',
    'summary',
    'value',
    '@nextLink',
    'nextLink',
    'deploymentName',
    'characterCharged',
    'statusCode',
  ],
];
const HEADER_NAMES = [
  ...[
    'content-type',
    'retry-after',
    'retry-after-ms',
    'cache-control',
    'date',
    'age',
    'etag',
    'apim-request-id',
    'x-ms-region',
  ],
  ...['set-cookie', 'server', 'authorization', 'ocp-apim-subscription-key', 'location', 'x-requestid'],
];

test('No secret or name is in a recording, whatever its place and encoding in the response', {
  timeout,
}, async () => {
  const letters = [...'ghjklmnprstuvwGHJKLMNPRSTUVW23456789é文😀 -_.~!'];
  // No placeholder and no kept word begins with q.
  const secret = fc
    .array(fc.constantFrom(...letters), { minLength: 3, maxLength: 20 })
    .map((chars) => `q${chars.join('')}`);
  const guid = fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
    .map((digits) => digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
  const number = fc
    .array(fc.constantFrom(...'23456789'), { minLength: 8, maxLength: 14 })
    .map((digits) => digits.join(''));
  const input = fc.record({
    secret: fc.oneof(secret, guid),
    number,
    as: fc.constantFrom(...Object.keys(encodingsOf(''))),
    name: fc.constantFrom(...NAMES, 'acme'),
    header: fc.constantFrom(...HEADER_NAMES),
    cut: fc.nat({ max: 400 }),
    where: fc.constantFrom('value', 'key', 'list', 'link', 'html', 'cut', 'number', 'bare', 'document'),
    route: fc.constantFrom(0, 1, 2, 3, 4, 5, 6),
  });
  /** @type {object[]} */
  const valid = [];
  const counts = await check('responses with secrets', 3000, input, async (/** @type {any} */ given) => {
    const { secret, number, as, name, header, cut, where, route } = given;
    const text = /** @type {any} */ (encodingsOf(secret))[as];
    const inUrl = as === 'plain' ? encodeURI(secret) : encodeURIComponent(text);
    const base = '/translator/document/batches';
    const urls = [
      `https://${encodeURIComponent(secret)}.example${base}`,
      `https://a.example/${inUrl}${base}`,
      `https://a.example${base}/${inUrl}/documents/${inUrl}`,
      `https://a.example${base}?${inUrl}=1&api-version=${inUrl}`,
      `https://a.example${base}?$orderBy=${inUrl}&statuses=Failed,${inUrl}&ids=${inUrl}&top=${inUrl}`,
      `https://a.example${base}#${inUrl}`,
      `https://${inUrl}:${inUrl}@a.example${base}`,
    ];
    const document = {
      ...{
        id: '0007aadd-0000-0000-0000-000000000000',
        status: 'Failed',
        lastActionDateTimeUtc: '2024-05-01T10:00:00Z',
        to: 'fr',
      },
      ...{
        path: '@',
        [name]: undefined,
        error: { code: 'InvalidRequest', message: '@ @' },
        sourcePath: '@',
        '@': ['@', { '@': '@' }],
      },
    };
    const bodies = {
      value: `{"${name}":"${text}","other":"x ${text} y"}`,
      key: `{"${text}":"Succeeded","error":{"${text}":{"code":"${text}"}}}`,
      list: `{"${name}":["${text}",{"${name}":["${text}"]}]}`,
      link: `{"@nextLink":"${urls[route].replaceAll('"', '')}"}`,
      html: `<title>${secret}</title><p class="${text}">${inUrl}`,
      cut: `{"${name}":"${text}","message":"${text}"`.slice(0, cut),
      number: `{"acme":${number},"b":[${number}.5,-${number}e1]}`,
      bare: `{"${name}":${text.replace(/[\s"{}[\]:,]/g, '')}`,
      document: JSON.stringify({
        ...document,
        status: 'Failed',
        id: DOCUMENT,
        lastActionDateTimeUtc: '2024-05-01T10:00:00Z',
      }).replaceAll('@', () => text),
    };
    const body = /** @type {any} */ (bodies)[where];
    const redact = createRedactor();
    const headers = { get: (/** @type {string} */ asked) => (asked === header ? secret : null) };
    const record = {
      method: 'GET',
      url: redact.url(urls[route]),
      status: 200,
      headers: redact.headers(headers),
      body: redact.body(body),
    };
    const line = JSON.stringify(record);
    for (const reading of [line, record.body, record.url, ...Object.values(record.headers)].flatMap(decodingsOf)) {
      assert.ok(!reading.toLowerCase().includes(secret.toLowerCase()), reading);
      assert.ok(!reading.includes(number), reading);
    }
    if (where === 'document') {
      JSON.parse(record.body);
      valid.push({ ...record, headers: {}, url: `https://a.example${base}/${DOCUMENT}/documents/${DOCUMENT}` });
    }
    return where;
  });
  assert.ok(counts.size > 8);
  const file = join(place.folder, 'property.jsonl');
  await writeFile(file, valid.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const { lines } = await replayed([file]);
  assert.deepEqual(lines, [`${valid.length} identical, 0 rejected, 0 different, 0 not covered`]);
});
