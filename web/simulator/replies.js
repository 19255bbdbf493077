// The forms of a scripted response, and their conversion to a status, headers and bytes.

import { okHeaders } from './headers.js';

/** @typedef {import('./faults.js').Fault} Fault */
/** @typedef {import('./requests.js').RequestRecord} RequestRecord */

/**
 * A complete response. It is sent as it is, without the headers of the service.
 * @typedef {object} RawReply
 * @property {number} status The HTTP status.
 * @property {Record<string, string | string[] | number | null>} [headers] A header that is `null` is not sent.
 * @property {string | Uint8Array | object} [body] An object is sent as compact JSON. Default: an empty body.
 */

/**
 * Changes to the normal response: members of its body, where `undefined` removes a member, and headers.
 * @typedef {{ [member: string]: unknown, headers?: RawReply['headers'] }} PartialReply
 */

/**
 * One scripted response: changes to the members of the normal response (`{}` changes nothing), a complete response (an
 * object with a numeric `status`), a fault, or a function that returns one of these.
 * @typedef {PartialReply | RawReply | Fault | ((request: RequestRecord) => Reply | Promise<Reply>)} Reply
 */

/**
 * A response with its body as bytes.
 * @typedef {{ status: number, headers: Record<string, string | string[] | number>, body: Buffer }} EncodedReply
 */

/** @type {EncodedReply} */
export const EMPTY = { status: 200, headers: {}, body: Buffer.alloc(0) };

/** @param {RawReply} reply @returns {EncodedReply} */
export function encode({ status, headers = {}, body = '' }) {
  const sent = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  // Not instanceof: in jsdom, Uint8Array is another class.
  const bytes = ArrayBuffer.isView(body) || typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: Object.fromEntries(sent), body: Buffer.from(/** @type {string} */ (bytes)) };
}

/**
 * Applies changes to a response. Only a 200 has members to change.
 * @param {RawReply} reply
 * @param {PartialReply} changes
 * @param {string} requestId
 * @returns {RawReply}
 */
export function withChanges(reply, { headers, ...members }, requestId) {
  if (Object.keys(members).length === 0 || reply.status !== 200) {
    return headers ? { ...reply, headers: { ...reply.headers, ...headers } } : reply;
  }
  const body = Buffer.from(JSON.stringify({ ...JSON.parse(String(reply.body)), ...members }));
  return { status: 200, headers: { ...okHeaders(body, requestId), ...headers }, body };
}
