// The headers that say when to send the next request, and the `retryAfterMs` that the client reads from them.

const DATE = 'Wed, 21 Oct 2015 07:28:00 GMT';

/**
 * @typedef {object} RetryAfter
 * @property {string} name
 * @property {[name: string, value: string][]} headers
 * @property {number | undefined} retryAfterMs undefined: the headers say nothing that can be used
 */

/** @type {RetryAfter[]} */
export const RETRY_AFTER = [
  { name: '0', headers: [['Retry-After', '0']], retryAfterMs: 0 },
  { name: '1', headers: [['Retry-After', '1']], retryAfterMs: 1000 },
  { name: '120', headers: [['Retry-After', '120']], retryAfterMs: 120_000 },
  { name: '3600', headers: [['Retry-After', '3600']], retryAfterMs: 3_600_000 },
  { name: '1000000000', headers: [['Retry-After', '1000000000']], retryAfterMs: 1e12 },
  { name: '-1', headers: [['Retry-After', '-1']], retryAfterMs: undefined },
  { name: '1e9', headers: [['Retry-After', '1e9']], retryAfterMs: undefined },
  { name: '0.5', headers: [['Retry-After', '0.5']], retryAfterMs: undefined },
  { name: 'a number of 400 digits', headers: [['Retry-After', '9'.repeat(400)]], retryAfterMs: undefined },
  { name: 'an empty value', headers: [['Retry-After', '']], retryAfterMs: undefined },
  { name: 'a word', headers: [['Retry-After', 'soon']], retryAfterMs: undefined },
  { name: 'a date in the past', headers: [['Retry-After', 'Sun, 06 Nov 1994 08:49:37 GMT']], retryAfterMs: 0 },
  {
    name: 'a date before the Date header',
    headers: [
      ['Retry-After', 'Wed, 21 Oct 2015 07:27:00 GMT'],
      ['Date', DATE],
    ],
    retryAfterMs: 0,
  },
  {
    name: 'a date 30 seconds after the Date header',
    headers: [
      ['Retry-After', 'Wed, 21 Oct 2015 07:28:30 GMT'],
      ['Date', DATE],
    ],
    retryAfterMs: 30_000,
  },
  {
    name: 'a date an hour after the Date header',
    headers: [
      ['Date', DATE],
      ['Retry-After', 'Wed, 21 Oct 2015 08:28:00 GMT'],
    ],
    retryAfterMs: 3_600_000,
  },
  {
    name: 'a date that does not exist',
    headers: [['Retry-After', 'Sun, 31 Feb 2094 08:49:37 GMT']],
    retryAfterMs: undefined,
  },
  {
    name: 'two values',
    headers: [
      ['Retry-After', '0'],
      ['Retry-After', '3600'],
    ],
    retryAfterMs: undefined,
  },
  {
    name: 'retry-after-ms after Retry-After',
    headers: [
      ['Retry-After', '3600'],
      ['retry-after-ms', '0'],
    ],
    retryAfterMs: 0,
  },
  {
    name: 'retry-after-ms before Retry-After',
    headers: [
      ['retry-after-ms', '250'],
      ['Retry-After', '9'],
    ],
    retryAfterMs: 250,
  },
  {
    name: 'x-ms-retry-after-ms before Retry-After',
    headers: [
      ['x-ms-retry-after-ms', '350'],
      ['Retry-After', '9'],
    ],
    retryAfterMs: 350,
  },
  {
    name: 'a negative retry-after-ms',
    headers: [
      ['Retry-After', '3600'],
      ['retry-after-ms', '-5'],
    ],
    retryAfterMs: 3_600_000,
  },
];
