// The async iterator of a watch: polls its target until the end and returns each change once, in order. The C policy decides when to
// poll; this class keeps the numbers that the policy needs.
//
// next() is one loop that waits for its own promise, which timers, other watches and callers only resolve. So everything after `await`, from
// the request to onOutage, runs in the async context of the caller of next(), whoever resolved the promise.
import { onAbort } from '../client/abort.js';
import { disposal } from '../client/disposal.js';
import { isObject, LONGEST_TIMER, need, needFunction, needNames, needNumber, needSignal } from '../client/options.js';
import { DocumentTranslationError, rethrow } from '../module/errors.js';
import { pollDelay } from '../module/policy.js';
import { PAUSE } from './pause.js';
import { Wait } from './sleep.js';
import { awakeNow, now } from './timing.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('../module/types.js').RequestOptions & import('../client/request.js').RequestSettings} RequestSettings */
/** @typedef {import('./changes.js').Status} Status */
/**
 * @template T
 * @typedef {import('../module/types.js').Page<T>} Page
 */

const OPTIONS = ['signal', 'minIntervalMs', 'maxIntervalMs', 'maxOutageMs', 'maxInitialOutageMs', 'onOutage'];
const MAX_OUTAGE_MS = 600_000;
const MAX_INITIAL_OUTAGE_MS = 30_000;

/**
 * @typedef {object} WatchContext What the watches of one client share.
 * @property {() => import('../module/instance.js').Instance} instance
 * @property {(batchId: string, documentId: string, settings: RequestSettings) => Promise<DocumentStatus>} getDocument
 * @property {(batchId: string, signal: AbortSignal) => Promise<BatchStatus>} getBatch
 * @property {(batchId: string, options: ListOptions) => AsyncGenerator<Page<DocumentStatus>, void, void>} pages
 * @property {number} maxRetryAfterMs
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches Closing the client ends these.
 * @property {Map<string, import('./shared-poll.js').SharedPoll>} polls By document id.
 * @property {import('./request-queue.js').RequestQueue} queue
 */

/**
 * A document or a job that is watched.
 * @template S, T
 * @typedef {object} WatchTarget
 * @property {(watch: Watch<any, any>) => { cancel(): void }} request Sends a request, or joins one. Its outcome goes to the watch's onOutcome,
 *   unless the watch cancels it. A call of onOver asks the watch to call this again.
 * @property {(status: S) => { value?: T, isLast?: boolean }} update Returns what is new in a response, and whether it is the last.
 * @property {(watch: Watch<any, any>) => void} [subscribe]
 * @property {(watch: Watch<any, any>) => void} [unsubscribe]
 * @property {string[]} [optionNames] Options that only this kind of target has.
 * @property {boolean} [isPushed] Whether the server sends the next change by itself, so that the next request needs no delay.
 */

/**
 * @template S
 * @typedef {{ status: S, error?: undefined } | { status?: undefined, error: unknown }} Outcome Of a request.
 */

/**
 * The iterator of a watch. It ends at once when the caller calls return(), its signal aborts or its client closes, also during a request.
 * @template {Status} S
 * @template T
 */
