// The matrix's client in a page: each question comes with the reply that its fetch gives.
import * as product from 'document-translation-status';
import { countTimers, probe } from './probe.js';

/** @typedef {import('./probe.js').Question & { reply: { status: number, headers: string[], body: string | null } }} Stubbed */

/** @param {Stubbed['reply']} reply */
export function responseOf({ status, headers, body }) {
  const pairs = headers.map((line) => /** @type {[string, string]} */ (line.split(/: ?(.*)/s).slice(0, 2)));
  const bytes = body === null ? null : Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
  return new Response(bytes, { status, headers: pairs });
}

/**
 * @param {Stubbed[]} questions
 * @returns {Promise<{ finding: import('./probe.js').Finding, asked: number }[]>}
 */
export async function play(questions) {
  const timers = countTimers();
  const played = [];
  for (const { reply, ...question } of questions) {
    let asked = 0;
    const fetch = async () => {
      asked++;
      return responseOf(reply);
    };
    const stubbed = { createClient: (/** @type {any} */ options) => product.createClient({ ...options, fetch }) };
    played.push({ finding: await probe({ ...product, ...stubbed }, question, { timers }), asked });
  }
  return played;
}
