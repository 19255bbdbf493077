// Tests replaying: each form of response in recordings of the service, and the report about each response that is rejected or read differently.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createClient } from 'document-translation-status';
import { tryRun } from '../../tools/lib/process.js';
import { replay } from '../../tools/replay/replay.js';

const timeout = 60_000;
const BATCH = '9cea4909-549b-4ba2-93c6-d44f7af7934e';
const DOCUMENT = '0007a222-0000-0000-0000-000000000000';
const HOST = 'https://redacted.cognitiveservices.azure.com';
const OLD = `${HOST}/translator/text/batch/v1.0/batches`;
const NEW = `${HOST}/translator/document/batches`;
const NO_RESPONSES = '0 identical, 0 rejected, 0 different, 0 not covered';
const VERSION = 'api-version=2024-05-01';
/** @param {number} values */
const progressLine = (values) =>
  `${values} values of progress, none less than the one before, and 1 at the end of each job that ended`;

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
});
after(() => rm(folder, { recursive: true }));

/** @param {string} url @param {unknown} body Text, or an object that is sent as JSON. @param {number} [status] @param {object} [headers] */
const reply = (url, body, status = 200, headers = { 'content-type': 'application/json; charset=utf-8' }) => ({
  method: 'GET',
  url,
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** @param {object[]} records @param {Parameters<typeof replay>[2]} [make] */
async function replayed(records, make) {
  const file = join(folder, 'recording.jsonl');
  await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  /** @type {string[]} */
  const lines = [];
  const code = await replay([file], (line) => lines.push(line.replace(`${folder}/`, '')), make);
  return { code, lines };
}

const document = {
  path: 'https://redacted.blob.core.windows.net/target/a.txt',
  sourcePath: 'https://redacted.blob.core.windows.net/source/a.txt',
  createdDateTimeUtc: '2021-05-21T16:53:13.3571626Z',
  lastActionDateTimeUtc: '2021-05-21T16:53:19.1222287Z',
  status: 'Succeeded',
  to: 'es',
  progress: 1,
  id: DOCUMENT,
  characterCharged: 27,
};
const failedEarly = {
  sourcePath: 'https://x/d.txt',
  lastActionDateTimeUtc: '2022-12-17T00:42:36.846476Z',
  status: 'Failed',
  to: 'es',
  error: {
    code: 'InvalidRequest',
    message: 'Cannot overwrite.',
    innerError: { code: 'TargetFileAlreadyExists', message: 'Target file already exists.' },
  },
  progress: 0,
  id: '005d3b72-0000-0000-0000-000000000000',
  characterCharged: 0,
};
const summary = {
  total: 2,
  failed: 0,
  success: 1,
  inProgress: 1,
  notYetStarted: 0,
  cancelled: 0,
  totalCharacterCharged: 27,
};
const job = {
  id: BATCH,
  createdDateTimeUtc: '2021-05-21T16:51:43.4270795Z',
  lastActionDateTimeUtc: '2021-05-21T16:51:43.427086Z',
  status: 'Running',
  summary,
};
const otherNames = { total: 2, failed: 0, succeeded: 1, inProgress: 1, notStarted: 0, canceled: 0 };
const query = '$skip=3&$top=2&$maxpagesize=2&statuses=Succeeded&$orderBy=createdDateTimeUtc asc';

test('Every recorded form of response is read without a difference', { timeout }, async () => {
  const records = [
    reply(`${OLD}/${BATCH}/documents/${DOCUMENT}`, document),
    reply(`${NEW}/${BATCH}/documents/${DOCUMENT}?${VERSION}`, document, 200, { 'Retry-After': '1', ETag: '"A1"' }),
    reply(`${NEW}/${BATCH}/documents/${DOCUMENT}?${VERSION}`, failedEarly),
    reply(`${NEW}/${BATCH}/documents/${DOCUMENT}?${VERSION}`, {
      id: DOCUMENT,
      status: 'NotStarted',
      lastActionDateTimeUtc: '2021-05-21T16:51:43Z',
      to: null,
      unknown: { a: [1] },
    }),
    reply(`${OLD}/${BATCH}`, job),
    reply(`${NEW}/${BATCH}?${VERSION}`, { ...job, status: 'Cancelled' }),
    reply(`${NEW}/${BATCH}?${VERSION}`, { ...job, summary: otherNames }),
    reply(`${NEW}/${BATCH}?${VERSION}`, { ...job, createdDateTimeUtc: undefined, summary: {} }),
    reply(`${OLD}/${BATCH}`, {
      ...job,
      status: 'ValidationFailed',
      error: { code: 'InvalidRequest', message: 'Wrong.', target: 'Operation', innererror: { code: 'NoAccess' } },
    }),
    reply(`${OLD}/${BATCH}/documents?$skip=1&$maxpagesize=2`, {
      value: [document, failedEarly],
      '@nextLink': `${OLD}/${BATCH}/documents?${query}`,
    }),
    reply(`${NEW}/${BATCH}/documents?${VERSION}`, {
      value: [document],
      nextLink: `${HOST}//translator/document/batches/${BATCH}/documents?skip=2&${VERSION}`,
    }),
    reply(`${NEW}/${BATCH}/documents?${VERSION}`, { value: [], '@nextLink': null }),
    reply(`${OLD}?$skip=2`, { value: [job], nextLink: null, '@nextLink': `${OLD}?${query}` }),
    reply(`${OLD}?$skip=2`, { value: [job, job], '@nextLink': `${OLD}?${query}` }),
    reply(`${NEW}?${VERSION}`, { value: [{ ...job, summary: otherNames }] }),
    reply(`https://gateway.example/prefix/translator/document/batches/${BATCH}?${VERSION}`, job),
    reply(
      `${OLD}/${BATCH}`,
      { error: { code: '401', message: 'Access denied due to invalid subscription key.' } },
      401,
    ),
    reply(`${OLD}/${BATCH}`, { statusCode: 401, message: 'Access denied due to missing subscription key.' }, 401),
    reply(`${OLD}/${BATCH}`, { error: { code: 401000, message: 'No.' } }, 401, { 'content-type': 'text/plain' }),
    reply(`${OLD}/${BATCH}`, '', 404, {}),
    reply(
      `${NEW}/${BATCH}?${VERSION}`,
      { error: { code: 'ResourceNotFound', message: 'id', target: 'Document' } },
      404,
    ),
    reply(`${NEW}?${VERSION}`, { error: { code: '429', message: 'Retry after 9 seconds.' } }, 429, {
      'retry-after': '9',
    }),
    reply(`${NEW}?${VERSION}`, '<html><h1>503</h1></html>', 503, { 'content-type': 'text/html' }),
    reply(`${HOST}/translator/document/formats?type=document&${VERSION}`, { value: [] }),
    reply(`${HOST}/translator/text/batch/v1.0/documents/formats`, { value: [] }),
  ];
  const { code, lines } = await replayed(records);
  assert.deepEqual(lines, ['23 identical, 0 rejected, 0 different, 2 not covered']);
  assert.equal(code, 0);
});

test('A response that the client rejects is reported with its line, operation and reason', { timeout }, async () => {
  const { code, lines } = await replayed([
    reply(`${OLD}/${BATCH}`, job),
    reply(`${OLD}/${BATCH}`, '<html></html>'),
    reply(`${OLD}/${BATCH}/documents/${DOCUMENT}`, { ...document, progress: 7 }),
    reply(`${OLD}/${BATCH}/documents`, { value: [], '@nextLink': 'https://elsewhere.example/' }),
    reply(OLD, '{"value":[]}\udcff'),
  ]);
  assert.match(lines[0], /^recording\.jsonl:2 getBatchStatus rejected: invalid-response, InvalidJson/);
  assert.match(lines[1], /^recording\.jsonl:3 getDocumentStatus rejected: invalid-response, InvalidMember, progress/);
  assert.match(lines[2], /^recording\.jsonl:4 listDocumentStatuses rejected: invalid-response, /);
  assert.match(lines[3], /^recording\.jsonl:5 listBatchStatuses rejected: invalid-response, /);
  assert.deepEqual(lines.slice(4), ['1 identical, 4 rejected, 0 different, 0 not covered']);
  assert.equal(code, 1);
});

test('A member that the client reads differently is reported with its path and both values', { timeout }, async () => {
  /** @type {any} A client with a wrong status, error code, count and link. */
  const make = async (/** @type {any} */ options) => {
    const client = await createClient(options);
    return {
      ...client,
      getBatchStatus: async () => ({ ...(await client.getBatchStatus(BATCH)), status: 'Odd', extra: 1 }),
      getDocumentStatus: () =>
        client
          .getDocumentStatus(BATCH, DOCUMENT)
          .catch((error) => Promise.reject(Object.assign(error, { code: 'Other' }))),
      listBatchStatuses: () => ({
        async *byPage() {
          yield { value: [{ ...job, summary: { ...summary, total: 3 } }] };
        },
      }),
    };
  };
  const { code, lines } = await replayed(
    [
      reply(`${OLD}/${BATCH}`, job),
      reply(`${OLD}/${BATCH}/documents/${DOCUMENT}`, '', 503),
      reply(OLD, { value: [job], '@nextLink': `${OLD}?$skip=1` }),
    ],
    make,
  );
  assert.deepEqual(lines, [
    'recording.jsonl:1 getBatchStatus different: status: "Running" was read as "Odd"',
    'recording.jsonl:1 getBatchStatus different: extra: undefined was read as 1',
    'recording.jsonl:2 getDocumentStatus different: code: "503" was read as "Other"',
    'recording.jsonl:3 listBatchStatuses different: value.0.summary.total: 2 was read as 3',
    `recording.jsonl:3 listBatchStatuses different: nextLink: "${OLD}?$skip=1" was read as undefined`,
    '0 identical, 0 rejected, 3 different, 0 not covered',
  ]);
  assert.equal(code, 1);
});

test('The report is limited to 50 lines and the number of further lines', { timeout }, async () => {
  const { lines } = await replayed(Array.from({ length: 60 }, () => reply(`${OLD}/${BATCH}`, '{}')));
  assert.equal(lines.length, 52);
  assert.equal(lines[50], '… and 10 more lines');
});

/** @param {string} status @param {number} fraction @param {object} [counts] */
const step = (status, fraction, counts) => ({
  url: `${OLD}/${BATCH}`,
  headers: { 'retry-after': '3600' },
  body: JSON.stringify({
    ...job,
    status,
    lastActionDateTimeUtc: `2021-05-21T16:51:10.${fraction}Z`,
    summary: { ...summary, ...counts },
  }),
});

test('A job is watched to its recorded end without waiting', { timeout }, async () => {
  const none = { total: 0, success: 0, inProgress: 0 };
  const done = { success: 2, inProgress: 0 };
  const { code, lines } = await replayed([
    { key: ['a', BATCH], seq: [step('NotStarted', 100, none), step('Running', 200), step('Succeeded', 300, done)] },
    { key: ['ended, with an older time', BATCH], seq: [step('Running', 500), step('Succeeded', 400, done)] },
    {
      key: ['a stale response between', BATCH],
      seq: [step('Running', 500), step('NotStarted', 400, none), step('Cancelled', 600)],
    },
    { key: ['no end', BATCH], seq: [step('NotStarted', 100, none), step('Running', 200)] },
    {
      key: ['a failure between', BATCH],
      seq: [step('Running', 200), { ...step('Running', 300), status: 503 }, step('Failed', 400, done)],
    },
  ]);
  assert.deepEqual(lines, [
    '4 jobs ended as recorded, 1 have no end, 0 rejected, 0 different, 0 went backward',
    progressLine(9),
    NO_RESPONSES,
  ]);
  assert.equal(code, 0);
});

test('The last line counts the responses, also if the file has only jobs', { timeout }, async () => {
  const jobs = await replayed([{ key: ['', BATCH], seq: [step('Succeeded', 300, { success: 2, inProgress: 0 })] }]);
  assert.deepEqual(jobs.lines, [
    '1 jobs ended as recorded, 0 have no end, 0 rejected, 0 different, 0 went backward',
    progressLine(1),
    NO_RESPONSES,
  ]);
});

test('A job that cannot be watched is reported with its line, and the others are watched', { timeout }, async () => {
  const elsewhere = { ...step('Succeeded', 300), url: `${HOST}/translator/glossaries` };
  const noUrl = { ...step('Succeeded', 300), url: 'batches' };
  const { code, lines } = await replayed([
    { key: ['no responses', BATCH], seq: [] },
    { key: ['another operation', BATCH], seq: [elsewhere] },
    { key: ['no URL', BATCH], seq: [noUrl] },
    { key: ['a list', BATCH], seq: [{ ...step('Succeeded', 300), url: OLD }] },
    { key: ['fine', BATCH], seq: [step('Succeeded', 300, { success: 2, inProgress: 0 })] },
  ]);
  assert.deepEqual(lines, [
    ...[1, 2, 3, 4].map((line) => `recording.jsonl:${line} watchBatch rejected: its first URL is not that of a job`),
    '1 jobs ended as recorded, 0 have no end, 4 rejected, 0 different, 0 went backward',
    progressLine(1),
    NO_RESPONSES,
  ]);
  assert.equal(code, 1);

  const withoutClient = await replayed([{ key: ['', BATCH], seq: [step('Running', 200)] }], () =>
    createClient({ endpoint: 'a' }),
  );
  assert.match(withoutClient.lines[0], /^recording\.jsonl:1 watchBatch rejected: invalid-argument, InvalidEndpoint, /);
  assert.equal(withoutClient.code, 1);
});

test('A job that is rejected, ends with another status or goes backward is reported', { timeout }, async () => {
  const broken = { ...step('Running', 300), body: '{' };
  const rejected = await replayed([{ key: ['', BATCH], seq: [step('Running', 200), broken] }]);
  assert.match(rejected.lines[0], /^recording\.jsonl:1 watchBatch rejected: invalid-response, InvalidJson/);
  assert.equal(rejected.code, 1);

  /** @param {object[]} batches @returns {any} */
  const clientOf = (batches) => async () => ({
    async *watchBatch() {
      for (const batch of batches) yield { batch, documents: [] };
    },
    close() {},
  });
  const seq = [step('Running', 200), step('Succeeded', 300)];
  const half = { ...job, progress: 0.5 };
  const different = await replayed(
    [{ key: ['', BATCH], seq }],
    clientOf([half, { ...half, status: 'Failed', progress: 1 }]),
  );
  assert.deepEqual(different.lines, [
    'recording.jsonl:1 watchBatch different: Succeeded was read as Failed',
    '0 jobs ended as recorded, 0 have no end, 0 rejected, 1 different, 0 went backward',
    progressLine(0),
    NO_RESPONSES,
  ]);
  const fewer = { ...half, summary: { ...summary, success: 0 } };
  const backward = await replayed([{ key: ['', BATCH], seq }], clientOf([half, fewer]));
  assert.deepEqual(backward.lines, [
    'recording.jsonl:1 watchBatch went backward: Running with 1 documents ended, then Running with 0',
    '0 jobs ended as recorded, 0 have no end, 0 rejected, 0 different, 1 went backward',
    progressLine(0),
    NO_RESPONSES,
  ]);
  for (const [progresses, line] of /** @type {[number[], string][]} */ ([
    [[0.5, 0.4], 'progress 0.4 instead of 0.5'],
    [[0.5, 0.9], 'progress 0.9 instead of 0.5'],
  ])) {
    const batches = progresses.map((progress) => ({ ...job, progress }));
    const { lines } = await replayed([{ key: ['', BATCH], seq }], clientOf(batches));
    assert.equal(lines[0], `recording.jsonl:1 watchBatch different: ${line}`);
  }
  const early = await replayed([{ key: ['', BATCH], seq }], clientOf([{ ...job, status: 'Succeeded', progress: 0.9 }]));
  assert.equal(early.lines[0], 'recording.jsonl:1 watchBatch different: progress 0.9 instead of 1');
});

test('The tool accepts gzipped files and reports an invalid file', { timeout }, async () => {
  const files = ['fine.jsonl.gz', 'none.jsonl', 'empty.jsonl', 'words.jsonl', 'steps.jsonl'].map((name) =>
    join(folder, name),
  );
  const [fine, none, empty, words, steps] = files;
  await writeFile(fine, gzipSync(`${JSON.stringify(reply(`${OLD}/${BATCH}`, job))}\n`));
  await writeFile(empty, '\n');
  await writeFile(words, '\n{"url":"x"}\n');
  await writeFile(steps, '{"seq":[null]}\n');
  const tool = (/** @type {string[]} */ ...args) =>
    tryRun(process.execPath, ['tools/replay/replay.js', ...args], { timeoutMs: timeout });
  assert.deepEqual(await tool(fine, fine), {
    code: 0,
    output: '2 identical, 0 rejected, 0 different, 0 not covered\n',
  });
  for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
    [[], /Name the files/],
    [[none], /none\.jsonl can't be read: ENOENT/],
    [[empty], /empty\.jsonl has no recorded response\./],
    [[fine, words], /words\.jsonl:2 is no recorded response/],
    [[steps], /steps\.jsonl:1 is no recorded response/],
  ])) {
    const { code, output } = await tool(...args);
    assert.equal(code, 1);
    assert.match(output, message);
    assert.doesNotMatch(output, /\n +at /);
  }
});
