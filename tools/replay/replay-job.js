// Watches a recorded job to its end.
import { parse, pick, statusOf, SUMMARY } from './decode.js';
import { operationOf } from './operation.js';
import { responseOf } from './recording.js';
import { describeError } from './replay-response.js';

/** @typedef {import('document-translation-status').DocumentTranslationClient} Client */
/** @typedef {typeof import('document-translation-status').createClient} CreateClient */

/** The statuses of a job that has not ended, in their order. */
const OPEN_STATUSES = ['NotStarted', 'Running', 'Cancelling'];
/** @param {string} status */
const isTerminal = (status) => ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed'].includes(statusOf(status));
/** @param {string} status */
const rankOf = (status) => (isTerminal(status) ? OPEN_STATUSES.length : OPEN_STATUSES.indexOf(status));

/** Makes a list of documents that agrees with a job's summary, because recordings do not contain the lists. @param {any} batch */
function documentsOf({ summary, createdDateTimeUtc, lastActionDateTimeUtc }) {
  const { success, failed, cancelled, inProgress, notYetStarted } = /** @type {any} */ (pick(summary, SUMMARY));
  const counts = {
    Succeeded: success,
    Failed: failed,
    Cancelled: cancelled,
    Running: inProgress,
    NotStarted: notYetStarted,
  };
  const statuses = Object.entries(counts).flatMap(([status, count = 0]) => Array.from({ length: count }, () => status));
  return statuses.map((status, index) => ({
    id: `${index.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`,
    status,
    createdDateTimeUtc,
    lastActionDateTimeUtc,
  }));
}

/**
 * The progress to show for a job whose list has no document with a progress of its own; undefined if it is unknown.
 * @param {import('document-translation-status').BatchStatus} batch
 * @param {number} [shown]
 */
function progressOf({ status, summary }, shown) {
  if (isTerminal(status)) return 1;
  const { total, success = 0, failed = 0, cancelled = 0 } = summary;
  return total ? Math.max(shown ?? 0, (success + failed + cancelled) / total) : shown;
}

/**
 * @typedef {object} JobResult
 * @property {'ended' | 'open' | 'different' | 'backward' | 'rejected'} outcome
 * @property {string[]} lines
 * @property {number} [values] How many values of progress were right.
 */

/**
 * Watches a job that answers with the recorded responses in order, without Retry-After.
 * @param {import('./recording.js').RecordedJob} job
 * @param {CreateClient} make
 * @returns {Promise<JobResult>}
 */
export async function replayJob({ file, line, seq }, make) {
  const where = `${file}:${line} watchBatch`;
  const { name, endpoint = '', apiVersion } = operationOf(seq[0]?.url) ?? {};
  if (name !== 'getBatchStatus')
    return { outcome: 'rejected', lines: [`${where} rejected: its first URL is not that of a job`] };
  const batchId = /batches\/([^/?]+)/.exec(seq[0].url)?.[1] ?? '';
  const ended = new AbortController();
  const responses = [...seq];
  let documents = '{"value":[]}';
  const fetch = async (/** @type {string} */ url) => {
    if (/\/documents(\?|$)/.test(url)) return new Response(documents);
    const response = responses.shift();
    if (!response) {
      ended.abort();
      throw ended.signal.reason;
    }
    const { 'retry-after': _, ...headers } = Object.fromEntries(new Headers(response.headers));
    documents = JSON.stringify({ value: documentsOf(parse(response.body)) });
    return responseOf({ ...response, headers });
  };
  /** @type {Client | undefined} */
  let client;
  /** @type {any} */
  let last;
  let values = 0;
  try {
    client = await make({ endpoint, apiVersion, fetch: /** @type {any} */ (fetch) });
    const options = { minIntervalMs: 1, maxIntervalMs: 1, signal: ended.signal };
    for await (const { batch } of client.watchBatch(batchId, options)) {
      const { success = 0, failed = 0, cancelled = 0 } = batch.summary;
      const { status, progress } = batch;
      const now = { status, rank: rankOf(status), ended: success + failed + cancelled, progress };
      if (last && (now.rank < last.rank || now.ended < last.ended)) {
        const step = `${last.status} with ${last.ended} documents ended, then ${now.status} with ${now.ended}`;
        return { outcome: 'backward', lines: [`${where} went backward: ${step}`] };
      }
      const expected = progressOf(batch, last?.progress);
      if (progress !== expected)
        return { outcome: 'different', lines: [`${where} different: progress ${progress} instead of ${expected}`] };
      if (progress !== undefined) values++;
      last = now;
    }
  } catch (error) {
    if (!ended.signal.aborted) return { outcome: 'rejected', lines: [`${where} rejected: ${describeError(error)}`] };
  } finally {
    client?.close();
  }
  const recorded = seq.map(({ body }) => statusOf(parse(body).status)).find(isTerminal);
  const shown = last && isTerminal(last.status) ? last.status : undefined;
  if (recorded === shown) return { outcome: recorded ? 'ended' : 'open', lines: [], values };
  return {
    outcome: 'different',
    lines: [`${where} different: ${recorded ?? 'no end'} was read as ${shown ?? 'no end'}`],
  };
}
