// Names, languages, times and errors in a reader's words. Pure.
import { words } from './words.js';

/** @typedef {import('./words.js').Words} Words */

/**
 * @param {string} phrase
 * @param {Record<string, string>} values
 */
export const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/**
 * The language that Intl knows for a tag; a malformed or empty one is English.
 * @param {string} tag
 */
export function knownLanguage(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/**
 * @param {string} language
 * @param {Partial<Words>} [own] Phrases that go before the ones here.
 * @returns {Words}
 */
export const wordsFor = (language, own) => ({ ...(words[language.split('-')[0]] ?? words.en), ...own });

/**
 * @param {string} language
 * @param {string} tag of the language to name; given back as it is where it isn't one
 */
export function languageName(language, tag) {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/**
 * The last part of a URL's path, or nothing.
 * @param {string | undefined} url
 */
export function fileName(url) {
  if (!url) return '';
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').pop() ?? '');
  } catch {
    return '';
  }
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** @param {number} ms @returns {{ count: number, unit: 'second' | 'minute' | 'hour' }} */
function measure(ms) {
  if (ms < MINUTE) return { count: Math.floor(ms / 10_000) * 10, unit: 'second' };
  if (ms < HOUR) return { count: Math.floor(ms / MINUTE), unit: 'minute' };
  return { count: Math.floor(ms / HOUR), unit: 'hour' };
}

/**
 * @param {string} language
 * @param {number} ms how long ago
 */
export function ago(language, ms) {
  const { count, unit } = measure(Math.max(0, ms));
  return new Intl.RelativeTimeFormat(language, { numeric: count ? 'always' : 'auto' }).format(-count, unit);
}

/**
 * @param {string} language
 * @param {Words} phrases
 * @param {number} ms
 */
export function duration(language, phrases, ms) {
  if (ms < MINUTE) return phrases.underMinute;
  const { count, unit } = measure(ms);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** Which phrase says why a document failed, by the service's code. @type {Record<string, keyof Words>} */
const DOCUMENT_PROBLEMS = {
  NoTranslatableText: 'noText',
  WrongDocumentEncoding: 'encoding',
  TargetFileAlreadyExists: 'exists',
  InvalidDocumentAccessLevel: 'access',
  SASTokenInvalid: 'access',
};

/**
 * @param {import('../errors.js').ServiceError | undefined} error
 * @returns {keyof Words}
 */
export function documentProblem(error) {
  for (let inner = error; inner; inner = inner.innerError) {
    const phrase = Object.hasOwn(DOCUMENT_PROBLEMS, inner.code ?? '') && DOCUMENT_PROBLEMS[inner.code ?? ''];
    if (phrase) return phrase;
  }
  return 'failedDocument';
}

/**
 * Which phrase says why there is no status.
 * @param {unknown} error
 * @returns {keyof Words}
 */
export function requestProblem(error) {
  const { kind, statusCode, code } = /** @type {any} */ (error ?? {});
  if (statusCode === 404) return 'notFound';
  if (statusCode === 401 || statusCode === 403 || code === 'TokenFailed') return 'notAllowed';
  return kind === 'invalid-argument' || kind === 'module' ? 'misconfigured' : 'unreachable';
}

/**
 * Code, message and request id, a line each, the inner errors after the outer one.
 * @param {any} error
 * @returns {string}
 */
export function technicalDetails(error) {
  if (!error) return '';
  const own = [error.code, error.message].filter(Boolean).join(': ');
  const id = error.requestId ? `Request id: ${error.requestId}` : '';
  return [own, technicalDetails(error.innerError), id].filter(Boolean).join('\n');
}
