// The public types of the client: what it takes and what it returns. Nothing here runs.
import type { ErrorCodes } from './generated/tables.js';

/** The statuses that the service documents. */
export type KnownStatus = 'NotStarted' | 'Running' | 'Cancelling' | TerminalStatus;

/** The statuses after which a document or a job no longer changes. */
export type TerminalStatus = 'Succeeded' | 'Failed' | 'Canceled' | 'ValidationFailed';

/** The codes of this package's own errors. */
export type ErrorCode = ErrorCodes[keyof ErrorCodes];

/** The kinds of failures. */
export type ErrorKind = keyof ErrorCodes | 'service';

/** The fields of an error. */
export interface ErrorFields<Kind = ErrorKind, Code = ErrorCode | (string & {})> {
  /** What failed. If you compare it, `code` becomes one of the codes of that kind. */
  kind: Kind;
  /** The service's code if the kind is 'service'; otherwise a code of this package. */
  code: Code;
  /** What happened, with the host and the status, and the hint. */
  message: string;
  /** What to do. The message ends with it. Can be empty. */
  hint: string;
  /** Whether the same request may succeed later. */
  retryable: boolean;
  /** The HTTP status, if there was a response, also if its body did not arrive completely. */
  statusCode?: number;
  /** The option, the member of the response, or the service's own target that the error is about. */
  target?: string;
  /** From the service's error. */
  details?: unknown;
  innerError?: ServiceError;
  /** Azure support asks for it. */
  requestId?: string;
  /** How long the service asks to wait. */
  retryAfterMs?: number;
  /** In a watch of several jobs: the job whose request failed. */
  batchId?: string;
}

/** An error of one kind. */
interface ErrorOf<Kind, Code> extends Error, ErrorFields<Kind, Code> {
  message: string;
  /** Returns the fields for JSON.stringify, without the cause and the stack. */
  toJSON(): ErrorFields & { name: string };
}

/**
 * Every error of this package. Only an abort is different: it rejects with the signal's reason. `instanceof` also works for an error of
 * another copy of the package.
 * @example
 * import { createClient, DocumentTranslationError } from 'document-translation-status';
 *
 * try {
 *   const client = await createClient({ endpoint, credential: { key } });
 *   console.log(await client.getDocumentStatus(batchId, documentId));
 * } catch (error) {
 *   if (!(error instanceof DocumentTranslationError)) throw error;
 *   if (error.kind === 'service') console.error(error.statusCode, error.code, error.requestId);
 *   else console.error(error.code, error.hint);
 * }
 */
export type DocumentTranslationError =
  | ErrorOf<'invalid-argument', ErrorCodes['invalid-argument']>
  | ErrorOf<'network', ErrorCodes['network']>
  | ErrorOf<'timeout', ErrorCodes['timeout']>
  | ErrorOf<'service', string & {}>
  | ErrorOf<'invalid-response', ErrorCodes['invalid-response']>
  | ErrorOf<'module', ErrorCodes['module']>;

/** The class of the errors. */
export interface DocumentTranslationErrorConstructor {
  readonly prototype: DocumentTranslationError;
  /**
   * @param fields The message gets the hint at its end.
   * @param cause The error behind this one.
   */
  new (fields: ErrorFields, cause?: unknown): ErrorOf<any, any>;
  [Symbol.hasInstance]<T>(this: { readonly prototype: T }, value: unknown): value is T;
}

/** An error object of the service, as it is in the response. */
export interface ServiceError {
  code?: string;
  message?: string;
  target?: string;
  /** As in the response: a list in newer API versions, key/value pairs in older ones. */
  details?: unknown;
  innerError?: ServiceError;
  /**
   * What the developer can do. Not part of the response: the client adds it to the `error` of a document or a job if it knows the code of
   * its `innerError`. The entry `/status` does not.
   */
  hint?: string;
}

/** The members of the response under their own names, and three values from its headers. A member that the response lacks is absent. */
export interface DocumentStatus {
  id: string;
  /** The service may add statuses. `Cancelled` is returned as `Canceled`. */
  status: KnownStatus | (string & {});
  /** RFC 3339. Absent until the document starts, and absent if it failed before that. */
  createdDateTimeUtc?: string;
  /** RFC 3339. */
  lastActionDateTimeUtc: string;
  /** The target language, as a language tag. */
  to?: string;
  /** 0 to 1. */
  progress?: number;
  /** URL of the translated document. Absent until the document exists. */
  path?: string;
  /** URL of the source document. */
  sourcePath?: string;
  /** Why the document failed. */
  error?: ServiceError;
  characterCharged?: number;
  totalImageScansSucceeded?: number;
  totalImageScansFailed?: number;
  imageCharged?: number;
  imageCharacterDetected?: number;
  deploymentName?: string;
  /** How long the service asks to wait before the next request. */
  retryAfterMs?: number;
  etag?: string;
  /** Azure support asks for it. */
  requestId?: string;
}

