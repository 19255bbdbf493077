// Watching: asking again until the end, showing each change once and in order. When to ask is the C's policy; this keeps count.
import { onAbort } from './abort.js';
import { DocumentTranslationError } from './errors.js';
import * as policy from './policy.js';
import { ownTimers } from './runtime.js';
import { awakeNow, now, Sleep } from './scheduler.js';
import { ERROR_OPTION } from './tables.js';
import { isTerminal } from './terminal.js';

/** @typedef {import('./client.js').BatchStatus} BatchStatus */
/** @typedef {import('./client.js').DocumentStatus} DocumentStatus */
/** @typedef {import('./client.js').ListOptions} ListOptions */
/** @typedef {import('./client.js').WatchedDocument} WatchedDocument */

/**
 * @typedef {object} WatchOptions
 * @property {AbortSignal} [signal]
 * @property {number} [minIntervalMs] The shortest time between two requests, 1 or more. Default 2000: the service says 1 s, but caches its
 *   replies for longer, and a document takes a minute.
 * @property {number} [maxIntervalMs] What the interval grows to while nothing changes. Default 30000.
 * @property {number} [maxOutageMs] How long failures that may pass are ridden out. Default 600000.
 * @property {(outage: Outage | undefined) => void} [onOutage] Called with each failure that is ridden out, and with undefined once a reply
 *   comes again. What it throws ends the watch.
 * @property {boolean | import('./stream.js').StreamOptions} [stream] Of a document: have changes sent, by a server that can, as the proxy;
 *   polls where it can't. silenceMs, default 45000, is how long the stream may say nothing at all.
 */

/**
 * What is wrong while a watch goes on trying.
 * @typedef {object} Outage
 * @property {DocumentTranslationError} error
 * @property {number} retryInMs In how many milliseconds it asks again.
 */

/**
 * @typedef {object} WatchContext What the watches of a client need of it, and what they share.
 * @property {() => import('./core.js').Core} core
 * @property {(batchId: string, documentId: string, signal: AbortSignal, wrap?: import('./client.js').Sending['wrap']) => Promise<DocumentStatus>} getDocument
 * @property {(batchId: string, signal: AbortSignal) => Promise<BatchStatus>} getBatch
 * @property {(batchId: string, options: ListOptions) => AsyncGenerator<DocumentStatus[], void, void>} pages
 * @property {() => boolean} canRenew Whether another token may be had.
 * @property {number} maxConcurrency
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches What closing the client ends.
 * @property {Map<string, Line>} lines By the document.
 * @property {number} busy How many requests are on their way.
 * @property {Set<() => void>} queue Those who wait to send theirs.
 */

/** @typedef {{ status: string, lastActionDateTimeUtc: string, progress?: number, retryAfterMs?: number }} State */

/**
 * A request on its way: what becomes of it, and how to give it up.
 * @template T
 * @typedef {{ outcome: Promise<T>, leave: () => void }} Asking
 */

/** An AbortController as far as a request of a watch needs one: a real one takes Node 20 as long as a fifth of a poll. */
class RequestController {
  aborted = false;
  reason = undefined;
  /** @type {Set<(event: { target: object }) => void>} */
  #listeners = new Set();

  /** @returns {AbortSignal} Itself. */
  get signal() {
    return /** @type {any} */ (this);
  }

  abort() {
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener({ target: this });
  }

  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }

  /** @param {string} _ @param {(event: { target: object }) => void} listener */
  addEventListener(_, listener) {
    this.#listeners.add(listener);
  }

  /** @param {string} _ @param {(event: { target: object }) => void} listener */
  removeEventListener(_, listener) {
    this.#listeners.delete(listener);
  }
}

/** @param {object} state What a change is a change of: everything but what describes the reply itself. */
function fingerprint(state) {
  const { retryAfterMs, etag, requestId, ...members } = /** @type {DocumentStatus} */ (state);
  return JSON.stringify(members);
}

/**
 * Whether a state is older than the one that was shown, which a fingerprint holds.
 * @param {WatchContext} context
 * @param {string} shown
 * @param {State} came
 */
