// A document's snapshots as server-sent events: `status` with the body of a reply, `failure` with that of an error and its statusCode.

/** @typedef {import('./upstream.js').Snapshot} Snapshot */

const encoder = new TextEncoder();

/** @param {Snapshot} snapshot */
function eventOf({ reply: { status, body } }) {
  if (status === 200) return `event: status\ndata: ${body}\n\n`;
  return `event: failure\ndata: ${JSON.stringify({ statusCode: status, ...JSON.parse(body) })}\n\n`;
}

/**
 * @param {(signal: AbortSignal) => AsyncIterable<Snapshot>} follow
 * @param {{ first: Snapshot, heartbeatMs: number }} options
 */
export function eventStream(follow, { first, heartbeatMs }) {
  const gone = new AbortController();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heart;
  const stop = () => {
    clearInterval(heart);
    gone.abort();
  };

  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  async function run(controller) {
    let sent = '';
    /** @param {Snapshot} snapshot */
    const send = (snapshot) => {
      const event = eventOf(snapshot);
      if (event !== sent && !gone.signal.aborted) controller.enqueue(encoder.encode(event));
      sent = event;
    };
    heart = setInterval(() => {
      // A viewer who doesn't read is not sent more.
      if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'));
    }, heartbeatMs);
    try {
      send(first);
      if (!first.ended) for await (const snapshot of follow(gone.signal)) send(snapshot);
      if (!gone.signal.aborted) controller.close();
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
      cancel: stop,
    },
    { highWaterMark: 8 },
  );
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