/** Counts of documents, and what was charged. A count that the service does not send is absent. */
export interface BatchSummary {
  total?: number;
  failed?: number;
  success?: number;
  inProgress?: number;
  notYetStarted?: number;
  cancelled?: number;
  totalCharacterCharged?: number;
  totalImageScansSucceeded?: number;
  totalImageScansFailed?: number;
  totalImageCharged?: number;
  totalImageCharacterDetected?: number;
}

/** The status of a whole job. All counts are 0 at first, and stay 0 if the status is `ValidationFailed`. */
export interface BatchStatus {
  id: string;
  status: KnownStatus | (string & {});
  /** RFC 3339. */
  createdDateTimeUtc?: string;
  /** RFC 3339. */
  lastActionDateTimeUtc: string;
  summary: BatchSummary;
  error?: ServiceError;
  retryAfterMs?: number;
  etag?: string;
  requestId?: string;
}

/** A document's status with an estimate of the remaining time, once its progress allows one. */
export interface WatchedDocument extends DocumentStatus {
  estimatedRemainingMs?: number;
}

/** A document that no longer changes. */
export interface EndedDocument extends WatchedDocument {
  status: TerminalStatus;
}

/** A job's status in a watch. */
export interface WatchedBatch extends BatchStatus {
  /**
   * 0 to 1: the mean of the documents' progress, where each document that ended counts as 1. It never decreases, is 1 when the job has
   * ended, and is absent while the job has no documents.
   */
  progress?: number;
  /** Present once the progress allows an estimate. */
  estimatedRemainingMs?: number;
}

/** A document with the id of its job. */
export interface BatchDocument extends DocumentStatus {
  batchId: string;
}

/** A change of a job: a watch of a job yields it. */
export interface JobChange {
  batch: WatchedBatch;
  /** The documents that are new or have changed. */
  documents: DocumentStatus[];
}

/** A change of several jobs: a watch of several jobs yields it. */
export interface WatchedBatches {
  /**
   * 0 to 1: the mean of the jobs' progress, weighted by their numbers of documents. It never decreases, and is 1 when all jobs have ended.
   * Absent until the progress of each job is known.
   */
  progress?: number;
  /** The jobs that the service has responded about, in the order of the argument. */
  batches: WatchedBatch[];
  /** The documents that changed. */
  documents: BatchDocument[];
  /** All documents that have failed so far. */
  failed: BatchDocument[];
}

/** A job that no longer changes, with its documents. */
export interface EndedBatch {
  batch: WatchedBatch & { status: TerminalStatus };
  documents: DocumentStatus[];
  /** The documents that failed, each with its `error`, the reason. */
  failed: DocumentStatus[];
  /** False if the service's list of documents never caught up with the counts in the job's summary. */
  complete: boolean;
}

/** A token of Azure's `TokenCredential`. */
export interface AccessToken {
  token: string;
  /** In milliseconds since 1970. */
  expiresOnTimestamp: number;
}

/** A subscription key, a token, or Azure's `TokenCredential`. */
export type Credential =
  | { key: string | (() => string | Promise<string>) }
  | { token: string | (() => string | Promise<string>) }
  | { getToken(scopes: string | string[]): Promise<AccessToken | null> };

/** WebAssembly.Module, also for projects whose types lack WebAssembly, such as Node projects without the DOM types. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;

/**
 * What the module can be loaded from: a compiled module, its bytes, a Response, or a URL. A string is a URL; in a page, it
 * can be a path. A `file:` URL is read in Node from version 20.16, in Deno and in Bun.
 */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string;

/** The options that the client passes to `fetch`. */
export interface FetchInit {
  headers: Record<string, string>;
  redirect: 'manual';
  signal: AbortSignal;
  /** Absent in pages that send a token, and in runtimes that do not know it. */
  cache?: 'no-store';
  /** Present if the client's option is set. */
  credentials?: 'omit' | 'same-origin' | 'include';
}

