// Simulates many viewers, for the load test and the benchmark. Some poll and some read a stream, until their document has ended.

import { Agent, request } from 'node:http';

/**
 * @typedef {object} Crowd
 * @property {string} url of the proxy
 * @property {string[]} paths of the documents, without a slash in front
 * @property {number} pollers
 * @property {number} streamers
 * @property {number} pollMs between two requests of a viewer
 */

/** @param {Agent} agent @param {string} url @param {string} [accept] @returns {Promise<import('node:http').IncomingMessage>} */
const get = (agent, url, accept = 'application/json') =>
  new Promise((resolve, reject) => {
    request(url, { agent, headers: { Accept: accept } }, resolve)
      .on('error', reject)
      .end();
  });

/** @param {import('node:http').IncomingMessage} response */
async function textOf(response) {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

/**
 * @param {Crowd} crowd
 * @returns {Promise<{ latencies: number[], requests: number, wrong: string[] }>} latencies in ms, of the pollers' requests
 */
export async function watchAll({ url, paths, pollers, streamers, pollMs }) {
  const pool = new Agent({ keepAlive: true, maxSockets: 64 });
  const streams = new Agent({ keepAlive: false, maxSockets: Infinity });
  /** @type {number[]} */
  const latencies = [];
  /** @type {string[]} */
  const wrong = [];

  /** @param {number} number */
  async function poll(number) {
    const path = paths[number % paths.length];
    let shown = -1;
    // Spreads the viewers over the first interval.
    await new Promise((resolve) => setTimeout(resolve, (pollMs * number) / pollers));
    for (;;) {
      const from = performance.now();
      const response = await get(pool, url + path);
      const body = JSON.parse(await textOf(response));
      latencies.push(performance.now() - from);
      if (response.statusCode !== 200) wrong.push(`${response.statusCode} ${body.error?.code}`);
      else if (body.progress < shown) wrong.push(`${body.progress} after ${shown}`);
      else shown = body.progress;
      if (body.status === 'Succeeded') return;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** @param {number} number */
  async function stream(number) {
    const response = await get(streams, url + paths[number % paths.length], 'text/event-stream');
    const shown = [...(await textOf(response)).matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data).progress);
    if (shown.at(-1) !== 1) wrong.push(`A stream ended with ${shown.at(-1)}`);
    if (shown.some((progress, at) => at && progress <= shown[at - 1])) wrong.push(`A stream showed ${shown}`);
  }

  await Promise.all([
    ...Array.from({ length: streamers }, (_, number) => stream(number)),
    ...Array.from({ length: pollers }, (_, number) => poll(number)),
  ]);
  pool.destroy();
  streams.destroy();
  return { latencies, requests: latencies.length + streamers, wrong };
}

/** @param {number[]} values @param {number} share */
export const percentile = (values, share) => values.sort((a, b) => a - b)[Math.floor(values.length * share)];
