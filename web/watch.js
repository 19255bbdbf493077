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
/** @typedef {import('./client.js').RequestOptions & import('./client.js').Sending} Sending */
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
 * @property {(batchId: string, documentId: string, sending: Sending) => Promise<DocumentStatus>} getDocument
 * @property {(batchId: string, signal: AbortSignal) => Promise<BatchStatus>} getBatch
 * @property {(batchId: string, options: ListOptions) => AsyncGenerator<DocumentStatus[], void, void>} pages
 * @property {() => boolean} canRenew Whether another token may be had.
 * @property {number} maxConcurrency
 * @property {Set<{ end(thrown: { reason: unknown }): void }>} watches What closing the client ends.
 * @property {Map<string, Line>} lines By the document's id.
 * @property {number} busy How many requests are on their way.
 * @property {Set<{ begin(): void }>} queue Those who wait to send theirs.
 */

/** @typedef {{ status: string, lastActionDateTimeUtc: string, progress?: number, retryAfterMs?: number }} State */

/** @typedef {State & Record<string, unknown>} Members */

/** What describes the reply itself: it changes without the state. */
const OF_REPLY = new Set(['retryAfterMs', 'etag', 'requestId']);

/** A copy, nothing of which whoever was shown the state can change. @param {object} state @returns {Members} */
function membersOf(state) {
  const members = /** @type {any} */ ({ ...state });
  if (members.error) members.error = JSON.stringify(members.error);
  if (members.summary) members.summary = JSON.stringify(members.summary);
  return members;
}

/**
 * Whether a state is neither what was shown nor older.
 * @param {WatchContext} context
 * @param {Members | undefined} shown
 * @param {Members} came
 */
function isNews(context, shown, came) {
  if (!shown) return true;
  let isSame = true;
  for (const name in came) isSame &&= came[name] === shown[name] || OF_REPLY.has(name);
  for (const name in shown) isSame &&= name in came || OF_REPLY.has(name);
  return !isSame && !policy.isStale(context.core(), shown, came);
}

/**
 * Lets a request begin when fewer than maxConcurrency are on their way. In workerd it begins at once: there, who waits for another may wait
 * for one who is gone, and connections are limited anyway.
 * @param {WatchContext} context
 * @param {{ begin(): void }} request
 */
function takeTurn(context, request) {
  if (context.busy >= context.maxConcurrency && !ownTimers()) return void context.queue.add(request);
  context.busy++;
  request.begin();
}

/** Who leaves hands on its place. @param {WatchContext} context */
function passTurn(context) {
  context.busy--;
  for (const next of context.queue) {
    context.queue.delete(next);
    return takeTurn(context, next);
  }
}

/**
 * @template T
 * @param {WatchContext} context
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} request
 */
async function inTurn(context, signal, request) {
  await new Promise((resolve, reject) => {
    const turn = {
      begin() {
        unlisten();
        resolve(undefined);
      },
    };
    const unlisten = onAbort(signal, (reason) => {
      if (context.queue.delete(turn)) reject(reason);
    });
    takeTurn(context, turn);
  });
  try {
    return await request();
  } finally {
    passTurn(context);
  }
}

/**
 * What is watched.
 * @template S, T
 * @typedef {object} Topic
 * @property {(watch: Watch<any, any>) => { cancel(): void }} ask Makes a request, whose outcome the watch hears unless it is cancelled.
 * @property {(state: S) => { value?: T, last?: boolean }} take What is new in a reply, and whether it is the last.
 * @property {(watch: Watch<any, any>) => void} [enter]
 * @property {(watch: Watch<any, any>) => void} [leave]
 * @property {boolean} [isPushed] Whether the answer to the next question comes when there is something new.
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
class Watch {
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
    const limits = { minIntervalMs: this.#minIntervalMs, maxIntervalMs: this.#maxIntervalMs };
    return policy.pollDelay(this.#context.core(), limits, quiet, failures, this.#retryAfterMs);
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
    if (!retryable || awakeNow() - this.#failingSince + retryAfterMs >= maxOutageMs) throw error;
    const retryInMs = Math.round(this.#plan(retryAfterMs));
    onOutage?.({ error, retryInMs });
  }
}

/** A request for a document's status, of all who watch it. */
class Poll {
  #line;
  #users = 1;
  /** @type {{ cancel(reason?: unknown): void } | undefined} */
  #call;

  /** @param {Line} line */
  constructor(line) {
    this.#line = line;
    if (line.streams) {
      const controller = new AbortController();
      this.#call = { cancel: () => controller.abort() };
      this.#tell(line.listen(controller.signal));
    } else takeTurn(line.context, this);
  }

  begin() {
    const { context, batchId, documentId } = this.#line;
    this.#tell(context.getDocument(batchId, documentId, { holder: this }));
  }