export class Watch {
  #context;
  #options;
  #target;
  #minIntervalMs = 0;
  #maxIntervalMs = 0;
  #isStarted = false;
  #isOver = false;
  /** @type {{ reason: unknown } | undefined} The next call of next() rejects with it. */
  #thrown;
  /** @type {(() => void) | undefined} */
  #unlisten;
  /** Whether a call of next() is in progress. */
  #isBusy = false;
  /** @type {(() => void)[] | undefined} Start the calls of next() that were made meanwhile. */
  #laterCalls;
  /** @type {Wait | { cancel(): void } | undefined} The timer or the request that next() waits for. */
  #pending;
  /** @type {((outcome?: Outcome<S>) => void) | undefined} Resolves the promise that next() waits for. */
  #resume;
  #pollAt = 0;
  #retryAfterMs = -1;
  #responsesSinceChange = 0;
  #failuresSinceResponse = 0;
  #failingSince = 0;
  /** Whether the server has responded, with any status. */
  hasResponse = false;

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
  async next() {
    if (this.#isBusy)
      await new Promise((resolve) => {
        this.#laterCalls ??= [];
        this.#laterCalls.push(() => resolve(undefined));
      });
    this.#isBusy = true;
    try {
      while (!this.#isOver) {
        this.#start();
        let outcome = await this.#wait();
        this.#pending = this.#resume = undefined;
        if (this.#isOver || !outcome) continue;
        const value = outcome.status ? this.#onResponse(outcome.status) : this.#onFailure(outcome.error);
        if (value) return { done: false, value };
        // Not kept while waiting: an error's stack refers to the request, and so to the context of the watch that sent it.
        outcome = undefined;
      }
    } catch (reason) {
      this.end({ reason });
    } finally {
      const startLaterCall = this.#laterCalls?.shift();
      if (startLaterCall) startLaterCall();
      else this.#isBusy = false;
    }
    const thrown = this.#thrown;
    this.#thrown = undefined;
    // A copy: several watches can share the error.
    if (thrown) rethrow(thrown.reason, this.#options?.signal);
    return { done: true, value: undefined };
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
    this.#resume?.();
  }

  /** Checks the options, at the first call of next(). */
  #start() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    needNames(this.#options, [...OPTIONS, ...(this.#target.optionNames ?? [])]);
    const { minIntervalMs = 2000, maxIntervalMs = 30_000, onOutage, signal, stream } = this.#options;
    const { maxOutageMs = 0, maxInitialOutageMs = 0 } = this.#options;
    needNumber(minIntervalMs, 'minIntervalMs', 1, Infinity);
    needNumber(maxIntervalMs, 'maxIntervalMs', 0, Infinity);
    needNumber(maxOutageMs, 'maxOutageMs', 0, Infinity);
    needNumber(maxInitialOutageMs, 'maxInitialOutageMs', 0, Infinity);
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

  /**
   * Waits until the next request is due, or for its outcome if it is due now. Another watch of the same document can send one earlier.
   * @returns {Promise<Outcome<S> | undefined>} undefined if the watch has ended or should look again what is due
   */
  #wait() {
    return new Promise((resolve) => {
      this.#resume = resolve;
      const ms = this.#pollAt - now();
      const pending =
        ms > 0 || this.pause?.isOn ? new Wait(Math.max(ms, 0), this.#maxIntervalMs, this) : this.#target.request(this);
      if (this.#isOver) pending.cancel();
      else this.#pending = pending;
    });
  }

  /** A request is due: the timer has ended, or it is this watch's turn to send the shared request. */
  onOver() {
    this.#pollAt = 0;
    this.#resume?.();
  }

  /** A page that is shown again waits as if something had just changed. */
  get shortestMs() {
    return this.#delay(0, 0);
  }

  /** @returns {import('./pause.js').Pause | undefined} */
  get pause() {
    return /** @type {any} */ (this.#options)[PAUSE];
  }

  /** Receives the outcome of a request, which another watch of the same document may have sent. @param {Outcome<S>} outcome */
  onOutcome(outcome) {
    if (this.#pending instanceof Wait) this.#pending.cancel();
    this.#resume?.(outcome);
  }

  /** @param {S} status @returns {T | undefined} what is new in it */
  #onResponse(status) {
    const { value, isLast } = this.#target.update(status);
    if (this.#failuresSinceResponse) this.#report(undefined);
    if (this.#isOver) return;
    this.hasResponse = true;
    this.#failuresSinceResponse = 0;
    this.#responsesSinceChange = value ? 0 : this.#responsesSinceChange + 1;
    this.#scheduleNext(status.retryAfterMs);
    if (this.#target.isPushed) this.#pollAt = 0;
    if (isLast) this.end();
    return value;
  }

  /** Schedules another request after a retryable failure; throws any other. @param {unknown} error @returns {undefined} */
  #onFailure(error) {
    if (!(error instanceof DocumentTranslationError)) throw error;
    const { statusCode, retryable, retryAfterMs } = error;
    if (statusCode !== undefined) this.hasResponse = true;
    if (this.#failuresSinceResponse++ === 0) this.#failingSince = awakeNow();
    const leftMs = this.#failingSince + this.#longestOutageMs - awakeNow();
    if (!retryable || Math.min(retryAfterMs ?? 0, this.#context.maxRetryAfterMs) >= leftMs) throw error;
    const retryInMs = Math.round(this.#scheduleNext(retryAfterMs, this.hasResponse ? Infinity : leftMs));
    this.#report({ error, retryInMs });
  }

  /** An onOutage that throws or rejects ends the watch. @param {import('../module/types.js').Outage | undefined} outage */
  #report(outage) {
    Promise.resolve(this.#options.onOutage?.(outage)).catch((reason) => this.end({ reason }));
  }

  get #longestOutageMs() {
    const { maxOutageMs = MAX_OUTAGE_MS } = this.#options;
    const { maxInitialOutageMs = maxOutageMs === Infinity ? Infinity : MAX_INITIAL_OUTAGE_MS } = this.#options;
    return this.hasResponse ? maxOutageMs : Math.min(maxInitialOutageMs, maxOutageMs);
  }

  /** @param {number} [retryAfterMs] @param {number} [leftMs] If a time is left, the last request is sent at its end. */
  #scheduleNext(retryAfterMs = -1, leftMs = Infinity) {
    this.#retryAfterMs = retryAfterMs;
    let delay = this.#delay(this.#responsesSinceChange, this.#failuresSinceResponse);
    // No request comes sooner than minIntervalMs after this one, or before the last one.
    if (leftMs - delay < this.#minIntervalMs) delay = Math.max(leftMs, this.#minIntervalMs);
    this.#pollAt = now() + delay;
    return delay;
  }

  /** The shortest and the longest wait between two requests. */
  get limits() {
    return { minIntervalMs: this.#minIntervalMs, maxIntervalMs: this.#maxIntervalMs };
  }

  /** @param {number} responsesSinceChange @param {number} failuresSinceResponse */
  #delay(responsesSinceChange, failuresSinceResponse) {
    const { instance, maxRetryAfterMs } = this.#context;
    const limits = { ...this.limits, maxRetryAfterMs };
    return pollDelay(instance(), limits, responsesSinceChange, failuresSinceResponse, this.#retryAfterMs);
  }
}

Object.assign(
  Watch.prototype,
  disposal(function () {
    this.end();
  }),
);
