// One request and its response: builds the scripted response and sends it, faults included.

import { deliveries, transform } from './faults.js';
import { reply as checkReply } from './options.js';
import { EMPTY, encode, withChanges } from './replies.js';

/** @typedef {import('./faults.js').Fault} Fault */
/** @typedef {import('./replies.js').EncodedReply} EncodedReply */
/** @typedef {import('./replies.js').PartialReply} PartialReply */
/** @typedef {import('./replies.js').RawReply} RawReply */
/** @typedef {import('./replies.js').Reply} Reply */

/**
 * The exchange, as faults see it.
 * @typedef {object} Exchange
 * @property {import('./requests.js').RequestRecord} record
 * @property {import('node:http').ServerResponse} response
 * @property {import('node:net').Socket} socket
 * @property {string} requestId
 * @property {(ageMs?: number) => RawReply} normalReply the response without a script, as of `ageMs` ago
 * @property {(ageMs: number) => RawReply['headers']} cacheHeaders
 * @property {(reply: Reply) => Promise<void>} send
 * @property {(how?: 'reset') => void} cut closes the connection
 * @property {(ms: number, action: () => void) => void} every repeats the action until the exchange is over
 * @property {(ms: number) => Promise<void>} sleep ends early when the exchange is over
 * @property {() => Promise<void>} untilReleased resolves at the simulator's next `release()`
 */

/**
 * @param {Pick<Exchange, 'record' | 'response' | 'socket' | 'requestId' | 'normalReply' | 'cacheHeaders'
 *   | 'untilReleased'> & { onCut: () => void }} parts
 * @returns {Exchange}
 */
export function createExchange({ onCut, ...parts }) {
  const { response, socket } = parts;

  /** @type {Exchange} */
  const exchange = {
    ...parts,
    send: async (reply) => {
      const resolved = await callFunctions(reply);
      if (response.destroyed) return;
      if (isDelivery(resolved)) {
        // A delay builds its response later, when it is sent.
        const encoded = resolved.fault === 'delay' ? EMPTY : await build(resolved.reply ?? {});
        if (!response.destroyed) await deliveries[resolved.fault](exchange, encoded, resolved);
        return;
      }
      const { status, headers, body } = await build(resolved);
      if (response.destroyed) return;
      response.writeHead(
        status,
        status === 204 || status === 304 ? headers : { 'Content-Length': body.length, ...headers },
      );
      response.end(body);
    },
    cut: (how) => {
      onCut();
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroySoon();
    },
    every: (ms, action) => {
      const timer = setInterval(action, ms);
      response.once('close', () => clearInterval(timer));
    },
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        response.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };

  /** Replaces a function by what it returns. @param {Reply} reply @returns {Promise<Exclude<Reply, Function>>} */
  async function callFunctions(reply) {
    const resolved = typeof reply === 'function' ? await callFunctions(await reply(exchange.record)) : reply;
    checkReply(resolved, 'reply');
    return resolved;
  }

  /** @param {Reply} reply @returns {Promise<EncodedReply>} */
  async function build(reply) {
    const resolved = await callFunctions(reply);
    if (isFault(resolved)) {
      if (isDelivery(resolved)) {
        throw new TypeError(`The fault ${resolved.fault} cannot be the reply of another fault.`);
      }
      return encode(await transform(await build(resolved.reply ?? {}), resolved, exchange));
    }
    if (typeof resolved.status === 'number') return encode(/** @type {RawReply} */ (resolved));
    return encode(withChanges(exchange.normalReply(), /** @type {PartialReply} */ (resolved), exchange.requestId));
  }

  return exchange;
}

/** @param {Exclude<Reply, Function>} reply @returns {reply is Fault} */
const isFault = (reply) => 'fault' in reply;

/** @param {Exclude<Reply, Function>} reply @returns {reply is Fault & { fault: import('./faults.js').DeliveryName }} */
const isDelivery = (reply) => isFault(reply) && Object.hasOwn(deliveries, reply.fault);
