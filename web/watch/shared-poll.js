// The requests for one document. All watches of the document that belong to one client share them: there is one request at a time, and
// every watch receives its outcome.
import { DocumentStream } from './event-stream.js';

/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('./watch.js').WatchContext} WatchContext */

/** One request. It is cancelled when no watch needs it any more. */
class Poll {
  #shared;
  #users = 1;
  /** @type {{ cancel(reason?: unknown): void } | undefined} */
  #call;

  /** @param {SharedPoll} shared */
  constructor(shared) {
    this.#shared = shared;
    if (shared.streamOptions) {
      const controller = new AbortController();
      this.#call = { cancel: () => controller.abort() };
      this.#deliver(shared.nextEvent(controller.signal));
    } else shared.context.queue.enter(this);
  }

  /** Called by the queue. */
  begin() {
    const { context, batchId, documentId } = this.#shared;
    this.#deliver(context.getDocument(batchId, documentId, { holder: this }));
  }

  /** Receives the handle of the request. @param {{ cancel(reason?: unknown): void }} call */
  hold(call) {
    this.#call = call;
    if (!this.#users) call.cancel();
  }

  share() {
    this.#users++;
    return this;
  }

  cancel() {
    if (--this.#users) return;
    this.#shared.finish(this);
    if (!this.#shared.context.queue.remove(this)) this.#call?.cancel();
  }

  /** @param {Promise<DocumentStatus>} outcome */
  #deliver(outcome) {
    outcome.then(
      (document) => this.#end(document),
      (error) => this.#end(undefined, error),
    );
  }

  /** @param {DocumentStatus | undefined} document @param {unknown} [error] */
  #end(document, error) {
    const shared = this.#shared;
    if (!shared.streamOptions) shared.context.queue.leave();
    if (shared.finish(this)) for (const watch of shared.watches) watch.onOutcome(document, error);
  }
}

export class SharedPoll {
  /** @type {Poll | undefined} */
  #poll;

  /** @type {DocumentStream | undefined} */
  stream;

  /** @type {import('./watch.js').Watch<any, any>[]} */
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

  /** Sends a request, or joins the one in flight. @returns {{ cancel(): void }} */
  request() {
    if (this.#poll) return this.#poll.share();
    this.#poll = new Poll(this);
    return this.#poll;
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
