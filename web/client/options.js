// Checks of the options that callers pass. An invalid or unknown option is rejected by name before anything is sent.
import { errorOf } from '../module/errors.js';
import { ERROR_OPTION } from '../module/generated/tables.js';

/** The longest delay of setTimeout. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Our name of an option, by its name in Azure's clients or in other functions of this package. @type {Record<string, string>} */
const OUR_NAMES = {
  abortSignal: 'signal',
  serviceVersion: 'apiVersion',
  key: 'credential: { key }',
  updateIntervalInMs: 'minIntervalMs',
  createdAfter: 'createdDateTimeUtcStart',
  createdBefore: 'createdDateTimeUtcEnd',
};

/**
 * @param {string} name
 * @param {string} rule What it must be.
 */
export const optionError = (name, rule) =>
  errorOf(ERROR_OPTION, {
    target: name,
    message: `Invalid ${name === 'options' ? name : `option ${name}`}.`,
    hint: rule,
  });

/**
 * @param {unknown} isUsable
 * @param {string} name
 * @param {string} rule What it must be.
 */
export function need(isUsable, name, rule) {
  if (!isUsable) throw optionError(name, rule);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {number} least
 * @param {number} most
 */
export function needNumber(value, name, least, most) {
  need(
    typeof value === 'number' && value >= least && value <= most,
    name,
    `It must be a number from ${least}${most === Infinity ? '' : ` to ${most}`}.`,
  );
}

/** @param {unknown} value @param {string} name */
export const needFunction = (value, name) =>
  need(value === undefined || typeof value === 'function', name, 'It must be a function.');

/** @param {any} signal */
export const needSignal = (signal) =>
  need(
    signal === undefined || (typeof signal?.addEventListener === 'function' && typeof signal.aborted === 'boolean'),
    'signal',
    'It must be an AbortSignal.',
  );

/** Whether a value can be an object of options. Dates, arrays and signals cannot. @param {unknown} value */
export const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';

/**
 * Rejects a value that is not an object, and an option with another name.
 * @param {unknown} options
 * @param {readonly string[]} names
 */
export function needNames(options, names) {
  if (options === undefined) return;
  need(isObject(options), 'options', 'It must be an object.');
  for (const name in /** @type {object} */ (options))
    need(
      names.includes(name),
      name,
      Object.hasOwn(OUR_NAMES, name) ? `Use ${OUR_NAMES[name]} instead.` : `It must be one of ${names.join(', ')}.`,
    );
}
