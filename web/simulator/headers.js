// The headers of the service's responses.

import { createHash } from 'node:crypto';

/** Only the service adds the charset. Its gateway does not. */
const SERVICE_JSON = 'application/json; charset=utf-8';
const GATEWAY_JSON = 'application/json';

/**
 * The headers of every response of the service itself.
 * @param {string} requestId
 */
export const serviceHeaders = (requestId) => ({
  'Content-Type': SERVICE_JSON,
  'apim-request-id': requestId,
  'X-RequestId': requestId,
  'x-ms-region': 'West Europe',
});

/** @param {string} requestId */
export const gatewayHeaders = (requestId) => ({ 'Content-Type': GATEWAY_JSON, 'apim-request-id': requestId });

/**
 * The headers of a 200.
 * @param {Uint8Array} body
 * @param {string} requestId
 */
export const okHeaders = (body, requestId) => ({
  ...serviceHeaders(requestId),
  'Retry-After': '1',
  ETag: `"${createHash('sha256').update(body).digest('hex').toUpperCase()}"`,
  'Cache-Control': 'public, max-age=1',
});