  /** @param {{ cancel(reason?: unknown): void }} call */
  hold(call) {
    this.#call = call;
    if (!this.#users) call.cancel();
  }

  /** For another watch. */
  share() {
    this.#users++;
    return this;
  }

  cancel() {
    if (--this.#users) return;
    this.#line.isOver(this);
    if (!this.#line.context.queue.delete(this)) this.#call?.cancel();
  }

  /** @param {Promise<DocumentStatus>} outcome */
  #tell(outcome) {
    outcome.then(
      (document) => this.#end(document),
      (error) => this.#end(undefined, error),
    );
  }

  /** @param {DocumentStatus | undefined} document @param {unknown} [error] */
  #end(document, error) {
    const line = this.#line;
    if (!line.streams) passTurn(line.context);
    if (line.isOver(this)) for (const watch of line.watches) watch.hear(document, error);
  }
}

/** What the watches of one document share: one request at a time, whose outcome all of them hear. */
class Line {
  /** @type {Poll | undefined} */
  #poll;

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

  ask() {
    if (this.#poll) return this.#poll.share();
    this.#poll = new Poll(this);
    return this.#poll;
  }

  /** False if that was known before. @param {Poll} poll */
  isOver(poll) {
    if (this.#poll !== poll) return false;
    this.#poll = undefined;
    return true;
  }

  /** What the stream says next. It takes no turn: it is silent most of the time. @param {AbortSignal} signal */
  async listen(signal) {
    const { context, batchId, documentId, streams } = this;
    if (!this.stream) {
      const { DocumentStream } = await import('./stream.js');
      this.stream = new DocumentStream(
        (wrap, aborted) => context.getDocument(batchId, documentId, { signal: aborted, wrap }),
        streams,
      );
    }
    return this.stream.next(signal, () =>
      inTurn(context, signal, () => context.getDocument(batchId, documentId, { signal })),
    );
  }
}

/** @implements {Topic<DocumentStatus, WatchedDocument>} */
class DocumentTopic {
  #context;
  #line;
  /** @type {Members | undefined} */
  #shown;
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
    const { batchId, documentId, streams } = this.#line;
    // Requests in workerd can't wait for one another; and each event of a stream is for the watch that takes it.
    if (!ownTimers() && !streams) {
      const other = lines.get(documentId);
      if (!other) lines.set(documentId, this.#line);
      else if (other.batchId === batchId) this.#line = other;
    }
    this.#line.watches = this.#line.watches.concat(watch);
  }

  /** @param {Watch<any, any>} watch */
  leave(watch) {
    const { lines } = this.#context;
    const line = this.#line;
    line.watches = line.watches.filter((other) => other !== watch);
    line.stream?.close();
    if (!line.watches.length && lines.get(line.documentId) === line) lines.delete(line.documentId);
  }

  ask() {
    return this.#line.ask();
  }

  /** @param {DocumentStatus} document */
  take(document) {
    const came = membersOf(document);
    if (!isNews(this.#context, this.#shown, came)) return {};
    this.#shown = came;
    const left = this.#estimate(document);
    return {
      // In the other order it takes V8 ten times as long.
      value: left > 0 ? { estimatedRemainingMs: Math.round(left), ...document } : document,
      last: isTerminal(document.status),
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
  /** @type {Members | undefined} Of the job. */
  #shown;
  /** @type {Map<string, Members>} Of the documents that go on, by id. */
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

  /** @param {Watch<any, any>} watch */
  ask(watch) {
    const controller = new AbortController();
    this.#read(controller.signal).then(
      (batch) => watch.hear(batch),
      (error) => watch.hear(undefined, error),
    );
    return { cancel: () => controller.abort() };
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
    const came = membersOf(document);
    if (this.#ended.has(id) || !isNews(this.#context, this.#active.get(id), came)) return;
    this.#fresh.set(id, document);
    if (isTerminal(status)) {
      this.#active.delete(id);
      this.#ended.add(id);
    } else this.#active.set(id, came);
  }

  /** @param {BatchStatus} batch */
  take(batch) {
    const documents = [...this.#fresh.values()];
    this.#fresh.clear();
    const came = membersOf(batch);
    const newer = isNews(this.#context, this.#shown, came);
    if (newer) {
      this.#shown = came;
      this.#batch = batch;
    }
    const latest = this.#batch ?? batch;
    const hasEnded = isTerminal(latest.status);
    this.#vainLooks = documents.length || !hasEnded ? 0 : this.#vainLooks + 1;
    const whole = this.#active.size === 0 && this.#known >= latest.summary.total;
    return {
      value: newer || documents.length ? { batch: latest, documents } : undefined,
      last: hasEnded && (whole || this.#vainLooks >= LAST_LOOKS),
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
