// What the frame shows of a document, of a job, and before the first response.
import { isTerminal } from '../client/terminal.js';
import { countAll, countEnded } from '../module/policy.js';
import {
  counted,
  fileName,
  fill,
  isFailure,
  isPrepared,
  languageName,
  numberOf,
  percentOf,
  reasonOf,
  requestProblem,
  SOON,
  stateOf,
  technicalDetails,
  timeOf,
  wordFor,
} from './format.js';

/** @typedef {import('../module/types.js').BatchSummary} BatchSummary */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('./frame.js').Picture} Picture */
/** @typedef {import('./job-state.js').JobState} JobState */
/** @typedef {import('./status-element.js').Scene} Scene */
/** @typedef {Omit<Picture, 'voice' | 'note' | 'retry' | 'status'> & { word: string, detail?: string }} Own `word` is announced; `detail` is beside it. */

/** The documents of a job by their state, in the order of the bar: member of the summary, status. @type {[keyof BatchSummary, string][]} */
export const COUNTS = [
  ['success', 'Succeeded'],
  ['failed', 'Failed'],
  ['cancelled', 'Canceled'],
  ['inProgress', 'Running'],
  ['notYetStarted', 'NotStarted'],
];

/**
 * @param {Scene} scene
 * @param {Own} own
 * @returns {Picture & { announcement: string }}
 */
function complete({ voice, error, note }, { word: ownWord, detail, ...own }) {
  const { phrases } = voice;
  const word = error ? phrases.error : ownWord;
  return {
    ...own,
    ...(Boolean(error) && {
      state: 'error',
      time: '',
      problem: phrases[requestProblem(error)],
      details: technicalDetails(error),
    }),
    ...(note && { time: phrases[note] }),
    voice,
    note,
    status: detail && !error ? `${word} · ${detail}` : word,
    retry: Boolean(error),
    announcement: `${own.name}: ${word}`,
  };
}

/** Before the first response. @param {Scene} scene @param {'document' | 'job'} subject */
export const waitingPicture = (scene, subject) =>
  complete(scene, {
    state: 'waiting',
    name: scene.name || scene.voice.phrases[subject],
    aside: '',
    word: scene.voice.phrases.waiting,
    time: '',
    value: undefined,
    segments: [],
    busy: !scene.error,
    problem: '',
    details: '',
    href: '',
    done: false,
  });

/**
 * @param {Scene} scene
 * @param {WatchedDocument} document
 * @param {number} progress the highest so far
 * @param {number} leftMs the remaining time; less than 0: unknown
 */
export function documentPicture(scene, document, progress, leftMs) {
  const { voice, error, name, href } = scene;
  const { phrases } = voice;
  const { id, status, path, to } = document;
  const state = stateOf(status);
  const isDone = state === 'succeeded' && !error;
  const isRunning = !error && !isTerminal(status) && status !== 'NotStarted';
  const value = isDone ? 1 : isRunning && progress > 0 ? progress : undefined;
  const failed = isFailure(state);
  return complete(scene, {
    state,
    name: name || fileName(path) || phrases.document,
    aside: !to ? '' : isPrepared() ? fill(phrases.target, { language: languageName(voice, to) }) : SOON,
    word: wordFor(voice, status),
    detail: isRunning && value !== undefined ? percentOf(voice, value) : '',
    time: isPrepared() ? timeOf(voice, document, leftMs) : SOON,
    value,
    segments: value === undefined ? [] : [{ state, part: value }],
    busy: !error && (isDone || !isTerminal(status)),
    problem: failed ? (reasonOf(voice, document.error) ?? phrases.failedDocument) : '',
    details: failed ? technicalDetails(document.error) : '',
    href: isDone ? href(id) : '',
    done: isDone,
  });
}

/** The segments of a job's bar. @param {BatchSummary} summary @param {number} total @param {number} progress 0 to 1 */
function segmentsOf(summary, total, progress) {
  const ended = countEnded(summary) / total;
  const segments = COUNTS.slice(0, 3).map(([member, status]) => ({
    state: stateOf(status),
    part: (summary[member] ?? 0) / total,
  }));
  const running = (summary.inProgress ?? 0) / total;
  const translated = Math.max(0, progress - ended);
  return [
    ...segments,
    { state: 'progress', part: translated },
    { state: 'running', part: Math.max(0, running - translated) },
  ];
}

/**
 * The phrase that explains why a job failed, if its own error and those of its documents have the same.
 * @param {Scene} scene @param {JobState} job
 */
function reasonOfJob({ voice }, { batch, documents }) {
  const errors = [batch?.error, ...[...documents.values()].map(({ error }) => error)];
  const [reason, other] = new Set(errors.map((error) => reasonOf(voice, error)).filter(Boolean));
  return other ? undefined : reason;
}

/**
 * @param {Scene} scene
 * @param {JobState} job with a status
 */
export function jobPicture(scene, job) {
  const { voice, error, name, href } = scene;
  const { phrases } = voice;
  const batch = /** @type {NonNullable<JobState['batch']>} */ (job.batch);
  const { status, summary } = batch;
  const { success = 0, failed = 0, cancelled = 0 } = summary;
  const total = countAll(summary) ?? 0;
  const isEnded = isTerminal(status);
  const isPartial = status === 'Succeeded' && failed + cancelled > 0;
  const isFailed = isFailure(stateOf(status));
  const number = (/** @type {number} */ count) => numberOf(voice, count);
  return complete(scene, {
    state: isPartial ? 'partial' : stateOf(status),
    name: name || phrases.job,
    aside: total ? counted(voice, total, phrases.documents) : '',
    word: isPartial
      ? fill(phrases.partial, { done: number(success), total: number(total), failed: number(total - success) })
      : wordFor(voice, status),
    detail: total && !isEnded ? fill(phrases.doneOf, { done: number(countEnded(summary)), total: number(total) }) : '',
    time: timeOf(voice, batch, job.leftMs),
    value: total ? job.progress : undefined,
    segments: total ? segmentsOf(summary, total, job.progress) : [],
    busy: total > 0 || (!error && !isEnded),
    problem: isFailed ? (reasonOfJob(scene, job) ?? phrases.failedJob) : '',
    details: isFailed ? technicalDetails(batch.error) : '',
    href: isEnded && success ? href() : '',
    done: isEnded && success > 0,
  });
}
