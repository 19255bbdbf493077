// The faults, as data: what a server does, the call to make, and the outcomes that are correct. A fault has several correct outcomes if runtimes differ
// in what they accept. A status that the service did not send is never correct.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { COMPLETE, KEY, SIGNATURE, TOKEN } from '../contract/kit.js';
import { describeCredential, WRONG_CREDENTIALS } from '../tables/credentials.js';
import { ENDINGS, STALLS } from '../tables/endings.js';
import { errorResponses } from '../tables/error-responses.js';
import { malformedResponses } from '../tables/malformed-responses.js';
import { RETRY_AFTER } from '../tables/retry-after.js';
import { FAILING, REDIRECTS, UNEXPECTED, WITHOUT_BODY } from '../tables/statuses.js';
import { WRONG_ENDPOINT_ENDS, WRONG_IDS } from '../tables/urls.js';
import { end, forEver, reset, says } from './servers.js';

/** @typedef {import('./servers.js').Behaviour} Behaviour */

/**
 * @typedef {object} Fault
 * @property {string} name
 * @property {string} group
 * @property {Behaviour} [serve] absent if there is no server
 * @property {boolean} [early] call `serve` at the connection, not at the request
 * @property {import('./certificates.js').CertificateName} [certificate] of a TLS server
 * @property {object} [tls] further options of the TLS server
 * @property {string} [origin] default: the server's
 * @property {string[]} expect kind/code, 'value' or 'aborted'
 * @property {[least: number, most: number]} requests how many the server must get
 * @property {Record<string, unknown>} [error] members that the error must have
 * @property {Ask} [ask]
 * @property {Reply} [reply] the response of `serve`, if it is one complete response
 * @property {import('./probe.js').Call['end']} [end]
 */

/**
 * The call's arguments, where they differ from the default.
 * @typedef {object} Ask
 * @property {Record<string, unknown>} [options] of createClient
 * @property {unknown} [document]
 * @property {string} [path] of the endpoint
 */

const NETWORK = 'network/NetworkFailure';
const REFUSED = 'network/ConnectionRefused';
const NOT_FOUND = 'network/HostNotFound';
const CERTIFICATE = 'network/CertificateUntrusted';
const REDIRECT = 'network/RedirectRefused';
const TIMEOUT = ENDINGS.timeout.outcome;
const NOT_JSON = 'invalid-response/InvalidJson';
const STATUS = 'invalid-response/UnexpectedStatusCode';
const TOO_LARGE = 'invalid-response/BodyTooLarge';
const VALUE = 'value';

/** No request. */
const NONE = /** @type {[number, number]} */ ([0, 0]);

/** A time limit that is reached. All other faults have one that is not. */
const SOON = { timeoutMs: 250 };

const GOOD = JSON.stringify(COMPLETE);

/** @typedef {{ status: number | string, headers: string[], body: Buffer }} Reply */

/** The parts of each complete response. @type {WeakMap<Uint8Array | Behaviour, Reply>} */
const replies = new WeakMap();

/**
 * A complete response.
 * @param {string | Uint8Array} body
 * @param {{ status?: number | string, headers?: string[] }} [options]
 */
