// Lists of documents and of batches, under the parameter names of both version families.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { START, ask, simulate } from './ask.js';

/** @typedef {import('../../web/simulator/index.js').Simulator} Simulator */

const FAMILIES = [
  {
    version: 'v1.0',
    base: '/translator/text/batch/v1.0/batches',
    $: '$',
    orderBy: '$orderBy',
    nextLink: '@nextLink',
    query: '?',
  },
  {
    version: '2024-05-01',
    base: '/translator/document/batches',
    $: '',
    orderBy: 'orderby',
    nextLink: 'nextLink',
    query: '?api-version=2024-05-01&',
  },
];

/** @param {{ value: { id: string }[] }} page */
const ids = ({ value }) => value.map(({ id }) => id);

for (const { version, base, $, orderBy, nextLink, query } of FAMILIES) {
  /** All pages from a query on. @param {Simulator} sim @param {string} parameters */
  const pages = async (sim, parameters) => {
    const found = [];
    let path = `${base}/${sim.batchId}/documents${query}${parameters}`;
    while (path) {
      const { status, json } = await ask(sim, path);
      assert.equal(status, 200, path);
      found.push(json);
      path = json[nextLink] ? json[nextLink].slice(sim.url.length) : '';
      assert.ok(!json[nextLink] || json[nextLink].startsWith(`${sim.url}/`));
    }
    return found;
  };

  test(`${version}: documents come newest first, 50 to a page, with a link to the next`, async (t) => {
    const sim = await simulate(t, { documents: 120 });
    const found = await pages(sim, '');
    assert.deepEqual(
      found.map(({ value }) => value.length),
      [50, 50, 20],
    );
    assert.deepEqual(found.flatMap(ids), sim.documents.map(({ id }) => id).reverse());
    assert.deepEqual(Object.keys(found[0]), ['value', nextLink]);
    assert.deepEqual(Object.keys(found[2]), ['value']);
  });

  test(`${version}: skip comes first, top is the total, maxpagesize the page`, async (t) => {
    const sim = await simulate(t, { documents: 20 });
    const found = await pages(sim, `${$}skip=3&${$}top=7&${$}maxpagesize=3&${orderBy}=createdDateTimeUtc%20asc`);
    assert.deepEqual(
      found.map(({ value }) => value.length),
      [3, 3, 1],
    );
    assert.deepEqual(
      found.flatMap(ids),
      sim.documents.slice(3, 10).map(({ id }) => id),
    );
  });

  test(`${version}: a page that ends with the list is the last one`, async (t) => {
    const sim = await simulate(t, { documents: 6 });
    assert.deepEqual(
      (await pages(sim, `${$}maxpagesize=3`)).map(({ value }) => value.length),
      [3, 3],
    );
    assert.deepEqual(await pages(sim, `${$}skip=6`), [{ value: [] }]);
  });

  test(`${version}: statuses, ids and dates filter`, async (t) => {
    const sim = await simulate(t, {
      durationMs: 0,
      documents: ['Succeeded', 'Failed', 'Canceled', { createdAt: START - 60_000 }, { createdAt: START + 60_000 }],
    });
    const [succeeded, failed, canceled, earlier, later] = sim.documents.map(({ id }) => id);
    sim.advance(60_000);
    const at = encodeURIComponent(new Date(START).toISOString());
    for (const [parameters, expected] of /** @type {[string, string[]][]} */ ([
      ['statuses=Cancelled', [canceled]],
      ['statuses=Failed,Cancelled', [canceled, failed]],
      ['statuses=Failed&statuses=Cancelled', [canceled, failed]],
      [`ids=${failed.toUpperCase()},${succeeded}`, [failed, succeeded]],
      [`createdDateTimeUtcStart=${at}`, [later, canceled, failed, succeeded]],
      [`createdDateTimeUtcEnd=${at}`, [canceled, failed, succeeded, earlier]],
      [`createdDateTimeUtcStart=${at}&createdDateTimeUtcEnd=${at}&statuses=Succeeded`, [succeeded]],
    ])) {
      assert.deepEqual((await pages(sim, parameters)).flatMap(ids), expected, parameters);
    }
  });

  test(`${version}: parameters that are not valid are refused`, async (t) => {
    const sim = await simulate(t);
    for (const parameters of [
      `${$}maxpagesize=0`,
      `${$}maxpagesize=101`,
      `${$}top=-1`,
      `${$}skip=x`,
      `${orderBy}=to`,
      'createdDateTimeUtcEnd=soon',
    ]) {
      const { status, json } = await ask(sim, `${base}/${sim.batchId}/documents${query}${parameters}`);
      assert.deepEqual([status, json.error.code], [400, 'InvalidArgument'], parameters);
    }
  });

  test(`${version}: batches are listed as documents are`, async (t) => {
    const sim = await simulate(t, { documents: 3, batches: [], durationMs: 0 });
    sim.advance(1000);
    const second = sim.createBatch({ scenario: 'ValidationFailed' });
    const { json } = await ask(sim, `${base}${query}${$}maxpagesize=1`);
    assert.deepEqual(ids(json), [second.id]);
    assert.deepEqual(ids((await ask(sim, json[nextLink].slice(sim.url.length))).json), [sim.batchId]);
    assert.deepEqual(ids((await ask(sim, `${base}${query}statuses=Succeeded`)).json), [sim.batchId]);
  });
}

test('ten thousand documents in ten batches are all there', async (t) => {
  const sim = await simulate(t, { documents: 1000, batches: Array.from({ length: 9 }, () => ({ documents: 1000 })) });
  assert.equal(new Set(sim.documents.map(({ id }) => id)).size, 10_000);
  const last = sim.documents[9999];
  const { json } = await ask(sim, `/translator/text/batch/v1.0/batches/${last.batchId}/documents?$top=1`);
  assert.deepEqual(ids(json), [last.id]);
  sim.advance(1000);
  const summaries = (await ask(sim, '/translator/text/batch/v1.0/batches')).json.value;
  assert.deepEqual(
    summaries.map((/** @type {any} */ { summary }) => summary.total),
    Array(10).fill(1000),
  );
});
