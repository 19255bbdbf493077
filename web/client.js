// createClient: options checked, attempts made and repeated, promises settled.
import { onAbort } from './abort.js';
import { authenticator } from './credential.js';
import { loadCore } from './module/loader.js';
import {
  isObject,
  LONGEST_TIMER,
  need,
  needFunction,
  needNames,
  needNumber,
  needSignal,
  optionError,
} from './options.js';
import { ERROR_CLOSED, ERROR_TIMEOUT, ERROR_TOKEN } from './tables.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./core.js').Outcome} Outcome */
/** @typedef {import('./credential.js').Credential} Credential */
/** @typedef {import('./errors.js').ServiceError} ServiceError */
/** @typedef {import('./module/loader.js').WasmSource} WasmSource */

/** @typedef {'NotStarted' | 'Running' | 'Cancelling' | 'Succeeded' | 'Failed' | 'Canceled' | 'ValidationFailed'} KnownStatus */

/**
 * The reply's members under the reply's names, and what its headers say. Absent members are absent.
 * @typedef {object} DocumentStatus
 * @property {string} id
 * @property {KnownStatus | (string & {})} status An open set; `Cancelled` is given as `Canceled`.
 * @property {string} [createdDateTimeUtc] RFC 3339. Absent until the document starts, and where it failed before that.
 * @property {string} lastActionDateTimeUtc RFC 3339.
 * @property {string} [to] A language tag.
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
 * @typedef {object} ClientOptions
 * @property {string} endpoint The resource's URL (https://my-resource.cognitiveservices.azure.com), or a proxy's; in a page also a relative one.
 * @property {Credential} [credential] `{ key }`, Azure's `TokenCredential`, or `{ token }`: a string, or a function whose token is kept until it is refused.
 *   If a token function fails for a passing reason, or with `retryable: true`, the error is `TokenUnavailable`, and a watch goes on.
 * @property {string} [apiVersion] Default '2024-05-01'. Every version from 'v1.0-preview.1' to '2026-03-01' is supported.
 * @property {typeof globalThis.fetch} [fetch] Default: globalThis.fetch, read at each request.
 * @property {number} [timeoutMs] For one attempt, body included; 1 to 2147483647. Default 30000.
 * @property {number} [maxRetries] 0 to 100. Default 3.
 * @property {number} [maxRetryDelayMs] A longer Retry-After rejects at once. 0 to 2147483647. Default 30000.
 * @property {number} [maxRetryAfterMs] The longest Retry-After that a watch waits for; it then asks again. 0 to 2147483647. Default 300000.
 * @property {Record<string, string> | Headers} [headers] More request headers; none that holds a credential.
 * @property {boolean} [allowKeyInBrowser] A key in a page can be read by all who visit it. Default false.
 * @property {number} [maxConcurrency] How many requests of this client's watches may be on their way at once, but in workerd. Default 32.
 * @property {WasmSource} [wasm] The module, for callers who supply it: URL, Response, bytes or `WebAssembly.Module`. Default: the embedded one.
 */

/**
 * Counts of documents, and what was charged. A count that the service does not send is absent.
 * @typedef {object} BatchSummary
 * @property {number} [total]
 * @property {number} [failed]
 * @property {number} [success]
 * @property {number} [inProgress]
 * @property {number} [notYetStarted]
 * @property {number} [cancelled]
 * @property {number} [totalCharacterCharged]
 * @property {number} [totalImageScansSucceeded]
 * @property {number} [totalImageScansFailed]
 * @property {number} [totalImageCharged]
 * @property {number} [totalImageCharacterDetected]
 */

/**
 * How a whole job is doing. The summary is all zeros at first, and stays so for ValidationFailed.
 * @typedef {object} BatchStatus
 * @property {string} id
 * @property {KnownStatus | (string & {})} status
 * @property {string} [createdDateTimeUtc] RFC 3339.
 * @property {string} lastActionDateTimeUtc RFC 3339.
 * @property {BatchSummary} summary
 * @property {ServiceError} [error]
 * @property {number} [retryAfterMs]
 * @property {string} [etag]
 * @property {string} [requestId]
 */

