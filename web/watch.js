// Watching: asking again until the end, showing each change once and in order. When to ask is the C's policy; this keeps count.
import { DocumentTranslationError } from './errors.js';
import { now, sleep } from './scheduler.js';
import { ERROR_OPTION } from './tables.js';
import { isTerminal } from './terminal.js';

/** @typedef {import('./client.js').BatchStatus} BatchStatus */
/** @typedef {import('./client.js').DocumentStatus} DocumentStatus */
/** @typedef {import('./client.js').WatchedDocument} WatchedDocument */

/**
 * @typedef {object} WatchOptions
 * @property {AbortSignal} [signal]
 * @property {number} [minIntervalMs] The shortest time between two requests. Default 2000: the service says 1 s, but caches its replies for
 *   longer, and a document takes a minute.
 * @property {number} [maxIntervalMs] What the interval grows to while nothing changes. Default 30000.
 * @property {number} [maxOutageMs] How long failures that may pass are ridden out. Default 600000.
 * @property {(outage: Outage | undefined) => void} [onOutage] Called with each failure that is ridden out, and with undefined once a reply
 *   comes again. What it throws ends the watch.
 */

/**
 * @typedef {object} Outage What is wrong while a watch goes on trying.
 * @property {DocumentTranslationError} error
 * @property {number} retryInMs
 */

/**
 * @typedef {object} WatchContext What a watch needs of its client.
 * @property {() => import('./core.js').Core} core
 * @property {Set<AbortController>} watches What closing the client ends.
 * @property {(batchId: string, documentId: string, signal: AbortSignal) => Promise<DocumentStatus>} getDocument
 * @property {(batchId: string, signal: AbortSignal) => Promise<BatchStatus>} getBatch
 * @property {(batchId: string, options?: import('./client.js').ListOptions) => AsyncGenerator<DocumentStatus[], void, void>} pages
 * @property {() => boolean} canRenew
 */

/** @typedef {{ status: string, lastActionDateTimeUtc: string, progress?: number, retryAfterMs?: number }} State */

/** @param {object} state What a change is a change of: everything but what describes the reply itself. */
function fingerprint(state) {
  const { retryAfterMs, etag, requestId, ...members } = /** @type {DocumentStatus} */ (state);
  return JSON.stringify(members);
}

/**
 * An iterator that is over at once when it is returned or its signal aborts, whatever it is waiting for.
 * @template T
 * @param {WatchContext} context
 * @param {AbortSignal | undefined} outer
 * @param {(signal: AbortSignal) => AsyncGenerator<T, void, void>} run
 * @returns {AsyncIterableIterator<T>}
 */
