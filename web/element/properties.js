// The values of an element's properties. An element never throws: an invalid property ends the watch with an error event.

/** @typedef {import('./status-element.js').StatusElement<any>} Element */

/** The rule for each property, by its name. */
export const TOKEN_RULE = 'It must be a view token, or a function that gives one.';
export const CLIENT_RULE = 'It must be a client, as createClient makes it.';

/** Whether a header can contain the value. @param {unknown} value */
export const isToken = (value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);

/** @param {unknown} value */
const isText = (value) => typeof value === 'string' || value instanceof URL;

/** The property of an attribute. @param {string} name */
export const propertyOf = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** The invalid properties of each element, and what they must be. @type {WeakMap<object, Map<string, string>>} */
const allInvalid = new WeakMap();

/** @param {object} element */
export function invalidOf(element) {
  const invalid = allInvalid.get(element) ?? new Map();
  allInvalid.set(element, invalid);
  return invalid;
}

/**
 * The value of a property; undefined if it is invalid. Starts the watch again when the property becomes invalid or valid.
 * @template T
 * @param {Element} element @param {string} name @param {T | null | undefined} value
 * @param {(value: any) => boolean} isValid @param {string} rule what it must be
 * @returns {T | undefined}
 */
export function validate(element, name, value, isValid, rule) {
  const given = value ?? undefined;
  const isFine = given === undefined || isValid(given);
  if (isFine ? invalidOf(element).delete(name) : invalidOf(element).set(name, rule)) element.retry();
  return isFine ? given : undefined;
}

/** Sets the attribute of a property. @param {Element} element @param {string} name of the attribute @param {unknown} value */
export function setText(element, name, value) {
  if (isText(value)) element.setAttribute(name, String(value));
  else element.removeAttribute(name);
  validate(element, propertyOf(name), value, isText, 'It must be a text.');
}

/** Sets the attribute of a boolean property. @param {Element} element @param {string} name of the attribute @param {unknown} value */
export function setFlag(element, name, value) {
  element.toggleAttribute(name, value === true);
  validate(element, propertyOf(name), value, (given) => typeof given === 'boolean', 'It must be true or false.');
}
