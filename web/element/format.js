// Statuses, names, languages, times and errors as texts in the viewer's language.
import { isObject } from '../client/options.js';
import { isTerminal } from '../client/terminal.js';
import { percentSigns, words } from '../content/words.js';

/** @typedef {import('../content/words.js').Words} Words */
/** @typedef {Exclude<keyof Words, "documents" | "reasons">} Phrase The name of a phrase that is one text. */

/**
 * @param {string} phrase
 * @param {Record<string, string>} values
 */
export const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/**
 * @typedef {object} Voice The language of the texts.
 * @property {string} language that Intl knows
 * @property {'ltr' | 'rtl'} direction
 * @property {Words} phrases
 */

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Thaa', 'Nkoo', 'Syrc', 'Adlm', 'Rohg'];

/** The languages of words/ that are written from right to left. For others Intl is asked, whose first call takes browsers tens of milliseconds. */
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
 * @param {Partial<Words>} [own] Phrases that replace the ones here; they are in the language of the tag.
 * @returns {Voice}
 */
export function voiceFor(tag, own) {
  const wanted = knownLocale(tag);
  const locale = own || Object.hasOwn(words, wanted.language) ? wanted : new Intl.Locale('en');
  const phrases = words[locale.language] ?? words.en;
  return {
    language: locale.toString(),
    direction: isRightToLeft(locale) ? 'rtl' : 'ltr',
    phrases: { ...phrases, ...own, reasons: { ...phrases.reasons, ...own?.reasons } },
  };
}

/** Whether these are phrases by their names. Statuses and error codes that are not known may have phrases too. @param {any} given */
export const areWords = (given) =>
  isObject(given) &&
  Object.entries(given).every(([name, phrase]) =>
    name === 'documents' || name === 'reasons'
      ? isObject(phrase) &&
        (name === 'reasons' || 'other' in phrase) &&
        Object.values(phrase).every((text) => typeof text === 'string')
      : typeof phrase === 'string' && (/^[A-Z]/.test(name) || Object.hasOwn(words.en, name)),
  );

/** The phrase of a status; an unknown status is returned as it is. @param {Voice} voice @param {string} status as the service spells it */
export function wordFor({ phrases }, status) {
  const isStatus = /^[A-Z]/.test(status) && Object.hasOwn(phrases, status);
  return isStatus ? String(phrases[/** @type {keyof Words} */ (status)]) : status;
}

/** The state for a status, as in :state(not-started). @param {string} status as the service spells it */
export const stateOf = (status) =>
  /^[A-Z]/.test(status) && Object.hasOwn(words.en, status)
    ? status.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()
    : 'unknown';

/** @param {string} state */
export const isFailure = (state) => state === 'failed' || state === 'validation-failed';

/** @type {Map<string, any>} Objects of Intl are slow to create. */
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
 * @param {string | undefined} tag of the language to name; returned as it is if it is not valid
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
 * The last segment of a URL's path; empty if there is none.
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

/** @param {Voice} voice @param {number} ms since the start */
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
 * The time since the start and the remaining time; at the end, how long it took. Empty if the service did not send the times.
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
/** Whether languages and times can be written at once: a page's first call of Intl takes browsers tens of milliseconds. */
export const isPrepared = () => prepared;

/** A placeholder of the same height for a language or a time that is written soon. */
export const SOON = '\u200b';

/** Creates the objects of Intl for languages and times. @param {Voice} voice */
export function prepare(voice) {
  prepared = true;
  percentOf(voice, 0);
  languageName(voice, voice.language);
  started(voice, MINUTE);
}

/**
 * The phrase that explains why a document failed: that of the outermost known code. Undefined if no code is known.
 * @param {Voice} voice
 * @param {import('../module/types.js').ServiceError | undefined} error
 */
export function reasonOf({ phrases: { reasons } }, error) {
  for (let inner = error; inner; inner = inner.innerError)
    if (Object.hasOwn(reasons, inner.code ?? '')) return reasons[inner.code ?? ''];
}

/**
 * The phrase that explains why there is no status.
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
 * Code, message and request id, one line each; the inner errors after the outer one.
 * @param {any} error
 * @returns {string}
 */
export function technicalDetails(error) {
  if (!error) return '';
  const own = [error.code, error.message].filter(Boolean).join(': ');
  const id = error.requestId ? `Request id: ${error.requestId}` : '';
  return [own, technicalDetails(error.innerError), id].filter(Boolean).join('\n');
}
