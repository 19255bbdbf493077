// The seeds of the fuzz targets: the texts of the C tests, the JSON corpus, the responses of the
// fault matrix, and the tables of URLs. Each run writes them again.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';
import { BATCH, DOCUMENT, ENDPOINT, REQUIRED } from '../contract/kit.js';
import { faults } from '../faults/matrix.js';
import { corpus } from '../json/corpus.js';
import { dice, generator } from '../json/generate.js';
import { NEXT_LINKS, ORIGIN, WRONG_NEXT_LINKS } from '../tables/next-links.js';
import { API_VERSIONS, DEFAULT_API_VERSION, ENDPOINTS, WRONG_ENDPOINTS } from '../tables/urls.js';

const LONGEST = 4096;
const VERSIONS = API_VERSIONS.map(([apiVersion]) => apiVersion);

/** The bytes of a C string literal without its quotes. @param {string} text */
const bytesOfLiteral = (text) =>
  text.replace(/\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/g, (_, hex, octal, letter) => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
    return (
      { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07' }[/** @type {string} */ (letter)] ?? letter
    );
  });

/**
 * The texts in T(…) and SPAN(…) of C tests, with macros replaced.
 * @param {...string} names The tests, after the headers that define their macros.
 * @returns {Buffer[]}
 * @throws {Error} If there are none, which would leave a fuzz target without seeds.
 */
