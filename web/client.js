// createClient: options checked, attempts made and repeated, promises settled.
import { authenticator } from './credential.js';
import { loadCore } from './module/loader.js';
import { ERROR_CLOSED, ERROR_OPTION, ERROR_TIMEOUT, terminalStatuses } from './tables.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./core.js').Outcome} Outcome */
/** @typedef {import('./credential.js').Credential} Credential */
/** @typedef {import('./errors.js').ServiceError} ServiceError */
/** @typedef {import('./module/loader.js').WasmSource} WasmSource */

/** @typedef {'NotStarted' | 'Running' | 'Cancelling' | 'Succeeded' | 'Failed' | 'Canceled' | 'ValidationFailed'} KnownStatus */

/**
 * @typedef {object} DocumentStatus The reply's members under the reply's names, and what its headers say. Absent members are absent.
 * @property {string} id
 * @property {KnownStatus | (string & {})} status An open set; `Cancelled` is given as `Canceled`.
 * @property {string} createdDateTimeUtc RFC 3339.
 * @property {string} lastActionDateTimeUtc RFC 3339.
 * @property {string} to A language tag.
 * @property {number} [progress] 0 to 1.
 * @property {string} [path] URL of the translated document, once there is one.
 * @property {string} [sourcePath]
 * @property {ServiceError} [error] Why the document failed.
 * @property {number} [characterCharged]
 * @property {number} [totalImageScansSucceeded]
 * @property {number} [totalImageScansFailed]
 * @property {number} [imageCharged]
 * @property {number} [imageCharacterDetected]
 * @property {string} [deploymentName]
 * @property {number} [retryAfterMs] How long the service asks to wait before the next request.
 * @property {string} [etag]
 * @property {string} [requestId]
 */

/**
 * @typedef {object} OperationLocation
 * @property {string} endpoint
 * @property {string} apiVersion
 * @property {string} batchId
 * @property {string} [documentId]
 */

/**
 * @typedef {object} ClientOptions
 * @property {string} endpoint The resource's URL (https://my-resource.cognitiveservices.azure.com), or a proxy's; in a page also a relative one.
 * @property {Credential} [credential]
 * @property {string} [apiVersion] Default 'v1.0-preview.1'.
 * @property {typeof globalThis.fetch} [fetch] Default: globalThis.fetch, read at each request.
 * @property {number} [timeoutMs] For one attempt, body included; 1 to 2147483647. Default 30000.
 * @property {number} [maxRetries] 0 to 100. Default 3.
 * @property {number} [maxRetryDelayMs] A longer Retry-After rejects at once. 0 to 2147483647. Default 30000.
 * @property {Record<string, string>} [headers] More request headers.
 * @property {boolean} [allowKeyInBrowser] Default false.
 * @property {WasmSource} [wasm] The module, for callers who supply it.
 */

/** @typedef {{ signal?: AbortSignal }} RequestOptions */

const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * @param {Core} core
 * @param {ClientOptions} options
 */
function checkOptions(core, options) {
  const {
    fetch,
    headers = {},
    timeoutMs = 30_000,
    maxRetries = 3,
    maxRetryDelayMs = 30_000,
    apiVersion = 'v1.0-preview.1',
    allowKeyInBrowser,
  } = options;
  /** @param {boolean} fine @param {string} name */
  const need = (fine, name) => {
    if (!fine) throw core.error(ERROR_OPTION, name);
  };
  /** @param {unknown} value @param {number} least @param {number} most */
  const isNumber = (value, least, most) => typeof value === 'number' && value >= least && value <= most;
  need(fetch === undefined || typeof fetch === 'function', 'fetch');
  need(isNumber(timeoutMs, 1, LONGEST_TIMER), 'timeoutMs');
  need(isNumber(maxRetries, 0, 100) && Number.isInteger(maxRetries), 'maxRetries');
  need(isNumber(maxRetryDelayMs, 0, LONGEST_TIMER), 'maxRetryDelayMs');
  try {
    new Headers(headers);
  } catch {
    need(false, 'headers');
  }
  return { fetch, headers: { ...headers }, timeoutMs, maxRetries, maxRetryDelayMs, apiVersion, allowKeyInBrowser };
}

