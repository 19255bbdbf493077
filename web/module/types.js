// The public types of the library: what it takes and what it returns. Nothing here runs.

/** @typedef {import('./errors.js').DocumentTranslationError} DocumentTranslationError */

/** @typedef {'NotStarted' | 'Running' | 'Cancelling' | 'Succeeded' | 'Failed' | 'Canceled' | 'ValidationFailed'} KnownStatus */

/**
 * An error object of the service, as it is in the response.
 * @typedef {object} ServiceError
 * @property {string} [code]
 * @property {string} [message]
 * @property {string} [target]
 * @property {unknown} [details] As in the response: a list in newer API versions, key/value pairs in older ones.
 * @property {ServiceError} [innerError]
 * @property {string} [hint] What the developer can do. Not part of the response: the client adds it to the `error` of a document or a job if it
 *   knows the code of its `innerError`. The entry `/status` does not.
 */

/**
 * The members of the response under their own names, and three values from its headers. A member that the response lacks is absent.
 * @typedef {object} DocumentStatus
 * @property {string} id
 * @property {KnownStatus | (string & {})} status The service may add statuses. `Cancelled` is returned as `Canceled`.
 * @property {string} [createdDateTimeUtc] RFC 3339. Absent until the document starts, and absent if it failed before that.
 * @property {string} lastActionDateTimeUtc RFC 3339.
 * @property {string} [to] The target language, as a language tag.
 * @property {number} [progress] 0 to 1.
 * @property {string} [path] URL of the translated document. Absent until the document exists.
 * @property {string} [sourcePath] URL of the source document.
 * @property {ServiceError} [error] Why the document failed.
 * @property {number} [characterCharged]
 * @property {number} [totalImageScansSucceeded]
 * @property {number} [totalImageScansFailed]
 * @property {number} [imageCharged]
 * @property {number} [imageCharacterDetected]
 * @property {string} [deploymentName]
 * @property {number} [retryAfterMs] How long the service asks to wait before the next request.
 * @property {string} [etag]
 * @property {string} [requestId] Azure support asks for it.
 */

/**
 * A document's status with an estimate of the remaining time, once its progress allows one.
 * @typedef {DocumentStatus & { estimatedRemainingMs?: number }} WatchedDocument
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
 * The status of a whole job. All counts are 0 at first, and stay 0 if the status is `ValidationFailed`.
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

/**
 * A job's status in a watch. `progress` is 0 to 1: the mean of the documents' progress, where each document that ended counts as 1. It never
 * decreases, is 1 when the job has ended, and is absent while the job has no documents. `estimatedRemainingMs` is present once the progress
 * allows an estimate.
 * @typedef {BatchStatus & { progress?: number, estimatedRemainingMs?: number }} WatchedBatch
 */

/**
 * A document with the id of its job.
 * @typedef {DocumentStatus & { batchId: string }} BatchDocument
 */

/**
 * @typedef {object} WatchedBatches
 * @property {number} [progress] 0 to 1: the mean of the jobs' progress, weighted by their numbers of documents. It never decreases, and is 1 when all
 *   jobs have ended. Absent until the progress of each job is known.
 * @property {WatchedBatch[]} batches The jobs that the service has responded about, in the order of the argument.
 * @property {BatchDocument[]} documents The documents that changed.
 * @property {BatchDocument[]} failed All documents that have failed so far.
 */

/**
 * @typedef {object} EndedBatch
 * @property {WatchedBatch} batch
 * @property {DocumentStatus[]} documents
 * @property {DocumentStatus[]} failed The documents that failed, each with its `error`, the reason.
 * @property {boolean} complete False if the service's list of documents never caught up with the counts in the job's summary.
 */

/** @typedef {{ token: string, expiresOnTimestamp: number }} AccessToken */
/**
 * @typedef {{ key: string | (() => string | Promise<string>) }
 *   | { token: string | (() => string | Promise<string>) }
 *   | { getToken(scopes: string | string[]): Promise<AccessToken | null> }} Credential
 */

/**
 * WebAssembly.Module, also for projects whose types lack WebAssembly, such as Node projects without the DOM types.
 * @typedef {typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object} WasmModule
 */
/**
 * A string is the embedded form of the module that this package contains.
 * @typedef {WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string} WasmSource
 */

