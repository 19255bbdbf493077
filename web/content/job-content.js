// The content of a job, or of several jobs as one.
import { isTerminal } from '../client/terminal.js';
import { countAll, countEnded, isPartial } from '../module/policy.js';
import { createContent } from './content.js';
import { resultLink } from './links.js';
import { cleanName } from './names.js';
import { counted, fill, numberOf } from './numbers.js';
import { reasonOf, technicalDetails } from './problems.js';
import { isFailure, lookOf, stateOf, wordFor } from './statuses.js';
import { timeOf } from './times.js';

/** @typedef {import('../module/types.js').BatchSummary} BatchSummary */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('./content.js').ContentOptions} ContentOptions */

/**
 * @typedef {object} Job
 * @property {import('../module/types.js').BatchStatus} batch
 * @property {Map<string, DocumentStatus>} documents those that are known
 * @property {number} progress the highest so far, 0 to 1
 * @property {number} leftMs the remaining time; less than 0: unknown
 */

/** The documents of a job by their state, in the order of the bar: member of the summary, status. @type {[keyof BatchSummary, string][]} */
const COUNTS = [
  ['success', 'Succeeded'],
  ['failed', 'Failed'],
  ['cancelled', 'Canceled'],
  ['inProgress', 'Running'],
  ['notYetStarted', 'NotStarted'],
];

/** The number of documents in each state, in the order of the bar. @param {ContentOptions} options @param {BatchSummary} [summary] */
export const countsContent = ({ locale }, summary = {}) =>
  COUNTS.map(([member, status]) => {
    const count = summary[member] ?? 0;
    return { ...lookOf(stateOf(status)), count, number: numberOf(locale, count), word: wordFor(locale, status) };
  });

/** @param {BatchSummary} summary @param {number} total @param {number} progress 0 to 1 */
function segmentsOf(summary, total, progress) {
  const ended = COUNTS.slice(0, 3).map(([member, status]) => ({
    ...lookOf(stateOf(status)),
    part: (summary[member] ?? 0) / total,
  }));
  const running = (summary.inProgress ?? 0) / total;
  const translated = Math.max(0, progress - countEnded(summary) / total);
  return [
    ...ended,
    { ...lookOf('progress'), part: translated },
    { ...lookOf('running'), part: Math.max(0, running - translated) },
  ];
}

/**
 * Why documents of a job failed: how many have which reason. A reason alone if it is that of the whole job. Empty if none is known.
 * @param {ContentOptions} options @param {Job} job
 */
function reasonsOfJob({ locale }, { batch, documents }) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { error } of documents.values()) {
    const reason = reasonOf(locale, error);
    if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const own = reasonOf(locale, batch.error);
  const reasons = [...counts].sort(([, a], [, b]) => b - a);
  if (own && reasons.every(([reason]) => reason === own)) return own;
  if (reasons.length === 1 && reasons[0][1] === countAll(batch.summary)) return reasons[0][0];
  return reasons.map(([reason, count]) => `${counted(locale, count, locale.phrases.documents)}: ${reason}`).join('\n');
}

/** @param {ContentOptions} options @param {Job} job */
export function jobContent(options, job) {
  const { locale, error, name, now } = options;
  const { phrases } = locale;
  const { batch, progress, leftMs } = job;
  const { status, summary } = batch;
  const { success = 0 } = summary;
  const total = countAll(summary) ?? 0;
  const isEnded = isTerminal(status);
  const isPartly = isPartial(batch);
  const isFailed = isFailure(stateOf(status));
  const number = (/** @type {number} */ count) => numberOf(locale, count);
  return createContent(options, {
    state: isPartly ? 'partial' : stateOf(status),
    name: cleanName(name) || phrases.job,
    aside: total ? counted(locale, total, phrases.documents) : '',
    word: isPartly
      ? fill(phrases.partial, { done: number(success), total: number(total), failed: number(total - success) })
      : wordFor(locale, status),
    progress:
      total && !isEnded ? fill(phrases.doneOf, { done: number(countEnded(summary)), total: number(total) }) : '',
    time: timeOf(locale, batch, leftMs, now),
    value: total ? progress : undefined,
    segments: total ? segmentsOf(summary, total, progress) : [],
    hasBar: total > 0 || (!error && !isEnded),
    problem: isFailed ? reasonsOfJob(options, job) || phrases.failedJob : isPartly ? reasonsOfJob(options, job) : '',
    details: isFailed ? technicalDetails(batch.error) : '',
    href: isEnded && success ? resultLink(options) : '',
    isDone: isEnded && success > 0,
  });
}
