// The error class of the package, and the function that creates its errors from error numbers of the module.

import {
  codes,
  ERROR_API_VERSION,
  ERROR_BATCH_ID,
  ERROR_CREDENTIAL,
  ERROR_DOCUMENT_ID,
  ERROR_KEY_IN_BROWSER,
  ERROR_OPERATION_LOCATION,
  ERROR_TIMEOUT,
  ERROR_TOKEN_UNAVAILABLE,
  hints,
} from './generated/tables.js';

const BRAND = Symbol.for('document-translation-status.DocumentTranslationError');

/** @typedef {'invalid-argument' | 'network' | 'timeout' | 'service' | 'invalid-response' | 'module'} ErrorKind */

/** @typedef {import('./types.js').ServiceError} ServiceError */

/**
 * @typedef {object} ErrorFields
 * @property {ErrorKind} kind What failed.
 * @property {string} code The service's code if the kind is 'service'; otherwise a code of this package.
 * @property {string} message
 * @property {string} hint What to do. The message ends with it. Can be empty.
 * @property {boolean} retryable Whether the same request may succeed later.
 * @property {number} [statusCode] The HTTP status, if there was a response.
 * @property {string} [target] The option, the member of the response, or the service's own target that the error is about.
 * @property {unknown} [details] From the service's error.
 * @property {ServiceError} [innerError]
 * @property {string} [requestId] Azure support asks for it.
 * @property {number} [retryAfterMs] How long the service asks to wait.
 * @property {string} [batchId] In a watch of several jobs: the job whose request failed.
 */

/** Adds the fields to the class's type. @type {new (message: string, options?: { cause: unknown }) => Error & ErrorFields} */
const Base = /** @type {any} */ (Error);

/**
 * The class of all errors of this package. Only an abort is different: it rejects with the signal's reason. `instanceof` also works for an
 * error of another copy of the package.
 */
export class DocumentTranslationError extends Base {
  /**
   * @param {ErrorFields} fields
   * @param {unknown} [cause]
   */
  constructor({ message, ...fields }, cause) {
    super(fields.hint ? `${message} ${fields.hint}` : message, cause === undefined ? undefined : { cause });
    Object.assign(this, fields);
  }

  get name() {
    return 'DocumentTranslationError';
  }

  /** @internal A symbol of its own in each bundle of declarations would make their classes incompatible. @returns {boolean} */
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

/** The option or argument that a code is about. The codes of the endpoint come first. @param {number} number */
const targetOf = (number) =>
  number > 0 && number < ERROR_API_VERSION
    ? 'endpoint'
    : {
        [ERROR_API_VERSION]: 'apiVersion',
        [ERROR_BATCH_ID]: 'batchId',
        [ERROR_DOCUMENT_ID]: 'documentId',
        [ERROR_OPERATION_LOCATION]: 'url',
        [ERROR_CREDENTIAL]: 'credential',
        [ERROR_KEY_IN_BROWSER]: 'credential',
      }[number];

/** An error and its causes, at most 8: causes can form a circle. @param {any} error */
export function* causesOf(error) {
  for (let depth = 0; error && depth < 8; error = error.cause, depth++) yield error;
}

/**
 * The code of an error or of the first of its causes that has one: fetch nests the error of the connection in a TypeError.
 * @param {unknown} error
 * @returns {string | undefined}
 */
function systemCodeOf(error) {
  for (const { code } of causesOf(error)) if (typeof code === 'string' && /^[A-Z]\w{0,40}$/.test(code)) return code;
}

/**
 * @typedef {object} ErrorContext Values for the message that are not fields of the error.
 * @property {string} [host] Of the request.
 * @property {number} [ms] The request's timeout.
 * @property {number} [hint] The number of a hint that replaces the code's own.
 * @property {(text: string) => string} [redact] Removes credentials: a cause's code can be any text.
 */

/**
 * Creates the error with this number in error_codes.def. A number after the last row is an error of the service.
 * @param {number} number
 * @param {Partial<ErrorFields>} [fields] Further fields. They override the defaults of the code.
 * @param {unknown} [cause]
 * @param {ErrorContext} [context]
 */
export function errorOf(number, fields = {}, cause, { hint, redact = String, ...context } = {}) {
  const { statusCode } = fields;
  const target = targetOf(number);
  const [kind = 'service', code = String(statusCode), text = '{host} responded with status {status}.', own = ''] = codes
    .split('|')
    .map((column) => column.split('\n')[number - 1]);
  /** @type {Record<string, unknown>} */
  const values = { ...context, status: statusCode, member: fields.target, code: systemCodeOf(cause) };
  const known = {
    kind,
    code,
    message: redact(
      text.replace(/\{(: )?(\w+)\}/g, (_, before = '', name) => (values[name] ? before + values[name] : '')),
    ),
    hint: hint ? hints.split('\n')[hint - 1] : own,
    retryable: number === ERROR_TIMEOUT || number === ERROR_TOKEN_UNAVAILABLE,
    ...(target && { target }),
    ...fields,
  };
  return new DocumentTranslationError(/** @type {ErrorFields} */ (known), cause);
}