/**
 * @typedef {object} ClientOptions
 * @property {string} endpoint The URL of the resource (https://my-resource.cognitiveservices.azure.com) or of a proxy. In a page it may be relative.
 * @property {Credential} [credential] `{ key }`, `{ token }`, or Azure's `TokenCredential`. A key or a token is a string, or a function that is
 *   called at the first request. What it returns is reused until it expires or the service responds with 401. Then one call of the function
 *   serves all rejected requests, and each is sent once more. If the function throws or rejects, so does the request, with that error as
 *   `cause`: with the code `TokenUnavailable`, after which a watch continues, if the network or the sign-in service is down or the error has
 *   `retryable: true`; with the code `TokenFailed` otherwise. In Node and Bun a TypeError counts as a failure of the network if it, or its
 *   cause, has the code of a connection error; elsewhere each TypeError does.
 * @property {string} [apiVersion] Default '2024-05-01'. Every version from 'v1.0-preview.1' to '2026-03-01' is supported.
 * @property {typeof globalThis.fetch} [fetch] Default: globalThis.fetch, read at each request. If it throws or rejects, the attempt
 *   fails with the code `NetworkFailure` and that error as `cause`.
 * @property {number} [timeoutMs] The time limit of one attempt, response body included. 1 to 2147483647, default 30000.
 * @property {number} [maxRetries] 0 to 100, default 3.
 * @property {number} [maxRetryDelayMs] The longest delay before a retry. A request whose Retry-After is longer fails without a retry. 0 to 2147483647, default 30000.
 * @property {number} [maxRetryAfterMs] The longest Retry-After that a watch waits for before it polls again. 0 to 2147483647, default 300000.
 * @property {Record<string, string> | Headers} [headers] Additional request headers. Credential headers are set through `credential` only.
 * @property {'omit' | 'same-origin' | 'include'} [credentials] Whether a page's requests carry cookies, as the option of fetch: `include` for a
 *   proxy of another origin that has `allowCredentials`. Default: not passed to fetch, whose default is 'same-origin'.
 * @property {'Authorization' | 'X-View-Token'} [tokenHeader] The header that carries a token: `X-View-Token` for a proxy behind a host that
 *   replaces `Authorization`. Default 'Authorization'.
 * @property {boolean} [allowKeyInBrowser] Allows a subscription key in a page, where every visitor can read it. Default false.
 * @property {number} [maxConcurrency] How many requests the watches of this client may have in flight. Default 32. Not applied in workerd.
 * @property {(attempt: Attempt) => unknown} [onAttempt] Called after each attempt, before the request retries or returns, in the async context of the call.
 *   What it throws or rejects with is ignored. Default: nothing is recorded.
 * @property {WasmSource} [wasm] The module, if you load it yourself: URL, Response, bytes or `WebAssembly.Module`. Default: the embedded module.
 */

/**
 * One request that was sent, or one connection of a stream until its first event. These are all of its members: no URL, message, header or
 * credential.
 * @typedef {object} Attempt
 * @property {'document' | 'batch' | 'documents' | 'batches'} operation What was requested: a document, a job, the documents of a job, or all jobs.
 * @property {string} [batchId]
 * @property {string} [documentId]
 * @property {number} attempt 1 for the first attempt of a request.
 * @property {number} [status] The HTTP status, if there was a response.
 * @property {number} ms How long it took, response body included.
 * @property {string} [code] The error's code. Absent after a success, after an abort, and if the service's code is not a single word.
 * @property {string} [requestId] The service's. Azure support asks for it.
 * @property {string} [clientRequestId] What was sent as `x-ms-client-request-id`: the same for all attempts of a request. Absent in pages and
 *   their workers, which do not send this header, because it could cause a preflight request.
 */

/** @typedef {{ signal?: AbortSignal }} RequestOptions */

/** @typedef {`${'createdDateTimeUtc' | 'lastActionDateTimeUtc'} ${'asc' | 'desc'}`} ListOrder */

/**
 * @typedef {object} ListOptions
 * @property {AbortSignal} [signal]
 * @property {string[]} [statuses] Returns only items with one of these statuses. `Canceled` and `Cancelled` are the same. An empty list returns nothing.
 * @property {string[]} [ids] Returns only the items with these ids. More than 100 ids take several requests. An empty list returns nothing.
 * @property {number} [top] The maximum number of items in the whole list.
 * @property {number} [skip] How many items to skip at the start.
 * @property {number} [maxPageSize] 1 to 100. The service's default is 50.
 * @property {ListOrder} [orderBy] Default: newest first. An item without createdDateTimeUtc counts as the oldest.
 * @property {string | Date} [createdDateTimeUtcStart] A Date or an RFC 3339 string. Items without createdDateTimeUtc are left out.
 * @property {string | Date} [createdDateTimeUtcEnd] A Date or an RFC 3339 string.
 */

/**
 * @template T
 * @typedef {object} Page
 * @property {T[]} value
 * @property {string} [continuationToken] Pass it to `byPage` to continue with the next page. Absent on the last page.
 */

/**
 * @typedef {object} PageOptions
 * @property {number} [maxPageSize] 1 to 100. Default: `maxPageSize` of the list.
 * @property {string} [continuationToken] From a page of the same list. All list options except `maxPageSize` must be the same.
 */

