// A document's snapshots as server-sent events: `status` with the body of a reply, `failure` with that of an error and its statusCode.

/** @typedef {import('./upstream.js').Snapshot} Snapshot */

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const encoder = new TextEncoder();

/** @param {Snapshot} snapshot */
function eventOf({ reply: { status, body } }) {
  if (status === 200) return `event: status\ndata: ${body}\n\n`;
  return `event: failure\ndata: ${JSON.stringify({ statusCode: status, ...JSON.parse(body) })}\n\n`;
}

/**
 * @param {(signal: AbortSignal) => AsyncIterable<Snapshot>} follow
 * @param {{ first: Snapshot, heartbeatMs: number, endsInMs: number }} options endsInMs: nobody is shown more than may be seen then.
 */
export function eventStream(follow, { first, heartbeatMs, endsInMs }) {
  const gone = new AbortController();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heart;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let end;
  const stop = () => {
    clearInterval(heart);
    clearTimeout(end);
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
    end = setTimeout(
      () => {
        stop();
        controller.close();
      },
      Math.min(endsInMs, LONGEST_TIMER_MS),
    );
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
