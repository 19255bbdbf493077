// The service's spelling of dates and statuses.

/**
 * A date as the service writes it: up to 7 digits after the second, without trailing zeros.
 * @param {number} ms
 * @param {number} ticks 0..9999, the 100 ns units below the millisecond
 * @param {number} digits 0..7
 */
export function wireDate(ms, ticks = 0, digits = 7) {
  const iso = new Date(ms).toISOString();
  const fraction = (iso.slice(20, 23) + String(ticks).padStart(4, '0')).slice(0, digits).replace(/0+$/, '');
  return `${iso.slice(0, 19)}${fraction && `.${fraction}`}Z`;
}

/**
 * A date in UTC with all 7 digits. The service writes dates like this in links, and in this form they sort as text.
 * @param {string} text
 * @returns {string | undefined} undefined if the text is not a date
 */
export function exactDate(text) {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  const ticks = /\.\d{3}(\d{1,4})/.exec(text)?.[1] ?? '';
  return `${new Date(ms).toISOString().slice(0, -1)}${ticks.padEnd(4, '0')}Z`;
}

/** The service writes `Cancelled`, but its reference says `Canceled`. @param {string} status */
export const wireStatus = (status) => (status === 'Canceled' ? 'Cancelled' : status);
