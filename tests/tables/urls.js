// API versions, endpoints, ids and operation locations: those that the client accepts, with the URL that it requests, and those that it
// rejects. Only web platform globals are used, because the contract suite runs in every runtime.

import { BATCH, DOCUMENT, ENDPOINT, KEY } from '../contract/kit.js';

/** The versions of the service, and the path of its batches in each of them. @type {[apiVersion: string, batches: string][]} */
export const API_VERSIONS = [
  ['v1.0-preview.1', '/translator/text/batch/v1.0-preview.1/batches'],
  ['v1.0', '/translator/text/batch/v1.0/batches'],
  ['v1.1', '/translator/text/batch/v1.1/batches'],
  ['2024-05-01', '/translator/document/batches'],
  ['2024-11-01-preview', '/translator/document/batches'],
  ['2025-12-01-preview', '/translator/document/batches'],
  ['2026-03-01', '/translator/document/batches'],
];

/** Versions that the service does not have yet. @type {typeof API_VERSIONS} */
export const LATER_API_VERSIONS = [
  ['v2.0-preview.12', '/translator/text/batch/v2.0-preview.12/batches'],
  ['2031-01-31', '/translator/document/batches'],
];

export const DEFAULT_API_VERSION = '2024-05-01';

/** The query of a URL of this version. @param {string} apiVersion */
export const queryOf = (apiVersion) => (apiVersion.startsWith('v') ? '' : `?api-version=${apiVersion}`);

export const WRONG_API_VERSIONS = [
  '',
  '1',
  '1.0',
  'v1',
  'v1.0-preview',
  'v1.0-beta.1',
  'V1.0',
  'v1.0/',
  'v1.0/..',
  'v1.0/../..',
  'v1.0\n',
  '2024',
  '2024-5-1',
  '2024-05-01-Preview',
  '2024-05-01&x=1',
  '2024-05-01\n',
  ' v1.0',
  'latest',
];

