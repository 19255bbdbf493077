// The content of a document.
import { isTerminal } from '../client/terminal.js';
import { createContent, PLACEHOLDER } from './content.js';
import { resultLink } from './links.js';
import { cleanName, fileName, languageName } from './names.js';
import { fill, percentOf } from './numbers.js';
import { reasonOf, technicalDetails } from './problems.js';
import { isFailure, lookOf, stateOf, wordFor } from './statuses.js';
import { timeOf } from './times.js';

/**
 * @param {import('./content.js').ContentOptions} options
 * @param {object} shown
 * @param {import('../module/types.js').DocumentStatus} shown.document
 * @param {number} shown.progress the highest so far
 * @param {number} shown.leftMs the remaining time; less than 0: unknown
 */
export function documentContent(options, { document, progress, leftMs }) {
  const { locale, error, name, now, isBrief } = options;
  const { phrases } = locale;
  const { id, status, path, to } = document;
  const state = stateOf(status);
  const isDone = state === 'succeeded' && !error;
  const isRunning = !error && !isTerminal(status) && status !== 'NotStarted';
  const value = isDone ? 1 : isRunning && progress > 0 ? progress : undefined;
  const failed = isFailure(state);
  const language = isBrief ? PLACEHOLDER : fill(phrases.target, { language: languageName(locale, to) });
  return createContent(options, {
    state,
    name: cleanName(name) || cleanName(fileName(path)) || phrases.document,
    aside: to ? language : '',
    word: wordFor(locale, status),
    progress: isRunning && value !== undefined ? percentOf(locale, value) : '',
    time: isBrief ? PLACEHOLDER : timeOf(locale, document, leftMs, now),
    value,
    segments: value === undefined ? [] : [{ ...lookOf(state), part: value }],
    hasBar: !error && (isDone || !isTerminal(status)),
    problem: failed ? (reasonOf(locale, document.error) ?? phrases.failedDocument) : '',
    details: failed ? technicalDetails(document.error) : '',
    href: isDone ? resultLink(options, id) : '',
    isDone,
  });
}
