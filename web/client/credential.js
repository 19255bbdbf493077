// What a request proves itself with: a subscription key, a token that is given, or one that is asked for and kept while it lasts.
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

/** The codes that Node, undici, axios and Azure's clients give a failed connection. */
const CONNECTION_FAILED =
  /^(E(CONN|HOST|NET)\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ERR_NETWORK|UND_ERR_\w+|REQUEST_SEND_ERROR)$/;

/**
 * Whether a token function that failed so may succeed later: the network failed, or the sign-in service answered that it is busy or down, or
 * the error says so itself. fetch rejects with a TypeError when the network fails.
 * @param {any} cause
 * @returns {boolean}
 */
function isPassing(cause, depth = 0) {
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
    isPassing(cause.cause, depth + 1) ||
    (Array.isArray(errors) && errors.some((error) => isPassing(error, depth + 1)))
  );
}

/**
 * @typedef {object} Authenticator
 * @property {() => Record<string, string> | Promise<Record<string, string>>} headers The headers to send, or a promise of them. Never told
 *   apart by class: zone.js and others replace the global Promise, but not that of async functions.
 * @property {(refused: Record<string, string>) => void} renew Forgets the token that was asked for, if it is the one that was refused.
 * @property {boolean} canRenew
 */

/**
 * Asks for tokens, once for all who wait (where one who goes away leaves nobody waiting), and keeps the last.
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
      throw instance.error(isPassing(cause) ? ERROR_TOKEN_UNAVAILABLE : ERROR_TOKEN, '', cause);
    }
    const { token, expiresOnTimestamp } = /** @type {any} */ (
      typeof answer === 'string' ? { token: answer } : (answer ?? {})
    );
    if (!isHeaderText(token)) throw instance.error(ERROR_TOKEN);
    renewAt = typeof expiresOnTimestamp === 'number' ? expiresOnTimestamp - RENEW_BEFORE_MS : Infinity;
    newest = { [instance.tokenHeader]: `Bearer ${token}` };
    return newest;
  };
  return {
    headers() {
      if (asked && Date.now() < renewAt) return asked;
      const asking = fetchToken();
      if (isolatesRequests()) {
        // A token that a request gets never comes once that request is gone.
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
    renew(refused) {
      if (refused === newest) asked = undefined;
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
  // A member that would be ignored is refused: a region, say, or a key beside a token.
  if (Object.keys(credential ?? {}).length !== 1) throw instance.error(ERROR_CREDENTIAL);
  if (typeof token === 'function') return tokens(instance, token);
  if (isHeaderText(token)) return constant({ [instance.tokenHeader]: `Bearer ${token}` });
  if (!isHeaderText(key)) throw instance.error(ERROR_CREDENTIAL);
  if (inPage() && !allowKeyInBrowser) throw instance.error(ERROR_KEY_IN_BROWSER);
  return constant({ [instance.keyHeader]: key });
}
