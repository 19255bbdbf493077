// The one error class that users meet, and how it is made from what the module delivers.

import { ERROR_TIMEOUT, codes, hints } from './tables.js';

const BRAND = Symbol.for('document-translation-status.DocumentTranslationError');

/** @typedef {'invalid-argument' | 'network' | 'timeout' | 'service' | 'invalid-response' | 'module'} ErrorKind */

/**
 * An error object of the service, as it stands in a reply.
 * @typedef {object} ServiceError
 * @property {string} [code]
 * @property {string} [message]
 * @property {string} [target]
 * @property {unknown} [details] As it came: a list in newer versions, key/value pairs in older ones.
 * @property {ServiceError} [innerError]
 */

/**
 * @typedef {object} ErrorFields
 * @property {ErrorKind} kind
 * @property {string} code
 * @property {string} message
 * @property {string} hint
 * @property {boolean} retryable
 * @property {number} [statusCode]
 * @property {string} [target]
 * @property {unknown} [details]
 * @property {ServiceError} [innerError]
 * @property {string} [requestId]
 * @property {number} [retryAfterMs]
 */

/**
 * Everything that goes wrong, but for an abort, which rejects with the signal's reason. `instanceof` holds across two copies of the package.
 */
export class DocumentTranslationError extends Error {
  /**
   * @param {ErrorFields} fields
   * @param {unknown} [cause]
   */
  constructor({ message, hint, ...fields }, cause) {
    super(hint ? `${message} ${hint}` : message, cause === undefined ? undefined : { cause });
    /** @type {ErrorKind} Where it went wrong. */
    this.kind = fields.kind;
    /** @type {string} The service's code, or the product's own for every kind but 'service'. */
    this.code = fields.code;
    /** @type {string} What to do about it; the message ends with it. May be empty. */
    this.hint = hint;
    /** @type {boolean} Whether the same request may succeed later. */
    this.retryable = fields.retryable;
    /** @type {number | undefined} The HTTP status, where a reply came. */
    this.statusCode = fields.statusCode;
    /** @type {string | undefined} What the error is about: the service's word, a member of the reply, or an option. */
    this.target = fields.target;
    /** @type {unknown} As the service's error has them. */
    this.details = fields.details;
    /** @type {ServiceError | undefined} */
    this.innerError = fields.innerError;
    /** @type {string | undefined} What Azure's support asks for. */
    this.requestId = fields.requestId;
    /** @type {number | undefined} How long the service asks to wait. */
    this.retryAfterMs = fields.retryAfterMs;
    for (const [name, value] of Object.entries(this)) if (value === undefined) Reflect.deleteProperty(this, name);
  }

  get name() {
    return 'DocumentTranslationError';
  }

  /** @returns {boolean} */
  get [BRAND]() {
    return true;
  }

  /**
   * @param {unknown} value
   * @returns {value is DocumentTranslationError}
   */
  static [Symbol.hasInstance](value) {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/**
 * The error of one of the product's own codes; or, for a number past them, the service's.
 * @param {number} number
 * @param {Partial<ErrorFields>} [fields] What else is known.
 * @param {unknown} [cause]
 * @param {number} [hint] One that says more than the code's own.
 */
export function errorOf(number, fields = {}, cause, hint) {
  const { statusCode } = fields;
  const service = ['service', String(statusCode), `The service answered ${statusCode} and didn't say why.`, ''];
  const [kind, code, message, own] = codes.split('\n')[number - 1]?.split('|') ?? service;
  const known = /** @type {ErrorFields} */ ({ kind, code, message, retryable: number === ERROR_TIMEOUT, ...fields });
  known.hint = hint ? hints.split('\n')[hint - 1] : own;
  return new DocumentTranslationError(known, cause);
}
