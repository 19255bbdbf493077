// Only here: lists of documents and jobs: any number of ids as one list, pages that can be resumed, and the job that is waited for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'document-translation-status';
import { startSimulator } from '../../web/entries/simulator.js';
import { startClock } from '../watch/clock.js';
import { BATCH, body, collect, stage } from '../watch/stage.js';

const options = { timeout: 20_000 };
const id = (/** @type {number} */ number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const DOCUMENTS = `https://service.example/translator/document/batches/${BATCH}/documents?api-version=2024-05-01`;
const BATCHES = 'https://service.example/translator/document/batches?api-version=2024-05-01';

/** The query of a request. @param {string} url */
const queryOf = (url) => new URL(url).searchParams;

/**
 * A service with documents, of which a request gets those that it asks for, newest first, in pages of 50 at most. Those without
 * createdDateTimeUtc stand last.
 * @param {any[]} documents
 */
function serviceOf(documents) {
  return (/** @type {string} */ url) => {
    const query = queryOf(url);
    const ids = (query.get('ids') ?? '').split(',').map((text) => text.toLowerCase());
    const order = query.get('orderby') ?? 'createdDateTimeUtc desc';
    const [name, direction] = order.split(' ');
    const found = documents
      .filter((document) => ids.includes(document.id.toLowerCase()))
      .sort((a, b) => (a[name] ?? '').localeCompare(b[name] ?? '') * (direction === 'asc' ? 1 : -1));
    const skip = Number(query.get('skip') ?? 0);
    const top = Number(query.get('top') ?? 1e6);
    const size = Math.min(top, Number(query.get('maxpagesize') ?? 50));
    const next = new URL(url);
    next.searchParams.set('skip', String(skip + size));
    next.searchParams.set('top', String(top - size));
    const more = found.length > skip + size && top > size;
    return {
      value: found.slice(skip, skip + size),
      ...(more && { '@nextLink': decodeURIComponent(next.href).replaceAll('+', ' ') }),
    };
  };
}

const COUNT = 460;
/** @type {any[]} */
const ALL = Array.from({ length: COUNT }, (_, number) => {
  const { createdDateTimeUtc, ...rest } = body('Failed', (number * 7) % 60, { id: id(number) });
  const created = `2024-05-01T10:00:00.${String((number * 137) % 1000).padStart(3, '0')}${number % 10}Z`;
  return number % 50 === 0 ? rest : { ...rest, createdDateTimeUtc: created };
});
const IDS = ALL.map((document) => document.id);

const byCreation = [...ALL].sort((a, b) => (b.createdDateTimeUtc ?? '').localeCompare(a.createdDateTimeUtc ?? ''));

for (const [orderBy, sorted] of /** @type {[any, any[]][]} */ ([
  [undefined, byCreation],
  ['createdDateTimeUtc desc', byCreation],
  [
    'createdDateTimeUtc asc',
    [...ALL].sort((a, b) => (a.createdDateTimeUtc ?? '').localeCompare(b.createdDateTimeUtc ?? '')),
  ],
  [
    'lastActionDateTimeUtc asc',
    [...ALL].sort((a, b) => a.lastActionDateTimeUtc.localeCompare(b.lastActionDateTimeUtc)),
  ],
])) {
  test(`any number of ids reads as one list (${orderBy ?? 'no order'})`, options, async () => {
    const { client, requests } = await stage(serviceOf(ALL));
    const read = await collect(client.listDocumentStatuses(BATCH, { ids: [...IDS, ...IDS], orderBy }));
    const name = orderBy?.split(' ')[0] ?? 'createdDateTimeUtc';
    assert.deepEqual(
      read.map((document) => document[name]),
      sorted.map((document) => document[name]),
    );
    assert.equal(new Set(read.map((document) => document.id)).size, COUNT);
    assert.equal(requests.length, Math.ceil(COUNT / 100));
    for (const { url } of requests) assert.ok(url.length < 4096, `${url.length} characters`);
  });
}

test('top and skip apply to the whole list of many ids', options, async () => {
  for (const [top, skip] of [
    [1, undefined],
    [150, undefined],
    [10, 5],
    [undefined, 450],
    [1000, 0],
    [999_999_999, 1],
    [0, 0],
  ]) {
    const { client, requests } = await stage(serviceOf(ALL));
    const read = await collect(client.listDocumentStatuses(BATCH, { ids: IDS, top, skip }));
    assert.deepEqual(
      read.map((document) => document.createdDateTimeUtc),
      byCreation.slice(skip ?? 0, (skip ?? 0) + (top ?? COUNT)).map((document) => document.createdDateTimeUtc),
    );
    assert.ok(requests.length <= 10, `${requests.length} requests`);
  }
});

test('a list of several requests can be read by page and resumed', options, async () => {
  const { client } = await stage(serviceOf(ALL));
  const list = () => client.listDocumentStatuses(BATCH, { ids: IDS });
  const pages = await collect(list().byPage({ maxPageSize: 60 }));
  assert.deepEqual(
    pages.map(({ value }) => value.length),
    [60, 60, 60, 60, 60, 60, 60, 40],
  );
  assert.deepEqual(Object.keys(pages.at(-1)), ['value']);
  const rest = await collect(list().byPage({ maxPageSize: 60, continuationToken: pages[4].continuationToken }));
  assert.deepEqual(rest, pages.slice(5));
});

test('an empty list of ids or statuses sends no request', options, async () => {
  const { client, requests } = await stage([{ value: [body('Running', 1)] }]);
  for (const filter of [{ ids: [] }, { statuses: [] }, { top: 0 }])
    assert.deepEqual(await collect(client.listDocumentStatuses(BATCH, filter)), []);
  assert.equal(requests.length, 0);
});

test('a Date is accepted as a time', options, async () => {
  const { client, requests } = await stage([{ value: [] }]);
  const createdDateTimeUtcStart = new Date('2024-05-01T10:00:00+02:00');
  await collect(client.listDocumentStatuses(BATCH, { createdDateTimeUtcStart }));
  assert.equal(queryOf(requests[0].url).get('createdDateTimeUtcStart'), '2024-05-01T08:00:00.000Z');
});

test('pages continue from a continuation token, also in another client', options, async () => {
  for (const [list, start] of /** @type {[string, string][]} */ ([
    ['listDocumentStatuses', DOCUMENTS],
    ['listBatchStatuses', BATCHES],
  ])) {
    const { to, progress, ...job } = { ...body('Running', 1), summary: {} };
    const item = list === 'listBatchStatuses' ? job : body('Running', 1);
    const next = `${start}&skip=2&orderBy=createdDateTimeUtc asc`;
    const answer = (/** @type {string} */ url) => ({
      value: [item],
      ...(!queryOf(url).has('skip') && { '@nextLink': next }),
    });
    const filter = { statuses: ['Running'], top: 7 };
    const listOf = (/** @type {any} */ client) =>
      client[list](...(list === 'listBatchStatuses' ? [] : [BATCH]), filter);
    const first = await stage(answer);
    const { value } = await listOf(first.client).byPage({ maxPageSize: 1 }).next();
    assert.deepEqual(value.value, [item]);
    assert.equal(queryOf(first.requests[0].url).get('maxpagesize'), '1');
    const second = await stage(answer);
    const { continuationToken } = value;
    const rest = await collect(listOf(second.client).byPage({ continuationToken, maxPageSize: 3 }));
    assert.deepEqual(rest, [{ value: [item] }]);
    // The caller's own options hold for the rest of the list.
    const asked = Object.fromEntries(queryOf(second.requests[0].url));
    const expected = { 'api-version': '2024-05-01', statuses: 'Running', skip: '1', top: '6', maxpagesize: '3' };
    assert.deepEqual(asked, expected);
  }
});

test('a continuation token of another list is rejected before a request is sent', options, async () => {
  const item = { ...body('Running', 1), summary: {} };
  const { client, requests } = await stage((url) => ({
    value: [item],
    ...(url.includes(BATCH) && { '@nextLink': `${DOCUMENTS}&skip=2` }),
  }));
  const { value } = await client
    .listDocumentStatuses(BATCH, { statuses: ['Running'] })
    .byPage()
    .next();
  const { continuationToken: given } = /** @type {any} */ (value);
  const sent = requests.length;
  const refused = { kind: 'invalid-argument', code: 'InvalidOption', target: 'continuationToken' };
  const lists = /** @type {((token: any) => AsyncIterable<any>)[]} */ ([
    (continuationToken) => client.listDocumentStatuses(BATCH).byPage({ continuationToken }),
    (continuationToken) => client.listDocumentStatuses(BATCH, { statuses: ['Failed'] }).byPage({ continuationToken }),
    (continuationToken) => client.listDocumentStatuses(id(7), { statuses: ['Running'] }).byPage({ continuationToken }),
    (continuationToken) => client.listBatchStatuses({ statuses: ['Running'] }).byPage({ continuationToken }),
    (continuationToken) => client.listDocumentStatuses(BATCH, { ids: IDS }).byPage({ continuationToken }),
  ]);
  const wrong = [
    `${DOCUMENTS}&skip=2`,
    'https://evil.example/translator/document/batches?api-version=2024-05-01',
    `${given}1234567890`,
    `${given}x`,
    `x${given}`,
    'x',
    '',
    null,
    42,
  ];
  for (const list of lists)
    for (const token of [given, ...wrong]) await assert.rejects(collect(list(token)), refused, String(token));
  assert.equal(requests.length, sent);
});

test('a list without items has one page', options, async () => {
  const { client } = await stage([{ value: [] }]);
  for (const filter of [{}, { ids: IDS }, { ids: [] }, { top: 0 }])
    assert.deepEqual(await collect(client.listDocumentStatuses(BATCH, filter).byPage()), [{ value: [] }]);
});

test('inherited options count, and undefined means not given', options, async () => {
  const { client, requests } = await stage([{ value: [] }]);
  await collect(client.listDocumentStatuses(BATCH, Object.create({ statuses: ['Failed'], top: 3 })));
  assert.equal(queryOf(requests[0].url).get('statuses'), 'Failed');
  assert.equal(queryOf(requests[0].url).get('top'), '3');
  const list = client.listDocumentStatuses(BATCH, { maxPageSize: 10, statuses: undefined });
  await collect(list.byPage({ maxPageSize: undefined }));
  assert.equal(queryOf(requests[1].url).get('maxpagesize'), '10');
});

test('the jobs of a resource are listed as the service returns them', options, async () => {
  // The clock stands still, so that a job does not change between two lists.
  const batches = [{ documents: 2 }, { documents: 3 }];
  const simulator = await startSimulator({ now: () => Date.UTC(2026, 7, 1), documents: ['Succeeded'], batches });
  try {
    for (const apiVersion of ['v1.0-preview.1', '2024-05-01', '2026-03-01']) {
      const client = await createClient({
        endpoint: simulator.url,
        credential: { key: String(simulator.key) },
        apiVersion,
      });
      const jobs = await collect(client.listBatchStatuses({ maxPageSize: 1 }));
      assert.deepEqual(jobs.map((job) => job.id).sort(), simulator.batches.map((batch) => batch.id).sort());
      for (const job of jobs) assert.deepEqual((await client.getBatchStatus(job.id)).id, job.id);
      assert.deepEqual(await collect(client.listBatchStatuses({ top: 1 })), jobs.slice(0, 1));
    }
  } finally {
    await simulator.close();
  }
});

/** @param {string} status @param {number} second @param {Record<string, number>} summary */
const job = (status, second, summary) => ({ ...body(status, second), id: BATCH, summary });

test('waitForBatch returns the ended job, its documents, and the failed documents', options, async (t) => {
  const clock = startClock(t);
  const documents = [
    body('Succeeded', 3, { id: id(1) }),
    body('Failed', 4, { id: id(2), error: { code: 'X', message: 'y' } }),
  ];
  let asked = 0;
  const { client } = await stage((url) =>
    url.includes('/documents')
      ? { value: documents.slice(0, asked) }
      : job(++asked < 3 ? 'Running' : 'Succeeded', asked, { total: 2, success: 1, failed: asked - 1 }),
  );
  const ended = client.waitForBatch(BATCH);
  await clock.until(ended);
  const { batch, documents: all, failed, complete } = await ended;
  assert.equal(batch.status, 'Succeeded');
  assert.deepEqual(all.map((document) => document.id).sort(), [id(1), id(2)]);
  assert.deepEqual(failed, [documents[1]]);
  assert.equal(complete, true);
});

test('waitForBatch reports a list that never caught up with the job', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage((url) =>
    url.includes('/documents') ? { value: [body('Succeeded', 3)] } : job('Succeeded', 3, { total: 2, success: 2 }),
  );
  const ended = client.waitForBatch(BATCH);
  await clock.until(ended);
  const { documents, complete } = await ended;
  assert.deepEqual([documents.length, complete], [1, false]);
});

