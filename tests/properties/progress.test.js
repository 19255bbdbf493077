// Tests with generated jobs that the progress of a watched job is the mean of its documents' progress, and never goes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClock } from '../watch/clock.js';
import { BATCH, body, stage } from '../watch/stage.js';
import { check, fc } from './kit.js';

const timeout = 120_000;
const idOf = (/** @type {number} */ number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

/** The progress of a document in each round until it ends, and how it ends. */
const document = fc.record({
  steps: fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })
    .map((/** @type {number[]} */ steps) => steps.sort((a, b) => a - b)),
  end: fc.constantFrom('Succeeded', 'Failed', 'Canceled'),
});
const lag = fc.constantFrom(0, 0, 0, 1, 2);
/** How many rounds the counts and the list are behind. They never go back. */
const lags = fc.record({ counts: lag, list: lag });
const job = fc.record({
  documents: fc.array(document, { minLength: 1, maxLength: 12 }),
  lags,
  end: fc.constantFrom('Succeeded', 'Failed', 'Canceled'),
  hasTotal: fc.boolean(),
});

/** @typedef {{ steps: number[], end: string }} Document */

/** Returns the part of the progress that a document adds in a round. @param {Document} document @param {number} round */
const partOf = ({ steps }, round) => (round < steps.length ? steps[round] : 1);

/** @param {Document[]} documents @param {number} round @param {boolean} hasTotal */
function summaryOf(documents, round, hasTotal) {
  const ended = (/** @type {string} */ name) =>
    documents.filter(({ steps, end }) => round >= steps.length && end === name).length;
  const [success, failed, cancelled] = ['Succeeded', 'Failed', 'Canceled'].map(ended);
  const total = documents.length;
  return {
    success,
    failed,
    cancelled,
    ...(hasTotal ? { total } : { inProgress: total - success - failed - cancelled }),
  };
}

/** Watches a generated job, and returns the progress that was yielded in each round. @param {any} given */
async function watchJob(given) {
  /** @type {{ documents: Document[], lags: { counts: number, list: number }, end: string, hasTotal: boolean }} */
  const { documents, lags, end, hasTotal } = given;
  const { counts, list } = lags;
  const clock = startClock();
  try {
    const rounds = Math.max(...documents.map(({ steps }) => steps.length)) + Math.max(counts, list);
    let round = -1;
    const reply = (/** @type {string} */ url) => {
      if (!url.includes('/documents')) {
        round = Math.min(round + 1, rounds);
        const summary = summaryOf(documents, Math.max(0, round - counts), hasTotal);
        const state = body(round === rounds ? end : 'Running', round);
        return { ...state, id: BATCH, progress: undefined, summary };
      }
      const seen = Math.max(0, round - list);
      const { searchParams } = new URL(url);
      const [statuses, ids] = ['statuses', 'ids'].map((name) => searchParams.get(name)?.split(','));
      const all = documents.map(({ steps, end: status }, index) =>
        body(seen < steps.length ? 'Running' : status, seen, { id: idOf(index), progress: steps[seen] ?? 0 }),
      );
      return {
        value: all.filter((one) => (!statuses || statuses.includes(one.status)) && (!ids || ids.includes(one.id))),
      };
    };
    const { client } = await stage(reply);
    /** @type {[round: number, progress: number | undefined][]} */
    const yielded = [];
    const follow = async () => {
      for await (const { batch } of client.watchBatch(BATCH)) yielded.push([round, batch.progress]);
    };
    await clock.until(follow());
    client.close();
    return { yielded, rounds };
  } finally {
    clock.restore();
  }
}

test('the progress of a job is the mean of its documents, never goes back, and is 1 at the end', {
  timeout,
}, async () => {
  await check('jobs', 500, job, async (given) => {
    /** @type {{ documents: Document[], lags: { counts: number, list: number } }} */
    const { documents, lags } = given;
    const { yielded, rounds } = await watchJob(given);
    let last = 0;
    for (const [round, progress = Number.NaN] of yielded) {
      assert.ok(progress >= last && progress <= 1, `${progress} after ${last}`);
      last = progress;
      const mean = (/** @type {number} */ seen) =>
        documents.reduce((sum, one) => sum + partOf(one, Math.max(0, seen)), 0) / documents.length;
      if (round === rounds) assert.equal(progress, 1);
      else if (!lags.counts && !lags.list)
        assert.ok(Math.abs(progress - mean(round)) < 1e-9, `${progress} for ${mean(round)}`);
      // A list that is behind shows less of a document, but never more than what is missing.
      else if (!lags.counts) assert.ok(progress <= 1 && progress >= mean(round - lags.list) - 1e-9);
    }
    assert.equal(last, 1);
    return lags.counts ? 'the counts are behind' : lags.list ? 'only the list is behind' : 'nothing is behind';
  });
});