/**
 * Iterates over items, or over pages, so that a caller can stop and continue later.
 * @template T
 * @typedef {AsyncGenerator<T, void, void> & { byPage(options?: PageOptions): AsyncGenerator<Page<T>, void, void> }} PagedList
 */

/** @typedef {{ silenceMs?: number }} StreamOptions */

/**
 * @typedef {object} WatchOptions
 * @property {AbortSignal} [signal]
 * @property {number} [minIntervalMs] The shortest time between two requests, or two connections of a stream, at least 1. Default 2000: the service
 *   recommends 1 s, but caches its responses for longer, and a document takes about a minute.
 * @property {number} [maxIntervalMs] The interval grows up to this value while nothing changes. Default 30000.
 * @property {number} [maxOutageMs] How long the watch continues through retryable failures. Default 600000.
 * @property {number} [maxInitialOutageMs] The same until the server has responded for the first time, with any status: a wrong endpoint ends the
 *   watch early. Counts from the first failure, and never exceeds maxOutageMs. Default 30000, or Infinity if maxOutageMs is Infinity.
 * @property {(outage: Outage | undefined) => void} [onOutage] Called at each failure that the watch continues through, and with undefined when a
 *   request succeeds again. If it throws or rejects, the watch ends with that error.
 * @property {boolean | StreamOptions} [stream] For a document: receive server-sent events from a server that supports them, such as the proxy.
 *   Other servers are polled. The client connects again when a connection ends. `silenceMs`, default 45000, is how long the stream may be silent
 *   before the client replaces the connection.
 */

/**
 * `Symbol.dispose` and `Symbol.asyncDispose`, in projects whose types know them. They are absent in runtimes that lack the symbols.
 * @typedef {(SymbolConstructor extends { readonly dispose: infer S extends symbol } ? { [K in S]: () => void } : {})
 *   & (SymbolConstructor extends { readonly asyncDispose: infer S extends symbol } ? { [K in S]: () => Promise<void> } : {})} Disposal
 */

/**
 * An iterator that requests the next change when it is read. `using` and `await using` end it.
 * @template T
 * @typedef {AsyncIterableIterator<T> & Disposal} WatchIterator
 */

/**
 * A failure that a watch continues through.
 * @typedef {object} Outage
 * @property {DocumentTranslationError} error
 * @property {number} retryInMs When the next request is sent, in milliseconds from now.
 */

/**
 * @typedef {object} OperationLocation
 * @property {string} endpoint
 * @property {string} apiVersion
 * @property {string} batchId
 * @property {string} [documentId]
 */

/**
 * @typedef {object} StatusMethods
 * @property {string} endpoint The endpoint in use, normalised.
 * @property {string} apiVersion
 * @property {(batchId: string, documentId: string, options?: RequestOptions) => Promise<DocumentStatus>} getDocumentStatus Returns the status of one document.
 * @property {() => void} close Forgets the credential and rejects pending requests with the code ClientClosed.
 */

/**
 * @typedef {object} JobMethods
 * @property {(batchId: string, options?: RequestOptions) => Promise<BatchStatus>} getBatchStatus Returns the status of a job.
 * @property {(options?: ListOptions) => PagedList<BatchStatus>} listBatchStatuses Lists all jobs of the resource, newest first. Each page is requested when it is read.
 * @property {(batchId: string, options?: ListOptions) => PagedList<DocumentStatus>} listDocumentStatuses Lists the documents of a job, newest first. Each page is requested when it is read.
 * @property {(batchId: string, documentId: string, options?: WatchOptions) => WatchIterator<WatchedDocument>} watchDocument Yields a document's current status, then each change in order. Ends after a terminal status.
 * @property {(batchId: string, documentId: string, options?: WatchOptions) => Promise<WatchedDocument>} waitForDocument Waits until a document has a terminal status and returns it.
 * @property {(batchId: string, options?: Omit<WatchOptions, 'stream'>) => WatchIterator<{ batch: WatchedBatch, documents: DocumentStatus[] }>} watchBatch Yields a job's status and its changed documents, each time something changes. Ends when the job has ended.
 * @property {(batches: readonly string[], options?: Omit<WatchOptions, 'stream'>) => WatchIterator<WatchedBatches>} watchBatches Watches several jobs as one, by their ids or Operation-Locations. Yields each time something changes. Ends when all have ended.
 * @property {(batchId: string, options?: Omit<WatchOptions, 'stream'>) => Promise<EndedBatch>} waitForBatch Waits until a job has ended and returns it with its documents.
 */

/** `using` and `await using` close the client. @typedef {StatusMethods & Disposal} DocumentStatusClient */

/** @typedef {DocumentStatusClient & JobMethods} DocumentTranslationClient */

// Without an export, TypeScript treats the file as a script, and its types cannot be imported by tools/docs.
export {};
