// Formats an attempt of a request for --verbose.
import { withoutControls } from './text.js';

/**
 * @typedef {object} Attempt What the client's option `onAttempt` gets.
 * @property {string} operation
 * @property {string} [batchId]
 * @property {string} [documentId]
 * @property {number} attempt From 1.
 * @property {number} [status] The HTTP status, if there was a response.
 * @property {number} ms
 * @property {string} [code] The code of the error, if it failed.
 * @property {string} [requestId]
 * @property {string} [clientRequestId]
 */

/** The members of a line, in this order. */
const MEMBERS = /** @type {const} */ ([
  'batchId',
  'documentId',
  'attempt',
  'status',
  'ms',
  'code',
  'requestId',
  'clientRequestId',
]);

/** Returns a line like `getDocumentStatus batchId=… documentId=… attempt=1 status=200 ms=57`. @param {Attempt} attempt */
export function attemptLine(attempt) {
  const values = MEMBERS.map((name) => [name, name === 'ms' ? Math.round(attempt.ms) : attempt[name]]);
  const parts = values.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}`);
  return withoutControls([attempt.operation, ...parts].join(' '));
}
