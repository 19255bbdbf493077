// The error class of the package, and the function that creates its errors from error numbers of the module.

import {
  codes,
  ERROR_API_VERSION,
  ERROR_BATCH_ID,
  ERROR_CERTIFICATE_UNTRUSTED,
  ERROR_CONNECTION_REFUSED,
  ERROR_CREDENTIAL,
  ERROR_DOCUMENT_ID,
  ERROR_FETCH_RESPONSE,
  ERROR_GLOBAL,
  ERROR_HOST_NOT_FOUND,
  ERROR_KEY_IN_BROWSER,
  ERROR_NETWORK,
  ERROR_OPERATION_LOCATION,
  ERROR_TIMEOUT,
  ERROR_TOKEN_UNAVAILABLE,
  hints,
} from './generated/tables.js';

const BRAND = Symbol.for('document-translation-status.DocumentTranslationError');

/** @typedef {import('./types.js').ErrorFields} ErrorFields */
/** @typedef {import('./types.js').DocumentTranslationError} DocumentTranslationError */

/** The fields that toJSON returns. */
const FIELDS =
  'name kind code message hint retryable statusCode target details innerError requestId retryAfterMs batchId'.split(
    ' ',
  );

// The class has the types of an interface, because TypeScript cannot narrow the fields of a class by `kind`.
/** @type {import('./types.js').DocumentTranslationErrorConstructor} */
export const DocumentTranslationError = /** @type {any} */ (
  class extends Error {
    /**
     * @param {ErrorFields} fields
     * @param {unknown} [cause]
     */
    constructor({ message, ...fields }, cause) {
      const { hint } = fields;
      // The message of an error that is copied has the hint already. Texts of the service may lack the full stop.
      super(
        hint && !message.endsWith(hint) ? `${message.replace(/[^.!?]$/, '$&.')} ${hint}` : message,
        cause === undefined ? undefined : { cause },
      );
      Object.assign(this, fields);
    }

    get name() {
      return 'DocumentTranslationError';
    }

    toJSON() {
      return Object.fromEntries(FIELDS.map((name) => [name, /** @type {any} */ (this)[name]]));
    }

    get [BRAND]() {
      return true;
    }

    /** @param {unknown} value */
    static [Symbol.hasInstance](value) {
      // biome-ignore lint/complexity/noThisInStatic: subclasses inherit this method, and only the prototype tells their instances
      return super[Symbol.hasInstance](value) || (Object.hasOwn(this.prototype, BRAND) && BRAND in Object(value));
    }
  }
);

/**
 * Rejects a call with its own copy of an error. Several calls may share a failure; and in V8 the stack of an error that is created in a
 * callback of the promise that the caller awaits contains the caller. The reason of the caller's signal and other errors are not copied.
 * @param {any} reason
 * @param {AbortSignal} [signal]
 * @returns {never}
 */
export function rethrow(reason, signal) {
  if (reason?.constructor !== DocumentTranslationError || reason === signal?.reason) throw reason;
  throw new DocumentTranslationError({ ...reason, message: reason.message }, reason.cause);
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
        [ERROR_FETCH_RESPONSE]: 'fetch',
        [ERROR_GLOBAL]: 'fetch',
      }[number];

/** An error and its causes, at most 8: causes can form a circle. @param {any} error */
export function causesOf(error) {
  /** @type {any[]} */
  const causes = [];
  try {
    for (; error && causes.length < 8; error = error.cause) {
      void error.code;
      causes.push(error);
    }
  } catch {
    // A getter throws: the errors before this one are all that can be read.
  }
  return causes;
}

/**
 * The code of an error or of the first of its causes that has one: fetch nests the error of the connection in a TypeError.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function systemCodeOf(error) {
  for (const { code } of causesOf(error)) if (typeof code === 'string' && /^[A-Z]\w{0,40}$/.test(code)) return code;
}

/** The codes of rejected certificates in Node and Bun: OpenSSL's, and ERR_TLS_CERT_ALTNAME_INVALID for another host. */
const CERTIFICATE = /^(ERR_TLS_)?CERT_|SELF_SIGNED|^UNABLE_TO_(GET_ISS|VERIFY)|^INVALID_(CA|PURPOSE)/;

/**
 * Returns the error number for a connection that failed. EAI_AGAIN is not HostNotFound: the name server did not respond.
 * @param {unknown} cause
 */
export function connectionError(cause) {
  const code = systemCodeOf(cause) ?? '';
  if (code === 'ENOTFOUND') return ERROR_HOST_NOT_FOUND;
  if (code === 'ECONNREFUSED') return ERROR_CONNECTION_REFUSED;
  return CERTIFICATE.test(code) ? ERROR_CERTIFICATE_UNTRUSTED : ERROR_NETWORK;
}

/**
 * @typedef {object} ErrorContext Values for the message that are not fields of the error.
 * @property {string} [host] Of the request.
 * @property {number} [ms] The request's timeout.
 * @property {string} [member] That is missing. Default: the target.
 * @property {number} [hint] The number of a hint that replaces the code's own.
 * @property {string} [advice] Is added to the hint.
 * @property {(text: string) => string} [redact] Removes credentials: a cause's code can be any text.
 */

/**
 * Creates the error with this number in error_codes.def. A number after the last row is an error of the service.
 * @param {number} number
 * @param {Partial<ErrorFields>} [fields] Further fields. They override the defaults of the code, but the message of the service is appended.
 * @param {unknown} [cause]
 * @param {ErrorContext} [context]
 * @returns {DocumentTranslationError}
 */
export function errorOf(number, fields = {}, cause, { hint, advice, redact = String, ...context } = {}) {
  const { statusCode, message } = fields;
  const target = targetOf(number);
  const [
    kind,
    code = String(statusCode),
    text = `{host} responded with status {status}${message ? '{: message}' : '.'}`,
    own,
  ] = codes.split('|').map((column) => column.split('\n')[number - 1]);
  /** @type {Record<string, unknown>} */
  const values = {
    ...context,
    member: context.member ?? fields.target,
    message,
    status: statusCode,
    code: systemCodeOf(cause),
  };
  const known = {
    kind: kind ?? 'service',
    code,
    hint: [hint ? hints.split('\n')[hint - 1] : own, advice].filter(Boolean).join(' '),
    retryable: number === ERROR_TIMEOUT || number === ERROR_TOKEN_UNAVAILABLE,
    ...(target && { target }),
    ...fields,
    message:
      (kind && message) ||
      redact(text.replace(/\{(: )?(\w+)\}/g, (_, before = '', name) => (values[name] ? before + values[name] : ''))),
  };
  return new DocumentTranslationError(/** @type {ErrorFields} */ (known), cause);
}
