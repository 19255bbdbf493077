// Lists of documents and batches, with the parameter names of older and of dated API versions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFERENCE_PATH, START, fetchFrom, simulate } from './helpers.js';

/** @typedef {import('../../web/entries/simulator.js').Simulator} Simulator */

const FAMILIES = [
  {
    version: 'v1.0-preview.1',
    base: '/translator/text/batch/v1.0-preview.1/batches',
    $: '$',
    slash: '/',
    query: '?',
    end: '',
  },
  {
    version: 'v1.0',
    base: '/translator/text/batch/v1.0/batches',
    $: '$',
    slash: '//',
    query: '?',
    end: '',
  },
  {
    version: '2024-05-01',
    base: '/translator/document/batches',
    $: '',
    slash: '/',
    query: '?api-version=2024-05-01&',
    end: '&api-version=2024-05-01',
  },
];

/** @param {{ value: { id: string }[] }} page */
const ids = ({ value }) => value.map(({ id }) => id);

for (const { version, base, $, slash, query, end } of FAMILIES) {
  /** Follows the links from a first page. @param {Simulator} sim @param {string} parameters */
  const pages = async (sim, parameters) => {
    const found = [];
    let path = `${base}/${sim.batchId}/documents${query}${parameters}`;
    while (path) {
      const { status, json } = await fetchFrom(sim, path);
      assert.equal(status, 200, path);
      found.push(json);
      path = json['@nextLink'] ? json['@nextLink'].slice(sim.url.length) : '';
      assert.ok(!json['@nextLink'] || json['@nextLink'].startsWith(`${sim.url}/`));
    }
    return found;
  };

  test(`${version}: A list has the newest document first, 50 on a page, and a link to the next page`, async (t) => {
    const sim = await simulate(t, { documents: 120 });
    const found = await pages(sim, '');
    assert.deepEqual(
      found.map(({ value }) => value.length),
      [50, 50, 20],
    );
    assert.deepEqual(found.flatMap(ids), sim.documents.map(({ id }) => id).reverse());
    assert.deepEqual(Object.keys(found[0]), ['value', '@nextLink']);
    assert.deepEqual(Object.keys(found[2]), ['value']);
  });

  test(`${version}: skip is applied first, top limits the whole list, and maxpagesize limits a page`, async (t) => {
    const sim = await simulate(t, { documents: 20 });
    const found = await pages(sim, `${$}skip=3&${$}top=7&${$}maxpagesize=3&${$}orderBy=createdDateTimeUtc%20asc`);
    assert.deepEqual(
      found.map(({ value }) => value.length),
      [3, 3, 1],
    );
    assert.deepEqual(
      found.flatMap(ids),
      sim.documents.slice(3, 10).map(({ id }) => id),
    );
  });

  test(`${version}: The last page has no link, also when it is full`, async (t) => {
    const sim = await simulate(t, { documents: 6 });
    assert.deepEqual(
      (await pages(sim, `${$}maxpagesize=3`)).map(({ value }) => value.length),
      [3, 3],
    );
    assert.deepEqual(await pages(sim, `${$}skip=6`), [{ value: [] }]);
  });

  test(`${version}: A list can be filtered by statuses, ids and dates`, async (t) => {
    const sim = await simulate(t, {
      durationMs: 0,
      documents: ['Succeeded', 'Failed', 'Canceled', { createdAt: START - 60_000 }, { createdAt: START + 60_000 }],
    });
    const [succeeded, failed, canceled, earlier, later] = sim.documents.map(({ id }) => id);
    sim.advance(60_000);
    const at = '2026-08-01T09:30:15.2501744Z'; // the exact createdDateTimeUtc of the second document
    for (const [parameters, expected] of /** @type {[string, string[]][]} */ ([
      ['statuses=Cancelled', [canceled]],
      ['statuses=Failed,Cancelled', [canceled, failed]],
      ['statuses=Failed&statuses=Cancelled', [canceled, failed]],
      [`ids=${failed.toUpperCase()},${succeeded}`, [failed, succeeded]],
      [`createdDateTimeUtcStart=${at}`, [later, canceled, failed]],
      [`createdDateTimeUtcEnd=${at}`, [failed, succeeded, earlier]],
      [`createdDateTimeUtcStart=${at}&createdDateTimeUtcEnd=${at}&statuses=Failed`, [failed]],
    ])) {
      assert.deepEqual((await pages(sim, parameters)).flatMap(ids), expected, parameters);
    }
  });

  test(`${version}: A document without a creation date sorts as the oldest, and filters by that date exclude it`, async (t) => {
    const sim = await simulate(t, {
      durationMs: 0,
      documents: ['FailedBeforeStart', 'Succeeded', 'NotStarted', 'Failed'],
    });
    const [early, succeeded, waiting, failed] = sim.documents.map(({ id }) => id);
    for (const [parameters, expected] of /** @type {[string, string[]][]} */ ([
      ['', [failed, succeeded, waiting, early]],
      [`${$}orderBy=createdDateTimeUtc asc`, [early, waiting, succeeded, failed]],
      [`${$}orderBy=createdDateTimeUtc+desc`, [failed, succeeded, waiting, early]],
      [`${$}orderby=lastActionDateTimeUtc%20desc`, [failed, waiting, succeeded, early]],
      [`${$}orderBy=lastActionDateTimeUtc asc`, [early, succeeded, waiting, failed]],
      ['createdDateTimeUtcStart=2020-01-01T00:00:00Z', [failed, succeeded]],
      ['createdDateTimeUtcEnd=2030-01-01T00:00:00Z', [failed, succeeded]],
    ])) {
      assert.deepEqual((await pages(sim, parameters)).flatMap(ids), expected, parameters);
    }
  });

  test(`${version}: The link to the next page has all parameters in the service's order, with unencoded spaces and commas`, async (t) => {
    const sim = await simulate(t, { durationMs: 0, documents: 5 });
    const allIds = sim.documents.map(({ id }) => id).join(',');
    const path = `${base}/${sim.batchId}/documents`;
    const parameters = `${$}orderBy=createdDateTimeUtc%20asc&createdDateTimeUtcEnd=2030-01-01T01%3A00%3A00.12%2B01:00&statuses=Succeeded,Failed&ids=${allIds}&${$}maxpagesize=2`;
    const { json } = await fetchFrom(sim, `${path}${query}${parameters}`);
    /** @param {number} skip @param {number} top */
    const link = (skip, top) =>
      `${sim.url}${slash}${path.slice(1)}?${$}skip=${skip}&${$}top=${top}&${$}maxpagesize=2&ids=${allIds}` +
      `&statuses=Succeeded,Failed&createdDateTimeUtcEnd=2030-01-01T00:00:00.1200000Z&${$}orderBy=createdDateTimeUtc asc${end}`;
    assert.equal(json['@nextLink'], link(2, 3));
    const next = await fetchFrom(sim, json['@nextLink'].slice(sim.url.length));
    assert.equal(next.json['@nextLink'], link(4, 1));
    assert.deepEqual(
      ids(next.json),
      sim.documents.slice(2, 4).map(({ id }) => id),
    );
  });

  test(`${version}: Lists lag by listLagMs`, async (t) => {
    const sim = await simulate(t, { documents: 1, batches: [], durationMs: 1000, listLagMs: 300 });
    const statuses = async () => {
      const job = (await fetchFrom(sim, `${base}/${sim.batchId}${query}`)).json.status;
      const listed = (await fetchFrom(sim, `${base}${query}`)).json.value[0].status;
      return [job, listed, (await pages(sim, ''))[0].value[0].status];
    };
    assert.deepEqual(await statuses(), ['NotStarted', 'NotStarted', 'NotStarted']);
    sim.advance(1000);
    assert.deepEqual(await statuses(), ['Succeeded', 'Running', 'Running']);
    sim.advance(299);
    assert.deepEqual(await statuses(), ['Succeeded', 'Running', 'Running']);
    sim.advance(1);
    assert.deepEqual(await statuses(), ['Succeeded', 'Succeeded', 'Succeeded']);
  });

  test(`${version}: An invalid parameter gets a 400`, async (t) => {
    const sim = await simulate(t);
    for (const parameters of [
      `${$}maxpagesize=0`,
      `${$}maxpagesize=101`,
      `${$}top=-1`,
      `${$}skip=x`,
      `${$}orderBy=to`,
      'createdDateTimeUtcEnd=soon',
    ]) {
      const { status, json } = await fetchFrom(sim, `${base}/${sim.batchId}/documents${query}${parameters}`);
      assert.deepEqual([status, json.error.code], [400, 'InvalidArgument'], parameters);
    }
  });

  test(`${version}: Batches are listed in the same way as documents`, async (t) => {
    const sim = await simulate(t, { documents: 3, batches: [], durationMs: 0 });
    sim.advance(1000);
    const second = sim.createBatch({ scenario: 'ValidationFailed' });
    const { json } = await fetchFrom(sim, `${base}${query}${$}maxpagesize=1`);
    assert.deepEqual(ids(json), [second.id]);
    assert.deepEqual(ids((await fetchFrom(sim, json['@nextLink'].slice(sim.url.length))).json), [sim.batchId]);
    assert.deepEqual(ids((await fetchFrom(sim, `${base}${query}statuses=Succeeded`)).json), [sim.batchId]);
  });
}

test("By default, a list lags by a twentieth of its batch's duration", async (t) => {
  const sim = await simulate(t, { documents: 1 });
  const status = async () => (await fetchFrom(sim, `${REFERENCE_PATH}/${sim.batchId}/documents`)).json.value[0].status;
  sim.advance(5249);
  assert.equal(await status(), 'Running');
  sim.advance(1);
  assert.equal(await status(), 'Succeeded');
});

test('Ten batches can have ten thousand documents', async (t) => {
  const sim = await simulate(t, { documents: 1000, batches: Array.from({ length: 9 }, () => ({ documents: 1000 })) });
  assert.equal(new Set(sim.documents.map(({ id }) => id)).size, 10_000);
  const last = sim.documents[9999];
  const { json } = await fetchFrom(sim, `/translator/text/batch/v1.0/batches/${last.batchId}/documents?$top=1`);
  assert.deepEqual(ids(json), [last.id]);
  sim.advance(1000);
  const summaries = (await fetchFrom(sim, '/translator/text/batch/v1.0/batches')).json.value;
  assert.deepEqual(
    summaries.map((/** @type {any} */ { summary }) => summary.total),
    Array(10).fill(1000),
  );
});
