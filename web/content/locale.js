// The language of the texts: its phrases and its direction.
import { isObject } from '../client/options.js';
import { words } from './words.js';

/** @typedef {import('./words.js').Words} Words */

/**
 * @typedef {object} Locale
 * @property {string} language a language tag that Intl knows
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
 * The locale that Intl knows for a tag, also in the spelling de_DE; for a malformed or empty one, English.
 * @param {string} tag
 */
function intlLocale(tag) {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    return new Intl.Locale('en');
  }
}

/** The key of the words in a language; undefined: there are none. @param {Intl.Locale} locale */
function wordsKey({ language, script, region }) {
  const isTraditional = language === 'zh' && (script ? script === 'Hant' : /^(?:TW|HK|MO)$/.test(region ?? ''));
  const key = isTraditional ? 'zh-Hant' : language;
  return Object.hasOwn(words, key) ? key : undefined;
}

/**
 * English where there are no words in the language, so that words, numbers and times never are in two languages.
 * @param {string} tag
 * @param {Partial<Words>} [own] Phrases that replace the ones here; they are in the language of the tag.
 * @returns {Locale}
 */
export function localeFor(tag, own) {
  const wanted = intlLocale(tag);
  const key = wordsKey(wanted);
  const locale = own || key ? wanted : new Intl.Locale('en');
  const phrases = words[key ?? 'en'];
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
