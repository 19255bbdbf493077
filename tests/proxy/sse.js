// Reads server-sent events one at a time, with the heartbeats between them.

/**
 * @param {Response} response
 * @returns {AsyncGenerator<{ event: string, data: any, id?: string, retry?: string } | { heartbeat: true }>}
 */
export async function* eventsOf(response) {
  let text = '';
  for await (const chunk of /** @type {any} */ (response.body).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      if (block === ':') yield { heartbeat: true };
      else {
        const { data, ...fields } = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/, 2)));
        yield { ...fields, data: JSON.parse(data) };
      }
    }
  }
}

/** All events until the stream ends, without heartbeats. @param {Response} response */
export async function allEvents(response) {
  const events = [];
  for await (const each of eventsOf(response)) if ('event' in each) events.push(each);
  return events;
}
