// CORS for pages of other origins. The service itself has none.

/** Pages can read only the headers that are exposed to them. */
const EXPOSED_HEADERS = 'Retry-After, ETag, Age, Date, apim-request-id, X-RequestId, x-ms-region';

/** @param {import('node:http').ServerResponse} response */
export function setCorsHeaders(response) {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function respondToPreflight(request, response) {
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
  response.writeHead(204).end();
}
