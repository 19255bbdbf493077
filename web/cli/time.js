// Parses the times in arguments: durations, like 30 or 1h30m, and points in time, like 2024-05-01 or 7d.

/** Milliseconds by unit. @type {Record<string, number>} */
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * @param {string} text `30` (seconds), `500ms`, `1.5s`, `2m`, `1h30m`
 * @returns {number | undefined} Milliseconds, at least 1. Undefined if the text is not a duration.
 */
export function parseDuration(text) {
  const number = '\\d+(?:\\.\\d+)?';
  const parts = `(?:${number}h)?(?:${number}m(?!s))?(?:${number}s)?(?:${number}ms)?`;
  const full = new RegExp(`^${number}$`).test(text) ? `${text}s` : text;
  if (!new RegExp(`^${parts}$`).test(full)) return undefined;
  const found = full.matchAll(/([\d.]+)([a-z]+)/g);
  const ms = Math.round([...found].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0));
  return ms >= 1 ? ms : undefined;
}

const DAY = 86_400_000;
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/i;

/**
 * @param {string} text `2024-05-01`, `2024-05-01T10:00:00Z`, or an age: `30m`, `2h`, `7d`
 * @param {number} now
 * @returns {string | undefined} RFC 3339 in UTC. Undefined if the text is not a time or an age.
 */
export function parseSince(text, now) {
  const [, days] = /^(\d{1,6})d$/.exec(text) ?? [];
  const age = days ? Number(days) * DAY : parseDuration(text);
  const isAge = /[a-z]$/.test(text) && age !== undefined;
  const time = new Date(isAge ? now - age : DATE.test(text) ? text.toUpperCase() : NaN);
  // Date accepts 30 February, as 1 March.
  const [day] = text.split(/t/i);
  const dayExists = isAge || new Date(day).toJSON()?.startsWith(day);
  return dayExists && time.getTime() >= 0 ? time.toISOString() : undefined;
}
