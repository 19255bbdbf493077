// What is watched, a document or a job: how it is asked for, and what is new in a reply.
import * as policy from '../module/policy.js';
import { inTurn, Line } from './shared-poll.js';
import { ownTimers } from '../module/platform.js';
import { now } from './sleep.js';
import { isTerminal } from '../client/terminal.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('./watch.js').Watch<any, any>} Watch */
/** @typedef {import('./watch.js').WatchContext} WatchContext */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */

/**
 * What is watched.
 * @template S, T
 * @typedef {object} Topic
 * @property {(watch: Watch) => { cancel(): void }} ask Makes a request, whose outcome the watch hears unless it is cancelled.
 * @property {(state: S) => { value?: T, last?: boolean }} take What is new in a reply, and whether it is the last.
 * @property {(watch: Watch) => void} [enter]
 * @property {(watch: Watch) => void} [leave]
 * @property {readonly string[]} options The names of the options that watching it takes.
 * @property {boolean} [isPushed] Whether the answer to the next question comes when there is something new.
 */

/** @typedef {{ status: string, lastActionDateTimeUtc: string, progress?: number, ended?: number, retryAfterMs?: number }} State */

/** @typedef {State & Record<string, unknown>} Members */

const WATCH_OPTIONS = ['signal', 'minIntervalMs', 'maxIntervalMs', 'maxOutageMs', 'onOutage'];

/** What describes the reply itself: it changes without the state. */
const OF_REPLY = new Set(['retryAfterMs', 'etag', 'requestId']);

/** A copy, nothing of which whoever was shown the state can change. @param {object} state @returns {Members} */
function membersOf(state) {
  const members = /** @type {any} */ ({ ...state });
  if (members.error) members.error = JSON.stringify(members.error);
  if (members.summary) {
    members.ended = policy.countEnded(members.summary);
    members.summary = JSON.stringify(members.summary);
  }
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
  return !isSame && !policy.isStale(context.instance(), shown, came);
}

/** @implements {Topic<DocumentStatus, WatchedDocument>} */
export class DocumentTopic {
  options = [...WATCH_OPTIONS, 'stream'];
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

  /** @param {Watch} watch */
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

  /** @param {Watch} watch */
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
      this.#pace = policy.estimatePace(this.#context.instance(), this.#from, progress, at - this.#fromAt, this.#pace);
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
export class BatchTopic {
  options = WATCH_OPTIONS;
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

  /** @param {Watch} watch */
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
  async #readDocuments({ status, summary }, signal) {
    // Where the service doesn't count them, there may always be one more.
    const total = policy.countAll(summary) ?? this.#known + 1;
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
      for (const document of page.value.value) {
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
    const total = policy.countAll(latest.summary);
    // Without any count, a list that has brought nothing new is taken for whole.
    const hasAll = total === undefined ? this.#vainLooks > 0 : this.#known >= total;
    const whole = this.#active.size === 0 && hasAll;
    return {
      value: newer || documents.length ? { batch: latest, documents } : undefined,
      last: hasEnded && (whole || this.#vainLooks >= LAST_LOOKS),
    };
  }
}
