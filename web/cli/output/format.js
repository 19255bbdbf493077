// Formats single values: progress, remaining time, and the color of a status.
/** The SGR color codes of statuses. @type {Record<string, number>} */
export const STATUS_COLORS = {
  Succeeded: 32,
  Failed: 31,
  ValidationFailed: 31,
  Error: 31,
  Partial: 33,
  Canceled: 33,
  Cancelling: 33,
  Running: 36,
};

/** @param {number} progress From 0 to 1. @param {number} length */
export function bar(progress, length) {
  const filled = Math.round(progress * length);
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}

/** @param {number | undefined} progress From 0 to 1. */
export const percent = (progress) =>
  // 0.29 * 100 is 28.999…
  progress === undefined ? '' : `${Math.floor(progress * 100 + 1e-9)} %`.padStart(5);

/** @param {number} ms */
export function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
