// The event stream of a document: `status` events with the body of a response, and `failure` events with an error and its statusCode.
import { onAbort } from '../client/abort.js';
import { LONGEST_TIMER } from '../client/options.js';

/** @typedef {import('./upstream.js').Snapshot} Snapshot */

/** A browser connects again after a random time between these, so that viewers whose streams end together do not return together. */
const RETRY_MS = [2000, 5000];

function newRetry() {
  const [least, most] = RETRY_MS;
  return `retry: ${Math.round(least + Math.random() * (most - least))}\n`;
}

/** Whether a request prefers a stream. @param {string | null} accept Its header Accept. */
export const acceptsEvents = (accept) =>
  (accept ?? '').split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'text/event-stream' && !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
  });

/** The id of a status event: the same for the same status. @param {Snapshot} snapshot */
export const eventIdOf = ({ reply }) => reply.headers.ETag?.slice(1, 17);

/** @type {WeakMap<Snapshot, string>} Each event is made once for all viewers. */
const events = new WeakMap();

/** @param {Snapshot} snapshot */
function newEvent(snapshot) {
  const { status, body } = snapshot.reply;
  if (status === 200) return `event: status\nid: ${eventIdOf(snapshot)}\ndata: ${body}\n\n`;
  return `event: failure\ndata: ${JSON.stringify({ statusCode: status, ...JSON.parse(body) })}\n\n`;
}

/** @param {Snapshot} snapshot */
function eventOf(snapshot) {
  const event = events.get(snapshot) ?? newEvent(snapshot);
  events.set(snapshot, event);
  return event;
}

/**
 * @typedef {Pick<ReadableStreamDefaultController<string>, 'desiredSize' | 'enqueue' | 'close' | 'error'> & { skipHeartbeat?: () => void }} Controller
 *   `skipHeartbeat` is called in place of a heartbeat while the viewer does not read.
 */

/**
 * @typedef {object} EventSource The events of one viewer as text: the source of a ReadableStream, or of what takes its place.
 * @property {(controller: Controller) => void} start
 * @property {(controller: Controller) => void} pull
 * @property {() => void} cancel
 */

/**
 * @typedef {object} StreamOptions
 * @property {Snapshot} first
 * @property {AbortSignal} [signal] The request's.
 * @property {number} heartbeatMs
 * @property {number} endsInMs When the view token expires.
 * @property {number} reauthorizeMs
 * @property {(signal: AbortSignal) => Promise<boolean>} [authorize] Whether the viewer may still see the document. Otherwise the stream ends.
 * @property {() => void} onHeartbeat Called also when the viewer does not read, so that no heartbeat is sent.
 * @property {(end: () => void) => void} onClosing Receives what ends the stream when the proxy is closed.
 * @property {(reason: End) => void} onEnd Called once.
 */

/** @typedef {'finished' | 'expired' | 'denied' | 'closed' | 'disconnected' | 'failed'} End Why a stream has ended. */

/**
 * @param {(signal: AbortSignal) => AsyncIterable<Snapshot>} follow
 * @param {StreamOptions} options
 * @returns {EventSource}
 */
export function eventSource(follow, options) {
  const { first, signal, heartbeatMs, endsInMs, reauthorizeMs, authorize, onHeartbeat, onClosing, onEnd } = options;
  const ended = new AbortController();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heartbeat;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let expiry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let check;
  let unlisten = () => {};
  /** The newest event, while the viewer does not read. Older ones are skipped. */
  let waiting = '';

  /** @param {End} reason */
  function stop(reason) {
    if (ended.signal.aborted) return;
    clearInterval(heartbeat);
    clearTimeout(expiry);
    clearTimeout(check);
    unlisten();
    ended.abort();
    onEnd(reason);
  }

  /** @param {Controller} controller */
  function flush(controller) {
    if (!waiting || ended.signal.aborted) return;
    const event = waiting;
    // The reader may pull again while the event is enqueued.
    waiting = '';
    controller.enqueue(event);
  }

  /** @param {Controller} controller @param {End} reason */
  function close(controller, reason) {
    if (ended.signal.aborted) return;
    stop(reason);
    controller.close();
  }

  /** @param {Controller} controller @param {End} reason */
  function flushAndClose(controller, reason) {
    flush(controller);
    close(controller, reason);
  }

  /** @param {Controller} controller */
  async function reauthorize(controller) {
    const isAllowed = await authorize?.(ended.signal);
    // The event that waits is not sent: the viewer may not see it any more.
    if (!isAllowed) close(controller, 'denied');
    else if (!ended.signal.aborted) check = setTimeout(reauthorize, reauthorizeMs, controller);
  }

  /** @param {Controller} controller */
  async function run(controller) {
    if (signal?.aborted) return close(controller, 'disconnected');
    const hasRoom = () => (controller.desiredSize ?? 0) > 0;
    let sent = '';
    /** @param {Snapshot} snapshot @param {string} [fields] More fields of the event. */
    const send = (snapshot, fields = '') => {
      const event = eventOf(snapshot);
      if (event === sent) return;
      sent = event;
      waiting = fields ? event.replace('\n', `\n${fields}`) : event;
      if (hasRoom()) flush(controller);
    };
    heartbeat = setInterval(() => {
      onHeartbeat();
      if (hasRoom()) controller.enqueue(':\n\n');
      else controller.skipHeartbeat?.();
    }, heartbeatMs);
    if (endsInMs < Infinity)
      expiry = setTimeout(flushAndClose, Math.min(endsInMs, LONGEST_TIMER), controller, 'expired');
    if (authorize) check = setTimeout(reauthorize, reauthorizeMs, controller);
    if (signal) unlisten = onAbort(signal, () => close(controller, 'disconnected'));
    try {
      send(first, newRetry());
      if (!first.ended) {
        onClosing(() => {
          waiting += `${newRetry()}\n`;
          flushAndClose(controller, 'closed');
        });
        if (!ended.signal.aborted) for await (const snapshot of follow(ended.signal)) send(snapshot);
      }
      flushAndClose(controller, 'finished');
    } catch (error) {
      if (ended.signal.aborted) return;
      stop('failed');
      controller.error(error);
    }
  }

  return {
    start(controller) {
      run(controller);
    },
    pull: flush,
    cancel: () => stop('disconnected'),
  };
}

/** The body of a response. @param {EventSource} source */
export function bodyOf({ start, pull, cancel }) {
  const encoder = new TextEncoder();
  /** @param {ReadableStreamDefaultController<Uint8Array>} controller @returns {Controller} */
  const encoding = (controller) => ({
    get desiredSize() {
      return controller.desiredSize;
    },
    enqueue: (text = '') => controller.enqueue(encoder.encode(text)),
    close: () => controller.close(),
    error: (error) => controller.error(error),
  });
  return new ReadableStream(
    { start: (controller) => start(encoding(controller)), pull: (controller) => pull(encoding(controller)), cancel },
    { highWaterMark: 8 },
  );
}

export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Intermediaries neither compress nor buffer it.
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};