test(
  'a job that counts its documents without their total is waited for until the list has them',
  options,
  async (t) => {
    const clock = startClock(t);
    let lists = 0;
    const { client } = await stage((url) =>
      url.includes('/documents')
        ? { value: [1, 2, 3].slice(0, ++lists).map((n) => body('Succeeded', n, { id: id(n) })) }
        : job('Succeeded', 3, { success: 3 }),
    );
    const ended = client.waitForBatch(BATCH);
    await clock.until(ended);
    const { documents, complete } = await ended;
    assert.deepEqual([documents.length, complete], [3, true]);
  },
);

test('a job without counts is watched to its end', options, async (t) => {
  const clock = startClock(t);
  let asked = 0;
  const { client } = await stage((url) =>
    url.includes('/documents')
      ? { value: [body(asked < 3 ? 'Running' : 'Succeeded', asked)] }
      : job(++asked < 3 ? 'Running' : 'Succeeded', asked, {}),
  );
  const ended = client.waitForBatch(BATCH);
  await clock.until(ended);
  const { documents, complete } = await ended;
  assert.deepEqual(
    documents.map(({ status }) => status),
    ['Succeeded'],
  );
  assert.equal(complete, true);
});

test('counts with alternative names are returned under the typed names', options, async () => {
  const summary = { total: 9, failed: 1, succeeded: 2, inProgress: 3, notStarted: 4, canceled: 5 };
  const { client } = await stage([job('Running', 1, summary)]);
  const { summary: given } = await client.getBatchStatus(BATCH);
  assert.deepEqual(given, { total: 9, failed: 1, success: 2, inProgress: 3, notYetStarted: 4, cancelled: 5 });
});

test('an older cached response about a job does not reduce its counts', options, async (t) => {
  const clock = startClock(t);
  const replies = [
    job('Running', 1, { total: 2, success: 1, inProgress: 1 }),
    job('Running', 1, { total: 2, success: 0, inProgress: 2 }),
    job('Running', 1, { total: 2, success: 2 }),
    job('Running', 1, { total: 2, success: 1, inProgress: 1 }),
    job('Succeeded', 0, { total: 2, success: 2 }),
  ];
  let asked = 0;
  const { client } = await stage((url) =>
    url.includes('/documents') ? { value: [1, 2].map((n) => body('Succeeded', n, { id: id(n) })) } : replies[asked++],
  );
  /** @type {unknown[]} */
  const shown = [];
  const following = (async () => {
    for await (const { batch } of client.watchBatch(BATCH)) shown.push([batch.status, batch.summary.success]);
  })();
  await clock.until(following);
  assert.deepEqual(shown, [
    ['Running', 1],
    ['Running', 2],
    ['Succeeded', 2],
  ]);
});
