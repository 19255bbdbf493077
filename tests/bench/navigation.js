// npm run bench:navigation: the time in Chromium from the start of a navigation until a document's status is in the page: with the element, and
// with a dozen lines of plain fetch, from the same proxy, with cold and with warm browser caches. Both pages record marks
// (navigation/marks.js), which split the difference into parts. `npm run bench:navigation -- ROUNDS`.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { createStatusProxy, createViewToken } from 'document-translation-status/proxy';
import { startSimulator } from 'document-translation-status/simulator';
import { build } from 'esbuild';
import { launchChromium } from '../hosts/browsers.js';

const rounds = Number(process.argv[2] ?? 21);
/** Rounds that are not counted. From the third visit on, a page's compiled scripts come from the cache. */
const WARM_UP = 3;
/** The time until a new tab is idle. */
const REST_MS = 100;
const SECRET = 'a secret of thirty-two bytes, or a few more';

/** The marks of a page in their order, and what happens before each. @type {[mark: string, part: string][]} */
const PARTS = [
  ['page', 'the page arrives'],
  ['script', 'the script arrives'],
  ['run', 'the script is parsed'],
  ['evaluated', 'the script runs and creates the element'],
  ['bytes', 'the module’s bytes are decoded from text'],
  ['compiled', 'the module is compiled'],
  ['instantiated', 'the module is instantiated'],
  ['asked', 'the client and the request are created'],
  ['headers', 'the proxy responds; the element renders its pending state'],
  ['body', 'the body arrives (plain fetch also parses it)'],
  ['decoded', 'the response is checked and decoded'],
  ['shown', 'the status is written into the page'],
];

/** @typedef {Record<string, number>} Marks ms since the navigation's start */
/** @typedef {{ fetch: Marks, element: Marks }} Sample */

const simulator = await startSimulator({ documents: [{ scenario: 'Running' }] });
const { batchId, documents, key } = simulator;
const [{ id: documentId }] = documents;
const dateBefore = (/** @type {number} */ ms) => new Date(Date.now() - ms).toISOString();
simulator.script(documentId, [
  {
    status: 'Running',
    createdDateTimeUtc: dateBefore(60_000),
    lastActionDateTimeUtc: dateBefore(1000),
    to: 'fr',
    progress: 0.42,
  },
]);
const proxy = createStatusProxy({
  endpoint: simulator.url,
  credential: { key: String(key) },
  viewTokenSecrets: [SECRET],
  minIntervalMs: 3_600_000, // every page gets the cached status
  maxIntervalMs: 3_600_000,
});
const token = await createViewToken({ secret: SECRET, batchId, documentId, expiresInSeconds: 3600 });

/** @param {string} file */
async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`navigation/${file}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    banner: { js: "mark('run');" },
    footer: { js: "mark('evaluated');" },
  });
  return outputFiles[0].contents;
}

/** @param {string} script @param {string} content */
const html = (script, content) =>
  Buffer.from(`<!doctype html><html lang="en"><meta charset="utf-8"><title>A translation</title>
