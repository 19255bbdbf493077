// What viewers are answered: the service's own forms, made of members and headers that are known, and of nothing else.
import { DocumentTranslationError } from '../module/errors.js';

/** @typedef {import('../module/policy.js').Moment} Moment */

/**
 * @typedef {object} Reply Plain data, since it goes through caches and storage.
 * @property {number} status
 * @property {string} body
 * @property {Record<string, string>} headers
 */

/**
 * An error in the service's own form.
 * @param {number} status @param {string} code @param {string} message @param {Record<string, string>} [headers]
 * @returns {Reply}
 */
export const errorReply = (status, code, message, headers = {}) => ({
  status,
  headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  body: JSON.stringify({ error: { code, message } }),
});

/**
 * The status that a viewer gets is never kept by a shared cache.
 * @param {string} body @param {string} [requestId]
 * @returns {Promise<Reply>}
 */
export async function statusReply(body, requestId) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  const etag = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return {
    status: 200,
    body,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'private, no-cache',
      ETag: `"${etag}"`,
      ...(requestId && { 'apim-request-id': requestId, 'X-RequestId': requestId }),
    },
  };
}

/**
 * A document or a batch in the service's own spelling, without what the reply's headers said.
 * @param {any} status
 */
export function wireStatus({ retryAfterMs, etag, requestId, ...rest }) {
  return { ...rest, status: rest.status === 'Canceled' ? 'Cancelled' : rest.status };
}

/**
 * What viewers get of a failure. What the service has against the proxy's own credential is not theirs to know.
 * @param {unknown} error
 */
export function failureReply(error) {
  if (!(error instanceof DocumentTranslationError)) return errorReply(504, 'ServiceUnavailable', 'No answer in time.');
  const { kind, code, statusCode } = error;
  if (kind === 'service' && statusCode === 404)
    return errorReply(404, code === 'ResourceNotFound' ? code : 'NotFound', 'There is no such document.');
  if (kind === 'service' && statusCode === 429)
    return errorReply(429, 'RequestRateTooHigh', 'The service is asked too often.');
  if (kind === 'timeout') return errorReply(504, 'ServiceUnavailable', 'The service did not answer in time.');
  if (statusCode === 503) return errorReply(503, 'ServiceUnavailable', 'The service is unavailable.');
  if (kind === 'service') return errorReply(502, 'BadGateway', 'The service can not be asked.');
  // How the proxy's own connection failed, or what its fetch returned, is not for viewers.
  const isInternal = /^(HostNotFound|ConnectionRefused|Certificate|InvalidFetch)/.test(code);
  return errorReply(502, isInternal ? 'NetworkFailure' : code, 'The service can not be asked.');
}