function reply(body, { status = 200, headers = [] } = {}) {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status} Whatever`, 'Connection: close', `Content-Length: ${bytes.length}`, ...headers];
  const whole = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]);
  replies.set(whole, { status, headers, body: bytes });
  return whole;
}

/** The head of a response, followed by `body` as it is. @param {string[]} headers @param {string | Uint8Array} [body] */
const head = (headers, body = '', status = 200) =>
  Buffer.concat([
    Buffer.from([`HTTP/1.1 ${status} Whatever`, ...headers, '', ''].join('\r\n'), 'latin1'),
    Buffer.from(body),
  ]);

/** @param {string | Uint8Array} bytes @returns {Behaviour} */
function whole(bytes) {
  const serve = says(bytes, end);
  const said = typeof bytes === 'string' ? undefined : replies.get(bytes);
  if (said) replies.set(serve, said);
  return serve;
}

/** @param {string} body in one chunk, without the final empty chunk */
const chunk = (body) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;

const unasked = whole(reply(GOOD));
const CHUNKED = ['Transfer-Encoding: chunked', 'Connection: close'];
const HALF = GOOD.slice(0, GOOD.length >> 1);
const SPACES = ' '.repeat(65536);

/** @typedef {[name: string, serve: Behaviour | undefined, expect: string | string[], more?: Partial<Fault>]} Row */

/** @param {string} group @param {Row[]} rows @returns {Fault[]} */
const group = (group, rows) =>
  rows.map(([name, serve, expect, more]) => ({
    group,
    name,
    serve,
    reply: serve && replies.get(serve),
    expect: [expect].flat(),
    requests: [serve ? 1 : 0, serve ? 1 : 0],
    ...more,
  }));

const connections = group('connection', [
  ['refused', undefined, [NETWORK, REFUSED], { origin: 'http://127.0.0.1:1' }],
  ['a host name that does not resolve', undefined, [NETWORK, NOT_FOUND, TIMEOUT], { origin: 'https://nobody.invalid' }],
  ['closed when it is made', end, NETWORK, { early: true, requests: [0, 0] }],
  ['reset when it is made', reset, NETWORK, { early: true, requests: [0, 0] }],
  ['closed after the request', end, NETWORK],
  ['reset after the request', reset, NETWORK],
  ['half closed after the request', says((socket) => void socket.end()), NETWORK],
  ['closed in the status line', whole('HTTP/1.1 2'), NETWORK],
  ['reset in the status line', says('HTTP/1.1 2', reset), NETWORK],
  ['closed in the headers', whole('HTTP/1.1 200 OK\r\nContent-Ty'), NETWORK],
  ['reset in the headers', says('HTTP/1.1 200 OK\r\nContent-Ty', reset), NETWORK],
  ['closed after the headers', whole(head(['Content-Length: 99'])), NETWORK],
  ['reset after the headers', says(head(['Content-Length: 99']), reset), NETWORK],
  ['closed in the body', whole(head([`Content-Length: ${GOOD.length}`], HALF)), [NETWORK, NOT_JSON]],
  ['reset in the body', says(head([`Content-Length: ${GOOD.length}`], HALF), reset), NETWORK],
  ['closed in a chunk', whole(head(CHUNKED, chunk(GOOD).slice(0, -40))), [NETWORK, NOT_JSON]],
  ['reset in a chunk', says(head(CHUNKED, chunk(GOOD).slice(0, -40)), reset), [NETWORK, NOT_JSON]],
  ['closed before the last chunk, the body whole', whole(head(CHUNKED, chunk(GOOD))), [NETWORK, VALUE]],
  ['a body that the end of the connection cuts', whole(head(['Connection: close'], HALF)), NOT_JSON],
  [
    'an error reply whose body is cut',
    whole(Buffer.from('HTTP/1.1 503 X\r\nContent-Length: 99\r\n\r\n{"er')),
    [NETWORK, 'service/503'],
  ],
  ['a response before the request', says(reply(GOOD)), [NETWORK, VALUE], { early: true, requests: [0, 1] }],
]);

/** The server's behaviour while the client waits for a response that never completes. @type {[place: string, serve: Behaviour][]} */
const MEANWHILE = [
  ...STALLS.map(({ name, status, body = '', isWhole }) => {
    const headers = isWhole ? CHUNKED : [`Content-Length: ${GOOD.length}`];
    const sent = head(headers, isWhole ? chunk(body) : body, status);
    return /** @type {[string, Behaviour]} */ ([`a response that stalls ${name}`, status ? says(sent) : () => {}]);
  }),
  ['a header every 20 ms', says('HTTP/1.1 200 OK\r\n', forEver('X-A: 1\r\n', 20))],
  ['a byte of the body every 20 ms', says(head(CHUNKED), forEver(chunk(' '), 20))],
  [
    'half a gzip stream, then silence',
    says(head(['Content-Encoding: gzip', ...CHUNKED]), '3e8\r\n', gzipSync(GOOD).subarray(0, 60)),
  ],
];

const waits = group('waiting', [
  ...MEANWHILE.map(([place, serve]) => /** @type {Row} */ ([place, serve, TIMEOUT, { ask: { options: SOON } }])),
  [
    'silence in the TLS handshake',
    (socket) => void setTimeout(() => socket.destroy(), 2000).unref(),
    TIMEOUT,
    { early: true, requests: NONE, origin: 'https://localhost:PORT', ask: { options: SOON } },
  ],
  [
    'a server that does not read the request',
    (socket) => {
      // The server notices that the client closes the connection only when it reads again.
      setTimeout(() => socket.resume(), 2000).unref();
      socket.pause();
    },
    TIMEOUT,
    { early: true, requests: [0, 0], ask: { options: SOON } },
  ],
  ['a status line that never ends', forEver('x', 20), [TIMEOUT, NETWORK], { ask: { options: SOON } }],
  [
    '1xx responses without end',
    forEver('HTTP/1.1 102 Processing\r\n\r\n', 20),
    [TIMEOUT, NETWORK],
    { ask: { options: SOON } },
  ],
  [
    'a redirect whose body never arrives',
    says('HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 99\r\n\r\n'),
    [TIMEOUT, REDIRECT],
    { ask: { options: SOON } },
  ],
  [
    'silence, and silence after the retry',
    () => {},
    TIMEOUT,
    { requests: [2, 2], ask: { options: { ...SOON, maxRetries: 1, maxRetryDelayMs: 0 } } },
  ],
  [
    'a body that arrives byte by byte',
    says(head([`Content-Length: ${GOOD.length}`, 'Connection: close']), ...[...GOOD], end),
    VALUE,
  ],
]);

/** When the caller ends the call, what the server does meanwhile, and what else is special. @type {[place: string, serve: Behaviour, more?: Partial<Fault>][]} */
const MOMENTS = [
  ...MEANWHILE.map(([place, serve]) => /** @type {[string, Behaviour]} */ ([`during ${place}`, serve])),
  [
    'between two attempts',
    whole(reply('', { status: 503, headers: ['Retry-After: 15'] })),
    { ask: { options: { maxRetries: 1 } } },
  ],
  [
    'in the second attempt',
    (socket, asked) => asked.index || whole(reply('', { status: 503, headers: ['retry-after-ms: 0'] }))(socket, asked),
    { requests: [0, 2], ask: { options: { maxRetries: 1 } } },
  ],
  ['before the request', unasked, { requests: NONE, end: { how: 'abort', afterMs: 0 } }],
];

const endings = group(
  'cancelled',
  MOMENTS.flatMap(([moment, serve, more]) =>
    /** @type {const} */ (['abort', 'close']).map(
      (how) =>
        /** @type {Row} */ ([
          `${ENDINGS[how].name} ${moment}`,
          serve,
          ENDINGS[how].outcome,
          { requests: [0, 1], ...more, end: { how, afterMs: more?.end?.afterMs ?? 100 } },
        ]),
    ),
  ),
);

const sizes = group('size', [
  ['a body without end', says(head(['Connection: close'], GOOD), forEver(SPACES)), TOO_LARGE],
  ['chunks without end', says(head(CHUNKED), forEver(chunk(SPACES))), TOO_LARGE],
  ['50 MB of junk', says(head(['Content-Length: 52428800']), forEver('x'.repeat(65536))), TOO_LARGE],
  [
    '50 MB of junk as an error',
    says('HTTP/1.1 500 X\r\nContent-Length: 52428800\r\n\r\n', forEver('x'.repeat(65536))),
    TOO_LARGE,
  ],
  [
    '50 MB behind a redirect',
    says('HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 52428800\r\n\r\n', forEver('x'.repeat(65536))),
    [TOO_LARGE, REDIRECT],
  ],
  ['one byte more than 1 MiB', whole(reply(GOOD.padEnd(2 ** 20 + 1))), TOO_LARGE],
  ['1 MiB to the byte', whole(reply(GOOD.padEnd(2 ** 20))), VALUE],
  ['a length of 10^15', says(head(['Content-Length: 1000000000000000'], GOOD), end), [NETWORK, NOT_JSON]],
  [
    'headers without end',
    says('HTTP/1.1 200 OK\r\n', forEver('X-Padding: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n')),
    NETWORK,
  ],
  ['a header without end', says('HTTP/1.1 200 OK\r\nX-Padding: ', forEver(SPACES.replaceAll(' ', 'x'))), NETWORK],
  ['a header of a megabyte', whole(reply(GOOD, { headers: [`X-Padding: ${'x'.repeat(1e6)}`] })), [NETWORK, VALUE]],
  ['a request id of 9 KB', whole(reply(GOOD, { headers: [`apim-request-id: ${'x'.repeat(9000)}`] })), VALUE],
  [
    'a gzip bomb of 50 MB',
    whole(reply(gzipSync(Buffer.alloc(50 * 2 ** 20, ' ')), { headers: ['Content-Encoding: gzip'] })),
    TOO_LARGE,
  ],
  [
    'a brotli bomb of 50 MB',
    whole(reply(brotliCompressSync(Buffer.alloc(50 * 2 ** 20, ' ')), { headers: ['Content-Encoding: br'] })),
    [TOO_LARGE, NOT_JSON],
  ],
  [
    'a gzip bomb as an error',
    whole(reply(gzipSync(Buffer.alloc(50 * 2 ** 20, ' ')), { status: 503, headers: ['Content-Encoding: gzip'] })),
    TOO_LARGE,
  ],
]);

const framing = group('framing', [
  ['HTTP/1.0', whole(`HTTP/1.0 200 OK\r\n\r\n${GOOD}`), VALUE],
  ['HTTP/0.9', whole(GOOD), NETWORK],
  ['HTTP/2.0 in HTTP/1.1', whole(`HTTP/2.0 200 OK\r\n\r\n${GOOD}`), [NETWORK, VALUE]],
  ['an HTTP/2 frame', whole(Buffer.from('000000040000000000', 'hex')), NETWORK],
  ['text', whole('It works!\r\n'), NETWORK],
  ['another protocol', whole('SSH-2.0-OpenSSH_9.2\r\n'), NETWORK],
  ['an empty line first', whole(`\r\n${reply(GOOD)}`), [NETWORK, VALUE]],
  ['line feeds alone', whole(`HTTP/1.1 200 OK\nConnection: close\n\n${GOOD}`), [NETWORK, VALUE]],
  ['no reason phrase', whole(`HTTP/1.1 200\r\nConnection: close\r\n\r\n${GOOD}`), [NETWORK, VALUE]],
  ['a status that is no number', whole(`HTTP/1.1 abc OK\r\n\r\n${GOOD}`), NETWORK],
  ['a status of four digits', whole(`HTTP/1.1 2000 OK\r\n\r\n${GOOD}`), NETWORK],
  ['a status of two digits', whole(`HTTP/1.1 20 OK\r\n\r\n${GOOD}`), NETWORK],
  ['a header line without a colon', whole(head(['garbage', 'Connection: close'], GOOD)), [NETWORK, VALUE]],
  ['a header name with a space', whole(head(['X A: 1', 'Connection: close'], GOOD)), [NETWORK, VALUE]],
  ['a NUL in a header', whole(head(['X-A: a\0b', 'Connection: close'], GOOD)), [NETWORK, VALUE]],
  ['raw bytes in a header', whole(head(['ETag: "\xff\xfe"', 'Connection: close'], GOOD)), [NETWORK, VALUE]],
  ['a folded header', whole(head(['X-A: a', ' b', 'Connection: close'], GOOD)), [NETWORK, VALUE]],
  [
    'a carriage return in a header',
    whole(head(['X-A: a\rRetry-After: 9', 'Connection: close'], GOOD)),
    [NETWORK, VALUE],
  ],
  ['a length too large', whole(head(['Content-Length: 999', 'Connection: close'], GOOD)), [NETWORK, NOT_JSON]],
  [
    'a length too small',
    whole(head([`Content-Length: ${HALF.length}`, 'Connection: close'], GOOD)),
    [NETWORK, NOT_JSON],
  ],
  ['a length of nothing', whole(head(['Content-Length: 0', 'Connection: close'], GOOD)), [NETWORK, NOT_JSON]],
  ['a length below 0', whole(head(['Content-Length: -5', 'Connection: close'], GOOD)), [NETWORK, NOT_JSON, VALUE]],
  ['a length that is no number', whole(head(['Content-Length: all', 'Connection: close'], GOOD)), [NETWORK, VALUE]],
  [
    'two lengths',
    whole(head([`Content-Length: ${GOOD.length}`, 'Content-Length: 5', 'Connection: close'], GOOD)),
    [NETWORK, NOT_JSON],
  ],
  [
    'a length and chunks',
    whole(head(['Content-Length: 5', ...CHUNKED], `${chunk(GOOD)}0\r\n\r\n`)),
    [NETWORK, NOT_JSON, VALUE],
  ],
  ['chunks', whole(head(CHUNKED, `${chunk(HALF)}${chunk(GOOD.slice(HALF.length))}0\r\n\r\n`)), VALUE],
  [
    'chunks with extensions and a trailer',
    whole(head(CHUNKED, `${GOOD.length.toString(16)};a=b\r\n${GOOD}\r\n0\r\nX-A: 1\r\n\r\n`)),
    [NETWORK, VALUE],
  ],
  ['a chunk size that is no number', whole(head(CHUNKED, `xyz\r\n${GOOD}\r\n0\r\n\r\n`)), NETWORK],
  ['a chunk size below 0', whole(head(CHUNKED, `-5\r\n${GOOD}\r\n0\r\n\r\n`)), NETWORK],
  ['a chunk size past 2^64', whole(head(CHUNKED, `fffffffffffffffff\r\n${GOOD}\r\n0\r\n\r\n`)), NETWORK],
  ['a chunk longer than it says', whole(head(CHUNKED, `5\r\n${GOOD}\r\n0\r\n\r\n`)), [NETWORK, NOT_JSON]],
  [
    'a chunk without its end',
    whole(head(CHUNKED, `${GOOD.length.toString(16)}\r\n${GOOD}0\r\n\r\n`)),
    [NETWORK, NOT_JSON, VALUE],
  ],
  [
    'an unknown transfer encoding',
    whole(head(['Transfer-Encoding: tennis', 'Connection: close'], GOOD)),
    [NETWORK, VALUE],
  ],
  [
    '100 before the reply',
    whole(Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), reply(GOOD)])),
    [NETWORK, VALUE, STATUS],
  ],
  [
    '103 before the reply',
    whole(Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), reply(GOOD)])),
    [NETWORK, VALUE, STATUS],
  ],
  ['101', whole('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'), [NETWORK, STATUS]],
  [
    'a second reply behind the first',
    says(
      Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${GOOD.length}\r\n\r\n${GOOD}`),
        reply(JSON.stringify({ ...COMPLETE, status: 'Succeeded' })),
      ]),
      end,
    ),
    [NETWORK, VALUE],
  ],
]);

