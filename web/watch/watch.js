// The async iterator of a watch: polls its target until the end and returns each change once, in order. The C policy decides when to
// poll; this class keeps the state that the policy needs.
import { onAbort } from '../client/abort.js';
import { isObject, LONGEST_TIMER, need, needFunction, needNames, needNumber, needSignal } from '../client/options.js';
import { DocumentTranslationError } from '../module/errors.js';
import { pollDelay } from '../module/policy.js';
import { Wait } from './sleep.js';
import { awakeNow, now } from './timing.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('../module/types.js').RequestOptions & import('../client/request.js').RequestSettings} RequestSettings */
/** @typedef {import('./changes.js').State} State */
/**
 * @template T
 * @typedef {import('../module/types.js').Page<T>} Page
 */

const OPTIONS = ['signal', 'minIntervalMs', 'maxIntervalMs', 'maxOutageMs', 'maxInitialOutageMs', 'onOutage'];

/**
 * @typedef {object} WatchContext What the watches of one client share.
 * @property {() => import('../module/instance.js').Instance} instance
 * @property {(batchId: string, documentId: string, settings: RequestSettings) => Promise<DocumentStatus>} getDocument
 * @property {(batchId: string, signal: AbortSignal) => Promise<BatchStatus>} getBatch
 * @property {(batchId: string, options: ListOptions) => AsyncGenerator<Page<DocumentStatus>, void, void>} pages
 * @property {() => boolean} canRenew Whether the credential can return another token.
 * @property {number} maxRetryAfterMs
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches Closing the client ends these.
 * @property {Map<string, import('./shared-poll.js').SharedPoll>} polls By document id.
 * @property {import('./request-queue.js').RequestQueue} queue
 */

/**
 * A document or a job that is watched.
 * @template S, T
 * @typedef {object} WatchTarget
 * @property {(watch: Watch<any, any>) => { cancel(): void }} request Sends a request. Its outcome goes to the watch's onOutcome, unless it is
 *   cancelled.
 * @property {(state: S) => { value?: T, isLast?: boolean }} update Returns what is new in a response, and whether it is the last.
 * @property {(watch: Watch<any, any>) => void} [subscribe]
 * @property {(watch: Watch<any, any>) => void} [unsubscribe]
 * @property {string[]} [optionNames] Options that only this kind of target has.
 * @property {boolean} [isPushed] Whether the server sends the next change by itself, so that the next request needs no delay.
 */

/**
 * @template T
 * @typedef {{ resolve: (result: IteratorResult<T, undefined>) => void, reject: (reason: unknown) => void }} Call
 */

/**
 * The iterator of a watch. It ends at once when the caller calls return(), its signal aborts or its client closes, also during a request.
 * @template {State} S
 * @template T
 */
export class Watch {
  #context;
  #options;
  #target;
  #minIntervalMs = 0;
  #maxIntervalMs = 0;
  /** @type {Call<T> | undefined} The call of next() that is waiting. */
  #call;
  /** @type {Call<T>[] | undefined} Calls of next() made while one was waiting. */
  #laterCalls;
  #isStarted = false;
  #isOver = false;
  /** @type {{ reason: unknown } | undefined} The next call of next() rejects with it. */
  #thrown;
  /** @type {(() => void) | undefined} */
  #unlisten;
  /** @type {{ cancel(): void } | undefined} The wait or the request in progress. */
  #pending;
  #pollAt = 0;
  #retryAfterMs = -1;
  /** Responses since the last change. */
  #quiet = 0;
  /** Failures since the last response. */
  #failures = 0;
  #failingSince = 0;
  #isRenewed = false;

  /**
   * @param {WatchContext} context
   * @param {WatchOptions | undefined} options
   * @param {WatchTarget<S, T>} target
   */
  constructor(context, options = {}, target) {
    this.#context = context;
    this.#options = options;
    this.#target = target;
  }

