// The faults, by name. A transform changes a response; a delivery sends its bytes in an unusual way, or does not send
// them. To add a fault, add a function to one of the two tables and its name to the type.

import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import { ERRORS, errorReply } from './errors.js';

const gzip = promisify(gzipWithCallback);

/** @typedef {import('./exchange.js').Exchange} Exchange */
/** @typedef {import('./replies.js').EncodedReply} EncodedReply */
/** @typedef {import('./replies.js').RawReply} RawReply */

/**
 * A fault and its options. It is applied to the response in `reply`, by default to the normal response.
 * @typedef {{ fault: FaultName, reply?: import('./replies.js').Reply, [option: string]: any }} Fault
 */

/**
 * @typedef {'redirect' | 'html' | 'text' | 'empty' | 'noContent' | 'resetContent' | 'notModified' | 'noContentType'
 *   | 'cutJson' | 'stale' | 'gzip' | 'gzipCut' | 'gzipBomb' | 'gzipFalse' | 'hugeHeaders'} TransformName
 * @typedef {'reset' | 'hangUp' | 'silence' | 'headersThenSilence' | 'cutBody' | 'cutChunked' | 'wrongLength'
 *   | 'byteAtATime' | 'hugeBody' | 'notHttp' | 'delay'} DeliveryName
 */

/**
 * The name of a fault or of an error of the service.
 * @typedef {TransformName | DeliveryName | import('./errors.js').ErrorName} FaultName
 */

/**
 * The headers with the length of the body.
 * @param {EncodedReply} reply
 */
const withLength = ({ headers, body }) => ({ ...headers, 'Content-Length': body.length });

/**
 * Pads a JSON body with spaces to a length. It is still valid JSON.
 * @param {Buffer} body
 * @param {number} bytes
 */
const padded = (body, bytes) => Buffer.concat([body, Buffer.alloc(Math.max(bytes - body.length, 0), ' ')]);

/**
 * Faults that send a complete and correct HTTP response with unexpected content.
 * @type {Record<TransformName, (reply: EncodedReply, options: Fault, exchange: Exchange) =>
 *   RawReply | EncodedReply | Promise<RawReply | EncodedReply>>}
 */
export const transforms = {
  /** Redirects with `status` (default 302) to `location` (default: the URL of the request). */
  redirect: (_, { status = 302, location }, { record }) => ({
    status,
    headers: { Location: location ?? record.url },
    body: '',
  }),
  /** An HTML page instead of JSON: `status` (default 200) and `body`. */
  html: (_, { status = 200, body = '<!DOCTYPE html>\n<html><body><h1>It works!</h1></body></html>\n' }) => ({
    status,
    headers: { 'Content-Type': 'text/html' },
    body,
  }),
  /** Plain text instead of JSON: `status` (default 200) and `body`. */
  text: (_, { status = 200, body = 'OK' }) => ({ status, headers: { 'Content-Type': 'text/plain' }, body }),
  /** An empty body: `status` (default 200). */
  empty: (reply, { status = 200 }) => ({ ...reply, status, body: '' }),
  /** A 204 without a body. */
  noContent: ({ headers }) => ({ status: 204, headers: { ...headers, 'Content-Type': null }, body: '' }),
  /** A 205 without a body. */
  resetContent: ({ headers }) => ({ status: 205, headers: { ...headers, 'Content-Type': null }, body: '' }),
  /** A 304 without a body. */
  notModified: ({ headers }) => ({ status: 304, headers: { ...headers, 'Content-Type': null }, body: '' }),
  /** No `Content-Type` header. */
  noContentType: (reply) => ({ ...reply, headers: { ...reply.headers, 'Content-Type': null } }),
  /** Incomplete JSON in a complete HTTP response: the first `keep` bytes (default: half). */
  cutJson: (reply, { keep = reply.body.length >> 1 }) => ({ ...reply, body: reply.body.subarray(0, keep) }),
  /** The response as it was `ageMs` ago (default 6000), with the headers of the service's cache. */
  stale: async (reply, { ageMs = 6000, reply: scripted }, exchange) => {
    const { status, headers, body } = scripted ? reply : exchange.normalReply(ageMs);
    return { status, headers: { ...headers, ...exchange.cacheHeaders(ageMs) }, body };
  },
  /** A body that is compressed correctly. */
  gzip: async (reply) => ({
    ...reply,
    headers: { ...reply.headers, 'Content-Encoding': 'gzip' },
    body: await gzip(reply.body),
  }),
  /** An incomplete gzip stream in a complete HTTP response: the first `keep` bytes (default: half). */
  gzipCut: async (reply, { keep }) => {
    const body = await gzip(reply.body);
    return {
      ...reply,
      headers: { ...reply.headers, 'Content-Encoding': 'gzip' },
      body: body.subarray(0, keep ?? body.length >> 1),
    };
  },
  /** A small compressed body that decompresses to `bytes` (default 50 MiB). */
  gzipBomb: async (reply, { bytes = 50 * 2 ** 20 }) => ({
    ...reply,
    headers: { ...reply.headers, 'Content-Encoding': 'gzip' },
    body: await gzip(padded(reply.body, bytes)),
  }),
  /** `Content-Encoding: gzip` on a body that is not compressed. */
  gzipFalse: (reply) => ({ ...reply, headers: { ...reply.headers, 'Content-Encoding': 'gzip' } }),
  /** A header of `bytes` (default 64 KiB), more than clients accept. */
  hugeHeaders: (reply, { bytes = 64 * 2 ** 10 }) => ({
    ...reply,
    headers: { ...reply.headers, 'X-Padding': 'x'.repeat(bytes) },
  }),
};

