// The progress of a watched job, and the estimate of its remaining time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from './clock.js';
import { BATCH, body, collect, stage } from './stage.js';

const options = { timeout: 20_000 };
const id = (/** @type {number} */ number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

/**
 * A round of a watch: what the service responds about the job and its documents.
 * @typedef {object} Round
 * @property {string} [status] Default 'Running'.
 * @property {object} [summary] Default: no counts.
 * @property {(number | string)[]} [documents] The progress of each running document, or the terminal status of a document.
 */

/**
 * Watches a job whose responses are these rounds. Returns the yielded jobs.
 * @param {import('node:test').TestContext} t @param {Round[]} rounds @param {object} [watchOptions]
 */
async function watched(t, rounds, watchOptions) {
  const clock = startClock(t);
  let at = -1;
  const { client } = await stage((url) => {
    if (!url.includes('/documents')) at = Math.min(at + 1, rounds.length - 1);
    const { status = 'Running', summary = {}, documents = [] } = rounds[at];
    if (!url.includes('/documents')) return { ...body(status, at), id: BATCH, summary, progress: undefined };
    const all = documents.map((state, index) =>
      typeof state === 'number'
        ? body('Running', at, { id: id(index), progress: state })
        : body(state, at, { id: id(index), progress: state === 'Failed' ? 0 : 1 }),
    );
    const { searchParams } = new URL(url);
    const statuses = searchParams.get('statuses')?.split(',');
    const ids = searchParams.get('ids')?.split(',');
    return {
      value: all.filter((one) => (!statuses || statuses.includes(one.status)) && (!ids || ids.includes(one.id))),
    };
  });
  const yielded = await clock.until(collect(client.watchBatch(BATCH, watchOptions)));
  return yielded.map(({ batch }) => batch);
}

const progressOf = (/** @type {any[]} */ batches) => batches.map(({ progress }) => progress);
const counts = (/** @type {number} */ total, /** @type {number} */ success = 0, /** @type {number} */ failed = 0) => ({
  total,
  success,
  failed,
  cancelled: 0,
});

test('the progress of a job with one document is that of the document', options, async (t) => {
  const batches = await watched(t, [
    { summary: counts(1), documents: [0] },
    { summary: counts(1), documents: [0.25] },
    { summary: counts(1), documents: [0.75] },
    { status: 'Succeeded', summary: counts(1, 1), documents: ['Succeeded'] },
  ]);
  assert.deepEqual(progressOf(batches), [0, 0.25, 0.75, 1]);
});

test('a document that ended counts as 1, however it ended, and a running one with its progress', options, async (t) => {
  const batches = await watched(t, [
    { summary: counts(4, 1, 1), documents: ['Succeeded', 'Failed', 0.5, 0] },
    {
      summary: { ...counts(4, 1, 1), cancelled: 1 },
      documents: ['Succeeded', 'Failed', 0.5, 'Canceled'],
    },
    {
      status: 'Succeeded',
      summary: { ...counts(4, 2, 1), cancelled: 1 },
      documents: ['Succeeded', 'Failed', 'Succeeded', 'Canceled'],
    },
  ]);
  assert.deepEqual(progressOf(batches), [0.625, 0.875, 1]);
});

test('progress is absent while the job has no documents', options, async (t) => {
  const batches = await watched(t, [
    { status: 'NotStarted', summary: counts(0) },
    { summary: counts(2), documents: [0.5, 0] },
    { status: 'Failed', summary: counts(2, 0, 2), documents: ['Failed', 'Failed'] },
  ]);
  assert.equal('progress' in batches[0], false);
  assert.deepEqual(progressOf(batches), [undefined, 0.25, 1]);
});

test('without counts, progress is known only at the end', options, async (t) => {
  const batches = await watched(t, [
    { documents: [0.5] },
    { documents: [0.75] },
    { status: 'Succeeded', documents: ['Succeeded'] },
  ]);
  assert.deepEqual(progressOf(batches), [undefined, undefined, 1]);
});

test('without a total, the counts of each state give it', options, async (t) => {
  const batches = await watched(t, [
    { summary: { success: 1, inProgress: 2, notYetStarted: 1 }, documents: ['Succeeded', 0.5, 0.5, 0] },
    { status: 'Succeeded', summary: { success: 4 }, documents: Array(4).fill('Succeeded') },
  ]);
  assert.deepEqual(progressOf(batches), [0.5, 1]);
});

test(
  'progress never goes back: neither while the list is behind or ahead, nor when the job gets more documents',
  options,
  async (t) => {
    const batches = await watched(t, [
      { summary: counts(2), documents: [0.9, 0.9] },
      // The list has a document that ended, and the counts do not have it yet.
      { summary: counts(2), documents: ['Succeeded', 0.9] },
      // The counts have it, and the list shows the other one as it was.
      { summary: counts(2, 2), documents: ['Succeeded', 0.95] },
      { summary: counts(10, 2), documents: ['Succeeded', 'Succeeded', ...Array(8).fill(0.5)] },
      { status: 'Succeeded', summary: counts(10, 9), documents: Array(10).fill('Succeeded') },
    ]);
    assert.deepEqual(progressOf(batches), [0.9, 0.9, 1, 1, 1]);
  },
);

test('a job that was canceled has a progress of 1', options, async (t) => {
  const batches = await watched(t, [
    { summary: counts(2), documents: [0.25, 0.25] },
    { status: 'Canceled', summary: { ...counts(2), cancelled: 2 }, documents: ['Canceled', 'Canceled'] },
  ]);
  assert.deepEqual(progressOf(batches), [0.25, 1]);
});

test('a job that failed validation has a progress of 1', options, async (t) => {
  assert.deepEqual(progressOf(await watched(t, [{ status: 'ValidationFailed', summary: counts(0) }])), [1]);
});

test('the remaining time of a job comes from its own progress', options, async (t) => {
  const rounds = [0, 0.25, 0.5, 0.75].map((done) => ({ summary: counts(2), documents: [done, done] }));
  const end = { status: 'Succeeded', summary: counts(2, 2), documents: ['Succeeded', 'Succeeded'] };
  const interval = { minIntervalMs: 10_000, maxIntervalMs: 10_000 };
  const batches = await watched(t, [...rounds, end], interval);
  const estimates = batches.map(({ estimatedRemainingMs }) => estimatedRemainingMs);
  assert.equal(estimates[0], undefined);
  assert.equal(estimates[4], undefined);
  // 10 to 12 s for each quarter.
  for (const [at, quarters] of [
    [1, 3],
    [2, 2],
    [3, 1],
  ])
    assert.ok(estimates[at] >= quarters * 10_000 && estimates[at] <= quarters * 12_000, `${estimates}`);
});

test('the members of a job and its documents stay as the service sent them', options, async (t) => {
  const clock = startClock(t);
  const { client } = await stage((url) =>
    url.includes('/documents')
      ? { value: [body('Running', 1)] }
      : { ...body('Running', 1), id: BATCH, summary: counts(4, 1) },
  );
  const watch = client.watchBatch(BATCH);
  const { value } = await clock.until(watch.next());
  await watch.return?.();
  assert.deepEqual(value.batch.summary, counts(4, 1));
  assert.deepEqual(Object.keys(value.batch).sort(), [
    ...['createdDateTimeUtc', 'id', 'lastActionDateTimeUtc', 'progress', 'status', 'summary'],
  ]);
  assert.deepEqual(
    await client
      .getBatchStatus(BATCH)
      .then(Object.keys)
      .then((names) => names.includes('progress')),
    false,
  );
});