  /** @returns {Promise<IteratorResult<T, undefined>>} */
  next() {
    return new Promise((resolve, reject) => {
      const call = { resolve, reject };
      if (this.#call) {
        this.#laterCalls ??= [];
        this.#laterCalls.push(call);
        return;
      }
      this.#call = call;
      this.#advance();
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
    if (this.#isOver) return;
    this.#isOver = true;
    this.#thrown = thrown;
    this.#unlisten?.();
    this.#context.watches.delete(this);
    this.#target.unsubscribe?.(this);
    this.#pending?.cancel();
    this.#pending = undefined;
    this.#advance();
  }

  /** Waits for the next poll if a caller is waiting; settles all callers if the watch is over. */
  #advance() {
    if (!this.#isOver && this.#call)
      try {
        this.#start();
        const ms = this.#pollAt - now();
        if (ms <= 0) this.onOver();
        else this.#pending = new Wait(ms, this.#maxIntervalMs, this);
      } catch (reason) {
        this.end({ reason });
      }
    while (this.#isOver && this.#call) {
      const thrown = this.#thrown;
      this.#thrown = undefined;
      if (thrown) this.#shiftCall().reject(thrown.reason);
      else this.#shiftCall().resolve({ done: true, value: undefined });
    }
  }

  #shiftCall() {
    const call = /** @type {Call<T>} */ (this.#call);
    this.#call = this.#laterCalls?.shift();
    return call;
  }

  /** The wait is over: sends the next request. */
  onOver() {
    const request = this.#target.request(this);
    if (this.#isOver) request.cancel();
    else this.#pending = request;
  }

  /** A page that is shown again waits as if something had just changed. */
  get shortestMs() {
    return this.#delay(0, 0);
  }

  /** Receives the outcome of a request, which another watch of the same document may have sent. @param {S | undefined} state @param {unknown} [error] */
  onOutcome(state, error) {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    if (pending instanceof Wait) pending.cancel();
    try {
      if (state) this.#onResponse(state);
      else this.#onFailure(error);
    } catch (reason) {
      this.end({ reason });
    }
    this.#advance();
  }

  #start() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    needNames(this.#options, [...OPTIONS, ...(this.#target.optionNames ?? [])]);
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
    this.#target.subscribe?.(this);
  }

  /** @param {S} state */
  #onResponse(state) {
    const { value, isLast } = this.#target.update(state);
    if (this.#failures) this.#options.onOutage?.(undefined);
    this.#failures = 0;
    this.#isRenewed = false;
    this.#quiet = value ? 0 : this.#quiet + 1;
    this.#scheduleNext(state.retryAfterMs);
    if (this.#target.isPushed) this.#pollAt = 0;
    if (value && this.#call) this.#shiftCall().resolve({ done: false, value });
    if (isLast) this.end();
  }

  /** @param {number} quiet @param {number} failures */
  #delay(quiet, failures) {
    const { instance, maxRetryAfterMs } = this.#context;
    const limits = { minIntervalMs: this.#minIntervalMs, maxIntervalMs: this.#maxIntervalMs, maxRetryAfterMs };
    return pollDelay(instance(), limits, quiet, failures, this.#retryAfterMs);
  }

  /** @param {number} [retryAfterMs] */
  #scheduleNext(retryAfterMs = -1) {
    this.#retryAfterMs = retryAfterMs;
    const delay = this.#delay(this.#quiet, this.#failures);
    this.#pollAt = now() + delay;
    return delay;
  }

  /** Schedules another request after a retryable failure; throws any other. @param {unknown} error */
  #onFailure(error) {
    if (!(error instanceof DocumentTranslationError)) throw error;
    if (error.statusCode === 401 && this.#context.canRenew() && !this.#isRenewed) {
      this.#isRenewed = true;
      this.#pollAt = 0;
      return;
    }
    const { maxOutageMs = 600_000, onOutage } = this.#options;
    const { retryable, retryAfterMs = 0 } = error;
    if (this.#failures++ === 0) this.#failingSince = awakeNow();
    const waitMs = Math.min(retryAfterMs, this.#context.maxRetryAfterMs);
    if (!retryable || awakeNow() - this.#failingSince + waitMs >= maxOutageMs) throw error;
    const retryInMs = Math.round(this.#scheduleNext(retryAfterMs));
    onOutage?.({ error, retryInMs });
  }
}
