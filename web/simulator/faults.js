// Everything that can go wrong with a reply, by name. A transform makes another reply of a reply; a delivery decides
// how the reply's bytes reach the client, if they do. To add a fault, add a function to one of the two tables.

import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import { ERRORS, errorReply } from './wire.js';

const gzip = promisify(gzipWithCallback);

/** @typedef {import('./wire.js').RawReply} RawReply */
/** @typedef {import('./exchange.js').Exchange} Exchange */

/**
 * A reply with its body as bytes.
 * @typedef {{ status: number, headers: Record<string, string | string[] | number>, body: Buffer }} WholeReply
 */

/**
 * A scripted fault: its name, its own options, and in `reply` the reply that it happens to (default: the ordinary one).
 * @typedef {{ fault: FaultName, reply?: import('./exchange.js').Reply, [option: string]: any }} Fault
 */

/**
 * @typedef {'redirect' | 'html' | 'text' | 'empty' | 'noContent' | 'resetContent' | 'notModified' | 'noContentType'
 *   | 'cutJson' | 'stale' | 'gzip' | 'gzipCut' | 'gzipBomb' | 'gzipFalse' | 'hugeHeaders'} TransformName
 * @typedef {'reset' | 'hangUp' | 'silence' | 'headersThenSilence' | 'cutBody' | 'cutChunked' | 'wrongLength'
 *   | 'byteAtATime' | 'hugeBody' | 'notHttp' | 'delay'} DeliveryName
 * @typedef {TransformName | DeliveryName | import('./wire.js').ErrorName} FaultName the last are the errors that the service has
 */

/**
 * The reply's headers, with the length of its body as it is now.
 * @param {WholeReply} reply
 */
const withLength = ({ headers, body }) => ({ ...headers, 'Content-Length': body.length });

/**
 * A JSON body padded with spaces to an exact length: still valid JSON, just too large.
 * @param {Buffer} body
 * @param {number} bytes
 */
const padded = (body, bytes) => Buffer.concat([body, Buffer.alloc(Math.max(bytes - body.length, 0), ' ')]);

/**
 * Replies that are not what was asked for, though HTTP has nothing to say against them.
 * @type {Record<TransformName, (reply: WholeReply, options: Fault, exchange: Exchange) =>
 *   RawReply | WholeReply | Promise<RawReply | WholeReply>>}
 */
export const transforms = {
  /** Somewhere else: `status` (default 302) and `location` (default: the same path on this server). */
  redirect: (_, { status = 302, location }, { record }) => ({
    status,
    headers: { Location: location ?? record.url },
    body: '',
  }),
  /** A page instead of JSON: `status` (default 200; with 502 and 504 what a gateway says). */
  html: (_, { status = 200, body = '<!DOCTYPE html>\n<html><body><h1>It works!</h1></body></html>\n' }) => ({
    status,
    headers: { 'Content-Type': 'text/html' },
    body,
  }),
  /** Plain text instead of JSON: `status` (default 200), `body`. */
  text: (_, { status = 200, body = 'OK' }) => ({ status, headers: { 'Content-Type': 'text/plain' }, body }),
  /** Nothing, with a length of 0: `status` (default 200). */
  empty: (reply, { status = 200 }) => ({ ...reply, status, body: '' }),
  noContent: ({ headers }) => ({ status: 204, headers: { ...headers, 'Content-Type': null }, body: '' }),
  resetContent: ({ headers }) => ({ status: 205, headers: { ...headers, 'Content-Type': null }, body: '' }),
  notModified: ({ headers }) => ({ status: 304, headers: { ...headers, 'Content-Type': null }, body: '' }),
  /** No header that says what the body is. */
  noContentType: (reply) => ({ ...reply, headers: { ...reply.headers, 'Content-Type': null } }),
  /** JSON that ends early, in a whole HTTP reply: `keep`, how many bytes (default: half). */
  cutJson: (reply, { keep = reply.body.length >> 1 }) => ({ ...reply, body: reply.body.subarray(0, keep) }),
  /** As it was `ageMs` ago (default 6,000), as from the service's cache. */
  stale: async (reply, { ageMs = 6000, reply: scripted }, exchange) => {
    const { status, headers, body } = scripted ? reply : exchange.ordinary(ageMs);
    return { status, headers: { ...headers, ...exchange.cacheHeaders(ageMs) }, body };
  },
  /** Compressed, rightly. */
  gzip: async (reply) => ({
    ...reply,
    headers: { ...reply.headers, 'Content-Encoding': 'gzip' },
    body: await gzip(reply.body),
  }),
  /** Compressed, and the gzip stream ends early in a whole HTTP reply: `keep`, how many bytes (default: half). */
  gzipCut: async (reply, { keep }) => {
    const body = await gzip(reply.body);
    return {
      ...reply,
      headers: { ...reply.headers, 'Content-Encoding': 'gzip' },
      body: body.subarray(0, keep ?? body.length >> 1),
    };
  },
  /** Small on the wire, `bytes` (default 50 MiB) when unpacked. */
  gzipBomb: async (reply, { bytes = 50 * 2 ** 20 }) => ({
    ...reply,
    headers: { ...reply.headers, 'Content-Encoding': 'gzip' },
    body: await gzip(padded(reply.body, bytes)),
  }),
  /** Says that it is compressed, and isn't. */
  gzipFalse: (reply) => ({ ...reply, headers: { ...reply.headers, 'Content-Encoding': 'gzip' } }),
  /** More headers than clients take: `bytes` (default 64 KiB). */
  hugeHeaders: (reply, { bytes = 64 * 2 ** 10 }) => ({
    ...reply,
    headers: { ...reply.headers, 'X-Padding': 'x'.repeat(bytes) },
  }),
};