/** Endpoints, and what the URL of a request starts with. @type {[endpoint: string, base: string][]} */
export const ENDPOINTS = [
  ['https://my-resource.cognitiveservices.azure.com', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.com/', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.com/translator', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.com/translator/', 'https://my-resource.cognitiveservices.azure.com'],
  ['HTTPS://My-Resource.CognitiveServices.Azure.COM:443/', 'https://my-resource.cognitiveservices.azure.com'],
  ['https://my-resource.cognitiveservices.azure.us', 'https://my-resource.cognitiveservices.azure.us'],
  ['https://my-resource.cognitiveservices.azure.cn/', 'https://my-resource.cognitiveservices.azure.cn'],
  ['https://gateway.example/azure/translations', 'https://gateway.example/azure/translations'],
  ['https://gateway.example/azure/translator/', 'https://gateway.example/azure'],
  ['https://gateway.example:8443/a%20b/~c', 'https://gateway.example:8443/a%20b/~c'],
  ['https://10.1.2.3', 'https://10.1.2.3'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['http://127.12.34.56', 'http://127.12.34.56'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
];

/** Suffixes that make every endpoint invalid, and the code of the error. @type {[end: string, code: string][]} */
export const WRONG_ENDPOINT_ENDS = [
  ['?api-version=2024-05-01', 'EndpointHasQuery'],
  ['?', 'EndpointHasQuery'],
  ['/?', 'EndpointHasQuery'],
  ['/?x=y', 'EndpointHasQuery'],
  ['#a', 'EndpointHasFragment'],
  ['/#', 'EndpointHasFragment'],
  ['/..', 'UnsafeEndpointPath'],
  ['/a/../b', 'UnsafeEndpointPath'],
  ['/./b', 'UnsafeEndpointPath'],
  ['/%2e%2E/b', 'UnsafeEndpointPath'],
  ['/.%2e/b', 'UnsafeEndpointPath'],
  ['/a%2Fb', 'UnsafeEndpointPath'],
  ['/a\\b', 'UnsafeEndpointPath'],
  ['/a%0d%0ab', 'UnsafeEndpointPath'],
  ['//a', 'UnsafeEndpointPath'],
  ['/%', 'UnsafeEndpointPath'],
  ['/translator/document/batches', 'OperationUrlAsEndpoint'],
  [`/translator/document/batches/${BATCH}?api-version=2024-05-01`, 'OperationUrlAsEndpoint'],
  [`/translator/text/batch/v1.0/batches/${BATCH}`, 'OperationUrlAsEndpoint'],
  [`/translator/text/batch/v1.0/batches/${BATCH}/documents/${DOCUMENT}`, 'OperationUrlAsEndpoint'],
];

/** Endpoints, and the code of the error; without a code it is any of the codes of an endpoint. @type {[endpoint: string, code?: string][]} */
export const WRONG_ENDPOINTS = [
  ['', 'InvalidEndpoint'],
  ['example', 'InvalidEndpoint'],
  ['my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['//my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['ftp://my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['javascript:alert(1)', 'InvalidEndpoint'],
  ['https:my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['https:///my-resource.cognitiveservices.azure.com', 'InvalidEndpoint'],
  ['https://', 'InvalidEndpoint'],
  ['https://exa mple.com', 'InvalidEndpoint'],
  ['https://example..com', 'InvalidEndpoint'],
  ['https://exämple.com', 'InvalidEndpoint'],
  ['https://example.com:0', 'InvalidEndpoint'],
  ['https://example.com:65536', 'InvalidEndpoint'],
  ['https://example.com:8x', 'InvalidEndpoint'],
  ['https://256.1.1.1', 'InvalidEndpoint'],
  ['https://0x7f000001', 'InvalidEndpoint'],
  ['https://2130706433', 'InvalidEndpoint'],
  ['https://example.com\\@elsewhere.example'],
  [`${ENDPOINT}\n`],
  [` ${ENDPOINT}`],
  [`${ENDPOINT}/\0`],
  [`https://example.com/${'x'.repeat(5000)}`, 'InvalidEndpoint'],
  ['http://my-resource.cognitiveservices.azure.com', 'InsecureEndpoint'],
  ['http://localhost.example.com', 'InsecureEndpoint'],
  ['http://127.0.0.1.example.com', 'InsecureEndpoint'],
  ['https://user@my-resource.cognitiveservices.azure.com', 'EndpointHasUserInfo'],
  [`https://user:${KEY}@my-resource.cognitiveservices.azure.com`, 'EndpointHasUserInfo'],
  ['https://api.cognitive.microsofttranslator.com', 'GlobalEndpoint'],
  ['https://api-eur.cognitive.microsofttranslator.com/', 'GlobalEndpoint'],
  ['https://westeurope.api.cognitive.microsoft.com', 'RegionalEndpoint'],
  ['https://WestEurope.api.cognitive.microsoft.com/', 'RegionalEndpoint'],
  ...WRONG_ENDPOINT_ENDS.map(([end, code]) => /** @type {[string, string]} */ ([ENDPOINT + end, code])),
];

/** Texts that are no id of a batch or of a document. */
export const WRONG_IDS = [
  '',
  '.',
  '..',
  '%2e%2e',
  '../..',
  BATCH.slice(1),
  `${BATCH}0`,
  `${BATCH}/`,
  `${BATCH}/..`,
  `${BATCH}?x=`,
  `${BATCH}#`,
  `${BATCH}\n`,
  `${BATCH}\r\nX: y`,
  ` ${BATCH}`,
  `../${BATCH.slice(3)}`,
  `{${BATCH}}`,
  BATCH.replaceAll('-', ''),
  BATCH.replace('7', 'g'),
  BATCH.replace('7', '７'),
  'g'.repeat(36),
  'x'.repeat(100_000),
];

const OPERATION = `${ENDPOINT}/translator/text/batch/v1.0/batches/${BATCH}`;

/** Operation locations, and what parseOperationLocation returns for them. @type {[url: string, parts: Record<string, string>][]} */
export const OPERATION_LOCATIONS = [
  ...API_VERSIONS.flatMap(
    ([apiVersion, batches]) =>
      /** @type {[string, Record<string, string>][]} */ ([
        [`${ENDPOINT}${batches}/${BATCH}${queryOf(apiVersion)}`, { endpoint: ENDPOINT, apiVersion, batchId: BATCH }],
        [
          `${ENDPOINT}${batches}/${BATCH}/documents/${DOCUMENT}${queryOf(apiVersion)}`,
          { endpoint: ENDPOINT, apiVersion, batchId: BATCH, documentId: DOCUMENT },
        ],
      ]),
  ),
  [`${OPERATION}/`, { endpoint: ENDPOINT, apiVersion: 'v1.0', batchId: BATCH }],
  [`${OPERATION}/documents`, { endpoint: ENDPOINT, apiVersion: 'v1.0', batchId: BATCH }],
  [
    `https://gateway.example/azure/translator/document/batches/${BATCH}?x=1&api-version=2024-05-01`,
    { endpoint: 'https://gateway.example/azure', apiVersion: '2024-05-01', batchId: BATCH },
  ],
  [
    `http://127.0.0.1:8080/translator/text/batch/v1.1/batches/${BATCH}`,
    { endpoint: 'http://127.0.0.1:8080', apiVersion: 'v1.1', batchId: BATCH },
  ],
];

export const WRONG_OPERATION_LOCATIONS = [
  '',
  ENDPOINT,
  `${ENDPOINT}/translator/text/batch/v1.0/batches`,
  `${ENDPOINT}/translator/text/batch/v1.0/batches/`,
  `${ENDPOINT}/translator/text/batch/v1.0/batches/..`,
  `${ENDPOINT}/translator/text/batch/v1.0/batches/${BATCH.slice(1)}`,
  `${OPERATION}/documents/..`,
  `${OPERATION}/documents/${DOCUMENT}/x`,
  `${OPERATION}/x`,
  `${OPERATION}#x`,
  `${OPERATION}\n`,
  `${ENDPOINT}/translator/document/batches/${BATCH}`,
  `${ENDPOINT}/translator/document/batches/${BATCH}?api-version=latest`,
  `${ENDPOINT}/translator/document/batches/${BATCH}?api-version=v1.0`,
  `${ENDPOINT}/translator/text/batch/2024-05-01/batches/${BATCH}`,
  `/translator/text/batch/v1.0/batches/${BATCH}`,
  `https://user:x@example.com/translator/text/batch/v1.0/batches/${BATCH}`,
  `ftp://example.com/translator/text/batch/v1.0/batches/${BATCH}`,
  'x'.repeat(100_000),
];