<script src="/marks.js"></script><script type="module" src="${script}"></script>
<main><h1>Your translation</h1>${content}</main></html>`);
const place = `data-batch="${batchId}" data-document="${documentId}" data-token="${token}"`;
const attributes = `endpoint="/" batch-id="${batchId}" document-id="${documentId}" token="${token}"`;

/** @type {[path: string, type: string, body: Uint8Array][]} */
const files = [
  ['/fetch', 'text/html', html('/fetch.js', `<p id="status" ${place}></p>`)],
  [
    '/element',
    'text/html',
    html('/element.js', `<document-translation-status ${attributes}></document-translation-status>`),
  ],
  ['/marks.js', 'text/javascript', readFileSync(new URL('navigation/marks.js', import.meta.url))],
  ['/fetch.js', 'text/javascript', await bundle('fetch.js')],
  ['/element.js', 'text/javascript', await bundle('element.js')],
];
const replies = new Map(files.map(([path, type, body]) => [path, { type, body: brotliCompressSync(body) }]));

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const { type, body } = replies.get(url.pathname) ?? {};
  if (type) {
    response.writeHead(200, {
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Encoding': 'br',
      'Cache-Control': type === 'text/html' ? 'no-cache' : 'max-age=3600',
      // These two headers give the page's clock a precision of 5 µs instead of 100 µs.
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    response.end(body);
    return;
  }
  const { authorization = '' } = request.headers;
  const reply = await proxy.fetch(new Request(url, { headers: { authorization } }));
  response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(Buffer.from(await reply.arrayBuffer()));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const site = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
const browser = await launchChromium();

/**
 * Opens a path in a new tab; `cold` uses a new browser context, whose caches are empty.
 * @param {string} path @param {boolean} cold
 * @returns {Promise<Marks>}
 */
async function navigate(path, cold) {
  const context = cold ? await browser.createBrowserContext() : browser.defaultBrowserContext();
  const page = await context.newPage();
  await page.bringToFront();
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  await page.goto(site + path);
  const marks = /** @type {Marks} */ (await page.evaluate('marked'));
  await (cold ? context.close() : page.close());
  return marks;
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);
/** @param {number[]} values @param {number} share */
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.round(share * (values.length - 1))];
/** @param {number[]} values */
function spread(values) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(1));
  return `${middle} (${low} to ${high})`;
}

/** The duration of each part; 0 if the page does not have its mark. @param {Marks} marks */
function partsOf(marks) {
  let before = 0;
  return PARTS.map(([mark]) => {
    const from = before;
    before = Math.max(from, marks[mark] ?? from);
    return before - from;
  });
}

/** @param {Sample[]} samples */
function printTimes(samples) {
  console.log('| ms until | plain fetch | the element | the difference |\n| --- | ---: | ---: | ---: |');
  for (const [mark, what] of [
    ['shown', 'the status is in the page'],
    ['painted', 'the next frame is painted'],
    ['detailed', 'language and time are shown'],
  ]) {
    const columns = [
      samples.map(({ fetch }) => fetch[mark]),
      samples.map(({ element }) => element[mark]),
      samples.map(({ fetch, element }) => element[mark] - fetch[mark]),
    ];
    console.log(`| ${what} | ${columns.map(spread).join(' | ')} |`);
  }
}

/** Prints means, because medians of parts do not add up, and only of rounds without outliers. @param {Sample[]} samples */
function printParts(samples) {
  const difference = (/** @type {Sample} */ { fetch, element }) => element.shown - fetch.shown;
  const [low, high] = [0.25, 0.75].map((share) => quantile(samples.map(difference), share));
  const middle = samples.filter((sample) => difference(sample) >= low && difference(sample) <= high);
  console.log(`\nMeans of the ${middle.length} rounds whose difference is between its quartiles:\n`);
  console.log('| ms while | plain fetch | the element | the difference |\n| --- | ---: | ---: | ---: |');
  /** @param {(marks: Marks) => number} measure @returns {[number, number]} */
  const means = (measure) => [
    sum(middle.map(({ fetch }) => measure(fetch))) / middle.length,
    sum(middle.map(({ element }) => measure(element))) / middle.length,
  ];
  /** @param {string} what @param {[number, number]} means of both pages */
  const row = (what, [fetch, element]) =>
    console.log(`| ${what} | ${fetch.toFixed(1)} | ${element.toFixed(1)} | ${(element - fetch).toFixed(1)} |`);
  for (const [index, [, part]] of PARTS.entries())
    row(
      part,
      means((marks) => partsOf(marks)[index]),
    );
  row(
    'all these parts',
    means((marks) => sum(partsOf(marks))),
  );
  row(
    'until the status is in the page',
    means(({ shown }) => shown),
  );
}

const load = loadavg()[0];
try {
  for (const cold of [true, false]) {
    /** @type {Sample[]} */
    const samples = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      /** @type {Record<string, Marks>} */
      const marks = {};
      for (const path of round % 2 ? ['/fetch', '/element'] : ['/element', '/fetch'])
        marks[path] = await navigate(path, cold);
      if (round >= 0) samples.push({ fetch: marks['/fetch'], element: marks['/element'] });
    }
    console.log(`\n${cold ? 'First visit' : 'Later visit'}, medians and quartiles of ${rounds} rounds:\n`);
    printTimes(samples);
    printParts(samples);
  }
  console.log(
    `\n${await browser.version()}, ${cpus().length} processors, load average ${load.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after.`,
  );
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await simulator.close();
}
