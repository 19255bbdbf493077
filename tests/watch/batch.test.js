// Jobs: the lists of their documents, and the values and requests of watchBatch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from '../../web/entries/simulator.js';
import { createClient } from 'document-translation-status';
import { NEXT_LINKS, ORIGIN, WRONG_NEXT_LINKS } from '../tables/next-links.js';
import { startClock } from './clock.js';
import { BATCH, body, collect, stage } from './stage.js';

const options = { timeout: 20_000 };
const id = (/** @type {number} */ number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const page = (/** @type {number} */ from, /** @type {number} */ count, more = {}) => ({
  value: Array.from({ length: count }, (_, index) => body('Running', 1, { id: id(from + index) })),
  ...more,
});

for (const [apiVersion, start, link] of [
  ['v1.1', '/translator/text/batch/v1.1/batches/', '@nextLink'],
  ['2024-05-01', '/translator/document/batches/', 'nextLink'],
]) {
  test(`a list continues through all pages (${apiVersion})`, options, async () => {
    const next = `https://service.example${start}${BATCH}/documents?skip=2`;
    const { client, requests } = await stage([page(1, 2, { [link]: next }), page(3, 2, { [link]: null })], {
      apiVersion,
    });
    const documents = await collect(client.listDocumentStatuses(BATCH));
    assert.deepEqual(
      documents.map((/** @type {any} */ document) => document.id),
      [1, 2, 3, 4].map(id),
    );
    assert.equal(requests[1].url, next);
  });

  test(`filters of a list become query parameters with the service’s names (${apiVersion})`, options, async () => {
    const { client, requests } = await stage([page(1, 1)], { apiVersion });
    /** @type {any} */
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

const LIST = `${ORIGIN}/translator/document/batches/${BATCH}/documents?api-version=2024-05-01`;

test('a next link to anything except the next page of the same list is rejected', options, async () => {
  for (const [nextLink, code] of WRONG_NEXT_LINKS) {
    const { client, requests } = await stage([page(1, 1, { nextLink })]);
    const rejected = { kind: 'invalid-response', code, target: 'nextLink' };
    await assert.rejects(collect(client.listDocumentStatuses(BATCH)), rejected, nextLink.slice(0, 200));
    assert.equal(requests.length, 1);
  }
});

test('unusual next links of the service are followed', options, async () => {
  for (const [nextLink, url] of NEXT_LINKS)
    for (const name of ['nextLink', '@nextLink']) {
      const { client, requests } = await stage([page(1, 1, { [name]: nextLink }), page(2, 1)]);
      assert.equal((await collect(client.listDocumentStatuses(BATCH))).length, 2);
      assert.equal(requests[1].url, url);
    }
});

test('a list whose next link repeats is rejected', options, async () => {
  const nextLink = `${LIST}&skip=1`;
  const { client, requests } = await stage([page(1, 1, { nextLink })]);
  await assert.rejects(collect(client.listDocumentStatuses(BATCH)), { code: 'NextLinkRepeated', target: 'nextLink' });
  assert.equal(requests.length, 2);
});

test('a list stops at `top`, even if the service sends more', options, async () => {
  const { client, requests } = await stage([page(1, 3, { nextLink: 'https://service.example/more' })]);
  assert.equal((await collect(client.listDocumentStatuses(BATCH, { top: 2 }))).length, 2);
  assert.equal(requests.length, 1);
});

test('a page with one invalid document is rejected', options, async () => {
  const { client } = await stage([{ value: [body('Running', 1), body('Running', 1, { progress: 2 })] }]);
  await assert.rejects(collect(client.listDocumentStatuses(BATCH)), { code: 'InvalidMember', target: 'progress' });
});

test('invalid filters are rejected without a request', options, async () => {
  const { client, requests } = await stage([page(1, 1)]);
  for (const filter of [
    { ids: ['x'] },
    { statuses: ['a b'] },
    { top: -1 },
    { orderBy: 'status asc' },
    { createdDateTimeUtcStart: 'yesterday' },
  ]) {
    await assert.rejects(
      collect(client.listDocumentStatuses(BATCH, /** @type {any} */ (filter))),
      { code: 'InvalidOption' },
      JSON.stringify(filter),
    );
  }
  assert.equal(requests.length, 0);
});

test('the status of a job has a summary', options, async () => {
  const start = Date.now();
  const simulator = await startSimulator({ now: () => start });
  try {
    const client = await createClient({
      endpoint: simulator.url,
      credential: { key: String(simulator.key) },
      apiVersion: '2024-05-01',
    });
    const { id: batchId, status, summary } = await client.getBatchStatus(simulator.batchId);
    assert.deepEqual([batchId, status, summary.total], [simulator.batchId, 'NotStarted', 0]);
  } finally {
    await simulator.close();
  }
});

test('a watch of a job yields each changed document and sends two requests per poll', options, async (t) => {
  const clock = startClock(t);
  const count = 50;
  let poll = 0;
  /** @type {((number: number) => [string, number])[]} */
  const states = [
    () => ['NotStarted', 0],
    (number) => (number === 7 ? ['Running', 0.5] : ['NotStarted', 0]),
    (number) => (number === 7 ? ['Succeeded', 1] : ['Running', 0.1]),
    () => ['Succeeded', 1],
  ];
  const reply = (/** @type {string} */ url) => {
    if (!url.includes('/documents')) {
      const done = states.length - 1 === poll;
      const summary = {
        total: count,
        failed: 0,
        success: done ? count : 0,
        inProgress: 0,
        notYetStarted: 0,
        cancelled: 0,
      };
      return { ...body(done ? 'Succeeded' : 'Running', poll), id: BATCH, summary };
    }
    const { searchParams } = new URL(url);
    const statuses = searchParams.get('statuses')?.split(',');
    const ids = searchParams.get('ids')?.split(',');
    const all = Array.from({ length: count }, (_, index) => {
      const [status, progress] = states[poll](index);
      return body(status, progress * 10, { id: id(index), progress });
    });
    return {
      value: all.filter(
        (document) => (!statuses || statuses.includes(document.status)) && (!ids || ids.includes(document.id)),
      ),
    };
  };
  const { client, requests } = await stage(reply, { apiVersion: '2024-05-01' });
  /** @type {[string, number][]} */
  const shown = [];
  /** @type {number[]} */
  const requestCounts = [];
  const follow = async () => {
    for await (const { batch, documents } of client.watchBatch(BATCH)) {
      shown.push([batch.status, documents.length]);
      requestCounts.push(requests.length);
      if (poll < states.length - 1) poll++;
    }
  };
  await clock.until(follow());
  assert.deepEqual(shown, [
    ['Running', 50],
    ['Running', 1],
    ['Running', 50],
    ['Succeeded', 49],
  ]);
  // One request for the job and one for a page of its documents.
  assert.deepEqual(requestCounts, [2, 4, 6, 8]);
});

const job = (/** @type {string} */ status, /** @type {number} */ second, /** @type {number} */ total) => ({
  ...body(status, second),
  id: BATCH,
  summary: { total, failed: 0, success: 0, inProgress: 0, notYetStarted: 0, cancelled: 0 },
});

test('a document that ended before the job counted it is yielded', options, async (t) => {
  const clock = startClock(t);
  let asked = 0;
  const reply = (/** @type {string} */ url) => {
    if (!url.includes('/documents')) return asked++ === 0 ? job('NotStarted', 0, 0) : job('Succeeded', asked, 2);
    const statuses = new URL(url).searchParams.get('statuses')?.split(',') ?? ['Succeeded'];
    return { value: statuses.includes('Succeeded') ? [0, 1].map((at) => body('Succeeded', 1, { id: id(at) })) : [] };
  };
  const { client, requests } = await stage(reply, { apiVersion: '2024-05-01' });
  const shown = await clock.until(collect(client.watchBatch(BATCH)));
  assert.deepEqual(
    shown.map(({ batch, documents }) => [batch.status, documents.map((/** @type {any} */ document) => document.id)]),
    [
      ['NotStarted', []],
      ['Succeeded', [id(0), id(1)]],
    ],
  );
  assert.equal(requests.length, 3);
});

test('documents of a page are yielded although the request for the next page failed once', options, async (t) => {
  const clock = startClock(t);
  let failures = 1;
  const reply = (/** @type {string} */ url) => {
    if (!url.includes('/documents')) return job('Succeeded', 2, 2);
    const ended = (/** @type {number} */ number) => body('Succeeded', 1, { id: id(number) });
    if (!url.includes('skip=1')) return { value: [ended(0)], nextLink: `${url}&skip=1` };
    return failures-- > 0 ? { status: 503, headers: {}, body: {} } : { value: [ended(1)] };
  };
  const { client } = await stage(reply, { apiVersion: '2024-05-01', maxRetries: 0 });
  const shown = await clock.until(collect(client.watchBatch(BATCH)));
  assert.deepEqual(
    shown.flatMap(({ documents }) => documents.map((/** @type {any} */ document) => document.id)),
    [id(0), id(1)],
  );
});

test('the requests for pages of a watched job are retried by the next poll only', options, async (t) => {
  const clock = startClock(t);
  let lists = 0;
  const { client, requests } = await stage(
    (url) => {
      if (!url.includes('/documents')) return job('Succeeded', 2, 1);
      return ++lists === 1 ? { status: 503, headers: {}, body: {} } : { value: [body('Succeeded', 1, { id: id(1) })] };
    },
    { apiVersion: '2024-05-01', maxRetries: 3 },
  );
  const end = collect(client.watchBatch(BATCH));
  await clock.pass(1000);
  assert.equal(requests.length, 2, 'requests in the first second');
  await clock.until(end);
  assert.equal(requests.length, 4);
});

test('a list that never shows all documents is not read completely in each poll', options, async (t) => {
  const clock = startClock(t);
  let polls = 0;
  // The job counts 500 documents and lists 300. 5 are active: the list of active documents has one page, the complete list three.
  const reply = (/** @type {string} */ url) => {
    if (!url.includes('/documents')) return job(++polls <= 40 ? 'Running' : 'Succeeded', polls, 500);
    const { searchParams } = new URL(url);
    const from = Number(searchParams.get('skip') ?? 0);
    const all = Array.from({ length: 300 }, (_, number) =>
      body(number < 5 && polls <= 40 ? 'Running' : 'Succeeded', 1, {
        id: id(number),
        progress: Math.min(1, polls / 40),
      }),
    );
    const wanted = all.filter(({ status }) => searchParams.get('statuses')?.split(',').includes(status) ?? true);
    const more = from + 100 < wanted.length ? { nextLink: `${url.split('&skip')[0]}&skip=${from + 100}` } : {};
    return { value: wanted.slice(from, from + 100), ...more };
  };
  const { client, requests } = await stage(reply, { apiVersion: '2024-05-01' });
  const shown = await clock.until(collect(client.watchBatch(BATCH)));
  assert.equal(
    new Set(shown.flatMap(({ documents }) => documents.map((/** @type {any} */ document) => document.id))).size,
    300,
  );
  assert.equal(shown.at(-1).batch.status, 'Succeeded');
  const running = requests.slice(0, requests.findLastIndex(({ url }) => url.includes('statuses=')) + 1);
  const completePages = running.filter(({ url }) => url.includes('/documents') && !url.includes('statuses=')).length;
  assert.ok(completePages <= 3 * 8, `${completePages} pages of the complete list in 40 polls`);
});

test(
  'after a job has ended, polls continue until the list shows the final status of its documents',
  options,
  async (t) => {
    const clock = startClock(t);
    let polls = 0;
    const reply = (/** @type {string} */ url) => {
      if (!url.includes('/documents')) return job('Succeeded', 9, 2);
      const late = ++polls < 7;
      return {
        value: [0, 1].map((number) => body(late && number ? 'Running' : 'Succeeded', late ? 1 : 8, { id: id(number) })),
      };
    };
    const { client } = await stage(reply, { apiVersion: '2024-05-01' });
    const shown = await clock.until(collect(client.watchBatch(BATCH)));
    assert.deepEqual(
      shown.map(({ batch, documents }) => [batch.status, documents.map((/** @type {any} */ { status }) => status)]),
      [
        ['Succeeded', ['Succeeded', 'Running']],
        ['Succeeded', ['Succeeded']],
      ],
    );
  },
);

test(
  'the watch of a finished job ends even if the list never shows its documents’ final status',
  options,
  async (t) => {
    const clock = startClock(t);
    for (const listed of [[body('Running', 1, { id: id(0) })], []]) {
      const { client, requests } = await stage(
        (url) => (url.includes('/documents') ? { value: listed } : job('Failed', 9, 1)),
        { apiVersion: '2024-05-01' },
      );
      const from = clock.time;
      const shown = await clock.until(collect(client.watchBatch(BATCH)));
      assert.deepEqual(
        shown.map(({ batch }) => batch.status),
        ['Failed'],
      );
      assert.ok(clock.time - from > 60_000 && clock.time - from < 240_000, `${clock.time - from} ms`);
      assert.ok(requests.length <= 24, `${requests.length} requests`);
    }
  },
);

test('a job that failed validation has no documents and needs one request', options, async (t) => {
  const clock = startClock(t);
  const { client, requests } = await stage([job('ValidationFailed', 1, 0)], { apiVersion: '2024-05-01' });
  const shown = await clock.until(collect(client.watchBatch(BATCH)));
  assert.deepEqual(
    shown.map(({ batch }) => batch.status),
    ['ValidationFailed'],
  );
  assert.equal(requests.length, 1);
});

test('stale responses about a job and its documents are ignored', options, async (t) => {
  const clock = startClock(t);
  const polls = [
    [job('Running', 5, 1), body('Running', 5, { id: id(0), progress: 0.5 })],
    [job('NotStarted', 1, 1), body('NotStarted', 1, { id: id(0) })],
    [job('Running', 5, 1), body('Running', 4, { id: id(0), progress: 0.4 })],
    [job('Succeeded', 9, 1), body('Succeeded', 9, { id: id(0), progress: 1 })],
  ];
  let asked = 0;
  const { client } = await stage(
    (url) => (url.includes('/documents') ? { value: [polls[asked - 1][1]] } : polls[asked++][0]),
    { apiVersion: '2024-05-01' },
  );
  const shown = await clock.until(collect(client.watchBatch(BATCH)));
  assert.deepEqual(
    shown.map(({ batch, documents }) => [batch.status, ...documents.map((/** @type {any} */ { status }) => status)]),
    [
      ['Running', 'Running'],
      ['Succeeded', 'Succeeded'],
    ],
  );
});
