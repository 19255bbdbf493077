// Watching: asking again until the end, showing each change once and in order. When to ask is the C's policy; this keeps count.
import { onAbort } from '../client/abort.js';
import { DocumentTranslationError } from '../module/errors.js';
import { isObject, LONGEST_TIMER, need, needFunction, needNames, needNumber, needSignal } from '../client/options.js';
import * as policy from '../module/policy.js';
import { awakeNow, now, Sleep } from './sleep.js';
import { BatchTopic, DocumentTopic } from './topics.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/**
 * @template T
 * @typedef {import('../module/types.js').Page<T>} Page
 */
/** @typedef {import('../module/types.js').RequestOptions & import('../client/client.js').RequestSettings} RequestSettings */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('./topics.js').State} State */

/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */

/**
 * @typedef {object} WatchContext What the watches of a client need of it, and what they share.
 * @property {() => import('../module/instance.js').Instance} instance
 * @property {(batchId: string, documentId: string, sending: RequestSettings) => Promise<DocumentStatus>} getDocument
 * @property {(batchId: string, signal: AbortSignal) => Promise<BatchStatus>} getBatch
 * @property {(batchId: string, options: ListOptions) => AsyncGenerator<Page<DocumentStatus>, void, void>} pages
 * @property {() => boolean} canRenew Whether another token may be had.
 * @property {number} maxConcurrency
 * @property {number} maxRetryAfterMs The longest Retry-After that is waited for.
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches What closing the client ends.
 * @property {Map<string, import('./shared-poll.js').Line>} lines By the document's id.
 * @property {number} busy How many requests are on their way.
 * @property {Set<{ begin(): void }>} queue Those who wait to send theirs.
 */

/**
 * @template S, T
 * @typedef {import('./topics.js').Topic<S, T>} Topic
 */

/**
 * @template T
 * @typedef {{ resolve: (result: IteratorResult<T, undefined>) => void, reject: (reason: unknown) => void }} Call
 */

/**
 * An iterator that asks again and again, and is over at once when it is returned, its signal aborts or its client closes, whatever it
 * waits for.
 * @template {State} S
 * @template T
 */
export class Watch {
  #context;
  #options;
  #topic;
  #minIntervalMs = 0;
  #maxIntervalMs = 0;
  /** @type {Call<T> | undefined} The call of next() that is to be answered. */
  #call;
  /** @type {Call<T>[] | undefined} Those that came meanwhile. */
  #later;
  #started = false;
  #over = false;
  /** @type {{ reason: unknown } | undefined} What is still to be thrown. */
  #thrown;
  /** @type {(() => void) | undefined} */
  #unlisten;
  /** @type {{ cancel(): void } | undefined} What is waited for. */
  #waiting;
  #askAt = 0;
  #retryAfterMs = -1;
  #quiet = 0;
  #failures = 0;
  #failingSince = 0;
  #renewed = false;

  /** @param {WatchContext} context @param {WatchOptions | undefined} options @param {Topic<S, T>} topic */
  constructor(context, options = {}, topic) {
    this.#context = context;
    this.#options = options;
    this.#topic = topic;
  }

  /** @returns {Promise<IteratorResult<T, undefined>>} */
  next() {
    return new Promise((resolve, reject) => {
      const call = { resolve, reject };
      if (this.#call) {
        this.#later ??= [];
        this.#later.push(call);
        return;
      }
      this.#call = call;
      this.#go();
    });
  }

