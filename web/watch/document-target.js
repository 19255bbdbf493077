// A document as the target of a watch.
import { isTerminal } from '../client/terminal.js';
import { isolatesRequests } from '../module/platform.js';
import { isNew, membersOf } from './changes.js';
import { RemainingTime } from './remaining-time.js';
import { SharedPoll } from './shared-poll.js';

/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('./watch.js').Watch<any, any>} Watch */
/** @typedef {import('./watch.js').WatchContext} WatchContext */

/** @implements {WatchTarget<DocumentStatus, WatchedDocument>} */
export class DocumentTarget {
  optionNames = ['stream'];
  #context;
  #poll;
  #remaining;
  /** @type {import('./changes.js').Members | undefined} */
  #shown;

  /** @param {WatchContext} context @param {string} batchId @param {string} documentId @param {WatchOptions['stream']} streamOptions */
  constructor(context, batchId, documentId, streamOptions) {
    this.#context = context;
    this.#poll = new SharedPoll(context, batchId, documentId, streamOptions);
    this.#remaining = new RemainingTime(context.instance);
  }

  get isPushed() {
    return this.#poll.stream?.isOpen ?? false;
  }

  /** @param {Watch} watch */
  subscribe(watch) {
    const { polls } = this.#context;
    const { batchId, documentId, streamOptions } = this.#poll;
    // Not shared with a stream, because each event goes to one reader.
    if (!isolatesRequests() && !streamOptions) {
      const other = polls.get(documentId);
      if (!other) polls.set(documentId, this.#poll);
      else if (other.batchId === batchId) this.#poll = other;
    }
    this.#poll.watches = this.#poll.watches.concat(watch);
  }

  /** @param {Watch} watch */
  unsubscribe(watch) {
    const { polls } = this.#context;
    const poll = this.#poll;
    poll.watches = poll.watches.filter((other) => other !== watch);
    poll.stream?.close();
    if (!poll.watches.length && polls.get(poll.documentId) === poll) polls.delete(poll.documentId);
  }

  /** @param {Watch} watch */
  request(watch) {
    return this.#poll.request(watch);
  }

  /** @param {DocumentStatus} document */
  update(document) {
    const received = membersOf(document);
    if (!isNew(this.#context.instance(), this.#shown, received)) return {};
    this.#shown = received;
    const remainingMs = this.#remaining.estimate(document);
    return {
      // V8 takes ten times as long if the new member comes last.
      value: remainingMs > 0 ? { estimatedRemainingMs: Math.round(remainingMs), ...document } : document,
      isLast: isTerminal(document.status),
    };
  }
}

/**
 * @template S, T
 * @typedef {import('./watch.js').WatchTarget<S, T>} WatchTarget
 */
