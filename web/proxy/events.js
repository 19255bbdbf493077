// A document's snapshots as server-sent events: `status` with the body of a reply, `failure` with that of an error and its statusCode.
import { LONGEST_TIMER } from '../client/options.js';

/** @typedef {import('./upstream.js').Snapshot} Snapshot */

const encoder = new TextEncoder();

/** @param {Snapshot} snapshot */
function eventOf({ reply: { status, body } }) {
  if (status === 200) return `event: status\ndata: ${body}\n\n`;
  return `event: failure\ndata: ${JSON.stringify({ statusCode: status, ...JSON.parse(body) })}\n\n`;
}

/**
 * @param {(signal: AbortSignal) => AsyncIterable<Snapshot>} follow
 * @param {{ first: Snapshot, heartbeatMs: number, endsInMs: number, streams: ReturnType<typeof import('./streams.js').createStreams> }} options
 *   endsInMs: nobody is shown more than may be seen then.
 */
export function eventStream(follow, { first, heartbeatMs, endsInMs, streams }) {
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

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  function flush(controller) {
    if (!waiting || gone.signal.aborted) return;
    const event = waiting;
    // What is enqueued may be read at once, and then comes back here.
    waiting = '';
    controller.enqueue(encoder.encode(event));
  }

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  function close(controller) {
    flush(controller);
    stop();
    controller.close();
  }

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
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
      if (hasRoom()) controller.enqueue(encoder.encode(':\n\n'));
    }, heartbeatMs);
    end = setTimeout(() => close(controller), Math.min(endsInMs, LONGEST_TIMER));
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

  const body = new ReadableStream(
    {
      start(controller) {
        run(controller);
      },
      pull: flush,
      cancel: stop,
    },
    { highWaterMark: 8 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Neither compressed nor gathered by what stands between.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}