/**
 * Faults of the connection: the response is incomplete, late, not HTTP, or missing.
 * @type {Record<DeliveryName, (exchange: Exchange, reply: EncodedReply, options: Fault) => void | Promise<void>>}
 */
export const deliveries = {
  /** Resets the connection without a response. */
  reset: ({ cut }) => cut('reset'),
  /** Closes the connection without a response. */
  hangUp: ({ cut }) => cut(),
  /** Sends nothing until the client disconnects or the simulator is closed. */
  silence: () => {},
  /** Sends the headers and `keep` bytes of the body (default 0), and then nothing. */
  headersThenSilence: ({ response }, reply, { keep = 0 }) => {
    response.writeHead(reply.status, withLength(reply));
    if (keep > 0) response.write(reply.body.subarray(0, keep));
    else response.flushHeaders();
  },
  /** Closes the connection after `keep` bytes of the body (default: half). With `reset`, resets it. */
  cutBody: ({ response, cut }, reply, { keep = reply.body.length >> 1, reset = false }) => {
    response.writeHead(reply.status, withLength(reply));
    response.write(reply.body.subarray(0, keep), () => cut(reset ? 'reset' : undefined));
  },
  /** The same with chunked encoding. The last chunk is missing. */
  cutChunked: ({ response, cut }, reply, { keep = reply.body.length >> 1, reset = false }) => {
    response.writeHead(reply.status, reply.headers);
    response.write(reply.body.subarray(0, keep), () => cut(reset ? 'reset' : undefined));
  },
  /** `Content-Length` differs from the length of the body by `by` bytes (default -10). */
  wrongLength: ({ response, cut }, reply, { by = -10 }) => {
    response.writeHead(reply.status, { ...reply.headers, 'Content-Length': reply.body.length + by });
    response.write(reply.body, () => cut());
  },
  /** Sends one byte every `everyMs` (default 20). With `endless`, sends spaces instead of the body and never ends. */
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
  /**
   * Pads the body with spaces to `bytes` (default 50 MiB). With `chunked`, there is no `Content-Length`. With `everyMs`,
   * sends 64 KiB at a time.
   */
  hugeBody: ({ response, every }, reply, { bytes = 50 * 2 ** 20, chunked = false, everyMs = 0 }) => {
    response.writeHead(reply.status, chunked ? reply.headers : { ...reply.headers, 'Content-Length': bytes });
    const spaces = Buffer.alloc(64 * 2 ** 10, ' ');
    response.write(reply.body);
    let left = bytes - reply.body.length;
    const sendMore = () => {
      while (left > 0) {
        left -= spaces.length;
        if (!response.write(spaces.subarray(0, left + spaces.length)) || everyMs) return;
      }
      response.end();
    };
    if (everyMs) every(everyMs, () => response.writableNeedDrain || sendMore());
    else response.on('drain', sendMore);
    sendMore();
  },
  /** Sends `bytes` (text or a buffer) instead of an HTTP response, and closes the connection. */
  notHttp: ({ socket, cut }, _, { bytes = 'It works!\r\n' }) => {
    socket.write(bytes, () => cut());
  },
  /** Responds when the promise `until` resolves, or after `ms`. Without both, when `release()` is called. */
  delay: async (exchange, _, { ms, until, reply = {} }) => {
    await (until ?? (ms === undefined ? exchange.untilReleased() : exchange.sleep(ms)));
    await exchange.send(reply);
  },
};

/**
 * @param {EncodedReply} reply
 * @param {Fault} fault
 * @param {Exchange} exchange
 * @returns {RawReply | EncodedReply | Promise<RawReply | EncodedReply>}
 */
export function transform(reply, fault, exchange) {
  const { fault: name } = fault;
  if (Object.hasOwn(transforms, name)) {
    return transforms[/** @type {TransformName} */ (name)](reply, fault, exchange);
  }
  const { status, headers, body } = errorReply(
    /** @type {import('./errors.js').ErrorName} */ (name),
    exchange.requestId,
  );
  return { status, headers: { ...headers, ...fault.headers }, body };
}

/** @param {string} name */
export const isFaultName = (name) =>
  Object.hasOwn(transforms, name) || Object.hasOwn(deliveries, name) || Object.hasOwn(ERRORS, name);