const GZIP = ['Content-Encoding: gzip'];
const gzipped = gzipSync(GOOD);
const wrongSum = Buffer.from(gzipped);
wrongSum[wrongSum.length - 6] ^= 0xff;

const encodings = group('encoding', [
  ['gzip', whole(reply(gzipped, { headers: GZIP })), VALUE],
  ['gzip, cut', whole(reply(gzipped.subarray(0, gzipped.length >> 1), { headers: GZIP })), [NETWORK, NOT_JSON]],
  ['gzip, cut behind the data', whole(reply(gzipped.subarray(0, -4), { headers: GZIP })), [NETWORK, VALUE]],
  ['gzip with a wrong sum', whole(reply(wrongSum, { headers: GZIP })), [NETWORK, VALUE]],
  ['gzip and more', whole(reply(Buffer.concat([gzipped, Buffer.from('more')]), { headers: GZIP })), [NETWORK, VALUE]],
  [
    'gzip twice, one behind the other',
    whole(reply(Buffer.concat([gzipped, gzipped]), { headers: GZIP })),
    [NETWORK, NOT_JSON, VALUE],
  ],
  ['gzip that is none', whole(reply(GOOD, { headers: GZIP })), [NETWORK, NOT_JSON]],
  ['gzip of nothing', whole(reply('', { headers: GZIP })), [NETWORK, NOT_JSON]],
  [
    'gzip in gzip',
    whole(reply(gzipSync(gzipped), { headers: ['Content-Encoding: gzip, gzip'] })),
    [NETWORK, NOT_JSON, VALUE],
  ],
  ['gzip without Content-Encoding', whole(reply(gzipped)), NOT_JSON],
  ['deflate', whole(reply(deflateSync(GOOD), { headers: ['Content-Encoding: deflate'] })), [NOT_JSON, VALUE]],
  [
    'deflate, raw',
    whole(reply(deflateRawSync(GOOD), { headers: ['Content-Encoding: deflate'] })),
    [NETWORK, NOT_JSON, VALUE],
  ],
  ['brotli', whole(reply(brotliCompressSync(GOOD), { headers: ['Content-Encoding: br'] })), [NOT_JSON, VALUE]],
  ['brotli that is none', whole(reply(GOOD, { headers: ['Content-Encoding: br'] })), [NETWORK, NOT_JSON, VALUE]],
  ['an unknown encoding', whole(reply('\x01\x02', { headers: ['Content-Encoding: tennis'] })), [NETWORK, NOT_JSON]],
  [
    'UTF-16',
    whole(reply(Buffer.from(GOOD, 'utf16le'), { headers: ['Content-Type: application/json; charset=utf-16'] })),
    NOT_JSON,
  ],
  ['text/html that is JSON', whole(reply(GOOD, { headers: ['Content-Type: text/html'] })), VALUE],
  ['no type', whole(reply(GOOD)), VALUE],
]);

