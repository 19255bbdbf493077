// Times as people type them: durations, which are seconds or a number with its unit; and points in time.

/** @type {Record<string, number>} */
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * @param {string} text `30` (seconds), `500ms`, `1.5s`, `2m`, `1h`
 * @returns {number | undefined} Milliseconds, 1 or more; undefined for anything else.
 */
export function parseDuration(text) {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (!match) return undefined;
  const ms = Math.round(Number(match[1]) * UNITS[match[2] ?? 's']);
  return ms >= 1 ? ms : undefined;
}

const DAY = 86_400_000;
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/i;

/**
 * @param {string} text `2024-05-01`, `2024-05-01T10:00:00Z`, or how long ago: `30m`, `2h`, `7d`
 * @param {number} now
 * @returns {string | undefined} RFC 3339 in UTC; undefined for anything else.
 */
export function parseSince(text, now) {
  const [, days] = /^(\d{1,6})d$/.exec(text) ?? [];
  const ago = days ? Number(days) * DAY : parseDuration(text);
  const isAgo = /[a-z]$/.test(text) && ago !== undefined;
  const at = new Date(isAgo ? now - ago : DATE.test(text) ? text.toUpperCase() : NaN);
  // JavaScript takes 30 February for 1 March.
  const [day] = text.split(/t/i);
  const isDay = isAgo || new Date(day).toJSON()?.startsWith(day);
  return isDay && at.getTime() >= 0 ? at.toISOString() : undefined;
}
