// One request with its credential, headers and retries.
import { errorOf } from '../module/errors.js';
import { ERROR_CLOSED, ERROR_TIMEOUT, ERROR_TOKEN } from '../module/generated/tables.js';
import { onAbort } from './abort.js';
import { hideSecret } from './redaction.js';

/** @typedef {import('../module/instance.js').Outcome} Outcome */

/**
 * @typedef {object} RequestSettings Internal settings of one request.
 * @property {number} [maxRetries] Overrides the client's option.
 * @property {(fetch: typeof globalThis.fetch) => typeof globalThis.fetch} [wrap] Returns the fetch to use instead of the given one.
 * @property {{ hold(call: { cancel(reason?: unknown): void }): void }} [holder] Receives the handle that cancels the request.
 */

/**
 * @typedef {object} ClientState What a client's requests share.
 * @property {import('../module/instance.js').Instance} instance Replaced when it has trapped.
 * @property {ReturnType<typeof import('./client-options.js').checkOptions>} settings
 * @property {string[]} place The first parts of each request: endpoint and version.
 * @property {string} host Of the endpoint.
 * @property {boolean} needsCredential
 * @property {import('./credential.js').Authenticator | undefined} authentication undefined once the client is closed
 * @property {Set<{ cancel(reason: unknown): void }>} pending Requests that have not settled.
 */

/** One request with its retries. It is also the Attempt that the instance reads. */
export class Request {
  attempt = 0;
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
    this.maxRetries = own.maxRetries ?? settings.maxRetries;
    this.wrap = own.wrap;
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
    if (this.finish()) this.reject(reason);
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
    const { instance, settings, needsCredential, pending } = this.client;
    if (!pending.has(this)) return;
    if (needsCredential && !credentials[instance.keyHeader] && !credentials[instance.tokenHeader])
      return this.cancel(errorOf(ERROR_TOKEN));
    if (this.wrap) this.fetch = this.wrap(settings.fetch ?? globalThis.fetch);
    this.credentials = credentials;
    this.headers = { ...settings.headers, ...credentials };
    this.stop = instance.request(this.operation, this.parts, this);
  }

  /** @param {string} text */
  redact = (text) =>
    Object.values(this.credentials).reduce(
      (redacted, value) => hideSecret(redacted, value.replace('Bearer ', '')),
      text,
    );

  /** @param {Outcome} outcome */
  settle({ value, error, retryInMs = 0 }) {
    if (value) {
      if (this.finish()) this.resolve(value);
      return;
    }
    if (error?.statusCode === 401) this.client.authentication?.renew(this.credentials);
    if (error) return this.cancel(error);
    this.attempt++;
    const timer = setTimeout(() => this.start(), retryInMs);
    this.stop = () => clearTimeout(timer);
  }
}