const statuses = group('status', [
  ...UNEXPECTED.map(
    (status) =>
      /** @type {Row} */ ([
        `${status} with a good body`,
        whole(reply(WITHOUT_BODY.includes(status) ? '' : GOOD, { status })),
        // A browser's cache may handle a 304, and some runtimes reject a 205.
        WITHOUT_BODY.includes(status) ? [STATUS, NETWORK] : STATUS,
      ]),
  ),
  ['204 with a body', whole(reply(GOOD, { status: 204 })), [STATUS, NETWORK]],
  ['304 with a body', whole(reply(GOOD, { status: 304 })), [STATUS, NETWORK]],
  ...FAILING.map(
    (status) =>
      /** @type {Row} */ ([
        `${status} with a good body`,
        whole(reply(GOOD, { status })),
        // By the fetch standard a 407 without a proxy is a network error, and a 421 is retried on another connection.
        status === 407 ? [NETWORK, 'service/407'] : `service/${status}`,
        status === 421 ? { requests: [1, 2] } : {},
      ]),
  ),
  ...[401, 403, 404, 502].map(
    (status) => /** @type {Row} */ ([`${status} with nothing`, whole(reply('', { status })), `service/${status}`]),
  ),
  ['600', whole(reply(GOOD, { status: 600 })), [NETWORK, 'service/600']],
  ['999', whole(reply(GOOD, { status: 999 })), [NETWORK, 'service/999']],
  ['000', whole(reply(GOOD, { status: '000' })), NETWORK],
  ['199', whole(reply(GOOD, { status: 199 })), [NETWORK, STATUS, TIMEOUT], { ask: { options: SOON } }],
]);

