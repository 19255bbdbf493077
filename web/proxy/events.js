// A document's snapshots as server-sent events: `status` with the body of a reply, `failure` with that of an error and its statusCode.
import { LONGEST_TIMER } from '../client/options.js';

/** @typedef {import('./upstream.js').Snapshot} Snapshot */

/** @type {WeakMap<Snapshot, string>} Made once for all viewers of a snapshot. */
const events = new WeakMap();

/** @param {Snapshot} snapshot */
function makeEvent({ reply: { status, body } }) {
  if (status === 200) return `event: status\ndata: ${body}\n\n`;
  return `event: failure\ndata: ${JSON.stringify({ statusCode: status, ...JSON.parse(body) })}\n\n`;
}

/** @param {Snapshot} snapshot */
function eventOf(snapshot) {
  const event = events.get(snapshot) ?? makeEvent(snapshot);
  events.set(snapshot, event);
  return event;
}

/** @typedef {Pick<ReadableStreamDefaultController<string>, 'desiredSize' | 'enqueue' | 'close' | 'error'>} Controller */

/**
 * @typedef {object} EventSource The events of one viewer as text: the source of a ReadableStream, or of what takes its place.
 * @property {(controller: Controller) => void} start
 * @property {(controller: Controller) => void} pull
 * @property {() => void} cancel
 */

/**
 * @param {(signal: AbortSignal) => AsyncIterable<Snapshot>} follow
 * @param {{ first: Snapshot, heartbeatMs: number, endsInMs: number, streams: ReturnType<typeof import('./streams.js').createStreams> }} options
 *   endsInMs: nobody is shown more than may be seen then.
 * @returns {EventSource}
 */
export function eventSource(follow, { first, heartbeatMs, endsInMs, streams }) {
  const gone = new AbortController();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heart;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let end;
  let remove = () => {};
  const stop = () => {
    remove();
    clearInterval(heart);
    clearTimeout(end);
    gone.abort();
  };

  /** What is told when the viewer reads on. Who doesn't read is sent no more, and then the newest. */
  let waiting = '';

  /** @param {Controller} controller */
  function flush(controller) {
    if (!waiting || gone.signal.aborted) return;
    const event = waiting;
    // What is enqueued may be read at once, and then comes back here.
    waiting = '';
    controller.enqueue(event);
  }

  /** @param {Controller} controller */
  function close(controller) {
    flush(controller);
    stop();
    controller.close();
  }

  /** @param {Controller} controller */
  async function run(controller) {
    const hasRoom = () => (controller.desiredSize ?? 0) > 0;
    let sent = '';
    /** @param {Snapshot} snapshot */
    const send = (snapshot) => {
      const event = eventOf(snapshot);
      if (event === sent) return;
      sent = waiting = event;
      if (hasRoom()) flush(controller);
    };
    heart = setInterval(() => {
      if (hasRoom()) controller.enqueue(':\n\n');
    }, heartbeatMs);
    if (endsInMs < Infinity) end = setTimeout(() => close(controller), Math.min(endsInMs, LONGEST_TIMER));
    try {
      send(first);
      if (!first.ended) {
        remove = streams.add((retryMs) => {
          waiting += `retry: ${retryMs}\n\n`;
          close(controller);
        });
        for await (const snapshot of follow(gone.signal)) send(snapshot);
      }
      if (!gone.signal.aborted) close(controller);
    } catch (error) {
      if (!gone.signal.aborted) controller.error(error);
    } finally {
      stop();
    }
  }

  return {
    start(controller) {
      run(controller);
    },
    pull: flush,
    cancel: stop,
  };
}

/** @param {EventSource} source */
export const bodyOf = ({ start, pull, cancel }) => {
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
};

export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Neither compressed nor gathered by what stands between.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};
