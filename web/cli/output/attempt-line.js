// Formats an attempt of a request for --verbose.

/** @typedef {import('../../module/types.js').Attempt} Attempt */

/** The members of a line, in this order. @type {(keyof Attempt)[]} */
const MEMBERS = ['batchId', 'documentId', 'attempt', 'status', 'ms', 'code', 'requestId', 'clientRequestId'];

/** Returns a line like `document batchId=… documentId=… attempt=1 status=200 ms=57`. @param {Attempt} attempt */
export const attemptLine = (attempt) =>
  [attempt.operation, ...MEMBERS.filter((name) => name in attempt).map((name) => `${name}=${attempt[name]}`)].join(' ');