/** @typedef {{ signal?: AbortSignal }} RequestOptions */

/**
 * @typedef {object} ListOptions
 * @property {AbortSignal} [signal]
 * @property {string[]} [statuses] Only items with one of these; either spelling of Canceled. An empty list asks for none.
 * @property {string[]} [ids] Only the items with these ids, any number of them; more than a hundred take several requests. An empty list asks
 *   for none.
 * @property {number} [top] At most so many in all.
 * @property {number} [skip]
 * @property {number} [maxPageSize] 1 to 100; the service's default is 50.
 * @property {ListOrder} [orderBy] Default: the newest first. An item without createdDateTimeUtc counts as the oldest.
 * @property {string | Date} [createdDateTimeUtcStart] A text as RFC 3339 has it. An item without createdDateTimeUtc is left out.
 * @property {string | Date} [createdDateTimeUtcEnd]
 */

/** @typedef {`${'createdDateTimeUtc' | 'lastActionDateTimeUtc'} ${'asc' | 'desc'}`} ListOrder */

/** @typedef {import('./watch.js').WatchOptions} WatchOptions */
/**
 * With the time left, where the document's own pace tells it.
 * @typedef {DocumentStatus & { estimatedRemainingMs?: number }} WatchedDocument
 */

/**
 * @template T
 * @typedef {object} Page
 * @property {T[]} value
 * @property {string} [continuationToken] Of the next page; absent on the last one.
 */

/**
 * @typedef {object} PageOptions
 * @property {number} [maxPageSize] 1 to 100. Default: the list's own.
 * @property {string} [continuationToken] Where to go on: that of a page of the same list, with the same options but maxPageSize.
 */

/**
 * Items one by one; or by page, so that a caller can stop and go on later.
 * @template T
 * @typedef {AsyncGenerator<T, void, void> & { byPage(options?: PageOptions): AsyncGenerator<Page<T>, void, void> }} PagedList
 */

/**
 * @typedef {object} EndedBatch
 * @property {BatchStatus} batch
 * @property {DocumentStatus[]} documents
 * @property {DocumentStatus[]} failed Those of the documents that failed, each with its `error`.
 * @property {boolean} complete False if the service's list of documents never caught up with the job's counts.
 */

const CLIENT_OPTIONS = [
  'endpoint',
  'credential',
  'apiVersion',
  'fetch',
  'timeoutMs',
  'maxRetries',
  'maxRetryDelayMs',
  'maxRetryAfterMs',
  'headers',
  'allowKeyInBrowser',
  'maxConcurrency',
  'wasm',
];

/** @param {any} source */
const isWasmSource = (source) =>
  source instanceof URL ||
  source instanceof ArrayBuffer ||
  ArrayBuffer.isView(source) ||
  typeof source?.arrayBuffer === 'function' ||
  // By its tag: another realm's module is no instance of this realm's class.
  source?.[Symbol.toStringTag] === 'WebAssembly.Module';

/** Checks what can be checked without the module. @param {ClientOptions} options */
function checkNames(options) {
  need(isObject(options), 'options', 'createClient takes an object with an endpoint.');
  needNames(options, CLIENT_OPTIONS);
  const { wasm } = options;
  need(
    wasm === undefined || isWasmSource(wasm),
    'wasm',
    'It must be a URL, a Response, bytes or a WebAssembly.Module.',
  );
}

