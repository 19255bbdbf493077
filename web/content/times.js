// Times: since the start, until the end, and how long it took.
import { isTerminal } from '../client/terminal.js';
import { intl } from './intl.js';
import { fill } from './numbers.js';

/** @typedef {import('./locale.js').Locale} Locale */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @param {Locale} locale @param {number} ms since the start */
export function startedAgo(locale, ms) {
  // The clock is wrong.
  if (ms < -MINUTE) return '';
  if (ms < 10_000) return locale.phrases.justStarted;
  /** @type {[number, Intl.RelativeTimeFormatUnit]} */
  const [count, unit] =
    ms < MINUTE
      ? [Math.floor(ms / 10_000) * 10, 'second']
      : ms < HOUR
        ? [Math.floor(ms / MINUTE), 'minute']
        : ms < DAY
          ? [Math.floor(ms / HOUR), 'hour']
          : [Math.floor(ms / DAY), 'day'];
  return fill(locale.phrases.started, { time: intl(Intl.RelativeTimeFormat, locale).format(-count, unit) });
}

/** @param {Locale} locale @param {number} ms */
const timeLeft = (locale, ms) =>
  ms < MINUTE ? locale.phrases.leftUnderMinute : fill(locale.phrases.left, { time: duration(locale, ms) });

/** In hours and minutes. @param {Locale} locale @param {number} ms */
export function duration(locale, ms) {
  if (ms < MINUTE) return locale.phrases.underMinute;
  const minutes = Math.round(ms / MINUTE);
  const parts = [
    { count: Math.floor(minutes / 60), unit: 'hour' },
    { count: minutes % 60, unit: 'minute' },
  ].filter(({ count }) => count);
  const texts = parts.map(({ count, unit }) =>
    intl(Intl.NumberFormat, locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
  );
  return intl(Intl.ListFormat, locale, { type: 'unit', style: 'long' }).format(texts);
}

/** @param {Locale} locale @param {number} ms since 1970 */
const dateAndTime = (locale, ms) =>
  intl(Intl.DateTimeFormat, locale, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);

/**
 * The time since the start and the remaining time; at the end, how long it took; when it was canceled. Empty if the service did not send the times.
 * @param {Locale} locale
 * @param {{ status: string, createdDateTimeUtc?: string, lastActionDateTimeUtc: string }} state
 * @param {number} leftMs less than 0: unknown
 * @param {number} now in ms since 1970
 */
export function timeOf(locale, { status, createdDateTimeUtc, lastActionDateTimeUtc }, leftMs, now) {
  if (status === 'NotStarted') return '';
  const created = Date.parse(createdDateTimeUtc ?? '');
  if (isTerminal(status)) {
    const ended = Date.parse(lastActionDateTimeUtc);
    if (/^Cancell?ed$/.test(status)) return Number.isNaN(ended) ? '' : dateAndTime(locale, ended);
    const took = ended - created;
    return took >= 0 ? fill(locale.phrases.took, { time: duration(locale, took) }) : '';
  }
  const texts = [
    Number.isNaN(created) ? '' : startedAgo(locale, now - created),
    leftMs >= 0 ? timeLeft(locale, leftMs) : '',
  ];
  return texts.filter(Boolean).join(' · ');
}
