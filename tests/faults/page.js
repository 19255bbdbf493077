// Runs the faults with the client in a page. Each call comes with the response that its fetch returns.
import * as product from 'document-translation-status';
import { countTimers, probe } from './probe.js';

/** @typedef {import('./probe.js').Call & { reply: { status: number, headers: string[], body: string | null } }} StubbedCall */

/** @param {StubbedCall['reply']} reply */
export function responseOf({ status, headers, body }) {
  const pairs = headers.map((line) => /** @type {[string, string]} */ (line.split(/: ?(.*)/s).slice(0, 2)));
  const bytes = body === null ? null : Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
  return new Response(bytes, { status, headers: pairs });
}

/**
 * @param {StubbedCall[]} calls
 * @returns {Promise<{ finding: import('./probe.js').Finding, requests: number }[]>}
 */
export async function runCalls(calls) {
  const timers = countTimers();
  const results = [];
  for (const { reply, ...call } of calls) {
    let requests = 0;
    const fetch = async () => {
      requests++;
      return responseOf(reply);
    };
    const stubbed = { createClient: (/** @type {any} */ options) => product.createClient({ ...options, fetch }) };
    results.push({ finding: await probe({ ...product, ...stubbed }, call, { timers }), requests });
  }
  return results;
}
