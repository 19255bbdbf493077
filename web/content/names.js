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
