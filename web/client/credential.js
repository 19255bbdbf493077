// The credential headers of a request: a fixed key or token, or one that a function returns and that is reused until it expires or the service
// rejects it.
import { errorOf } from '../module/errors.js';
import { inPage, isolatesRequests } from '../module/platform.js';
import {
  ERROR_CREDENTIAL,
  ERROR_KEY_IN_BROWSER,
  ERROR_TOKEN,
  ERROR_TOKEN_UNAVAILABLE,
} from '../module/generated/tables.js';

/** A token is renewed this long before it expires. */
const RENEW_BEFORE_MS = 120_000;

/** @typedef {import('../module/types.js').Credential} Credential */

/** @typedef {import('../module/instance.js').Instance} Instance */

/** @param {unknown} value */
export const isHeaderText = (value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);

/** The codes of connection errors in Node, undici, axios and Azure's clients. */
const CONNECTION_FAILED =
  /^(E(CONN|HOST|NET)\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ERR_NETWORK|UND_ERR_\w+|REQUEST_SEND_ERROR)$/;

/**
 * Whether the fetch of this runtime rejects with a TypeError that has nothing but its message when the connection fails, and messages are not
 * read. There, each TypeError counts as such a failure, also one of the token function's own mistakes. Node and Bun add codes.
 */
const failsWithoutCode = () => {
  const { node, deno } = globalThis.process?.versions ?? {};
  return inPage() || !node || deno !== undefined;
};

/**
 * Whether a token or key function that failed with this error may succeed later: the connection failed, the sign-in service is busy or down,
 * or the error has `retryable: true`.
 * @param {any} cause
 * @returns {boolean}
 */
function isTemporary(cause, depth = 0) {
  if (typeof cause !== 'object' || cause === null || depth > 4) return false;
  const { retryable, name, code, errors } = cause;
  const status = cause.statusCode ?? cause.status ?? cause.response?.status;
  return (
    retryable === true ||
    (cause instanceof TypeError && failsWithoutCode()) ||
    name === 'TimeoutError' ||
    name === 'NetworkError' ||
    CONNECTION_FAILED.test(String(code)) ||
    [0, 408, 429].includes(status) ||
    status >= 500 ||
    isTemporary(cause.cause, depth + 1) ||
    (Array.isArray(errors) && errors.some((error) => isTemporary(error, depth + 1)))
  );
}

/** @typedef {Record<string, string>} CredentialHeaders */

/**
 * @typedef {object} Authenticator
 * @property {() => CredentialHeaders | Promise<CredentialHeaders>} headers Returns the headers, or a promise of them. Test for `then`, not for
 *   the class: zone.js and others replace the global Promise, but async functions return native promises.
 * @property {(rejected: CredentialHeaders) => boolean} renew Takes the headers that the service rejected. Whether `headers` can return others.
 */

/**
 * Calls a token or key function once for all requests that wait, each in its own async context, and keeps what it returned.
 * @param {() => unknown} ask
 * @param {(secret: string) => CredentialHeaders} headersOf
 * @returns {Authenticator}
 */
function renewable(ask, headersOf) {
  /** @type {CredentialHeaders | undefined} */
  let newest;
  let renewAt = Infinity;
  /** @type {Promise<CredentialHeaders> | undefined} */
  let asking;

  async function request() {
    let answer;
    try {
      answer = await ask();
    } catch (cause) {
      throw errorOf(isTemporary(cause) ? ERROR_TOKEN_UNAVAILABLE : ERROR_TOKEN, {}, cause);
    }
    const { token, expiresOnTimestamp } = /** @type {any} */ (
      typeof answer === 'string' ? { token: answer } : (answer ?? {})
    );
    if (!isHeaderText(token)) throw errorOf(ERROR_TOKEN);
    renewAt = typeof expiresOnTimestamp === 'number' ? expiresOnTimestamp - RENEW_BEFORE_MS : Infinity;
    newest = headersOf(token);
    return newest;
  }

  return {
    headers() {
      if (newest && Date.now() < renewAt) return newest;
      if (asking) return asking;
      const asked = request();
      // In workerd, the promise never settles if the request that started it ends first. So only what has arrived is shared there.
      if (!isolatesRequests()) asking = asked;
      const forget = () => {
        asking = undefined;
      };
      asked.then(forget, forget);
      return asked;
    },
    renew(rejected) {
      // An older one was rejected before the newest arrived, which may be good.
      if (rejected === newest) newest = undefined;
      return true;
    },
  };
}

/**
 * @param {Instance} instance
 * @param {Credential | undefined} credential
 * @param {{ scope: string, allowKeyInBrowser: boolean | undefined, tokenHeader: string }} options `tokenHeader`: the header that carries a token.
 * @returns {Authenticator}
 */
export function authenticator(instance, credential, { scope, allowKeyInBrowser, tokenHeader }) {
  /** @param {CredentialHeaders} headers @returns {Authenticator} */
  const constant = (headers) => ({ headers: () => headers, renew: () => false });
  const scheme = tokenHeader === instance.tokenHeader ? 'Bearer ' : '';
  const headersOfToken = (/** @type {string} */ token) => ({ [tokenHeader]: scheme + token });
  const headersOfKey = (/** @type {string} */ key) => ({ [instance.keyHeader]: key });
  if (credential === undefined) return constant({});
  const { key, token, getToken } = /** @type {any} */ (credential ?? {});
  if (typeof getToken === 'function')
    return renewable(() => /** @type {any} */ (credential).getToken([scope]), headersOfToken);
  // Rejects members that would be ignored, such as a region, or a key beside a token.
  if (Object.keys(credential ?? {}).length !== 1) throw errorOf(ERROR_CREDENTIAL);
  if (typeof token === 'function') return renewable(token, headersOfToken);
  if (isHeaderText(token)) return constant(headersOfToken(token));
  if (typeof key !== 'function' && !isHeaderText(key)) throw errorOf(ERROR_CREDENTIAL);
  if (inPage() && !allowKeyInBrowser) throw errorOf(ERROR_KEY_IN_BROWSER);
  return typeof key === 'function' ? renewable(key, headersOfKey) : constant(headersOfKey(key));
}
