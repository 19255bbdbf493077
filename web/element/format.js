// Names, languages, times and errors in a reader's words. Pure.
import { isObject } from '../client/options.js';
import { isTerminal } from '../client/terminal.js';
import { percentSigns, words } from '../content/words.js';

/** @typedef {import('../content/words.js').Words} Words */
/** @typedef {Exclude<keyof Words, "documents">} Phrase The name of one without plurals. */

/**
 * @param {string} phrase
 * @param {Record<string, string>} values
 */
export const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/**
 * @typedef {object} Voice How a reader is spoken to.
 * @property {string} language that Intl knows
 * @property {'ltr' | 'rtl'} direction
 * @property {Words} phrases
 */

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Thaa', 'Nkoo', 'Syrc', 'Adlm', 'Rohg'];

/** Of the languages that there are words in, those; about others Intl is asked, which takes browsers tens of milliseconds at first. */
const OWN_RIGHT_TO_LEFT = ['ar'];

/** @param {Intl.Locale} locale */
function isRightToLeft(locale) {
  if (!locale.script && Object.hasOwn(words, locale.language)) return OWN_RIGHT_TO_LEFT.includes(locale.language);
  return RIGHT_TO_LEFT.includes(locale.maximize().script ?? '');
}

/**
 * The language that Intl knows for a tag; a malformed or empty one is English.
 * @param {string} tag
 */
function knownLocale(tag) {
  try {
    return new Intl.Locale(tag);
  } catch {
    return new Intl.Locale('en');
  }
}

/**
 * English where there are no words in the language, so that words, numbers and times never are in two languages.
 * @param {string} tag
 * @param {Partial<Words>} [own] Phrases that go before the ones here; they are in the language of the tag.
 * @returns {Voice}
 */
export function voiceFor(tag, own) {
  const wanted = knownLocale(tag);
  const locale = own || Object.hasOwn(words, wanted.language) ? wanted : new Intl.Locale('en');
  return {
    language: locale.toString(),
    direction: isRightToLeft(locale) ? 'rtl' : 'ltr',
    phrases: { ...(words[locale.language] ?? words.en), ...own },
  };
}

/** Whether these are phrases by their names; a status that isn't known may have one too. @param {any} given */
export const areWords = (given) =>
  isObject(given) &&
  Object.entries(given).every(([name, phrase]) =>
    name === 'documents'
      ? isObject(phrase) && 'other' in phrase && Object.values(phrase).every((form) => typeof form === 'string')
      : typeof phrase === 'string' && (/^[A-Z]/.test(name) || Object.hasOwn(words.en, name)),
  );

/** @param {Voice} voice @param {string} status a wire status; one that isn't known is given as it is */
export function wordFor({ phrases }, status) {
  const isStatus = /^[A-Z]/.test(status) && Object.hasOwn(phrases, status);
  return isStatus ? String(phrases[/** @type {keyof Words} */ (status)]) : status;
}

/** The state for a wire status, as in :state(not-started). @param {string} status */
export const stateOf = (status) =>
  /^[A-Z]/.test(status) && Object.hasOwn(words.en, status)
    ? status.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()
    : 'unknown';

/** @type {Map<string, any>} Intl's objects are dear to make. */
const made = new Map();

/**
 * @template T
 * @param {new (language: string, options: any) => T} Maker
 * @param {Voice} voice
 * @param {object} [options]
 * @returns {T}
 */
function intl(Maker, { language }, options = {}) {
  const key = JSON.stringify([Maker.name, language, options]);
  const known = made.get(key) ?? new Maker(language, options);
  made.set(key, known);
  return known;
}

/** @param {Voice} voice @param {number} number */
export const numberOf = (voice, number) => intl(Intl.NumberFormat, voice).format(number);

/** Rounded down, so that 100 is the end; but 0.29 times 100 is less than 29. @param {number} part 0 to 1 */
export const wholePercent = (part) => Math.floor(part * 100 + 1e-12);

/** @param {Voice} voice @param {number} part 0 to 1 */
export function percentOf(voice, part) {
  const percent = wholePercent(part);
  const sign = percentSigns[voice.language];
  return sign ? percent + sign : intl(Intl.NumberFormat, voice, { style: 'percent' }).format(percent / 100);
}

