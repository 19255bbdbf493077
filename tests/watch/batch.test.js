// Only here: jobs, their lists of documents, and what following one costs in requests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from '../../web/simulator/index.js';
import { createClient } from 'document-translation-status';
import { startClock } from './clock.js';
import { BATCH, body, collect, stage } from './stage.js';

const options = { timeout: 20_000 };
const id = (number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const page = (from, count, more) => ({
  value: Array.from({ length: count }, (_, index) => body('Running', 1, { id: id(from + index) })),
  ...more,
});

for (const [apiVersion, start, link] of [
  ['v1.1', '/translator/text/batch/v1.1/batches/', '@nextLink'],
  ['2024-05-01', '/translator/document/batches/', 'nextLink'],
]) {
  test(`a list goes on over all pages (${apiVersion})`, options, async () => {
    const next = `https://service.example${start}${BATCH}/documents?skip=2`;
    const { client, requests } = await stage([page(1, 2, { [link]: next }), page(3, 2, { [link]: null })], {
      apiVersion,
    });
    const documents = await collect(client.listDocumentStatuses(BATCH));
    assert.deepEqual(
      documents.map((document) => document.id),
      [1, 2, 3, 4].map(id),
    );
    assert.equal(requests[1].url, next);
  });

  test(`a list’s filters are spelled as the service spells them (${apiVersion})`, options, async () => {
    const { client, requests } = await stage([page(1, 1)], { apiVersion });
    const filter = {
      statuses: ['Canceled', 'Failed'],
      ids: [id(1), id(2)],
      top: 7,
      skip: 3,
      maxPageSize: 100,
      orderBy: 'createdDateTimeUtc asc',
      createdDateTimeUtcStart: '2024-05-01T10:00:00+02:00',
      createdDateTimeUtcEnd: '2024-05-02T10:00:00Z',
    };
    await collect(client.listDocumentStatuses(BATCH, filter));
    const { pathname, searchParams } = new URL(requests[0].url);
    const dollar = apiVersion === 'v1.1' ? '$' : '';
    assert.equal(pathname, `${start}${BATCH}/documents`);
    assert.deepEqual(
      [...searchParams].filter(([name]) => name !== 'api-version'),
      [
        ['statuses', 'Cancelled,Failed'],
        ['ids', `${id(1)},${id(2)}`],
        [`${dollar}top`, '7'],
        [`${dollar}skip`, '3'],
        [`${dollar}maxpagesize`, '100'],
        [dollar ? '$orderBy' : 'orderby', 'createdDateTimeUtc asc'],
        ['createdDateTimeUtcStart', '2024-05-01T10:00:00+02:00'],
        ['createdDateTimeUtcEnd', '2024-05-02T10:00:00Z'],
      ],
    );
  });
}

test('a list does not go on at another origin', options, async () => {
  for (const nextLink of [
    'https://evil.example/documents',
    'https://service.example.evil.example/x',
    'http://service.example/x',
    '//evil.example/x',
    'https://service.example:8443/x',
    'https://user@service.example/x',
  ]) {
    const { client, requests } = await stage([page(1, 1, { nextLink })]);
    await assert.rejects(
      collect(client.listDocumentStatuses(BATCH)),
      { kind: 'invalid-response', code: 'UnsafeNextLink' },
      nextLink,
    );
    assert.equal(requests.length, 1);
  }
});

test('a list that repeats its next link ends with an error', options, async () => {
  const nextLink = 'https://service.example/again';
  const { client, requests } = await stage([page(1, 1, { nextLink })]);
  await assert.rejects(collect(client.listDocumentStatuses(BATCH)), { code: 'UnsafeNextLink' });
  assert.equal(requests.length, 2);
});

test('a list stops at top, whatever the service sends', options, async () => {
  const { client, requests } = await stage([page(1, 3, { nextLink: 'https://service.example/more' })]);
  assert.equal((await collect(client.listDocumentStatuses(BATCH, { top: 2 }))).length, 2);
  assert.equal(requests.length, 1);
});

test('one document that is wrong makes the page an invalid response', options, async () => {
  const { client } = await stage([{ value: [body('Running', 1), body('Running', 1, { progress: 2 })] }]);
  await assert.rejects(collect(client.listDocumentStatuses(BATCH)), { code: 'InvalidMember', target: 'progress' });
});

test('filters that are not of their form are refused before anything is sent', options, async () => {
  const { client, requests } = await stage([page(1, 1)]);
  for (const filter of [
    { ids: ['x'] },
    { statuses: ['a b'] },
    { top: -1 },
    { orderBy: 'status asc' },
    { createdDateTimeUtcStart: 'yesterday' },
  ]) {
    await assert.rejects(
      collect(client.listDocumentStatuses(BATCH, filter)),
      { code: 'InvalidOption' },
      JSON.stringify(filter),
    );
  }
  assert.equal(requests.length, 0);
});

test('a job’s status has its summary', options, async () => {
  const simulator = await startSimulator();
  try {
    const client = await createClient({
      endpoint: simulator.url,
      credential: { key: simulator.key },
      apiVersion: '2024-05-01',
    });
    const { id: batchId, status, summary } = await client.getBatchStatus(simulator.batchId);
    assert.deepEqual([batchId, status, summary.total], [simulator.batchId, 'NotStarted', 0]);
  } finally {
    await simulator.close();
  }
});

test('following a job shows each document that changed and costs two requests a round', options, async (t) => {
  const clock = startClock(t);
  const count = 50;
  let round = 0;
  const states = [
    () => ['NotStarted', 0],
    (number) => (number === 7 ? ['Running', 0.5] : ['NotStarted', 0]),
    (number) => (number === 7 ? ['Succeeded', 1] : ['Running', 0.1]),
    () => ['Succeeded', 1],
  ];
  const reply = (url) => {
    if (!url.includes('/documents')) {
      const done = states.length - 1 === round;
      const summary = {
        total: count,
        failed: 0,
        success: done ? count : 0,
        inProgress: 0,
        notYetStarted: 0,
        cancelled: 0,
      };
      return { ...body(done ? 'Succeeded' : 'Running', round), id: BATCH, summary };
    }
    const { searchParams } = new URL(url);
    const statuses = searchParams.get('statuses')?.split(',');
    const ids = searchParams.get('ids')?.split(',');
    const all = Array.from({ length: count }, (_, index) => {
      const [status, progress] = states[round](index);
      return body(status, progress * 10, { id: id(index), progress });
    });
    return {
      value: all.filter(
        (document) => (!statuses || statuses.includes(document.status)) && (!ids || ids.includes(document.id)),
      ),
    };
  };
  const { client, requests } = await stage(reply, { apiVersion: '2024-05-01' });
  const shown = [];
  const costs = [];
  const follow = async () => {
    for await (const { batch, documents } of client.watchBatch(BATCH)) {
      shown.push([batch.status, documents.length]);
      costs.push(requests.length);
      if (round < states.length - 1) round++;
    }
  };
  await clock.until(follow());
  assert.deepEqual(shown, [
    ['Running', 50],
    ['Running', 1],
    ['Running', 50],
    ['Succeeded', 49],
  ]);
  // The job and one page of its list, whatever became of its documents.
  assert.deepEqual(costs, [2, 4, 6, 8]);
});

const job = (status, second, total) => ({
  ...body(status, second),
  id: BATCH,
  summary: { total, failed: 0, success: 0, inProgress: 0, notYetStarted: 0, cancelled: 0 },
});

test('a document that ended before the job counted it is shown all the same', options, async (t) => {
  const clock = startClock(t);
  let asked = 0;
  const reply = (url) => {
    if (!url.includes('/documents')) return asked++ === 0 ? job('NotStarted', 0, 0) : job('Succeeded', asked, 2);
    const statuses = new URL(url).searchParams.get('statuses')?.split(',') ?? ['Succeeded'];
    return { value: statuses.includes('Succeeded') ? [0, 1].map((at) => body('Succeeded', 1, { id: id(at) })) : [] };
  };
  const { client, requests } = await stage(reply, { apiVersion: '2024-05-01' });
  const shown = await clock.until(collect(client.watchBatch(BATCH)));
  assert.deepEqual(
    shown.map(({ batch, documents }) => [batch.status, documents.map((document) => document.id)]),
    [
      ['NotStarted', []],
      ['Succeeded', [id(0), id(1)]],
    ],
  );
  assert.equal(requests.length, 3);
});

test('documents of a page are shown though the page after it failed at first', options, async (t) => {
  const clock = startClock(t);
  let failures = 1;
  const reply = (url) => {
    if (!url.includes('/documents')) return job('Succeeded', 2, 2);
    const ended = (number) => body('Succeeded', 1, { id: id(number) });
    if (!url.includes('skip=1')) return { value: [ended(0)], nextLink: `${url}&skip=1` };
    return failures-- > 0 ? { status: 503, headers: {}, body: {} } : { value: [ended(1)] };
  };
  const { client } = await stage(reply, { apiVersion: '2024-05-01', maxRetries: 0 });
  const shown = await clock.until(collect(client.watchBatch(BATCH)));
  assert.deepEqual(
    shown.flatMap(({ documents }) => documents.map((document) => document.id)),
    [id(0), id(1)],
  );
});