const isStale = (context, shown, came) => shown !== '' && policy.isStale(context.core(), JSON.parse(shown), came);

/**
 * Makes a request when fewer than maxConcurrency are on their way. In workerd it is made at once: there, who waits for another may wait
 * for one who is gone, and connections are limited anyway.
 * @template T
 * @param {WatchContext} context
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} request
 */
async function inTurn(context, signal, request) {
  if (ownTimers()) return request();
  if (context.busy < context.maxConcurrency) context.busy++;
  else {
    // Who leaves hands on its place.
    await new Promise((resolve, reject) => {
      const enter = () => resolve(undefined);
      context.queue.add(enter);
      signal.addEventListener('abort', () => context.queue.delete(enter) && reject(signal.reason));
    });
  }
  try {
    return await request();
  } finally {
    const [next] = context.queue;
    if (next) {
      context.queue.delete(next);
      next();
    } else context.busy--;
  }
}

/**
 * What is watched.
 * @template S, T
 * @typedef {object} Topic
 * @property {() => Asking<S>} ask
 * @property {(state: S) => { changed: boolean, value: T, last: boolean }} take What is new in a reply.
 * @property {(watch: Watch<any, any>) => void} [enter]
 * @property {(watch: Watch<any, any>) => void} [leave]
 * @property {boolean} [isPushed] Whether the answer to the next question comes when there is something new.
 */

/**
 * An iterator that asks again and again, and is over at once when it is returned, its signal aborts or its client closes, whatever it
 * waits for.
 * @template {State} S
 * @template T
 */
class Watch {
  #context;
  #options;
  #topic;
  #minIntervalMs = 0;
  #maxIntervalMs = 0;
  #calls = 0;
  /** @type {Promise<IteratorResult<T, undefined>> | undefined} Of the latest call. */
  #step;
  #started = false;
  #over = false;
  /** @type {{ reason: unknown } | undefined} What is still to be thrown. */
  #thrown;
  /** @type {(() => void) | undefined} */
  #unlisten;
  /** @type {{ cancel: () => void } | undefined} What is waited for. */
  #waiting;
  #askAt = 0;
  #eagerMs = 0;
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

  next() {
    const run = () => this.#run();
    this.#step = this.#calls++ && this.#step ? this.#step.then(run, run) : run();
    return this.#step;
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
  }

