// Phrases with values in them: numbers, percentages and counts in the viewer's language.
import { intl } from './intl.js';
import { percentSigns } from './words.js';

/** @typedef {import('./locale.js').Locale} Locale */

/**
 * Replaces the placeholders of a phrase.
 * @param {string} phrase
 * @param {Record<string, string | undefined>} values
 */
export const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** @param {Locale} locale @param {number} number */
export const numberOf = (locale, number) => intl(Intl.NumberFormat, locale).format(number);

/** Rounded down, so that 100 is the end; but 0.29 times 100 is less than 29. @param {number} part 0 to 1 */
export const wholePercent = (part) => Math.floor(part * 100 + 1e-12);

/** @param {Locale} locale @param {number} part 0 to 1 */
export function percentOf(locale, part) {
  const percent = wholePercent(part);
  const sign = percentSigns[locale.language];
  return sign ? percent + sign : intl(Intl.NumberFormat, locale, { style: 'percent' }).format(percent / 100);
}

/** @param {Locale} locale @param {number} count @param {import('./words.js').Words['documents']} phrase with a form for each of the language's plurals */
export const counted = (locale, count, phrase) =>
  fill(phrase[intl(Intl.PluralRules, locale).select(count)] ?? phrase.other, { count: numberOf(locale, count) });
