// Durations as people type them: seconds, or a number with its unit.

/** @type {Record<string, number>} */
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * @param {string} text `30` (seconds), `500ms`, `1.5s`, `2m`, `1h`
 * @returns {number | undefined} Milliseconds, 1 to 2147483647; undefined for anything else.
 */
export function parseDuration(text) {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (!match) return undefined;
  const ms = Math.round(Number(match[1]) * UNITS[match[2] ?? 's']);
  return ms >= 1 && ms <= LONGEST_TIMER ? ms : undefined;
}
