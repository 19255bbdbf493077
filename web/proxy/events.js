// The event stream of a document: `status` events with the body of a response, and `failure` events with an error and its statusCode.
import { onAbort } from '../client/abort.js';
import { LONGEST_TIMER } from '../client/options.js';

/** @typedef {import('./upstream.js').Snapshot} Snapshot */

/** A browser connects again after a random time between these, so that viewers whose streams end together do not return together. */
const RETRY_MS = [2000, 5000];

const encoder = new TextEncoder();

/** Whether a request prefers a stream. @param {string | null} accept Its header Accept. */
export const acceptsEvents = (accept) =>
  (accept ?? '').split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'text/event-stream' && !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
  });

/** The id of a status event: the same for the same status. @param {Snapshot} snapshot */
export const eventIdOf = ({ reply }) => reply.headers.ETag?.slice(1, 17);

/** @param {Snapshot} snapshot @param {string} [fields] More fields of the event. */
function eventOf(snapshot, fields = '') {
  const { status, body } = snapshot.reply;
  if (status === 200) return `event: status\nid: ${eventIdOf(snapshot)}\n${fields}data: ${body}\n\n`;
  return `event: failure\n${fields}data: ${JSON.stringify({ statusCode: status, ...JSON.parse(body) })}\n\n`;
}

/**
 * @typedef {object} StreamOptions
 * @property {Snapshot} first
 * @property {AbortSignal} [signal] The request's.
 * @property {number} heartbeatMs
 * @property {number} endsInMs When the view token expires.
 * @property {number} reauthorizeMs
 * @property {(signal: AbortSignal) => Promise<boolean>} [authorize] Whether the viewer may still see the document. Otherwise the stream ends.
 * @property {() => void} onHeartbeat Called also when the viewer does not read, so that no heartbeat is sent.
 * @property {(reason: End) => void} onEnd Called once.
 */

/** @typedef {'finished' | 'expired' | 'denied' | 'disconnected' | 'failed'} End Why a stream has ended. */

/**
 * @param {(signal: AbortSignal) => AsyncIterable<Snapshot>} follow
 * @param {StreamOptions} options
 */
export function eventStream(follow, options) {
  const { first, signal, heartbeatMs, endsInMs, reauthorizeMs, authorize, onHeartbeat, onEnd } = options;
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

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  function flush(controller) {
    if (!waiting || ended.signal.aborted) return;
    const event = waiting;
    // The reader may pull again while the event is enqueued.
    waiting = '';
    controller.enqueue(encoder.encode(event));
  }

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller @param {End} reason */
  function close(controller, reason) {
    if (ended.signal.aborted) return;
    stop(reason);
    controller.close();
  }

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  async function reauthorize(controller) {
    const isAllowed = await authorize?.(ended.signal);
    // The event that waits is not sent: the viewer may not see it any more.
    if (!isAllowed) close(controller, 'denied');
    else if (!ended.signal.aborted) check = setTimeout(reauthorize, reauthorizeMs, controller);
  }

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  async function run(controller) {
    if (signal?.aborted) return close(controller, 'disconnected');
    const hasRoom = () => (controller.desiredSize ?? 0) > 0;
    let sent = '';
    /** @param {Snapshot} snapshot @param {string} [fields] */
    const send = (snapshot, fields) => {
      const event = eventOf(snapshot);
      if (event === sent) return;
      sent = event;
      waiting = eventOf(snapshot, fields);
      if (hasRoom()) flush(controller);
    };
    heartbeat = setInterval(() => {
      onHeartbeat();
      if (hasRoom()) controller.enqueue(encoder.encode(':\n\n'));
    }, heartbeatMs);
    const expire = () => {
      flush(controller);
      close(controller, 'expired');
    };
    expiry = setTimeout(expire, Math.min(endsInMs, LONGEST_TIMER));
    if (authorize) check = setTimeout(reauthorize, reauthorizeMs, controller);
    if (signal) unlisten = onAbort(signal, () => close(controller, 'disconnected'));
    try {
      const [least, most] = RETRY_MS;
      send(first, `retry: ${Math.round(least + Math.random() * (most - least))}\n`);
      if (!first.ended) for await (const snapshot of follow(ended.signal)) send(snapshot);
      flush(controller);
      close(controller, 'finished');
    } catch (error) {
      if (ended.signal.aborted) return;
      stop('failed');
      controller.error(error);
    }
  }

  const body = new ReadableStream(
    {
      start(controller) {
        run(controller);
      },
      pull: flush,
      cancel: () => stop('disconnected'),
    },
    { highWaterMark: 8 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Intermediaries neither compress nor buffer it.
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}
