// The content of an element as data: what it shows of a document, of a job, and before the first response. The functions of this folder use
// no DOM and no timers: the same status, language, time and options give the same content.
import { cleanName, shortNameOf } from './names.js';
import { requestProblem, technicalDetails } from './problems.js';
import { lookOf } from './statuses.js';

/** @typedef {import('./locale.js').Locale} Locale */
/** @typedef {'' | 'offline' | 'interrupted'} Notice Why there is no response at the moment. */

/**
 * @typedef {object} ContentOptions
 * @property {Locale} locale
 * @property {number} now in ms since 1970
 * @property {unknown} [error] that ended the watch
 * @property {Notice} [notice]
 * @property {string} [name] of the document or job; default: the document's file name
 * @property {string} [resultHref] the URL of the translation; {batchId} and {documentId} in it are replaced
 * @property {string} [batchId] of the job that is watched; several ids, separated by spaces, are not inserted in resultHref
 * @property {string} [baseUrl] what resultHref is relative to
 * @property {boolean} [isBrief] Whether a placeholder takes the place of times and languages, whose first use of Intl is slow.
 */

/** @typedef {import('./statuses.js').Look & { part: number }} Segment Of the bar; part: 0 to 1. */

/**
 * @typedef {object} Content
 * @property {Locale} locale
 * @property {string} state as in :state()
 * @property {import('./statuses.js').Icon} icon
 * @property {import('./statuses.js').ColorRole} color
 * @property {Notice} notice
 * @property {string} name
 * @property {string} shortName the name, or its start and its end
 * @property {string} aside beside the name: the language, or the number of documents
 * @property {string} status the state in words, with what is known of its progress
 * @property {string} time
 * @property {boolean} hasBar
 * @property {number} [value] of the bar, 0 to 1; undefined: unknown
 * @property {Segment[]} segments of the bar
 * @property {string} problem what went wrong
 * @property {string} details the problem for a developer
 * @property {boolean} canRetry
 * @property {boolean} isDone whether there is a translation to open
 * @property {string} href the link to the translation, if there is one
 * @property {string} title for the page's title: how far, and the name
 * @property {string} announcement for assistive technology, at a change of state
 */

/** A placeholder of the same height as a language or a time. */
export const PLACEHOLDER = '\u200b';

/** @typedef {Omit<Content, 'locale' | 'icon' | 'color' | 'notice' | 'shortName' | 'status' | 'canRetry' | 'title' | 'announcement'>} Own */
/** @typedef {Own & { word: string, progress?: string }} Parts The word is announced; the progress is beside it. */

/**
 * Adds what all contents have in common: the error and the notice.
 * @param {ContentOptions} options
 * @param {Partial<Parts> & { state: string, name: string, word: string }} parts
 * @returns {Content}
 */
export function createContent({ locale, error, notice = '' }, { word: ownWord, progress, ...parts }) {
  const { phrases } = locale;
  const word = error ? phrases.error : ownWord;
  const name = cleanName(parts.name);
  return {
    aside: '',
    hasBar: false,
    segments: [],
    isDone: false,
    href: '',
    ...parts,
    name,
    shortName: shortNameOf(name),
    ...lookOf(error ? 'error' : parts.state),
    locale,
    notice,
    status: progress && !error ? `${word} · ${progress}` : word,
    time: notice ? phrases[notice] : (!error && parts.time) || '',
    problem: error ? phrases[requestProblem(error)] : (parts.problem ?? ''),
    details: error ? technicalDetails(error) : (parts.details ?? ''),
    canRetry: Boolean(error),
    title: `${(!error && progress) || word} · ${name}`,
    announcement: `${name}: ${word}`,
  };
}

/** Before the first response. @param {ContentOptions} options @param {'document' | 'job'} kind */
export const waitingContent = (options, kind) =>
  createContent(options, {
    state: 'waiting',
    name: cleanName(options.name) || options.locale.phrases[kind],
    word: options.locale.phrases.waiting,
    hasBar: !options.error,
  });