/** The targets of redirects. ELSEWHERE is a server that must not get a request, and HERE is the fault's own. */
const TARGETS = [
  ['another port', 'ELSEWHERE/translator'],
  ['another name of the host', 'ELSEWHERE_BY_NAME/'],
  ['the same URL', 'HERE'],
  ['a relative URL', '../elsewhere'],
  ['another scheme', '//localhost/'],
  ['a URL with a user name', 'http://key@127.0.0.1:1/'],
  ['a javascript: URL', 'javascript:alert(1)'],
  ['a data: URL', `data:application/json,${encodeURIComponent(GOOD)}`],
  ['a file: URL', 'file:///etc/passwd'],
  ['an invalid URL', 'http://[::'],
  ['an empty Location', ''],
  ['a URL of 8,000 characters', `ELSEWHERE/${'x'.repeat(8000)}`],
];

const redirects = group('redirect', [
  ...REDIRECTS.flatMap((status) =>
    TARGETS.map(
      ([target, location]) =>
        /** @type {Row} */ ([
          `${status} to ${target}`,
          whole(reply(GOOD, { status, headers: [`Location: ${location}`] })),
          [REDIRECT, NETWORK],
        ]),
    ),
  ),
  ['302 without a Location', whole(reply(GOOD, { status: 302 })), [REDIRECT, NETWORK]],
  [
    '302 with two Locations',
    whole(reply('', { status: 302, headers: ['Location: ELSEWHERE/1', 'Location: ELSEWHERE/2'] })),
    [REDIRECT, NETWORK],
  ],
  [
    '302 to the same URL, with retries',
    whole(reply('', { status: 302, headers: ['Location: HERE'] })),
    [REDIRECT, NETWORK],
    { ask: { options: { maxRetries: 2, maxRetryDelayMs: 0 } }, requests: [1, 3] },
  ],
  [
    '200 with a Location and a Refresh',
    whole(reply(GOOD, { headers: ['Location: ELSEWHERE/', 'Refresh: 0; url=ELSEWHERE/'] })),
    VALUE,
  ],
  [
    '401 with a Basic challenge',
    whole(reply('', { status: 401, headers: ['WWW-Authenticate: Basic realm="x"'] })),
    ['service/401', NETWORK],
  ],
  [
    '407 without a proxy',
    whole(reply('', { status: 407, headers: ['Proxy-Authenticate: Basic realm="x"'] })),
    ['service/407', NETWORK],
  ],
]);