/** The members of a response that the client reads. It reads the first of `body`, `arrayBuffer` and `text` that is there. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body?: object | null;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
}

/** `fetch` of a runtime or a library, or a function of yours that is called like it. */
export type FetchFunction = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** The options of `createClient`. */
export interface ClientOptions {
  /** The URL of the resource (https://my-resource.cognitiveservices.azure.com) or of a proxy. In a page it may be relative. */
  endpoint: string;
  /**
   * `{ key }`, `{ token }`, or Azure's `TokenCredential`. A key or a token is a string, or a function that is called at the first request.
   * What it returns is reused until it expires or the service responds with 401. Then one call of the function serves all rejected
   * requests, and each is sent once more. If the function throws or rejects, so does the request, with that error as `cause`: with the
   * code `TokenUnavailable`, after which a watch continues, if the network or the sign-in service is down or the error has `retryable:
   * true`; with the code `TokenFailed` otherwise. In Node and Bun a TypeError counts as a failure of the network if it, or its cause, has
   * the code of a connection error; elsewhere each TypeError does.
   */
  credential?: Credential | undefined;
  /** Default '2024-05-01'. Every version from 'v1.0-preview.1' to '2026-03-01' is supported. */
  apiVersion?: string | undefined;
  /**
   * Default: globalThis.fetch, read at each request. If it throws or rejects, the attempt fails with the code `NetworkFailure` and that
   * error as `cause`.
   */
  fetch?: FetchFunction | undefined;
  /** The time limit of one attempt, response body included. 1 to 2147483647, default 30000. */
  timeoutMs?: number | undefined;
  /** 0 to 100, default 3. */
  maxRetries?: number | undefined;
  /** The longest delay before a retry. A request whose Retry-After is longer fails without a retry. 0 to 2147483647, default 30000. */
  maxRetryDelayMs?: number | undefined;
  /** The longest Retry-After that a watch waits for before it polls again. 0 to 2147483647, default 300000. */
  maxRetryAfterMs?: number | undefined;
  /** Additional request headers. Credential headers are set through `credential` only. */
  headers?: Record<string, string> | Headers | undefined;
  /**
   * Whether a page's requests carry cookies, as the option of fetch: `include` for a proxy of another origin that has `allowCredentials`.
   * Default: not passed to fetch, whose default is 'same-origin'.
   */
  credentials?: 'omit' | 'same-origin' | 'include' | undefined;
  /**
   * The header that carries a token: `X-View-Token` for a proxy behind a host that replaces `Authorization`. Default 'Authorization'.
   */
  tokenHeader?: 'Authorization' | 'X-View-Token' | undefined;
  /** Allows a subscription key in a page, where every visitor can read it. Default false. */
  allowKeyInBrowser?: boolean | undefined;
  /** How many requests the watches of this client may have in flight. Default 32. Not applied in workerd. */
  maxConcurrency?: number | undefined;
  /**
   * Called after each attempt, before the request retries or returns, in the async context of the call. What it throws or rejects with is
   * ignored. Default: nothing is recorded.
   */
  onAttempt?: ((attempt: Attempt) => unknown) | undefined;
  /** The module, if you load it yourself: a URL, a Response, bytes or a
   * `WebAssembly.Module`. Default: the embedded module. */
  wasm?: WasmSource | undefined;
}

/**
 * One request that was sent, or one connection of a stream until its first event. These are all of its members: no URL, message, header or
 * credential.
 */
export interface Attempt {
  /** What was requested: a document, a job, the documents of a job, or all jobs. */
  operation: 'document' | 'batch' | 'documents' | 'batches';
  batchId?: string;
  documentId?: string;
  /** 1 for the first attempt of a request. */
  attempt: number;
  /** The HTTP status, if there was a response. */
  status?: number;
  /** How long it took, response body included. */
  ms: number;
  /** The error's code. Absent after a success, after an abort, and if the service's code is not a single word. */
  code?: string;
  /** The service's. Azure support asks for it. */
  requestId?: string;
  /**
   * What was sent as `x-ms-client-request-id`: the same for all attempts of a request. Absent in pages and their workers, which do not
   * send this header, because it could cause a preflight request.
   */
  clientRequestId?: string;
}