/** @param {unknown} endpoint */
function resolveEndpoint(endpoint) {
  const base = globalThis.location?.href;
  if (typeof endpoint !== 'string' || !base || !/^\.{0,2}\//.test(endpoint) || endpoint.startsWith('//')) return endpoint;
  try {
    return new URL(endpoint, base).href;
  } catch {
    return endpoint;
  }
}

/**
 * @param {WasmSource} embedded
 * @param {ClientOptions} options
 */
export async function createClient(embedded, options) {
  const source = options?.wasm ?? embedded;
  let core = await loadCore(source);
  if (typeof options !== 'object' || options === null) throw core.error(ERROR_OPTION, 'options');
  const { credential } = options;
  const settings = checkOptions(core, options);
  const { apiVersion, allowKeyInBrowser } = settings;
  const { endpoint, scope } = core.check(resolveEndpoint(options.endpoint), apiVersion, credential !== undefined);
  /** @type {import('./credential.js').Authenticator | undefined} */
  let authentication = authenticator(core, credential, { scope, allowKeyInBrowser });
  /** @type {Set<(reason: unknown) => void>} */
  const pending = new Set();

  /**
   * @param {unknown[]} parts
   * @param {RequestOptions} [options]
   * @returns {Promise<any>}
   */
  async function request(parts, { signal } = {}) {
    if (signal !== undefined && typeof signal?.addEventListener !== 'function') throw core.error(ERROR_OPTION, 'signal');
    signal?.throwIfAborted();
    core = await loadCore(source);
    return new Promise((resolve, reject) => {
      let stop = () => {};
      /** @param {() => void} settle */
      const finish = (settle) => {
        if (!pending.delete(cancel)) return;
        signal?.removeEventListener('abort', onAbort);
        stop();
        settle();
      };
      /** @param {unknown} reason */
      const cancel = (reason) => finish(() => reject(reason));
      const onAbort = () => cancel(/** @type {AbortSignal} */ (signal).reason);

      /**
       * @param {number} attempt
       * @param {Record<string, string>} credentials
       */
      const send = (attempt, credentials) => {
        if (!pending.has(cancel)) return;
        const { fetch, timeoutMs, maxRetries, maxRetryDelayMs } = settings;
        const headers = { ...settings.headers, ...credentials };
        /** @param {Outcome} outcome */
        const settle = ({ value, error, retryInMs = 0 }) => {
          if (value) return finish(() => resolve(value));
          if (error?.statusCode === 401) authentication?.renew();
          if (error) return cancel(error);
          const timer = setTimeout(() => start(attempt + 1), retryInMs);
          stop = () => clearTimeout(timer);
        };
        stop = core.getDocument([endpoint, apiVersion, ...parts], { fetch, headers, timeoutMs, attempt, maxRetries, maxRetryDelayMs, settle });
      };

      /** @param {number} attempt */
      const start = (attempt) => {
        const credentials = authentication?.headers() ?? {};
        if (!(credentials instanceof Promise)) return send(attempt, credentials);
        const timer = setTimeout(() => cancel(core.error(ERROR_TIMEOUT)), settings.timeoutMs);
        stop = () => clearTimeout(timer);
        credentials.then((headers) => {
          clearTimeout(timer);
          send(attempt, headers);
        }, cancel);
      };

      pending.add(cancel);
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted) onAbort();
      else if (authentication) start(0);
      else cancel(core.error(ERROR_CLOSED));
    });
  }

  return {
    /** The endpoint in use, normalised. */
    endpoint,
    apiVersion,

    /**
     * How one document is doing.
     * @param {string} batchId
     * @param {string} documentId
     * @param {RequestOptions} [options]
     * @returns {Promise<DocumentStatus>}
     */
    getDocumentStatus: (batchId, documentId, options) => request([batchId, documentId], options),

    /** Forgets the credential and ends what is pending with the code ClientClosed. */
    close() {
      authentication = undefined;
      for (const cancel of [...pending]) cancel(core.error(ERROR_CLOSED));
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof createClient>>} DocumentTranslationClient */

/**
 * @param {WasmSource} embedded
 * @param {string} url
 * @returns {Promise<OperationLocation>}
 */
export async function parseOperationLocation(embedded, url) {
  return (await loadCore(embedded)).locate(url);
}

/**
 * Whether nothing more will happen to a document or a batch with this status. False for a status that isn't known.
 * @param {string} status
 */
export const isTerminal = (status) => status === 'Cancelled' || terminalStatuses.includes(status);
