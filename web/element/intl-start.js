// A page's first use of Intl takes browsers tens of milliseconds, so the elements use it after the first status is shown.
import { languageName } from '../content/names.js';
import { percentOf } from '../content/numbers.js';
import { startedAgo } from '../content/times.js';

let isStarted = false;

/** Whether languages and times can be written at once. */
export const isIntlStarted = () => isStarted;

/** Creates the objects of Intl for languages and times. @param {import('../content/locale.js').Locale} locale */
export function startIntl(locale) {
  isStarted = true;
  percentOf(locale, 0);
  languageName(locale, locale.language);
  startedAgo(locale, 60_000);
}