/** @param {Core} core @param {unknown} headers @returns {Record<string, string>} */
function checkHeaders(core, headers = {}) {
  const rule = 'It must be an object of header names and texts, without a credential.';
  const isHeaders = isObject(headers) || Object.prototype.toString.call(headers) === '[object Headers]';
  const values = Object.values(/** @type {object} */ (headers ?? {}));
  need(isHeaders && values.every((value) => typeof value === 'string'), 'headers', rule);
  /** @type {Headers} */
  let all;
  try {
    all = new Headers(/** @type {any} */ (headers));
  } catch {
    throw optionError('headers', rule);
  }
  const sent = Object.fromEntries(all);
  // Credential headers are set through `credential` only. And workerd's Headers take characters that HTTP can't send.
  const isPlain =
    !all.has(core.keyHeader) && !all.has(core.tokenHeader) && !/[^\t -\xff]/.test(Object.values(sent).join(''));
  need(isPlain, 'headers', rule);
  return sent;
}

/**
 * @param {Core} core
 * @param {ClientOptions} options
 */
function checkOptions(core, options) {
  const {
    fetch,
    timeoutMs = 30_000,
    maxRetries = 3,
    maxRetryDelayMs = 30_000,
    maxRetryAfterMs = 300_000,
    apiVersion = '2024-05-01',
    allowKeyInBrowser = false,
    maxConcurrency = 32,
  } = options;
  needFunction(fetch, 'fetch');
  needNumber(timeoutMs, 'timeoutMs', 1, LONGEST_TIMER);
  needNumber(maxRetries, 'maxRetries', 0, 100);
  need(Number.isInteger(maxRetries), 'maxRetries', 'It must be a whole number.');
  needNumber(maxRetryDelayMs, 'maxRetryDelayMs', 0, LONGEST_TIMER);
  needNumber(maxRetryAfterMs, 'maxRetryAfterMs', 0, LONGEST_TIMER);
  needNumber(maxConcurrency, 'maxConcurrency', 1, Infinity);
  need(typeof allowKeyInBrowser === 'boolean', 'allowKeyInBrowser', 'It must be true or false.');
  const headers = checkHeaders(core, options.headers);
  return {
    fetch,
    headers,
    timeoutMs,
    maxRetries,
    maxRetryDelayMs,
    maxRetryAfterMs,
    apiVersion,
    allowKeyInBrowser,
    maxConcurrency,
  };
}

/** @template T @param {T | Promise<T>} value @returns {value is Promise<T>} */
const isThenable = (value) => typeof (/** @type {any} */ (value).then) === 'function';

/** @param {unknown} endpoint */
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
 * @typedef {object} Sending How a request is made otherwise than the client's options say.
 * @property {number} [maxRetries]
 * @property {(fetch: typeof globalThis.fetch) => typeof globalThis.fetch} [wrap] Makes the fetch that is used of the one that would be.
 * @property {{ hold(call: { cancel(reason?: unknown): void }): void }} [holder] Gets what gives the call up.
 */

/**
 * @typedef {object} Requester What further methods of a client are made of.
 * @property {() => Core} core
 * @property {string[]} place What the parts of each request begin with: endpoint and version.
 * @property {(operation: string, parts: unknown[], options?: RequestOptions, sending?: Sending) => Promise<any>} request
 * @property {() => boolean} canRenew Whether another token may be had.
 * @property {number} maxConcurrency
 * @property {number} maxRetryAfterMs
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches What closing the client ends.
 */

/**
 * @template {object} More
 * @param {WasmSource} embedded
 * @param {ClientOptions} options
 * @param {(requester: Requester) => More} more
 */
export async function createClient(embedded, options, more) {
  checkNames(options);
  const source = options.wasm ?? embedded;
  return openClient(await loadCore(source), source, options, more);
}

/**
 * Checks the values of the options, all of them at once.
 * @template {object} More
 * @param {Core} core
 * @param {WasmSource} source What the core was made of; it is made again where it has failed.
 * @param {ClientOptions} options
 * @param {(requester: Requester) => More} more Methods beyond a document's status.
 */