  /** What another watch of the same has learned. @param {Promise<S>} outcome */
  hear(outcome) {
    if (this.#waiting instanceof Sleep) this.#waiting.wake(outcome);
  }

  /** @returns {Promise<IteratorResult<T, undefined>>} */
  async #run() {
    try {
      this.#start();
      while (!this.#over) {
        let state;
        try {
          state = (await this.#pause()) ?? (this.#over ? undefined : await this.#ask());
        } catch (error) {
          if (!this.#over) this.#bear(error);
          continue;
        } finally {
          this.#waiting = undefined;
        }
        if (this.#over || !state) break;
        const result = this.#accept(state);
        if (result) return result;
      }
    } catch (reason) {
      this.end({ reason });
    } finally {
      this.#calls--;
    }
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (thrown) throw thrown.reason;
    return { done: true, value: undefined };
  }

  #start() {
    if (this.#started) return;
    this.#started = true;
    const {
      minIntervalMs = 2000,
      maxIntervalMs = 30_000,
      maxOutageMs = 600_000,
      onOutage,
      signal,
      stream,
    } = this.#options;
    /** @param {boolean} fine @param {string} name */
    const need = (fine, name) => {
      if (!fine) throw this.#context.core().error(ERROR_OPTION, name);
    };
    need(typeof minIntervalMs === 'number' && minIntervalMs >= 1, 'minIntervalMs');
    need(typeof maxIntervalMs === 'number' && maxIntervalMs >= 0, 'maxIntervalMs');
    need(typeof maxOutageMs === 'number' && maxOutageMs >= 0, 'maxOutageMs');
    need(onOutage === undefined || typeof onOutage === 'function', 'onOutage');
    need(signal === undefined || typeof signal?.addEventListener === 'function', 'signal');
    const { silenceMs = 1 } = /** @type {any} */ (Object(stream));
    need(['undefined', 'boolean', 'object'].includes(typeof stream) && silenceMs >= 1, 'stream');
    signal?.throwIfAborted();
    this.#minIntervalMs = minIntervalMs;
    this.#maxIntervalMs = Math.max(minIntervalMs, maxIntervalMs);
    this.#unlisten = signal && onAbort(signal, (reason) => this.end({ reason }));
    this.#context.watches.add(this);
    this.#topic.enter?.(this);
  }

  /** @param {S} state @returns {IteratorResult<T, undefined> | undefined} What is new. */
  #accept(state) {
    const { changed, value, last } = this.#topic.take(state);
    if (this.#failures) this.#options.onOutage?.(undefined);
    this.#failures = 0;
    this.#renewed = false;
    this.#quiet = changed ? 0 : this.#quiet + 1;
    this.#plan(state.retryAfterMs);
    if (this.#topic.isPushed) this.#askAt = 0;
    if (last) this.end();
    return changed ? { done: false, value } : undefined;
  }

  /** Until it is time to ask, or another watch of the same has learned something. */
  #pause() {
    const ms = this.#askAt - now();
    if (ms <= 0) return;
    /** @type {Sleep<S>} */
    const sleep = new Sleep(ms, this.#eagerMs, this.#maxIntervalMs);
    this.#waiting = sleep;
    return sleep.over;
  }

  /** @returns {Promise<S>} */
  #ask() {
    const { outcome, leave } = this.#topic.ask();
    return new Promise((resolve, reject) => {
      this.#waiting = {
        cancel() {
          leave();
          reject();
        },
      };
      outcome.then(resolve, reject);
    });
  }

  /** @param {number} [retryAfterMs] */
  #plan(retryAfterMs = -1) {
    const core = this.#context.core();
    const limits = { minIntervalMs: this.#minIntervalMs, maxIntervalMs: this.#maxIntervalMs };
    const delay = policy.pollDelay(core, limits, this.#quiet, this.#failures, retryAfterMs);
    this.#askAt = now() + delay;
    // A page that is shown again waits as if something had just changed.
    this.#eagerMs = Math.min(delay, policy.pollDelay(core, limits, 0, 0, retryAfterMs));
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
    if (!retryable || awakeNow() - this.#failingSince + retryAfterMs >= maxOutageMs) throw error;
    const retryInMs = Math.round(this.#plan(retryAfterMs));
    onOutage?.({ error, retryInMs });
  }
}

/** What the watches of one document share: one request at a time, whose outcome all of them hear. */
class Line {
  /** @type {{ outcome: Promise<DocumentStatus>, users: number, controller: AbortController } | undefined} */
  #asking;

  /** @type {import('./stream.js').DocumentStream | undefined} */
  stream;

  /**
   * @param {WatchContext} context
   * @param {string} batchId
   * @param {string} documentId
   * @param {WatchOptions['stream']} streams
   */
  constructor(context, batchId, documentId, streams) {
    this.context = context;
    this.batchId = batchId;
    this.documentId = documentId;
    this.streams = streams;
    /** @type {Watch<any, any>[]} */
    this.watches = [];
  }

  get key() {
    return `${this.batchId}/${this.documentId}`;
  }

  /** @returns {Asking<DocumentStatus>} */
  ask() {
    this.#asking ??= this.#send();
    const asking = this.#asking;
    asking.users++;
    return {
      outcome: asking.outcome,
      leave: () => {
        if (--asking.users) return;
        if (this.#asking === asking) this.#asking = undefined;
        asking.controller.abort();
      },
    };
  }

  #send() {
    const { context, batchId, documentId } = this;
    const controller = new RequestController();
    const { signal } = controller;
    const poll = () => inTurn(context, signal, () => context.getDocument(batchId, documentId, signal));
    const outcome = this.streams ? this.#hear(signal, poll) : poll();
    const asking = { outcome, users: 0, controller };
    const tell = () => {
      if (this.#asking !== asking) return;
      this.#asking = undefined;
      for (const watch of this.watches) watch.hear(outcome);
    };
    outcome.then(tell, tell);
    return asking;
  }

  /** What the stream says next. It takes no turn: it is silent most of the time. @param {AbortSignal} signal @param {() => Promise<DocumentStatus>} poll */
  async #hear(signal, poll) {
    const { context, batchId, documentId, streams } = this;
    if (!this.stream) {
      const { DocumentStream } = await import('./stream.js');
      this.stream = new DocumentStream(
        (wrap, aborted) => context.getDocument(batchId, documentId, aborted, wrap),
        streams,
      );
    }
    return this.stream.next(signal, poll);
  }
}

/** @implements {Topic<DocumentStatus, WatchedDocument>} */
class DocumentTopic {
  #context;
  #line;
  /** The fingerprint of what was shown. */
  #shown = '';
  // The document's own movement, which tells how long it will take: since when and from where, up to where and when, the last step of it,
  // and the pace of the whole.
  #fromAt = 0;
  #from = -1;
  #to = -1;
  #toAt = 0;
  #step = 0;
  #pace = -1;

  /** @param {WatchContext} context @param {string} batchId @param {string} documentId @param {WatchOptions['stream']} streams */
  constructor(context, batchId, documentId, streams) {
    this.#context = context;
    this.#line = new Line(context, batchId, documentId, streams);
  }

  get isPushed() {
    return this.#line.stream?.isOpen ?? false;
  }

  /** @param {Watch<any, any>} watch */
  enter(watch) {
    const { lines } = this.#context;
    // Requests in workerd can't wait for one another; and each event of a stream is for the watch that takes it.
    if (!ownTimers() && !this.#line.streams) {
      this.#line = lines.get(this.#line.key) ?? this.#line;
      lines.set(this.#line.key, this.#line);
    }
    this.#line.watches = this.#line.watches.concat(watch);
  }

  /** @param {Watch<any, any>} watch */
  leave(watch) {
    const { lines } = this.#context;
    const line = this.#line;
    line.watches = line.watches.filter((other) => other !== watch);
    line.stream?.close();
    if (!line.watches.length && lines.get(line.key) === line) lines.delete(line.key);
  }

  ask() {
    return this.#line.ask();
  }

  /** @param {DocumentStatus} document */
  take(document) {
    const last = isTerminal(document.status);
    const print = fingerprint(document);
    if (print === this.#shown || isStale(this.#context, this.#shown, document))
      return { changed: false, value: document, last: false };
    this.#shown = print;
    const left = this.#estimate(document);
    return {
      changed: true,
      value: left > 0 ? { ...document, estimatedRemainingMs: Math.round(left) } : document,
      last,
    };
  }

  /**
   * The time left by the document's own pace; it is counted down as far as another step like the last one would bring it.
   * @param {DocumentStatus} document
   */
  #estimate({ status, progress }) {
    if (status !== 'Running' || progress === undefined) return 0;
    const at = now();
    if (this.#from < 0 || progress < this.#to) {
      this.#from = this.#to = progress;
      this.#fromAt = at;
      this.#pace = -1;
    }
    if (progress > this.#to) {
      this.#step = progress - this.#to;
      this.#to = progress;
      this.#toAt = at;
      this.#pace = policy.estimatePace(this.#context.core(), this.#from, progress, at - this.#fromAt, this.#pace);
    }
    return this.#pace < 0 ? 0 : (1 - progress) * this.#pace - Math.min(at - this.#toAt, this.#step * this.#pace);
  }
}

/** Statuses of documents to which something may still happen. */
const ACTIVE = ['NotStarted', 'Running', 'Cancelling'];
const PAGE_SIZE = 100;
const IDS_AT_ONCE = 50;
/** After a job's end its list is looked at so often in vain before it is taken for whole. */
const LAST_LOOKS = 10;
/** A list that lacks documents is read as a whole again after 1, 2, 4 … rounds that brought none, this at most. */
const LONGEST_BREAK = 16;

/**
 * A job and its documents, with as few requests as there can be.
 * @implements {Topic<BatchStatus, { batch: BatchStatus, documents: DocumentStatus[] }>}
 */
class BatchTopic {
  #context;
  #batchId;
  /** @type {BatchStatus | undefined} */
  #batch;
  /** The fingerprint of the job as it was shown. */
  #shown = '';
  /** @type {Map<string, string>} The fingerprints of documents that go on, by id. */
  #active = new Map();
  /** @type {Set<string>} The ids of those that ended. */
  #ended = new Set();
  /** @type {Map<string, DocumentStatus>} What is to be shown; kept when a later page fails. */
  #fresh = new Map();
  #rounds = 0;
  #break = 1;
  #wholeAt = 0;
  #vainLooks = 0;

  /** @param {WatchContext} context @param {string} batchId */
  constructor(context, batchId) {
    this.#context = context;
    this.#batchId = batchId;
  }

  ask() {
    const controller = new RequestController();
    return { outcome: this.#read(controller.signal), leave: () => controller.abort() };
  }

  /** @param {AbortSignal} signal */
  async #read(signal) {
    const batch = await inTurn(this.#context, signal, () => this.#context.getBatch(this.#batchId, signal));
    await this.#readDocuments(batch, signal);
    return batch;
  }

  /** How many documents are known. */
  get #known() {
    return this.#active.size + this.#ended.size;
  }

  /** @param {BatchStatus} batch @param {AbortSignal} signal */
  async #readDocuments({ status, summary: { total } }, signal) {
    const active = [...this.#active.keys()];
    const pages = (/** @type {number} */ count) => Math.ceil(count / PAGE_SIZE);
    const known = this.#known;
    const lacks = known < total && (this.#rounds++ >= this.#wholeAt || isTerminal(status));
    if (lacks || (active.length && pages(total) <= pages(active.length))) {
      await this.#readList({}, signal);
      this.#break = this.#known > known ? 1 : Math.min(2 * this.#break, LONGEST_BREAK);
      this.#wholeAt = this.#rounds + this.#break - 1;
    } else if (active.length) {
      const seen = await this.#readList({ statuses: ACTIVE }, signal);
      const left = active.filter((id) => !seen.has(id));
      for (let at = 0; at < left.length; at += IDS_AT_ONCE)
        await this.#readList({ ids: left.slice(at, at + IDS_AT_ONCE) }, signal);
    }
  }

  /** @param {ListOptions} filter @param {AbortSignal} signal */
  async #readList(filter, signal) {
    const seen = new Set();
    const list = this.#context.pages(this.#batchId, { signal, maxPageSize: PAGE_SIZE, ...filter });
    for (;;) {
      const page = await inTurn(this.#context, signal, () => list.next());
      if (page.done) return seen;
      for (const document of page.value) {
        seen.add(document.id);
        this.#note(document);
      }
    }
  }

  /** @param {DocumentStatus} document */
  #note(document) {
    const { id, status } = document;
    const shown = this.#active.get(id) ?? '';
    const print = fingerprint(document);
    if (this.#ended.has(id) || shown === print || isStale(this.#context, shown, document)) return;
    this.#fresh.set(id, document);
    if (isTerminal(status)) {
      this.#active.delete(id);
      this.#ended.add(id);
    } else this.#active.set(id, print);
  }

  /** @param {BatchStatus} came */
  take(came) {
    const documents = [...this.#fresh.values()];
    this.#fresh.clear();
    const print = fingerprint(came);
    const newer = print !== this.#shown && !isStale(this.#context, this.#shown, came);
    if (newer) {
      this.#shown = print;
      this.#batch = came;
    }
    const batch = this.#batch ?? came;
    this.#vainLooks = documents.length || !isTerminal(batch.status) ? 0 : this.#vainLooks + 1;
    const whole = this.#active.size === 0 && this.#known >= batch.summary.total;
    return {
      changed: newer || documents.length > 0,
      value: { batch, documents },
      last: isTerminal(batch.status) && (whole || this.#vainLooks >= LAST_LOOKS),
    };
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
 * @param {WatchOptions} [options]
 * @returns {AsyncIterableIterator<{ batch: BatchStatus, documents: DocumentStatus[] }>}
 */
export const watchBatch = (context, batchId, options) => new Watch(context, options, new BatchTopic(context, batchId));
