// The credential headers of a request: a subscription key, a fixed token, or a token that a function returns and that is reused until it
// expires.
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
 * Whether a token function that failed with this error may succeed later: the connection failed, the sign-in service is busy or down, or the
 * error has `retryable: true`. fetch rejects with a TypeError when the connection fails.
 * @param {any} cause
 * @returns {boolean}
 */
function isTemporary(cause, depth = 0) {
  if (typeof cause !== 'object' || cause === null || depth > 4) return false;
  const { retryable, name, code, errors } = cause;
  const status = cause.statusCode ?? cause.status ?? cause.response?.status;
  return (
    retryable === true ||
    cause instanceof TypeError ||
    name === 'TimeoutError' ||
    name === 'NetworkError' ||
    CONNECTION_FAILED.test(String(code)) ||
    [0, 408, 429].includes(status) ||
    status >= 500 ||
    isTemporary(cause.cause, depth + 1) ||
    (Array.isArray(errors) && errors.some((error) => isTemporary(error, depth + 1)))
  );
}

/**
 * @typedef {object} Authenticator
 * @property {() => Record<string, string> | Promise<Record<string, string>>} headers Returns the headers, or a promise of them. Test for
 *   `then`, not for the class: zone.js and others replace the global Promise, but async functions return native promises.
 * @property {(rejected: Record<string, string>) => void} renew Forgets the token if it is the one that the service rejected.
 * @property {boolean} canRenew
 */

/**
 * Calls a token function once for all requests that wait for the token, and keeps the token.
 * @param {Instance} instance
 * @param {() => unknown} ask
 * @returns {Authenticator}
 */
function tokens(instance, ask) {
  /** @type {Promise<Record<string, string>> | undefined} */
  let asked;
  /** @type {Record<string, string> | undefined} */
  let newest;
  let renewAt = 0;
  const fetchToken = async () => {
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
    newest = { [instance.tokenHeader]: `Bearer ${token}` };
    return newest;
  };
  return {
    headers() {
      if (asked && Date.now() < renewAt) return asked;
      const asking = fetchToken();
      if (isolatesRequests()) {
        // The token's promise never settles if the request that started it ends first. So only a token that has arrived is shared.
        asking.then(
          () => {
            asked = asking;
          },
          () => {},
        );
      } else {
        renewAt = Infinity;
        asked = asking;
        asking.catch(() => {
          if (asked === asking) asked = undefined;
        });
      }
      return asking;
    },
    renew(rejected) {
      if (rejected === newest) asked = undefined;
    },
    canRenew: true,
  };
}

/**
 * @param {Instance} instance
 * @param {Credential | undefined} credential
 * @param {{ scope: string, allowKeyInBrowser: boolean | undefined }} options
 * @returns {Authenticator}
 */
export function authenticator(instance, credential, { scope, allowKeyInBrowser }) {
  const constant = (/** @type {Record<string, string>} */ headers) => ({
    headers: () => headers,
    renew() {},
    canRenew: false,
  });
  if (credential === undefined) return constant({});
  const { key, token, getToken } = /** @type {any} */ (credential ?? {});
  if (typeof getToken === 'function') return tokens(instance, () => /** @type {any} */ (credential).getToken([scope]));
  // Rejects members that would be ignored, such as a region, or a key beside a token.
  if (Object.keys(credential ?? {}).length !== 1) throw errorOf(ERROR_CREDENTIAL);
  if (typeof token === 'function') return tokens(instance, token);
  if (isHeaderText(token)) return constant({ [instance.tokenHeader]: `Bearer ${token}` });
  if (!isHeaderText(key)) throw errorOf(ERROR_CREDENTIAL);
  if (inPage() && !allowKeyInBrowser) throw errorOf(ERROR_KEY_IN_BROWSER);
  return constant({ [instance.keyHeader]: key });
}