export function openClient(core, source, options, more) {
  const { credential } = options;
  // Not the credential itself: the closure of the calls outlives close(), which forgets it.
  const needsCredential = credential !== undefined;
  const settings = checkOptions(core, options);
  const { apiVersion, allowKeyInBrowser } = settings;
  const [endpoint, scope] = core.ask(
    'dts_check_endpoint',
    [resolveEndpoint(options.endpoint), apiVersion],
    credential !== undefined,
  );
  /** @type {import('./credential.js').Authenticator | undefined} */
  let authentication = authenticator(core, credential, { scope, allowKeyInBrowser });
  /** @type {Set<{ cancel(reason: unknown): void }>} */
  const pending = new Set();

  /** One call: attempts until there is an outcome. The core reads of it how an attempt is to be made. */
  class Call {
    attempt = 0;
    timeoutMs = settings.timeoutMs;
    maxRetryDelayMs = settings.maxRetryDelayMs;
    fetch = settings.fetch;
    /** @type {Record<string, string>} What is sent. */
    headers = {};
    /** @type {Record<string, string>} Those of them that prove who asks. */
    credentials = {};
    /** @type {() => void} Gives up what is waited for. */
    stop = () => {};

    /**
     * @param {string} operation
     * @param {unknown[]} parts
     * @param {AbortSignal | undefined} signal
     * @param {Sending} sending
     * @param {(value: any) => void} resolve
     * @param {(reason: unknown) => void} reject
     */
    constructor(operation, parts, signal, sending, resolve, reject) {
      const { maxRetries = settings.maxRetries, wrap } = sending;
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

    /** False if it was over before. */
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
      if (!authentication) return this.cancel(core.error(ERROR_CLOSED));
      const credentials = authentication.headers();
      if (!pending.has(this)) return;
      if (!isThenable(credentials)) return this.send(credentials);
      const timer = setTimeout(() => this.cancel(core.error(ERROR_TIMEOUT)), this.timeoutMs);
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
      if (needsCredential && !credentials[core.keyHeader] && !credentials[core.tokenHeader])
        return this.cancel(core.error(ERROR_TOKEN));
      if (this.wrap) this.fetch = this.wrap(settings.fetch ?? globalThis.fetch);
      this.credentials = credentials;
      this.headers = { ...settings.headers, ...credentials };
      this.stop = core.request(this.operation, this.parts, this);
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
   * @param {string} operation The module's function that starts it.
   * @param {unknown[]} parts What that wants to know behind the endpoint and the version.
   * @param {RequestOptions} [options] The caller's.
   * @param {Sending} [sending] The product's own.
   * @returns {Promise<any>}
   */
  const request = (operation, parts, options = {}, sending = {}) =>
    new Promise((resolve, reject) => {
      needNames(options, ['signal']);
      const { signal } = options;
      needSignal(signal);
      signal?.throwIfAborted();
      const start = () => {
        const call = new Call(operation, parts, signal, sending, resolve, reject);
        sending.holder?.hold(call);
      };
      if (!core.failed) return start();
      loadCore(source)
        .then((loaded) => {
          core = loaded;
          start();
        })
        .catch(reject);
    });

  /** @type {Requester} */
  const requester = {
    core: () => core,
    place: [endpoint, apiVersion],
    request,
    canRenew: () => Boolean(authentication?.canRenew),
    maxConcurrency: settings.maxConcurrency,
    maxRetryAfterMs: settings.maxRetryAfterMs,
    watches: new Set(),
  };

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
    getDocumentStatus: (batchId, documentId, options) =>
      request('dts_request_document', [batchId, documentId], options),

    ...more(requester),

    /** Forgets the credential and ends what is pending with the code ClientClosed. */
    close() {
      authentication = undefined;
      for (const call of [...pending]) call.cancel(core.error(ERROR_CLOSED));
      for (const watch of requester.watches) watch.end({ reason: core.error(ERROR_CLOSED) });
    },
  };
}

/** @typedef {ReturnType<typeof openClient<object>>} DocumentStatusClient */
/** @typedef {DocumentStatusClient & import('./jobs.js').Jobs} DocumentTranslationClient */