function cancellable({ watches }, outer, run) {
  /** @type {AbortController | undefined} Made at the first use: some runtimes can't make one at module scope. */
  let controller;
  /** @type {AsyncGenerator<T, void, void> | undefined} */
  let generator;
  let returned = false;
  const onAbort = () => controller?.abort(outer?.reason);
  const end = () => {
    outer?.removeEventListener('abort', onAbort);
    if (controller) watches.delete(controller);
  };
  return {
    async next() {
      if (returned) return { done: true, value: undefined };
      if (!generator) {
        outer?.throwIfAborted();
        controller = new AbortController();
        outer?.addEventListener('abort', onAbort);
        watches.add(controller);
        generator = run(controller.signal);
      }
      try {
        const result = await generator.next();
        if (result.done) end();
        return result;
      } catch (error) {
        end();
        if (returned) return { done: true, value: undefined };
        throw error;
      }
    },
    async return() {
      returned = true;
      end();
      controller?.abort();
      await generator?.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * Asks again and again, and yields what is new, until `ask` says that it was the last.
 * @template {State} S
 * @template T
 * @param {WatchContext} context
 * @param {WatchOptions} options
 * @param {AbortSignal} signal
 * @param {(signal: AbortSignal) => Promise<S>} ask
 * @param {(state: S) => { changed: boolean, value: T, last: boolean }} take
 */
async function* poll(
  context,
  { minIntervalMs = 2000, maxIntervalMs = 30_000, maxOutageMs = 600_000, onOutage },
  signal,
  ask,
  take,
) {
  for (const [name, value] of Object.entries({ minIntervalMs, maxIntervalMs, maxOutageMs })) {
    if (!(typeof value === 'number' && value >= 0)) throw context.core().error(ERROR_OPTION, name);
  }
  if (onOutage !== undefined && typeof onOutage !== 'function') throw context.core().error(ERROR_OPTION, 'onOutage');
  const limits = { minIntervalMs, maxIntervalMs: Math.max(minIntervalMs, maxIntervalMs) };
  let quiet = 0;
  let failures = 0;
  let failingSince = 0;
  let renewed = false;
  for (;;) {
    /** @type {S | undefined} */
    let state;
    /** @type {DocumentTranslationError | undefined} */
    let failure;
    try {
      state = await ask(signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof DocumentTranslationError)) throw error;
      if (error.statusCode === 401 && context.canRenew() && !renewed) {
        renewed = true;
        continue;
      }
      failure = error;
    }
    const retryAfterMs = (state ?? failure)?.retryAfterMs ?? -1;
    if (state) {
      if (failures) onOutage?.(undefined);
      failures = 0;
      renewed = false;
      const { changed, value, last } = take(state);
      quiet = changed ? 0 : quiet + 1;
      if (changed) yield value;
      if (last) return;
    } else if (failure) {
      if (failures++ === 0) failingSince = now();
      if (!failure.retryable || now() - failingSince + Math.max(0, retryAfterMs) >= maxOutageMs) throw failure;
    }
    const delay = context.core().pollDelay(limits, quiet, failures, retryAfterMs);
    if (failure) onOutage?.({ error: failure, retryInMs: Math.round(delay) });
    await sleep(delay, limits.maxIntervalMs, signal);
  }
}

/**
 * The time left by a document's own pace, from the first progress that was seen.
 * @param {WatchContext} context
 */
function estimator(context) {
  let firstAt = 0;
  let first = -1;
  let lastAt = 0;
  let last = -1;
  /** @param {DocumentStatus} document */
  return ({ status, progress }) => {
    if (status !== 'Running' || progress === undefined) return -1;
    const at = now();
    if (first < 0) {
      first = progress;
      firstAt = at;
    }
    last = context.core().estimateRemaining(first, progress, at - firstAt, last, at - lastAt);
    lastAt = at;
    return last;
  };
}

/**
 * @param {WatchContext} context
 * @param {string} batchId
 * @param {string} documentId
 * @param {WatchOptions} [options]
 * @returns {AsyncIterableIterator<WatchedDocument>}
 */
export function watchDocument(context, batchId, documentId, options = {}) {
  const estimate = estimator(context);
  /** @type {DocumentStatus | undefined} */
  let shown;
  let seen = '';
  return cancellable(context, options.signal, (signal) =>
    poll(
      context,
      options,
      signal,
      () => context.getDocument(batchId, documentId, signal),
      (document) => {
        if (shown && context.core().isStale(shown, document)) return { changed: false, value: shown, last: false };
        const print = fingerprint(document);
        const changed = print !== seen;
        if (changed) shown = document;
        seen = print;
        const left = changed ? estimate(document) : -1;
        const value = left < 0 ? document : { ...document, estimatedRemainingMs: Math.round(left) };
        return { changed, value, last: isTerminal(document.status) };
      },
    ),
  );
}

/** Statuses of documents to which something may still happen. */
const ACTIVE = ['NotStarted', 'Running', 'Cancelling'];
const IDS_AT_ONCE = 50;

/**
 * @param {WatchContext} context
 * @param {string} batchId
 * @param {WatchOptions} [options]
 * @returns {AsyncIterableIterator<{ batch: BatchStatus, documents: DocumentStatus[] }>}
 */
export function watchBatch(context, batchId, options = {}) {
  /** @type {Map<string, { document: DocumentStatus, seen: string }>} */
  const active = new Map();
  const ended = new Set();
  /** @type {DocumentStatus[]} What is to be shown; kept when a later page fails. */
  let fresh = [];
  /** @type {BatchStatus | undefined} */
  let shown;
  let seen = '';

  /**
   * Finds what is new about documents: one list of all until each was seen, then of the active ones, and of those that left it.
   * @param {number} total
   * @param {AbortSignal} signal
   */
  async function look(total, signal) {
    const missing = new Set(active.keys());
    /** @param {import('./client.js').ListOptions} filter */
    const read = async (filter) => {
      for await (const page of context.pages(batchId, { signal, maxPageSize: 100, ...filter })) {
        for (const document of page) {
          const known = active.get(document.id);
          missing.delete(document.id);
          if (ended.has(document.id) || (known && context.core().isStale(known.document, document))) continue;
          const print = fingerprint(document);
          if (known?.seen === print) continue;
          if (isTerminal(document.status)) {
            active.delete(document.id);
            ended.add(document.id);
          } else {
            active.set(document.id, { document, seen: print });
          }
          fresh.push(document);
        }
      }
    };
    await read(active.size + ended.size >= total ? { statuses: ACTIVE } : {});
    const left = [...missing];
    for (let at = 0; at < left.length; at += IDS_AT_ONCE) await read({ ids: left.slice(at, at + IDS_AT_ONCE) });
  }

  return cancellable(context, options.signal, (signal) =>
    poll(
      context,
      options,
      signal,
      async () => {
        const batch = await context.getBatch(batchId, signal);
        const { total } = batch.summary;
        if (active.size > 0 || ended.size < total) await look(total, signal);
        return batch;
      },
      (batch) => {
        const documents = fresh;
        fresh = [];
        const stale = shown && context.core().isStale(shown, batch);
        const print = fingerprint(batch);
        const changed = documents.length > 0 || (!stale && print !== seen);
        const current = stale && shown ? shown : batch;
        shown = current;
        if (!stale) seen = print;
        return { changed, value: { batch: current, documents }, last: isTerminal(current.status) && active.size === 0 };
      },
    ),
  );
}
