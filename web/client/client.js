// createClient and getDocumentStatus: makes attempts until a request has an outcome.
import { errorOf } from '../module/errors.js';
import { loadInstance } from '../module/loader.js';
import { ERROR_CLOSED, ERROR_TIMEOUT, ERROR_TOKEN } from '../module/generated/tables.js';
import { onAbort } from './abort.js';
import { checkNames, checkOptions } from './client-options.js';
import { authenticator } from './credential.js';
import { needNames, needSignal } from './options.js';
import { hideSecret } from './redaction.js';

/** @typedef {import('../module/instance.js').Instance} Instance */
/** @typedef {import('../module/instance.js').Outcome} Outcome */
/** @typedef {import('../module/types.js').ClientOptions} ClientOptions */
/** @typedef {import('../module/types.js').DocumentStatusClient} DocumentStatusClient */
/** @typedef {import('../module/types.js').RequestOptions} RequestOptions */
/** @typedef {import('../module/types.js').WasmSource} WasmSource */

/** @template T @param {T | Promise<T>} value @returns {value is Promise<T>} */
const isThenable = (value) => typeof (/** @type {any} */ (value).then) === 'function';

/** In a page, an endpoint may be a path. @param {unknown} endpoint */
function resolveEndpoint(endpoint) {
  const base = globalThis.location?.href;
  if (typeof endpoint !== 'string' || !base || !/^\.{0,2}\//.test(endpoint) || endpoint.startsWith('//'))
    return endpoint;
  try {
    return new URL(endpoint, base).href;
  } catch {
    return endpoint;
  }
}

/**
 * @typedef {object} RequestSettings Internal settings of one request.
 * @property {number} [maxRetries] Overrides the client's option.
 * @property {(fetch: typeof globalThis.fetch) => typeof globalThis.fetch} [wrap] Returns the fetch to use instead of the given one.
 * @property {{ hold(call: { cancel(reason?: unknown): void }): void }} [holder] Receives the handle that cancels the request.
 */

/**
 * @typedef {object} Requester What the methods of watch/ use of a client.
 * @property {() => Instance} instance
 * @property {string[]} place The first parts of each request: endpoint and version.
 * @property {(operation: string, parts: unknown[], options?: RequestOptions, settings?: RequestSettings) => Promise<any>} request
 * @property {() => boolean} canRenew Whether the credential can return another token.
 * @property {number} maxConcurrency
 * @property {number} maxRetryAfterMs
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches Closing the client ends these.
 */

/**
 * @template {object} More
 * @param {WasmSource} embedded
 * @param {ClientOptions} options
 * @param {(requester: Requester) => More} more
 * @returns {Promise<DocumentStatusClient & More>}
 */
export async function createClient(embedded, options, more) {
  checkNames(options);
  const source = options.wasm ?? embedded;
  return openClient(await loadInstance(source), source, options, more);
}

/**
 * Checks the values of all options and makes the client, synchronously.
 * @template {object} More
 * @param {Instance} instance
 * @param {WasmSource} source Used to make a new instance after a trap.
 * @param {ClientOptions} options
 * @param {(requester: Requester) => More} more Makes the methods beyond getDocumentStatus.
 * @returns {DocumentStatusClient & More}
 */
export function openClient(instance, source, options, more) {
  const { credential } = options;
  // A boolean, because calls outlive close(), which forgets the credential.
  const needsCredential = credential !== undefined;
  const settings = checkOptions(instance, options);
  const { apiVersion, allowKeyInBrowser } = settings;
  const [endpoint, scope] = instance.ask(
    'dts_check_endpoint',
    [resolveEndpoint(options.endpoint), apiVersion],
    credential !== undefined,
  );
  /** @type {import('./credential.js').Authenticator | undefined} */
  let authentication = authenticator(instance, credential, { scope, allowKeyInBrowser });
  /** @type {Set<{ cancel(reason: unknown): void }>} */
  const pending = new Set();

  /** One request with its retries. It is also the Attempt that the instance reads. */
  class Call {
    attempt = 0;
    timeoutMs = settings.timeoutMs;
    maxRetryDelayMs = settings.maxRetryDelayMs;
    fetch = settings.fetch;
    /** @type {Record<string, string>} All request headers. */
    headers = {};
    /** @type {Record<string, string>} The credential headers among them. */
    credentials = {};
    /** Cancels the current attempt, token request or retry timer. @type {() => void} */
    stop = () => {};

    /**
     * @param {string} operation
     * @param {unknown[]} parts
     * @param {AbortSignal | undefined} signal
     * @param {RequestSettings} own
     * @param {(value: any) => void} resolve
     * @param {(reason: unknown) => void} reject
     */
    constructor(operation, parts, signal, own, resolve, reject) {
      const { maxRetries = settings.maxRetries, wrap } = own;
      this.operation = operation;
      this.parts = [endpoint, apiVersion, ...parts];
      this.maxRetries = maxRetries;
      this.wrap = wrap;
      this.resolve = resolve;
      this.reject = reject;
      pending.add(this);
      this.unlisten = signal && onAbort(signal, (reason) => this.cancel(reason));
      if (signal?.aborted) this.cancel(signal.reason);
      else this.start();
    }

    /** False if the call had already finished. */
    finish() {
      if (!pending.delete(this)) return false;
      this.unlisten?.();
      this.stop();
      return true;
    }

    /** @param {unknown} [reason] */
    cancel(reason) {
      if (this.finish()) this.reject(reason);
    }

    start() {
      if (!authentication) return this.cancel(instance.error(ERROR_CLOSED));
      const credentials = authentication.headers();
      if (!pending.has(this)) return;
      if (!isThenable(credentials)) return this.send(credentials);
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
      if (!pending.has(this)) return;
      if (needsCredential && !credentials[instance.keyHeader] && !credentials[instance.tokenHeader])
        return this.cancel(instance.error(ERROR_TOKEN));
      if (this.wrap) this.fetch = this.wrap(settings.fetch ?? globalThis.fetch);
      this.credentials = credentials;
      this.headers = { ...settings.headers, ...credentials };
      this.stop = instance.request(this.operation, this.parts, this);
    }

    /** @param {string} text */
    redact(text) {
      return Object.values(this.credentials).reduce(
        (redacted, value) => hideSecret(redacted, value.replace(/^Bearer /, '')),
        text,
      );
    }

    /** @param {Outcome} outcome */
    settle({ value, error, retryInMs = 0 }) {
      if (value) {
        if (this.finish()) this.resolve(value);
        return;
      }
      if (error?.statusCode === 401) authentication?.renew(this.credentials);
      if (error) return this.cancel(error);
      this.attempt++;
      const timer = setTimeout(() => this.start(), retryInMs);
      this.stop = () => clearTimeout(timer);
    }
  }

  /**
   * @param {string} operation The module's function that starts the request.
   * @param {unknown[]} parts The request's parts after the endpoint and the version.
   * @param {RequestOptions} [options] The caller's.
   * @param {RequestSettings} [own]
   * @returns {Promise<any>}
   */
  const request = (operation, parts, options = {}, own = {}) =>
    new Promise((resolve, reject) => {
      needNames(options, ['signal']);
      const { signal } = options;
      needSignal(signal);
      signal?.throwIfAborted();
      const start = () => {
        const call = new Call(operation, parts, signal, own, resolve, reject);
        own.holder?.hold(call);
      };
      if (!instance.failed) return start();
      loadInstance(source)
        .then((loaded) => {
          instance = loaded;
          start();
        })
        .catch(reject);
    });

  /** @type {Requester} */
  const requester = {
    instance: () => instance,
    place: [endpoint, apiVersion],
    request,
    canRenew: () => Boolean(authentication?.canRenew),
    maxConcurrency: settings.maxConcurrency,
    maxRetryAfterMs: settings.maxRetryAfterMs,
    watches: new Set(),
  };

  return {
    endpoint,
    apiVersion,

    getDocumentStatus: (batchId, documentId, options) =>
      request('dts_request_document', [batchId, documentId], options),

    ...more(requester),

    close() {
      authentication = undefined;
      for (const call of [...pending]) call.cancel(instance.error(ERROR_CLOSED));
      for (const watch of requester.watches) watch.end({ reason: instance.error(ERROR_CLOSED) });
    },
  };
}
