// The requests of a client's watches: so many at once, and for each document one at a time, whose outcome all who watch it hear.
import { onAbort } from '../client/abort.js';
import { ownTimers } from '../module/platform.js';

/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('./watch.js').WatchContext} WatchContext */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */

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
export async function inTurn(context, signal, request) {
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
export class Line {
  /** @type {Poll | undefined} */
  #poll;

  /** @type {import('./event-stream.js').DocumentStream | undefined} */
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
    /** @type {import('./watch.js').Watch<any, any>[]} */
    this.watches = [];
  }

  /** @returns {{ cancel(): void }} */
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
      const { DocumentStream } = await import('./event-stream.js');
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
