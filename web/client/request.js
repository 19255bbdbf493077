// One request with its credential, headers and retries.
import { DocumentTranslationError, errorOf } from '../module/errors.js';
import { ERROR_CLOSED, ERROR_TIMEOUT, ERROR_TOKEN } from '../module/generated/tables.js';
import { hasOrigin } from '../module/platform.js';
import { onAbort } from './abort.js';
import { observeAttempts } from './attempts.js';
import { hideSecret } from './redaction.js';

/** @typedef {import('../module/instance.js').Outcome} Outcome */

/** Azure logs it with the request. All attempts of a request have the same. */
const CLIENT_REQUEST_ID = 'x-ms-client-request-id';

/**
 * @typedef {object} RequestSettings Internal settings of one request.
 * @property {number} [maxRetries] Overrides the client's option.
 * @property {(fetch: typeof globalThis.fetch) => typeof globalThis.fetch} [wrap] Returns the fetch to use instead of the given one.
 * @property {{ hold(call: { cancel(reason?: unknown): void }): void }} [holder] Receives the handle that cancels the request.
 */

/**
 * @typedef {object} ClientState What a client's requests share.
 * @property {() => import('../module/instance.js').Instance} instance A new one when the last has trapped.
 * @property {ReturnType<typeof import('./client-options.js').checkOptions>} settings
 * @property {string[]} place The first parts of each request: endpoint and version.
 * @property {string} host Of the endpoint.
 * @property {boolean} needsCredential
 * @property {import('./credential.js').Authenticator | undefined} authentication undefined once the client is closed
 * @property {Set<{ cancel(reason: unknown): void }>} pending Requests that have not settled.
 */

/** One request with its retries. It is also the Attempt that the instance reads. */
export class Request {
  /** Retries so far. */
  attempt = 0;
  /** Whether it was sent again because the service rejected the credential. */
  isRenewed = false;
  /** @type {Record<string, string>} All request headers. */
  headers = {};
  /** @type {Record<string, string>} The credential headers among them. */
  credentials = {};
  /** Cancels the current attempt, token request or retry timer. @type {() => void} */
  stop = () => {};

  /**
   * @param {ClientState} client
   * @param {string} operation The module's function that starts the request.
   * @param {unknown[]} parts What that function reads after the endpoint and the version.
   * @param {AbortSignal | undefined} signal
   * @param {RequestSettings} own
   * @param {(value: any) => void} resolve
   * @param {(reason: unknown) => void} reject
   */
  constructor(client, operation, parts, signal, own, resolve, reject) {
    const { settings, place, host, pending } = client;
    this.client = client;
    this.host = host;
    this.operation = operation;
    this.parts = [...place, ...parts];
    this.timeoutMs = settings.timeoutMs;
    this.maxRetryDelayMs = settings.maxRetryDelayMs;
    this.fetch = settings.fetch;
    this.cookies = settings.credentials;
    this.tokenHeader = settings.tokenHeader;
    this.maxRetries = own.maxRetries ?? settings.maxRetries;
    this.wrap = own.wrap;
    // Not where it could make a browser send a preflight request.
    this.clientRequestId =
      settings.headers[CLIENT_REQUEST_ID] ?? (hasOrigin() ? undefined : globalThis.crypto?.randomUUID?.());
    if (settings.onAttempt)
      this.attempts = observeAttempts(settings.onAttempt, operation, this.parts, this.clientRequestId);
    this.resolve = resolve;
    this.reject = reject;
    pending.add(this);
    this.unlisten = signal && onAbort(signal, (reason) => this.cancel(reason));
    if (signal?.aborted) this.cancel(signal.reason);
    else this.start();
  }

  /** False if the request had already finished. */
  finish() {
    if (!this.client.pending.delete(this)) return false;
    this.unlisten?.();
    this.stop();
    return true;
  }

  /** @param {unknown} [reason] */
  cancel(reason) {
    if (!this.finish()) return;
    this.attempts?.end(reason instanceof DocumentTranslationError ? reason : {});
    this.reject(reason);
  }

  start() {
    const { authentication, pending } = this.client;
    if (!authentication) return this.cancel(errorOf(ERROR_CLOSED));
    const credentials = authentication.headers();
    if (!pending.has(this)) return;
    // Not `instanceof Promise`: zone.js and others replace the global class.
    if (typeof credentials.then !== 'function') return this.send(/** @type {Record<string, string>} */ (credentials));
    const message = `The credential returned no token within ${this.timeoutMs} ms.`;
    const timer = setTimeout(() => this.cancel(errorOf(ERROR_TIMEOUT, { message })), this.timeoutMs);
    this.stop = () => clearTimeout(timer);
    credentials.then(
      (headers) => {
        clearTimeout(timer);
        this.send(headers);
      },
      (reason) => this.cancel(reason),
    );
  }

  /** @param {Record<string, string>} credentials */
  send(credentials) {
    const { client } = this;
    const { settings, needsCredential, pending } = client;
    if (!pending.has(this)) return;
    let instance;
    // A new one after a trap, which can fail.
    try {
      instance = client.instance();
    } catch (error) {
      return this.cancel(error);
    }
    if (needsCredential && !credentials[instance.keyHeader] && !credentials[this.tokenHeader])
      return this.cancel(errorOf(ERROR_TOKEN));
    const fetch = settings.fetch ?? globalThis.fetch;
    if (fetch && (this.wrap || this.attempts)) {
      const observed = this.attempts?.wrap(fetch) ?? fetch;
      this.fetch = this.wrap?.(observed) ?? observed;
    }
    this.credentials = credentials;
    this.headers = {
      ...settings.headers,
      ...(this.clientRequestId && { [CLIENT_REQUEST_ID]: this.clientRequestId }),
      ...credentials,
    };
    this.stop = instance.request(this.operation, this.parts, this);
  }

  /** @param {string} text */
  redact = (text) =>
    Object.values(this.credentials).reduce(
      (redacted, value) => hideSecret(redacted, value.replace('Bearer ', '')),
      text,
    );

  /** @param {Outcome} outcome */
  settle({ value, error, retryInMs = -1 }) {
    if (value) {
      this.attempts?.end({ statusCode: 200, requestId: value.requestId });
      if (this.finish()) this.resolve(value);
      return;
    }
    const { authentication } = this.client;
    let delay = retryInMs;
    if (error?.statusCode === 401 && authentication?.renew(this.credentials) && !this.isRenewed) {
      this.isRenewed = true;
      delay = 0;
    } else this.attempt++;
    if (delay < 0) return this.cancel(error);
    this.attempts?.end(error ?? {});
    // Also without a delay: the module does not start a request while it delivers an outcome. A promise keeps the async context of the call, also
    // with the timers of a test.
    new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.stop = () => clearTimeout(timer);
    }).then(() => this.start());
  }
}