export interface RequestOptions {
  /** Aborts the request, which rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The member that a list is sorted by, and the direction. */
export type ListOrder = `${'createdDateTimeUtc' | 'lastActionDateTimeUtc'} ${'asc' | 'desc'}`;

/** Which items a list returns. */
export interface ListOptions {
  /** Aborts the request in flight. The list rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Returns only items with one of these statuses. `Canceled` and `Cancelled` are the same. An empty list returns nothing. */
  statuses?: readonly (KnownStatus | 'Cancelled' | (string & {}))[] | undefined;
  /** Returns only the items with these ids. More than 100 ids take several requests. An empty list returns nothing. */
  ids?: readonly string[] | undefined;
  /** The maximum number of items in the whole list. */
  top?: number | undefined;
  /** How many items to skip at the start. */
  skip?: number | undefined;
  /** 1 to 100. The service's default is 50. */
  maxPageSize?: number | undefined;
  /** Default: newest first. An item without createdDateTimeUtc counts as the oldest. */
  orderBy?: ListOrder | undefined;
  /** A Date or an RFC 3339 string. Items without createdDateTimeUtc are left out. */
  createdDateTimeUtcStart?: string | Date | undefined;
  /** A Date or an RFC 3339 string. */
  createdDateTimeUtcEnd?: string | Date | undefined;
}

/** A page of a list. */
export interface Page<T> {
  value: T[];
  /** Pass it to `byPage` to continue with the next page. Absent on the last page. */
  continuationToken?: string;
}

/** The start of a list of pages. */
export interface PageOptions {
  /** 1 to 100. Default: `maxPageSize` of the list. */
  maxPageSize?: number | undefined;
  /** From a page of the same list. All list options except `maxPageSize` must be the same. */
  continuationToken?: string | undefined;
}

/** Iterates over items, or over pages, so that a caller can stop and continue later. */
export interface PagedList<T> extends AsyncGenerator<T, void, void> {
  /**
   * Iterates over pages in place of items.
   * @param options The page size, and where to continue.
   */
  byPage(options?: PageOptions): AsyncGenerator<Page<T>, void, void>;
}

export interface StreamOptions {
  /** How long the stream may be silent before the client replaces the connection. Default 45000. */
  silenceMs?: number | undefined;
}

/** The options of a watch of jobs. */
export interface BatchWatchOptions {
  /** Ends the watch, which rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * The shortest time between two requests, or two connections of a stream, at least 1. Default 2000: the service recommends 1 s, but
   * caches its responses for longer, and a document takes about a minute.
   */
  minIntervalMs?: number | undefined;
  /** The interval grows up to this value while nothing changes. Default 30000. */
  maxIntervalMs?: number | undefined;
  /** How long the watch continues through retryable failures. Default 600000. */
  maxOutageMs?: number | undefined;
  /**
   * The same until the server has responded for the first time, with any status: a wrong endpoint ends the watch early. Counts from the
   * first failure, and never exceeds maxOutageMs. Default 30000, or Infinity if maxOutageMs is Infinity.
   */
  maxInitialOutageMs?: number | undefined;
  /**
   * Called at each failure that the watch continues through, and with undefined when a request succeeds again. If it throws or rejects,
   * the watch ends with that error.
   */
  onOutage?: ((outage: Outage | undefined) => void) | undefined;
}

/** The options of a watch of a document. */
export interface WatchOptions extends BatchWatchOptions {
  /**
   * For a document: `true` receives server-sent events from a server that supports them, such as the proxy. Other servers are polled. The
   * client connects again when a connection ends. Default false.
   */
  stream?: boolean | StreamOptions | undefined;
}

/** `Symbol.dispose` and `Symbol.asyncDispose`, in projects whose types know them. They are absent in runtimes that lack the symbols. */
export type Disposal = (SymbolConstructor extends { readonly dispose: infer S extends symbol } ? { [K in S]: () => void } : {}) &
  (SymbolConstructor extends { readonly asyncDispose: infer S extends symbol } ? { [K in S]: () => Promise<void> } : {});

/** An iterator that requests the next change when it is read. `using` and `await using` end it. */
export type WatchIterator<T> = AsyncIterableIterator<T> & Disposal;

/** A failure that a watch continues through. */
export interface Outage {
  error: DocumentTranslationError;
  /** When the next request is sent, in milliseconds from now. */
  retryInMs: number;
}

export interface OperationLocation {
  endpoint: string;
  apiVersion: string;
  batchId: string;
  documentId?: string;
}

/** The methods and members of both clients. `using` and `await using` close the client. */
export interface DocumentStatusClient extends Disposal {
  /** The endpoint in use, normalised. */
  endpoint: string;
  apiVersion: string;
  /**
   * Returns the status of one document.
   * @param batchId The id of the job.
   * @param documentId The id of the document.
   * @param options `signal` aborts the request.
   * @example
   * const { status, progress, error } = await client.getDocumentStatus(batchId, documentId);
   * console.log(status, progress, error?.innerError?.code);
   */
  getDocumentStatus(batchId: string, documentId: string, options?: RequestOptions): Promise<DocumentStatus>;
  /**
   * Forgets the credential and rejects pending requests with the code ClientClosed.
   * @example
   * client.close();
   */
  close(): void;
}

/** The methods of the main entry's client beyond those of `/status`. */
export interface JobMethods {
  /**
   * Returns the status of a job.
   * @param batchId The id of the job.
   * @param options `signal` aborts the request.
   * @example
   * const { status, summary } = await client.getBatchStatus(batchId);
   * console.log(status, summary.success, summary.failed);
   */
  getBatchStatus(batchId: string, options?: RequestOptions): Promise<BatchStatus>;
  /**
   * Lists all jobs of the resource, newest first. Each page is requested when it is read.
   * @param options Which jobs. Default: all.
   * @example
   * for await (const { id, status } of client.listBatchStatuses({ statuses: ['Failed'], top: 20 })) console.log(id, status);
   */
  listBatchStatuses(options?: ListOptions): PagedList<BatchStatus>;
  /**
   * Lists the documents of a job, newest first. Each page is requested when it is read.
   * @param batchId The id of the job.
   * @param options Which documents. Default: all.
   * @example
   * const documents = client.listDocumentStatuses(batchId, { maxPageSize: 10 });
   * for await (const { value, continuationToken } of documents.byPage()) console.log(value.length, continuationToken);
   */
  listDocumentStatuses(batchId: string, options?: ListOptions): PagedList<DocumentStatus>;
  /**
   * Yields a document's current status, then each change in order. Ends after a terminal status.
   * @param batchId The id of the job.
   * @param documentId The id of the document.
   * @param options Intervals and limits. Default: a request every 2 to 30 s.
   * @example
   * for await (const { status, progress } of client.watchDocument(batchId, documentId)) console.log(status, progress);
   */
  watchDocument(batchId: string, documentId: string, options?: WatchOptions): WatchIterator<WatchedDocument>;
  /**
   * Waits until a document has a terminal status and returns it.
   * @param batchId The id of the job.
   * @param documentId The id of the document.
   * @param options Intervals and limits. Default: a request every 2 to 30 s.
   * @example
   * const { status, path } = await client.waitForDocument(batchId, documentId, { signal: AbortSignal.timeout(600_000) });
   * if (status === 'Succeeded') console.log(path);
   */
  waitForDocument(batchId: string, documentId: string, options?: WatchOptions): Promise<EndedDocument>;
  /**
   * Yields a job's status and its changed documents, each time something changes. Ends when the job has ended.
   * @param batchId The id of the job.
   * @param options Intervals and limits. Default: a request every 2 to 30 s.
   * @example
   * for await (const { batch, documents } of client.watchBatch(batchId)) console.log(batch.progress, documents.length);
   */
  watchBatch(batchId: string, options?: BatchWatchOptions): WatchIterator<JobChange>;
  /**
   * Watches several jobs as one, by their ids or Operation-Locations. Yields each time something changes. Ends when all have ended.
   * @param batches The ids or the Operation-Locations of the jobs.
   * @param options Intervals and limits. Default: a request every 2 to 30 s.
   * @example
   * for await (const { progress, failed } of client.watchBatches([batchId])) console.log(progress, failed.length);
   */
  watchBatches(batches: readonly string[], options?: BatchWatchOptions): WatchIterator<WatchedBatches>;
  /**
   * Waits until a job has ended and returns it with its documents.
   * @param batchId The id of the job.
   * @param options Intervals and limits. Default: a request every 2 to 30 s.
   * @example
   * const { batch, failed } = await client.waitForBatch(batchId);
   * console.log(batch.status, failed.map(({ sourcePath, error }) => [sourcePath, error?.hint]));
   */
  waitForBatch(batchId: string, options?: BatchWatchOptions): Promise<EndedBatch>;
}

/** The client of the main entry. `using` and `await using` close it. */
export interface DocumentTranslationClient extends DocumentStatusClient, JobMethods {}

/** The members of a request that the proxy reads. */
export type ViewerRequest = Pick<Request, 'method' | 'url' | 'headers' | 'signal'>;

/** The proxy, as a handler of requests. */
export interface StatusProxy {
  /**
   * Responds to a viewer's request. Never rejects because of the service, which becomes an error response.
   * @param request A Request of the runtime or of a framework, or an object with the same `method`, `url`, `headers` and `signal`.
   * @param env Is ignored, so that a worker can export the proxy.
   * @param ctx A worker's context. With `waitUntil`, caches are written after the response.
   */
  fetch(request: ViewerRequest, env?: unknown, ctx?: { waitUntil?(promise: Promise<unknown>): void }): Promise<Response>;
  /**
   * Call it before the process ends, at SIGTERM. /readyz then responds with 503, and each stream ends with a `retry:` of 2 to 5 s. Other requests
   * are answered as before. A new stream sends the current status, and ends.
   */
  close(): void;
}
