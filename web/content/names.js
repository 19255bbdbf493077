// Names of documents and languages.
import { intl } from './intl.js';

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

/** A name without invisible characters that change the direction of text: they can make a program look like a PDF. @param {string | undefined} name */
export const cleanName = (name = '') => name.replace(/\p{Bidi_Control}/gu, '').trim();

const MOST_LETTERS = 48;
const LAST_LETTERS = 16;

/** At most two lines of a narrow element. The end stays, with the extension. @param {string} name */
export function shortNameOf(name) {
  const letters = [...name];
  if (letters.length <= MOST_LETTERS) return name;
  const first = letters.slice(0, MOST_LETTERS - LAST_LETTERS - 1).join('');
  return `${first}…${letters.slice(-LAST_LETTERS).join('')}`;
}

/**
 * @param {import('./locale.js').Locale} locale
 * @param {string | undefined} tag of the language to name; returned as it is if it is not valid
 */
export function languageName(locale, tag) {
  if (!tag) return '';
  try {
    return intl(Intl.DisplayNames, locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
