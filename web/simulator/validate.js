// Checks of types and ranges, to build the checks of options from. Error messages name the option but never show its
// value, which may be a credential.

/**
 * Throws a TypeError or a RangeError that starts with the name if the value is invalid.
 * @typedef {(value: any, name: string) => void} Check
 */

/** @param {unknown} value */
const typeOf = (value) => {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Array.isArray(value) ? 'an array' : value instanceof Date ? 'a Date' : 'an object';
};

/** @param {string} expected @param {(value: any) => boolean} test @returns {Check} */
export const type = (expected, test) => (value, name) => {
  if (!test(value)) throw new TypeError(`${name} must be ${expected}, not ${typeOf(value)}.`);
};

/** @param {string} expected @param {Check} checkType @param {(value: any) => boolean} test @returns {Check} */
export const range = (expected, checkType, test) => (value, name) => {
  checkType(value, name);
  if (!test(value)) throw new RangeError(`${name} must be ${expected}.`);
};

export const aNumber = type('a number', (value) => typeof value === 'number');
export const aString = type('a string', (value) => typeof value === 'string');
const anArray = type('an array', Array.isArray);
export const aFunction = type('a function', (value) => typeof value === 'function');
export const aBoolean = type('true or false', (value) => typeof value === 'boolean');
export const anObject = type('a plain object', (value) => {
  if (value === null || typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
});
export const text = range('a string that is not empty', aString, (value) => value !== '');

/** @param {number} least @param {number} most */
export const whole = (least, most) =>
  range(
    `a whole number from ${least} to ${most}`,
    aNumber,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  );
/** @param {number} most */
export const milliseconds = (most) =>
  range(`from 0 to ${most} milliseconds`, aNumber, (value) => value >= 0 && value <= most);
/** @param {readonly string[]} values */
export const oneOf = (values) => range(`one of ${values.join(', ')}`, aString, (value) => values.includes(value));

/** @param {Check} check @returns {Check} */
export const orNull = (check) => (value, name) => {
  if (value !== null) check(value, name);
};

/** @param {Check} item @returns {Check} */
export const listOf = (item) => (value, name) => {
  anArray(value, name);
  for (let i = 0; i < value.length; i++) item(value[i], `${name}[${i}]`);
};

/**
 * A plain object with these members only. An undefined member counts as absent.
 * @param {Record<string, Check>} members
 * @param {string[]} [required]
 * @returns {Check}
 */
export const shape =
  (members, required = []) =>
  (value, name) => {
    anObject(value, name);
    const prefix = name === 'options' ? '' : `${name}.`;
    for (const member of Object.keys(value)) {
      if (!Object.hasOwn(members, member)) {
        throw new TypeError(`${prefix}${member} is not an option. The options are ${Object.keys(members).join(', ')}.`);
      }
    }
    for (const [member, check] of Object.entries(members)) {
      if (value[member] !== undefined || required.includes(member)) check(value[member], prefix + member);
    }
  };