/**
 * Replies that don't arrive as they should, or don't arrive.
 * @type {Record<DeliveryName, (exchange: Exchange, reply: WholeReply, options: Fault) => void | Promise<void>>}
 */
export const deliveries = {
  /** The connection is reset before a byte of the reply. */
  reset: ({ cut }) => cut('reset'),
  /** The connection is closed before a byte of the reply. */
  hangUp: ({ cut }) => cut(),
  /** Takes the request and says nothing until the client goes or the simulator is closed. */
  silence: () => {},
  /** The headers, and then nothing: `keep`, how many bytes of the body still come (default 0). */
  headersThenSilence: ({ response }, reply, { keep = 0 }) => {
    response.writeHead(reply.status, withLength(reply));
    if (keep > 0) response.write(reply.body.subarray(0, keep));
    else response.flushHeaders();
  },
  /** Content-Length promises all of the body, the connection ends early: `keep` (default: half), `reset`. */
  cutBody: ({ response, cut }, reply, { keep = reply.body.length >> 1, reset = false }) => {
    response.writeHead(reply.status, withLength(reply));
    response.write(reply.body.subarray(0, keep), () => cut(reset ? 'reset' : undefined));
  },
  /** The same with chunks: the last one never comes. */
  cutChunked: ({ response, cut }, reply, { keep = reply.body.length >> 1, reset = false }) => {
    response.writeHead(reply.status, reply.headers);
    response.write(reply.body.subarray(0, keep), () => cut(reset ? 'reset' : undefined));
  },
  /** Content-Length is off by `by` bytes (default -10: the body is cut to fit; more than the body: see cutBody). */
  wrongLength: ({ response, cut }, reply, { by = -10 }) => {
    response.writeHead(reply.status, { ...reply.headers, 'Content-Length': reply.body.length + by });
    response.write(reply.body, () => cut());
  },
  /** A byte each `everyMs` (default 20); `endless`: spaces for ever, and the body never. */
  byteAtATime: ({ response, every }, reply, { everyMs = 20, endless = false }) => {
    response.writeHead(reply.status, endless ? reply.headers : withLength(reply));
    response.flushHeaders();
    let sent = 0;
    every(everyMs, () => {
      if (endless) response.write(' ');
      else if (sent < reply.body.length) response.write(reply.body.subarray(sent, ++sent));
      else response.end();
    });
  },
  /** A body of `bytes` (default 50 MiB), the ordinary one and spaces; `chunked`: without a length; `everyMs`: 64 KiB at a time. */
  hugeBody: ({ response, every }, reply, { bytes = 50 * 2 ** 20, chunked = false, everyMs = 0 }) => {
    response.writeHead(reply.status, chunked ? reply.headers : { ...reply.headers, 'Content-Length': bytes });
    const spaces = Buffer.alloc(64 * 2 ** 10, ' ');
    response.write(reply.body);
    let left = bytes - reply.body.length;
    const more = () => {
      while (left > 0) {
        left -= spaces.length;
        if (!response.write(spaces.subarray(0, left + spaces.length)) || everyMs) return;
      }
      response.end();
    };
    if (everyMs) every(everyMs, () => response.writableNeedDrain || more());
    else response.on('drain', more);
    more();
  },
  /** What isn't HTTP, or not quite: `bytes` (text or a buffer) as they are, then the end of the connection. */
  notHttp: ({ socket, cut }, _, { bytes = 'It works!\r\n' }) => {
    socket.write(bytes, () => cut());
  },
  /** Later: when `until` (a promise) resolves, else when `sim.release()` is called, else after `ms`. */
  delay: async (exchange, _, { ms, until, reply = {} }) => {
    await (until ?? (ms === undefined ? exchange.released() : exchange.sleep(ms)));
    await exchange.answer(reply);
  },
};

/**
 * @param {WholeReply} reply
 * @param {Fault} fault
 * @param {Exchange} exchange
 * @returns {RawReply | WholeReply | Promise<RawReply | WholeReply>}
 */
export function transform(reply, fault, exchange) {
  const { fault: name } = fault;
  if (Object.hasOwn(transforms, name)) {
    return transforms[/** @type {TransformName} */ (name)](reply, fault, exchange);
  }
  const { status, headers, body } = errorReply(/** @type {import('./wire.js').ErrorName} */ (name), exchange.requestId);
  return { status, headers: { ...headers, ...fault.headers }, body };
}

/** @param {string} name */
export const isFault = (name) =>
  Object.hasOwn(transforms, name) || Object.hasOwn(deliveries, name) || Object.hasOwn(ERRORS, name);