  /** @returns {Promise<IteratorResult<T, undefined>>} */
  async return() {
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @param {{ reason: unknown }} [thrown] */
  end(thrown) {
    if (this.#over) return;
    this.#over = true;
    this.#thrown = thrown;
    this.#unlisten?.();
    this.#context.watches.delete(this);
    this.#topic.leave?.(this);
    this.#waiting?.cancel();
    this.#waiting = undefined;
    this.#go();
  }

  /** Answers whoever calls, or waits for an answer. */
  #go() {
    if (!this.#over && this.#call)
      try {
        this.#start();
        const ms = this.#askAt - now();
        if (ms <= 0) this.awake();
        else this.#waiting = new Sleep(ms, this.#maxIntervalMs, this);
      } catch (reason) {
        this.end({ reason });
      }
    while (this.#over && this.#call) {
      const thrown = this.#thrown;
      this.#thrown = undefined;
      if (thrown) this.#answered().reject(thrown.reason);
      else this.#answered().resolve({ done: true, value: undefined });
    }
  }

  #answered() {
    const call = /** @type {Call<T>} */ (this.#call);
    this.#call = this.#later?.shift();
    return call;
  }

  /** It is time to ask. */
  awake() {
    const request = this.#topic.ask(this);
    if (this.#over) request.cancel();
    else this.#waiting = request;
  }

  /** How long it must wait at least: a page that is shown again waits as if something had just changed. */
  get eagerMs() {
    return this.#delay(0, 0);
  }

  /** The outcome of a request, its own or that of another watch of the same. @param {S | undefined} state @param {unknown} [error] */
  hear(state, error) {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    if (waiting instanceof Sleep) waiting.cancel();
    try {
      if (state) this.#accept(state);
      else this.#bear(error);
    } catch (reason) {
      this.end({ reason });
    }
    this.#go();
  }

  #start() {
    if (this.#started) return;
    this.#started = true;
    needNames(this.#options, this.#topic.options);
    const {
      minIntervalMs = 2000,
      maxIntervalMs = 30_000,
      maxOutageMs = 600_000,
      onOutage,
      signal,
      stream,
    } = this.#options;
    needNumber(minIntervalMs, 'minIntervalMs', 1, Infinity);
    needNumber(maxIntervalMs, 'maxIntervalMs', 0, Infinity);
    needNumber(maxOutageMs, 'maxOutageMs', 0, Infinity);
    needFunction(onOutage, 'onOutage');
    needSignal(signal);
    if (stream !== undefined && typeof stream !== 'boolean') {
      need(isObject(stream), 'stream', 'It must be true, false or { silenceMs }.');
      needNames(stream, ['silenceMs']);
      const { silenceMs = 1 } = stream;
      needNumber(silenceMs, 'silenceMs', 1, LONGEST_TIMER);
    }
    signal?.throwIfAborted();
    this.#minIntervalMs = minIntervalMs;
    this.#maxIntervalMs = Math.max(minIntervalMs, maxIntervalMs);
    this.#unlisten = signal && onAbort(signal, (reason) => this.end({ reason }));
    this.#context.watches.add(this);
    this.#topic.enter?.(this);
  }

  /** @param {S} state */
  #accept(state) {
    const { value, last } = this.#topic.take(state);
    if (this.#failures) this.#options.onOutage?.(undefined);
    this.#failures = 0;
    this.#renewed = false;
    this.#quiet = value ? 0 : this.#quiet + 1;
    this.#plan(state.retryAfterMs);
    if (this.#topic.isPushed) this.#askAt = 0;
    if (value && this.#call) this.#answered().resolve({ done: false, value });
    if (last) this.end();
  }

  /** @param {number} quiet @param {number} failures */
  #delay(quiet, failures) {
    const { instance, maxRetryAfterMs } = this.#context;
    const limits = { minIntervalMs: this.#minIntervalMs, maxIntervalMs: this.#maxIntervalMs, maxRetryAfterMs };
    return policy.pollDelay(instance(), limits, quiet, failures, this.#retryAfterMs);
  }

  /** @param {number} [retryAfterMs] */
  #plan(retryAfterMs = -1) {
    this.#retryAfterMs = retryAfterMs;
    const delay = this.#delay(this.#quiet, this.#failures);
    this.#askAt = now() + delay;
    return delay;
  }

  /** Rides a failure out, or throws it. @param {unknown} error */
  #bear(error) {
    if (!(error instanceof DocumentTranslationError)) throw error;
    if (error.statusCode === 401 && this.#context.canRenew() && !this.#renewed) {
      this.#renewed = true;
      this.#askAt = 0;
      return;
    }
    const { maxOutageMs = 600_000, onOutage } = this.#options;
    const { retryable, retryAfterMs = 0 } = error;
    if (this.#failures++ === 0) this.#failingSince = awakeNow();
    const waitMs = Math.min(retryAfterMs, this.#context.maxRetryAfterMs);
    if (!retryable || awakeNow() - this.#failingSince + waitMs >= maxOutageMs) throw error;
    const retryInMs = Math.round(this.#plan(retryAfterMs));
    onOutage?.({ error, retryInMs });
  }
}

/**
 * @param {WatchContext} context
 * @param {string} batchId
 * @param {string} documentId
 * @param {WatchOptions} [options]
 * @returns {AsyncIterableIterator<WatchedDocument>}
 */
export const watchDocument = (context, batchId, documentId, options) =>
  new Watch(context, options, new DocumentTopic(context, batchId, documentId, options?.stream));

/**
 * @param {WatchContext} context
 * @param {string} batchId
 * @param {Omit<WatchOptions, 'stream'>} [options]
 * @returns {AsyncIterableIterator<{ batch: BatchStatus, documents: DocumentStatus[] }>}
 */
export const watchBatch = (context, batchId, options) => new Watch(context, options, new BatchTopic(context, batchId));
