// One request and its reply: looks up what was scripted for it, builds the reply and sends it, ordinary or faulty.

import { deliveries, transform } from './faults.js';
import { reply as checkReply } from './options.js';
import { okHeaders } from './service.js';

/** @typedef {import('./wire.js').RawReply} RawReply */
/** @typedef {import('./faults.js').Fault} Fault */
/** @typedef {import('./faults.js').WholeReply} WholeReply */

/**
 * Members to put over those of the ordinary reply (`undefined` takes one away), and headers over its headers.
 * @typedef {{ [member: string]: unknown, headers?: RawReply['headers'] }} PartialReply
 */

/**
 * One scripted reply: members over the ordinary ones (`{}` is the ordinary reply), a whole reply (known by its numeric
 * `status`), a fault, or a function that returns one of these.
 * @typedef {PartialReply | RawReply | Fault | ((request: RequestRecord) => Reply | Promise<Reply>)} Reply
 */

/**
 * A request that was made.
 * @typedef {object} RequestRecord
 * @property {string} method
 * @property {string} url the request's target as it was sent: path and query
 * @property {string} path without the query
 * @property {URLSearchParams} query
 * @property {import('node:http').IncomingHttpHeaders} headers as they came, the credential included
 * @property {string} body
 * @property {number} at when it came, in the simulator's time
 * @property {boolean} finished the reply was sent to its end
 * @property {boolean} aborted the client went away first
 * @property {Promise<'finished' | 'aborted' | 'cut'>} done how it ended; `cut` by the simulator
 */

/**
 * What a fault works with.
 * @typedef {object} Exchange
 * @property {RequestRecord} record
 * @property {import('node:http').ServerResponse} response
 * @property {import('node:net').Socket} socket
 * @property {string} requestId
 * @property {(ageMs?: number) => RawReply} ordinary the reply without any script, now or some time ago
 * @property {(ageMs: number) => RawReply['headers']} cacheHeaders
 * @property {(reply: Reply) => Promise<void>} answer
 * @property {(how?: 'reset') => void} cut ends the connection
 * @property {(ms: number, action: () => void) => void} every until the exchange is over
 * @property {(ms: number) => Promise<void>} sleep ends early when the exchange is over
 * @property {() => Promise<void>} released resolves at the simulator's next `release()`
 */

/**
 * @param {Pick<Exchange, 'record' | 'response' | 'socket' | 'requestId' | 'ordinary' | 'cacheHeaders' | 'released'>
 *   & { onCut: () => void }} parts
 * @returns {Exchange}
 */
export function createExchange({ onCut, ...parts }) {
  const { response, socket } = parts;

  /** @type {Exchange} */
  const exchange = {
    ...parts,
    answer: async (reply) => {
      const wanted = await unwrap(reply);
      if (response.destroyed) return;
      if (isDelivery(wanted)) {
        const whole = wanted.fault === 'delay' ? EMPTY : await build(wanted.reply ?? {});
        if (!response.destroyed) await deliveries[wanted.fault](exchange, whole, wanted);
        return;
      }
      const { status, headers, body } = await build(wanted);
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

  /** @param {Reply} reply @returns {Promise<Exclude<Reply, Function>>} */
  async function unwrap(reply) {
    const plain = typeof reply === 'function' ? await unwrap(await reply(exchange.record)) : reply;
    checkReply(plain, 'reply');
    return plain;
  }

  /** @param {Reply} reply @returns {Promise<WholeReply>} */
  async function build(reply) {
    const wanted = await unwrap(reply);
    if (isFaulty(wanted)) {
      if (isDelivery(wanted)) throw new TypeError(`The fault ${wanted.fault} can't be the reply of another one.`);
      return whole(await transform(await build(wanted.reply ?? {}), wanted, exchange));
    }
    if (typeof wanted.status === 'number') return whole(/** @type {RawReply} */ (wanted));
    return whole(withMembers(exchange.ordinary(), /** @type {PartialReply} */ (wanted), exchange.requestId));
  }

  return exchange;
}

/** @type {WholeReply} */
const EMPTY = { status: 200, headers: {}, body: Buffer.alloc(0) };

/** @param {Exclude<Reply, Function>} reply @returns {reply is Fault} */
const isFaulty = (reply) => 'fault' in reply;

/** @param {Exclude<Reply, Function>} reply @returns {reply is Fault & { fault: import('./faults.js').DeliveryName }} */
const isDelivery = (reply) => isFaulty(reply) && Object.hasOwn(deliveries, reply.fault);

/**
 * @param {RawReply} reply
 * @param {PartialReply} partial
 * @param {string} requestId
 * @returns {RawReply}
 */
function withMembers(reply, { headers, ...members }, requestId) {
  if (Object.keys(members).length === 0 || reply.status !== 200) {
    return headers ? { ...reply, headers: { ...reply.headers, ...headers } } : reply;
  }
  const body = Buffer.from(JSON.stringify({ ...JSON.parse(String(reply.body)), ...members }));
  return { status: 200, headers: { ...okHeaders(body, requestId), ...headers }, body };
}

/** @param {RawReply} reply @returns {WholeReply} */
function whole({ status, headers = {}, body = '' }) {
  const sent = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const bytes = body instanceof Uint8Array ? body : typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: Object.fromEntries(sent), body: Buffer.from(/** @type {string} */ (bytes)) };
}