/** @param {Voice} voice @param {number} count @param {Words['documents']} phrase with a form for each of the language's plurals */
export const counted = (voice, count, phrase) =>
  fill(phrase[intl(Intl.PluralRules, voice).select(count)] ?? phrase.other, { count: numberOf(voice, count) });

/**
 * @param {Voice} voice
 * @param {string | undefined} tag of the language to name; given back as it is where it isn't one
 */
export function languageName(voice, tag) {
  if (!tag) return '';
  try {
    return intl(Intl.DisplayNames, voice, { type: 'language' }).of(tag) ?? tag;
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
const DAY = 24 * HOUR;

/** @param {Voice} voice @param {number} ms how long ago */
function started(voice, ms) {
  if (ms < 10_000) return voice.phrases.justStarted;
  /** @type {[number, Intl.RelativeTimeFormatUnit]} */
  const [count, unit] =
    ms < MINUTE
      ? [Math.floor(ms / 10_000) * 10, 'second']
      : ms < HOUR
        ? [Math.floor(ms / MINUTE), 'minute']
        : ms < DAY
          ? [Math.floor(ms / HOUR), 'hour']
          : [Math.floor(ms / DAY), 'day'];
  return fill(voice.phrases.started, { time: intl(Intl.RelativeTimeFormat, voice).format(-count, unit) });
}

/** @param {Voice} voice @param {number} ms */
const left = (voice, ms) =>
  ms < MINUTE ? voice.phrases.leftUnderMinute : fill(voice.phrases.left, { time: duration(voice, ms) });

/** In hours and minutes. @param {Voice} voice @param {number} ms */
export function duration(voice, ms) {
  if (ms < MINUTE) return voice.phrases.underMinute;
  const minutes = Math.round(ms / MINUTE);
  const parts = [
    { count: Math.floor(minutes / 60), unit: 'hour' },
    { count: minutes % 60, unit: 'minute' },
  ].filter(({ count }) => count);
  const texts = parts.map(({ count, unit }) =>
    intl(Intl.NumberFormat, voice, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
  );
  return intl(Intl.ListFormat, voice, { type: 'unit', style: 'long' }).format(texts);
}

/**
 * When it started and how long still; or how long it took. Nothing of a start that isn't known.
 * @param {Voice} voice
 * @param {{ status: string, createdDateTimeUtc?: string, lastActionDateTimeUtc: string }} state
 * @param {number} [leftMs] less than 0: unknown
 * @param {number} [now]
 */
export function timeOf(voice, { status, createdDateTimeUtc, lastActionDateTimeUtc }, leftMs = -1, now = Date.now()) {
  if (status === 'NotStarted') return '';
  const created = Date.parse(createdDateTimeUtc ?? '');
  if (isTerminal(status)) {
    const took = Date.parse(lastActionDateTimeUtc) - created;
    return took >= 0 ? fill(voice.phrases.took, { time: duration(voice, took) }) : '';
  }
  const texts = [Number.isNaN(created) ? '' : started(voice, now - created), leftMs >= 0 ? left(voice, leftMs) : ''];
  return texts.filter(Boolean).join(' · ');
}

let prepared = false;
/** Whether languages and times can be told at once: the first that a page asks of Intl takes browsers tens of milliseconds. */
export const isPrepared = () => prepared;

/** Stands for a language or a time that is told in a moment, and keeps its line. */
export const SOON = '\u200b';

/** Makes what languages and times are told with. @param {Voice} voice */
export function prepare(voice) {
  prepared = true;
  percentOf(voice, 0);
  languageName(voice, voice.language);
  started(voice, MINUTE);
}

/** Which phrase says why a document failed, by the service's code. @type {Record<string, Phrase>} */
const DOCUMENT_PROBLEMS = {
  NoTranslatableText: 'noText',
  WrongDocumentEncoding: 'encoding',
  TargetFileAlreadyExists: 'exists',
  InvalidDocumentAccessLevel: 'access',
  SASTokenInvalid: 'access',
};

/**
 * @param {import('../module/types.js').ServiceError | undefined} error
 * @returns {Phrase}
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
 * @returns {Phrase}
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