const bodies = group(
  'malformed response',
  malformedResponses.map(
    ({ name, body, code }) => /** @type {Row} */ ([name, whole(reply(body)), `invalid-response/${code}`]),
  ),
);

/** Everything that must not be in an error. */
const QUOTE = `${KEY} Bearer ${TOKEN} ${COMPLETE.path}`;
const error = (/** @type {unknown} */ body, status = 400) =>
  whole(reply(typeof body === 'string' ? body : JSON.stringify(body), { status }));

const errors = group('error', [
  ...errorResponses.map(({ name, status, body, headers, expected }) => {
    const lines = Object.entries(headers).flatMap(([header, value]) =>
      header === 'Content-Length' ? [] : [`${header}: ${value}`],
    );
    return /** @type {Row} */ ([name, whole(reply(body, { status, headers: lines })), `service/${expected.code}`]);
  }),
  ['quoting the request in the message', error({ error: { code: 'X', message: QUOTE } }), 'service/X'],
  ['quoting the request in the code', error({ error: { code: QUOTE, message: 'No' } }), 'service/*'],
  ['quoting the request in the target', error({ error: { code: 'X', message: 'No', target: QUOTE } }), 'service/X'],
  [
    'quoting the request inside',
    error({
      error: { code: 'X', message: 'No', innerError: { code: QUOTE, message: QUOTE, innerError: { message: QUOTE } } },
    }),
    'service/X',
  ],
  [
    'quoting the request in the details',
    error({ error: { code: 'X', message: 'No', details: { [QUOTE]: QUOTE, list: [QUOTE, { [QUOTE]: [QUOTE] }] } } }),
    'service/X',
  ],
  [
    'quoting the request in headers',
    whole(
      reply('{"error":{"code":"X"}}', {
        status: 400,
        headers: [`ETag: "${KEY} ${TOKEN}"`, `apim-request-id: ${KEY} ${TOKEN}`],
      }),
    ),
    'service/X',
  ],
  [
    'quoting the request in the status line',
    whole(Buffer.from(`HTTP/1.1 400 ${QUOTE}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)),
    'service/400',
  ],
  [
    'quoting the request across the end of the message',
    error({ error: { code: 'X', message: `${'x'.repeat(4096 - 20)}${QUOTE}` } }),
    'service/X',
  ],
  [
    'quoting a token across the end of the message',
    error({ error: { code: 'X', message: `${'x'.repeat(4096 - 20)}${TOKEN}` } }),
    'service/X',
  ],
  [
    'quoting a signature across the end of the message',
    error({ error: { code: 'X', message: `${'x'.repeat(4096 - 12)}?sig=${SIGNATURE}` } }),
    'service/X',
  ],
  ['quoting the request in HTML', whole(reply(`<html>${QUOTE}</html>`, { status: 502 })), 'service/502'],
  ['quoting the request in what is no reply', whole(`HTTP/1.1 200 OK\r\n${QUOTE}\r\n\r\n`), [NETWORK, NOT_JSON]],
  ['quoting the request where JSON should be', whole(reply(QUOTE)), NOT_JSON],
  [
    'quoting the request in a redirect',
    whole(
      reply('', { status: 302, headers: [`Location: http://127.0.0.1:1/?key=${KEY}&token=${TOKEN}&sig=${SIGNATURE}`] }),
    ),
    [REDIRECT, NETWORK],
  ],
]);

/** The longest delay before a retry: a client that is told to wait longer does not retry. */
const MAX_RETRY_DELAY_MS = 50;

const retryAfter = group('Retry-After', [
  ...[429, 503].flatMap((status) =>
    RETRY_AFTER.map(({ name, headers, retryAfterMs }) => {
      const requests = (retryAfterMs ?? 0) <= MAX_RETRY_DELAY_MS ? 2 : 1;
      const lines = headers.map(([header, value]) => `${header}: ${value}`);
      return /** @type {Row} */ ([
        `${status}, ${name}`,
        whole(reply('{"error":{"code":"Busy","message":"Not now"}}', { status, headers: lines })),
        'service/Busy',
        {
          requests: [requests, requests],
          error: { retryAfterMs, retryable: true, statusCode: status },
          ask: { options: { maxRetries: 1, maxRetryDelayMs: MAX_RETRY_DELAY_MS } },
        },
      ]);
    }),
  ),
  [
    '429, then 200',
    (socket, asked) =>
      whole(asked.index ? reply(GOOD) : reply('', { status: 429, headers: ['retry-after-ms: 1'] }))(socket, asked),
    VALUE,
    { requests: [2, 2], ask: { options: { maxRetries: 1 } } },
  ],
  [
    '400 is not retried',
    error({ error: { code: 'X' } }),
    'service/X',
    { ask: { options: { maxRetries: 3, maxRetryDelayMs: 0 } } },
  ],
  [
    'a reset is retried',
    (socket, asked) => (asked.index ? whole(reply(GOOD))(socket, asked) : reset(socket)),
    VALUE,
    { requests: [2, 2], ask: { options: { maxRetries: 1, maxRetryDelayMs: 0 } } },
  ],
]);

const ARGUMENT = 'invalid-argument';

const asks = group('request', [
  ...[...WRONG_IDS, undefined, null, 5, {}].map(
    (document) =>
      /** @type {Row} */ ([
        `the document id ${JSON.stringify(document)?.slice(0, 60) ?? 'undefined'}`,
        unasked,
        `${ARGUMENT}/InvalidDocumentId`,
        { requests: NONE, ask: { document } },
      ]),
  ),
  ...WRONG_CREDENTIALS.map(
    (credential) =>
      /** @type {Row} */ ([
        `the credential ${describeCredential(credential)}`,
        unasked,
        `${ARGUMENT}/InvalidCredential`,
        { requests: NONE, ask: { options: { credential } } },
      ]),
  ),
  ...WRONG_ENDPOINT_ENDS.map(
    ([path, code]) =>
      /** @type {Row} */ ([
        `an endpoint that ends with ${path}`,
        unasked,
        `${ARGUMENT}/${code}`,
        { requests: NONE, ask: { path } },
      ]),
  ),
  [
    'an endpoint with /translator',
    (socket, asked) =>
      whole(asked.path.startsWith('/translator/document/') ? reply(GOOD) : reply('', { status: 404 }))(socket, asked),
    VALUE,
    { ask: { path: '/translator' } },
  ],
  ['http: to another host', undefined, `${ARGUMENT}/InsecureEndpoint`, { origin: 'http://elsewhere.example' }],
]);

const PLAIN = 'the page that a plain server sends';
const tls = group('TLS', [
  ['a good certificate', whole(reply(GOOD)), VALUE, { certificate: 'good' }],
  ...['expired', 'notYet', 'wrongHost', 'selfSigned', 'untrusted'].map(
    (certificate) =>
      /** @type {Row} */ ([
        `a certificate: ${certificate}`,
        whole(reply(GOOD)),
        [NETWORK, CERTIFICATE],
        { certificate: /** @type {any} */ (certificate), requests: NONE },
      ]),
  ),
  [
    'TLS 1.1',
    whole(reply(GOOD)),
    NETWORK,
    { certificate: 'good', requests: NONE, tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } },
  ],
  [
    'plain text on the TLS port',
    whole(reply(PLAIN)),
    NETWORK,
    { early: true, requests: NONE, origin: 'https://localhost:PORT' },
  ],
  [
    'TLS on the plain port',
    whole(reply(GOOD)),
    NETWORK,
    { certificate: 'good', requests: NONE, origin: 'http://127.0.0.1:PORT' },
  ],
  [
    'an alert in the handshake',
    whole(Buffer.from('15030100020228', 'hex')),
    NETWORK,
    { early: true, requests: NONE, origin: 'https://localhost:PORT' },
  ],
  ['closed in the handshake', end, NETWORK, { early: true, requests: NONE, origin: 'https://localhost:PORT' }],
  ['reset in the handshake', reset, NETWORK, { early: true, requests: NONE, origin: 'https://localhost:PORT' }],
  [
    'closed in the body without close_notify',
    says(head([`Content-Length: ${GOOD.length}`], HALF), (socket) => void socket.destroy()),
    [NETWORK, NOT_JSON],
    { certificate: 'good' },
  ],
  [
    'a redirect to plain text',
    whole(reply('', { status: 307, headers: ['Location: ELSEWHERE/'] })),
    [REDIRECT, NETWORK],
    { certificate: 'good' },
  ],
]);

/** @type {Fault[]} */
export const faults = [
  ...connections,
  ...waits,
  ...endings,
  ...sizes,
  ...framing,
  ...encodings,
  ...statuses,
  ...redirects,
  ...bodies,
  ...errors,
  ...retryAfter,
  ...asks,
  ...tls,
];
