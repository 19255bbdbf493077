// The texts of the elements, one file for each language in words/. Counted phrases have one form for each plural category of
// Intl.PluralRules. Intl writes minutes, hours and the names of languages.
import { ar } from './words/ar.js';
import { de } from './words/de.js';
import { en } from './words/en.js';
import { es } from './words/es.js';
import { fr } from './words/fr.js';
import { ja } from './words/ja.js';
import { zh } from './words/zh.js';
import { zhHant } from './words/zh-Hant.js';

/**
 * @typedef {object} Words Placeholders such as {time}, {language} and {count} are replaced.
 * @property {string} document What a document without a name is called.
 * @property {string} job What a job without a name is called.
 * @property {Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }} documents
 * @property {string} numbered What a job's document without a name is called.
 * @property {string} doneOf
 * @property {string} partial In place of Succeeded, for a job that ended with documents that were not translated.
 * @property {string} waiting
 * @property {string} NotStarted
 * @property {string} Running
 * @property {string} Cancelling
 * @property {string} Succeeded
 * @property {string} Failed
 * @property {string} Canceled
 * @property {string} ValidationFailed
 * @property {string} offline
 * @property {string} interrupted
 * @property {string} error
 * @property {string} target
 * @property {string} started
 * @property {string} justStarted In place of started.
 * @property {string} took
 * @property {string} left
 * @property {string} leftUnderMinute In place of left.
 * @property {string} underMinute
 * @property {string} open
 * @property {string} retry
 * @property {string} details
 * @property {string} failedDocument
 * @property {string} failedJob
 * @property {Record<string, string>} reasons Why a document failed, by the service's error code.
 * @property {string} notFound
 * @property {string} notAllowed
 * @property {string} unreachable
 * @property {string} misconfigured
 * @property {string} noWebAssembly
 */

/** @type {Record<string, Words>} By language. */
export const words = { en, de, fr, es, ar, ja, zh, 'zh-Hant': zhHant };

/**
 * By language tag, the text after a number in percent, the same as Intl writes. For other tags the element calls Intl, which is slow to
 * start. Arabic is left to Intl, because its versions differ.
 * @type {Record<string, string>}
 */
export const percentSigns = {
  en: '%',
  'en-US': '%',
  'en-GB': '%',
  de: '\u00a0%',
  'de-DE': '\u00a0%',
  fr: '\u00a0%',
  'fr-FR': '\u00a0%',
  es: '\u00a0%',
  'es-ES': '\u00a0%',
  ja: '%',
  'ja-JP': '%',
  zh: '%',
  'zh-CN': '%',
  'zh-TW': '%',
};
