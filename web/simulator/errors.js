// The error responses of the service and its gateway, word for word.

import { gatewayHeaders, serviceHeaders } from './headers.js';

/** @typedef {import('./replies.js').RawReply} RawReply */

/**
 * An error response without its request ids.
 * @typedef {object} ServiceError
 * @property {number} status
 * @property {'service' | 'gateway' | 'none'} from the sender, which decides the headers
 * @property {Record<string, string>} [headers]
 * @property {string | object} body
 */

/** @param {string} code @param {string} message @param {object} [more] */
const error = (code, message, more) => ({ error: { code, message, ...more } });

const BAD_GATEWAY_PAGE = [
  '<html><head><title>502 Bad Gateway</title></head>',
  '<body><center><h1>502 Bad Gateway</h1></center><hr><center>Microsoft-Azure-Application-Gateway/v2</center></body>',
  '</html>',
].join('\r\n');

const WRONG_KEY =
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active ' +
  'subscription and use a correct regional API endpoint for your resource.';

/**
 * @typedef {'wrongKey' | 'noKey' | 'wrongToken' | 'unauthorized' | 'numericCode' | 'numericCode400' | 'invalidRequest'
 *   | 'invalidArgument' | 'firewall' | 'permissionDenied' | 'freeTier' | 'malformedId' | 'unknownId'
 *   | 'wrongPath' | 'throttled' | 'throttledByGateway' | 'internalError' | 'unavailable' | 'badGateway'
 *   | 'gatewayTimeout'} ErrorName
 */

/**
 * The known error responses of the service and of the gateway in front of it, by the simulator's names for them.
 * @type {Readonly<Record<ErrorName, ServiceError>>}
 */
export const ERRORS = {
  wrongKey: { status: 401, from: 'gateway', body: error('401', WRONG_KEY) },
  noKey: {
    status: 401,
    from: 'gateway',
    body: {
      statusCode: 401,
      message:
        'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.',
    },
  },
  wrongToken: {
    status: 401,
    from: 'gateway',
    body: error(
      '401',
      'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
    ),
  },
  unauthorized: {
    status: 401,
    from: 'service',
    body: error('Unauthorized', 'User is not authorized', {
      target: 'Document',
      innerError: { code: 'Unauthorized', message: 'Operation is not authorized' },
    }),
  },
  numericCode: {
    status: 401,
    from: 'gateway',
    headers: { 'Content-Type': 'text/plain' },
    body: JSON.stringify(
      error('', 'The request is not authorized because credentials are missing or invalid.'),
    ).replace('"code":""', '"code":401000'),
  },
  numericCode400: {
    status: 400,
    from: 'gateway',
    headers: { 'Content-Type': 'text/plain' },
    body: JSON.stringify(error('', 'One of the request inputs is not valid.')).replace('"code":""', '"code":400000'),
  },
  invalidRequest: {
    status: 400,
    from: 'service',
    body: error('InvalidRequest', 'The request is not valid.', {
      target: 'Operation',
      innerError: { code: 'InvalidRequest', message: 'The request body is missing or not valid.' },
    }),
  },
  invalidArgument: {
    status: 400,
    from: 'service',
    body: error('InvalidArgument', 'A query parameter is not valid.', { target: 'Document' }),
  },
  firewall: {
    status: 403,
    from: 'gateway',
    body: error('403', 'Access denied due to Virtual Network/Firewall rules.'),
  },
  permissionDenied: {
    status: 401,
    from: 'gateway',
    body: error('PermissionDenied', 'Principal does not have access to API/Operation.'),
  },
  freeTier: {
    status: 403,
    from: 'service',
    body: error('Unauthorized', 'Document translation is not available in the free tier.', { target: 'Operation' }),
  },
  malformedId: { status: 404, from: 'none', body: '' },
  unknownId: {
    status: 404,
    from: 'service',
    body: error('ResourceNotFound', 'id not found', { target: 'Document' }),
  },
  wrongPath: { status: 404, from: 'gateway', body: error('404', 'Resource not found') },
  throttled: {
    status: 429,
    from: 'service',
    headers: { 'Retry-After': '9' },
    body: error('RequestRateTooHigh', 'Request rate is too high.', {
      target: 'Document',
      innerError: { code: 'RateTooHigh', message: 'Rate of requests is too high.' },
    }),
  },
  throttledByGateway: {
    status: 429,
    from: 'gateway',
    headers: { 'Retry-After': '9' },
    body: error(
      '429',
      'Requests to the Document Translation API have exceeded rate limit of your current pricing tier. Please retry after 9 seconds.',
    ),
  },
  internalError: {
    status: 500,
    from: 'service',
    body: error('InternalServerError', 'Internal Server Error', {
      target: 'Document',
      innerError: { code: 'InternalServerError', message: 'Unexpected internal server error has occurred' },
    }),
  },
  unavailable: {
    status: 503,
    from: 'service',
    body: error('ServiceUnavailable', 'Service is temporarily unavailable', {
      target: 'Document',
      innerError: { code: 'ServiceTemporaryUnavailable', message: 'Service is temporarily unavailable' },
    }),
  },
  badGateway: { status: 502, from: 'none', headers: { 'Content-Type': 'text/html' }, body: BAD_GATEWAY_PAGE },
  gatewayTimeout: {
    status: 504,
    from: 'none',
    headers: { 'Content-Type': 'text/html' },
    body: BAD_GATEWAY_PAGE.replaceAll('502 Bad Gateway', '504 Gateway Time-out'),
  },
};

/**
 * @param {ErrorName} name
 * @param {string} requestId
 * @returns {RawReply}
 */
export function errorReply(name, requestId) {
  const { status, from, headers, body } = ERRORS[name];
  const senderHeaders = { service: serviceHeaders, gateway: gatewayHeaders, none: () => ({}) }[from](requestId);
  return { status, headers: { ...senderHeaders, ...headers }, body };
}
