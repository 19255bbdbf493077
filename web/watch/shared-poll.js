// The requests for one document. All watches of the document that belong to one client share them: there is one request at a time, and
// every watch receives its outcome.
import { DocumentStream } from './event-stream.js';

/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('./watch.js').Watch<any, any>} Watch */
/** @typedef {import('./watch.js').WatchContext} WatchContext */

/**
 * One request. A watch that waits for its outcome sends it, in its own async context: the first, or another one if the first has left before
 * there was a place in the queue. It is cancelled when no watch waits for it any more.
 */
class Poll {
  #shared;
  /** @type {Set<Watch>} Those that wait for the outcome. */
  #watches = new Set();
  #hasPlace = false;
  #isSent = false;
  /** @type {{ cancel(reason?: unknown): void } | undefined} */
  #call;

  /** @param {SharedPoll} shared */
  constructor(shared) {
    this.#shared = shared;
  }

  /** @param {Watch} watch */
  join(watch) {
    if (!this.#watches.size) this.#hasPlace = this.#shared.context.queue.enter(this);
    this.#watches.add(watch);
    if (this.#hasPlace && !this.#isSent) this.#send();
    return { cancel: () => this.#leave(watch) };
  }

  /** Called by the queue, in the async context of another watch. */
  onPlace() {
    this.#hasPlace = true;
    this.#askFirst();
  }

  /** Asks a watch to join again, and so to send the request. */
  #askFirst() {
    for (const watch of this.#watches) return watch.onOver();
  }

  #send() {
    const { context, batchId, documentId } = this.#shared;
    this.#isSent = true;
    context.getDocument(batchId, documentId, { holder: this }).then(
      (status) => this.#end({ status }),
      (error) => this.#end({ error }),
    );
  }

  /** Receives the handle of the request. @param {{ cancel(reason?: unknown): void }} call */
  hold(call) {
    this.#call = call;
    if (!this.#watches.size) call.cancel();
  }

  /** @param {Watch} watch */
  #leave(watch) {
    const { queue } = this.#shared.context;
    this.#watches.delete(watch);
    if (!this.#watches.size) {
      this.#shared.finish(this);
      if (this.#isSent) this.#call?.cancel();
      else if (!queue.remove(this)) queue.leave();
    } else if (this.#hasPlace && !this.#isSent) this.#askFirst();
  }

  /** @param {import('./watch.js').Outcome<DocumentStatus>} outcome */
  #end(outcome) {
    const shared = this.#shared;
    shared.context.queue.leave();
    if (shared.finish(this)) for (const watch of shared.watches) watch.onOutcome(outcome);
  }
}

export class SharedPoll {
  /** @type {Poll | undefined} */
  #poll;

  /** @type {DocumentStream | undefined} */
  stream;

  /** @type {Watch[]} */
  watches = [];

  /**
   * @param {WatchContext} context
   * @param {string} batchId
   * @param {string} documentId
   * @param {WatchOptions['stream']} streamOptions
   */
  constructor(context, batchId, documentId, streamOptions) {
    this.context = context;
    this.batchId = batchId;
    this.documentId = documentId;
    this.streamOptions = streamOptions;
  }

  /** Sends a request, or joins the one in flight. @param {Watch} watch */
  request(watch) {
    if (this.streamOptions) return this.#requestEvent(watch);
    this.#poll ??= new Poll(this);
    return this.#poll.join(watch);
  }

  /** @param {Watch} watch */
  #requestEvent(watch) {
    const controller = new AbortController();
    this.nextEvent(controller.signal).then(
      (status) => watch.onOutcome({ status }),
      (error) => watch.onOutcome({ error }),
    );
    return { cancel: () => controller.abort() };
  }

  /** False if the poll was finished before. @param {Poll} poll */
  finish(poll) {
    if (this.#poll !== poll) return false;
    this.#poll = undefined;
    return true;
  }

  /** The next event of the stream. It takes no place in the queue, because most of the time a stream only waits. @param {AbortSignal} signal */
  nextEvent(signal) {
    const { context, batchId, documentId, streamOptions } = this;
    // A stream has one watch.
    this.stream ??= new DocumentStream(context, batchId, documentId, streamOptions, this.watches[0].limits);
    return this.stream.next(signal, () =>
      context.queue.run(signal, () => context.getDocument(batchId, documentId, { signal })),
    );
  }
}