function textsOf(...names) {
  const source = names.map((name) => readFileSync(join(root, 'tests/c', name), 'utf8')).join('\n');
  /** @type {Map<string, string>} */
  const macros = new Map();
  const bytesOf = (/** @type {string} */ parts) =>
    [...parts.matchAll(/"((?:[^"\\]|\\.)*)"|([A-Z_]+)/g)]
      .map(([, text, macro]) => (macro ? (macros.get(macro) ?? '') : bytesOfLiteral(text)))
      .join('');
  // A macro may contain macros that were defined before it.
  for (const [, macro, parts] of source.matchAll(/^#define (\w+)((?: (?:"(?:[^"\\]|\\.)*"|[A-Z_]+))+)$/gm))
    macros.set(macro, bytesOf(parts));
  const TEXT = /\b(?:T|SPAN)\(((?:\s*(?:"(?:[^"\\]|\\.)*"|[A-Z_]+))+)\s*\)/g;
  const texts = [...source.matchAll(TEXT)].map(([, parts]) => Buffer.from(bytesOf(parts), 'latin1'));
  if (texts.length === 0)
    throw new Error(
      `${names.at(-1)} has no T("…") or SPAN("…"). Change textsOf() in tests/fuzz/seeds.js to how the C tests write texts.`,
    );
  return texts;
}

/** @returns {Record<string, Buffer[]>} for each target */
function grow() {
  const json = [
    ...textsOf('json_test.c'),
    ...textsOf('responses.h', 'document_test.c', 'batch_test.c', 'list_page_test.c'),
    ...textsOf('service_error_test.c'),
    ...corpus.map(({ text }) => Buffer.from(text)),
    ...faults.flatMap(({ reply }) => (reply ? [reply.body] : [])),
  ];
  const { document, value } = generator(dice(10));
  const documents = Array.from({ length: 100 }, () => document().text);
  const batch = {
    ...REQUIRED,
    summary: {
      total: 2,
      failed: 0,
      success: 1,
      inProgress: 1,
      notYetStarted: 0,
      cancelled: 0,
      totalCharacterCharged: 0,
    },
  };
  const { createdDateTimeUtc: _, ...started } = REQUIRED;
  const summaries = [
    { succeeded: 1, notStarted: 2, canceled: 3 },
    { success: null, succeeded: 1, canceled: 3, cancelled: null },
    { notStarted: 2, notYetStarted: 2 },
    {},
  ];
  const jobs = [batch, ...summaries.map((summary) => ({ ...started, summary }))];
  json.push(...documents.map((text) => Buffer.from(text)), ...jobs.map((job) => Buffer.from(JSON.stringify(job))));
  json.push(Buffer.from(JSON.stringify({ value: jobs.slice(0, 3), nextLink: null, '@nextLink': `${ENDPOINT}/next` })));
  json.push(...documents.map((text) => Buffer.from(`{"value":[${text}],"@nextLink":"${ENDPOINT}/next?sig=x"}`)));
  json.push(
    ...Array.from({ length: 100 }, () => Buffer.from(`{"error":{"code":1,"message":"m","details":${value()}}}`)),
  );

  const urls = [
    ...textsOf(
      'urls.h',
      'endpoint_test.c',
      'operation_url_test.c',
      'operation_location_test.c',
      'list_query_test.c',
      'next_link_test.c',
    ),
    ...[...ENDPOINTS, ...WRONG_ENDPOINTS].map(([endpoint]) => Buffer.from(endpoint)),
  ];
  const filters = [
    'Canceled,Running',
    DOCUMENT,
    '10',
    '0',
    '100',
    'createdDateTimeUtc asc',
    '2024-01-01T00:00:00Z',
    '2024-01-02T00:00:00+01:00',
  ];
  const query = '?skip=1&orderby=createdDateTimeUtc asc&x="\'<>\u65b0';
  const links = [
    `${ENDPOINT}/translator/document/batches/${BATCH}/documents${query}`,
    `${ENDPOINT}//translator/text/batch/v1.1/batches/${BATCH.toUpperCase()}/documents${query}`,
    `${ENDPOINT}:443/translator/document/batches${query}`,
    `${ENDPOINT}/translator/text/batch/v1.0/batches${query}`,
    `${ENDPOINT}/translator/document/batches/${BATCH}/documents/${DOCUMENT}`,
    `${ENDPOINT}/translator/text/batch/latest/batches`,
    `${ENDPOINT}/translator/text/batch/2024-05-01/batches`,
    ...[...NEXT_LINKS, ...WRONG_NEXT_LINKS].map(([link]) => link.replace(ORIGIN, ENDPOINT)),
    `${ENDPOINT}/next#`,
    ENDPOINT.replace('//', '//user:pw@'),
  ];
  const requests = VERSIONS.flatMap((version) => [
    [ENDPOINT, version, BATCH, DOCUMENT],
    [`${ENDPOINT}:8443/gateway`, version, BATCH, '', '', ...filters],
    ...links.map((link) => [ENDPOINT, version, BATCH, '', link]),
    [`${ENDPOINT}/gw`, version, BATCH, '', links[0].replace('/translator', '/gw/translator')],
  ]);
  const lines = (/** @type {string[]} */ parts) => Buffer.from(parts.join('\n'));

  const headers = [
    ...textsOf('response_headers_test.c', 'time_test.c'),
    ...faults.flatMap(({ reply }) => (reply?.headers.length ? [Buffer.from(reply.headers.join('\n'))] : [])),
  ];

  /** Requests for a job have no document id among their parts. @param {number[]} first @param {string[]} parts @param {string | Buffer} head @param {string | Buffer} body */
  const call = (first, parts, head, body) =>
    Buffer.concat([
      Buffer.from(first),
      lines(parts.filter((_, index) => first[0] % 4 === 0 || index !== 3)),
      Buffer.from('\0'),
      Buffer.from(head),
      Buffer.from('\0'),
      Buffer.from(body),
    ]);
  const [request] = requests;
  const list = [ENDPOINT, DEFAULT_API_VERSION, BATCH, 'x'];
  const some = json.filter(({ length }) => length < LONGEST).filter((_, index) => index % 5 === 0);
  const modules = [
    ...requests.flatMap((parts, index) => [
      call([2, 0, index % 3, 255], parts, '', `{"value":[${JSON.stringify(REQUIRED)}]}`),
      call([3, 0, index % 3, 255], parts, '', JSON.stringify({ value: jobs })),
    ]),
    call([3, 0, 0, 255], [ENDPOINT, 'v1.1', '', '', '', ...filters], '', '{"value":[]}'),
    call([0, 0, 0, 255], filters.slice(-2), '', ''),
    call([0, 0, 0, 255], filters.slice(-2).reverse(), '', ''),
    call([0, 0, 5, 255], request, '', '{"error":{"code":"404","message":"Resource not found"}}'),
    call([0, 0, 5, 255], request, '', '{"error":{"code":"ResourceNotFound","message":"id not found"}}'),
    call([1, 0, 0, 255], request, '', JSON.stringify(batch)),
    call([0, 64, 6, 255], request, 'retry-after-ms: 1', ''),
    call([0, 4, 0, 255], request, '', ''),
    call([0, 12, 11, 255], request, '', ''),
    ...[9, 12, 13, 14].map((status) => call([0, 0, status, 255], request, '', '')),
    call([0, 0, 3, 255], request, '', `{"error":${'{"code":"X","innerError":'.repeat(12)}{}${'}'.repeat(13)}`),
    call([1, 0, 0, 255], [ENDPOINT, 'latest', BATCH, ''], '', ''),
    call([0, 0, 3, 255], request, '', '{"error":{"code":"X","details":[-0,0,-1.5,true,false,null]}}'),
    call([2, 0, 0, 255], [ENDPOINT, 'x'.repeat(40), BATCH, '', `${ENDPOINT}/next`], '', '{"value":[]}'),
    call([2, 0, 0, 255], [ENDPOINT, 'v1.1', BATCH, '', 'https://elsewhere.example/'], '', ''),
    call([2, 0, 0, 255], [ENDPOINT, 'v1.1', BATCH, '', '', 'a b'], '', ''),
    ...requests.map((parts, index) =>
      call([index, 0, index, 255], parts, 'etag: "x"\nretry-after: 1', JSON.stringify(REQUIRED)),
    ),
    ...some.flatMap((body, index) => [
      call([index % 2, 0, 0, 255], request, 'retry-after-ms: 1', body),
      call([2 + (index % 2), 0, 0, 255], list, '', body),
      call([0, 0, 3 + (index % 9), 255], request, 'retry-after: 5\netag: "a"\nx-requestid: b', body),
    ]),
    ...headers.map((head) => call([0, 0, 6, 255], request, head, '')),
    ...urls.map((url) => call([0, 1, 0, 255], [url.toString('latin1'), ...request.slice(1)], '', '')),
    ...[0, 2, 4, 6, 8, 64, 136, 192].flatMap((flags) =>
      Array.from({ length: 12 }, (_, failing) =>
        call([0, flags, 3, failing], request, 'etag: 1', '{"error":{"code":"X","message":"Y"}}'),
      ),
    ),
  ];
  const random = dice(64);
  const steps = (/** @type {number} */ count) =>
    Buffer.from(Array.from({ length: 1 + 4 * count }, () => Math.floor(random() * 256)));
  return {
    memory: Array.from({ length: 200 }, (_, count) => steps(count)),
    url: [
      ...urls,
      ...requests.map(lines),
      ...urls.map((url) => lines([url.toString('latin1'), ...request.slice(1)])),
      ...urls.map((url) => lines([...request, url.toString('latin1')])),
    ],
    headers: [...headers, ...textsOf('staleness_test.c')],
    response: json,
    module: modules,
  };
}

const WORDS = [
  ...[
    'https://',
    'http://',
    'localhost',
    '[::1]',
    '127.0.0.1',
    '.cognitiveservices.azure.com',
    '.azure.us',
    '.azure.cn',
    '/translator',
  ],
  ...[
    '/translator/text/batch/',
    '/translator/document/batches/',
    '/batches/',
    '/documents/',
    '/documents?',
    '//translator/',
    '?api-version=',
    'api.cognitive.microsofttranslator.com',
  ],
  ...[
    'retry-after: ',
    'retry-after-ms: ',
    'x-ms-retry-after-ms: ',
    'date: ',
    'etag: ',
    'apim-request-id: ',
    'x-requestid: ',
    'GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT',
  ],
  ...[
    '"error":',
    '"innerError":',
    '"innererror":',
    '"message":',
    '"code":',
    '"target":',
    '"details":',
    '"value":[',
    '"@nextLink":',
    '"nextLink":',
    '"summary":{',
    '"succeeded":',
    '"notStarted":',
    '"canceled":',
  ],
  ...Object.keys(REQUIRED).map((name) => `"${name}":`),
  ...[
    '"progress":',
    '"path":',
    '"characterCharged":',
    '\\u0000',
    '\\ud83d\\ude00',
    '2021-03-23T09:27:17.7432343Z',
    'sig=',
    'sig%3D',
    '9007199254740993',
    '1e400',
    BATCH,
    DOCUMENT,
    ...VERSIONS,
  ],
];

/** Writes corpora and the dictionary. @param {string} folder @returns {{ dictionary: string, corpus: (target: string) => string, sizes: Record<string, number> }} */
export function plant(folder) {
  rmSync(folder, { recursive: true, force: true });
  const sizes = /** @type {Record<string, number>} */ ({});
  for (const [target, seeds] of Object.entries(grow())) {
    mkdirSync(join(folder, target), { recursive: true });
    for (const [index, seed] of seeds.entries())
      if (seed.length <= LONGEST) writeFileSync(join(folder, target, String(index)), seed);
    sizes[target] = readdirSync(join(folder, target)).length;
  }
  const dictionary = join(folder, 'dictionary');
  const quote = (/** @type {string} */ word) => word.replace(/[\\"]/g, '\\$&');
  writeFileSync(dictionary, WORDS.map((word) => `"${quote(word)}"\n`).join(''));
  return { dictionary, corpus: (target) => join(folder, target), sizes };
}
