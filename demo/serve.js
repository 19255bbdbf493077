// npm run demo: starts the simulator, a proxy that holds the key, and a page that shows the elements in all states and with running jobs.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { createStatusProxy } from '../dist/entries/proxy.js';
import { startSimulator } from '../dist/entries/simulator.js';
import { startWorkerd } from '../tests/hosts/workerd.js';

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'";

/** The connection breaks after the first response about this document. */
const INTERRUPTED = 'Power of attorney.docx';

/**
 * Documents whose status does not change, one for each state of the element. The service sends createdDateTimeUtc only for documents that have
 * started.
 * @type {[string, { status: string | number, [member: string]: unknown }][]}
 */
const STATES = [
  ['Employment contract.docx', { status: 'NotStarted', progress: 0, createdDateTimeUtc: undefined }],
  ['Lease.pdf', { status: 'Running', progress: 0 }],
  ['Annual report 2026.docx', { status: 'Running', progress: 0.42 }],
  [INTERRUPTED, { status: 'Running', progress: 0.7 }],
  ['Minutes.docx', { status: 'Cancelling', progress: 0.6 }],
  ['Terms of service.html', { status: 'Succeeded', progress: 1 }],
  [
    'Photographs.pdf',
    {
      status: 'Failed',
      progress: 0,
      error: {
        code: 'InvalidRequest',
        message: 'The document does not have any translatable text.',
        innerError: { code: 'NoTranslatableText', message: 'The document does not have any translatable text.' },
      },
    },
  ],
  ['Manual.pptx', { status: 'Resting', progress: 0.2 }],
  ['Draft.docx', { status: 'Canceled', progress: 0.3 }],
  [
    'Invoice.xlsx',
    {
      status: 'ValidationFailed',
      progress: 0,
      createdDateTimeUtc: undefined,
      error: { code: 'TargetFileAlreadyExists', message: 'Target file already exists.' },
    },
  ],
  [
    'Not here.docx',
    { status: 404, body: { error: { code: 'ResourceNotFound', message: 'id not found', target: 'Document' } } },
  ],
];

const TITLES = ['Contract', 'Annex', 'Minutes', 'Balance sheet', 'Power of attorney'];
const nameOf = (/** @type {number} */ index) =>
  `${TITLES[index % TITLES.length]} ${Math.floor(index / TITLES.length) + 1}.docx`;

/**
 * Starts the proxy that holds the key: in workerd, as on Cloudflare, or in Node if workerd cannot be started.
 * @param {import('../dist/entries/simulator.js').Simulator} simulator
 * @param {boolean} inNode
 * @returns {Promise<{ name: string, fetch: (url: URL, init: RequestInit) => Promise<Response>, close: () => Promise<void> }>}
 */
async function startProxy({ url, key }, inNode) {
  const script = new URL('../dist/entries/cloudflare.workerd.js', import.meta.url);
  const bindings = {
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: url,
    AZURE_DOCUMENT_TRANSLATION_KEY: String(key),
    PUBLIC: 'true',
    EXPOSE_BATCHES: 'true',
    MIN_INTERVAL_MS: '1000',
  };
  const durableObjects = { DOCUMENTS: { className: 'StatusObject', useSQLite: true } };
  const quiet = (/** @type {import('node:stream').Readable[]} */ ...streams) => {
    for (const each of streams) each.resume();
  };
  try {
    if (inNode) throw new Error('inNode is set.');
    const workerd = await startWorkerd(script, { bindings, durableObjects, handleRuntimeStdio: quiet });
    return { name: 'workerd', fetch: workerd.dispatch, close: workerd.close };
  } catch (error) {
    if (!inNode)
      console.error(
        `The proxy runs in Node, because workerd cannot be started: ${/** @type {Error} */ (error).message}`,
      );
    const proxy = createStatusProxy({
      endpoint: url,
      credential: { key: String(key) },
      public: true,
      exposeBatches: true,
      minIntervalMs: 1000,
    });
    const fetch = (/** @type {URL} */ url, /** @type {RequestInit} */ init) => proxy.fetch(new Request(url, init));
    return { name: 'Node', fetch, close: async () => {} };
  }
}

/**
 * @param {{ port?: number, durationMs?: number, elapsedMs?: number, inNode?: boolean }} [options] how long the jobs take, how long ago they
 *   started, and whether the proxy runs in Node instead of workerd
 * @returns {Promise<{ url: string, proxy: string, close: () => Promise<void> }>}
 */
export async function startDemo({ port = 0, durationMs = 90_000, elapsedMs = 0, inNode = false } = {}) {
  const simulator = await startSimulator({ documents: STATES.length, durationMs: 3_600_000 });
  const minutesAgo = (/** @type {number} */ minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  STATES.forEach(([, reply], index) => {
    const dates = { createdDateTimeUtc: minutesAgo(4), lastActionDateTimeUtc: minutesAgo(1) };
    const status = typeof reply.status === 'string' ? { ...dates, to: 'fr', ...reply } : reply;
    simulator.script(simulator.documents[index].id, [status]);
  });
  const contract = simulator.createBatch({ documents: [{ to: 'fr', durationMs }] });
  /** @type {import('../dist/entries/simulator.js').Scenario[]} */
  const scenarios = [
    'Succeeded',
    'Succeeded',
    'Succeeded',
    'Succeeded',
    'Succeeded',
    'Failed',
    'Succeeded',
    'Canceled',
  ];
  /** @param {number} documents @param {number} longestMs */
  const createJob = (documents, longestMs) =>
    simulator.createBatch({
      createdAt: Date.now() - elapsedMs,
      documents: Array.from({ length: documents }, (_, index) => ({
        scenario: scenarios[index % scenarios.length],
        to: ['fr', 'de', 'ja'][index % 3],
        durationMs: longestMs * (1 - (0.95 * index) / documents),
      })),
    });
  const job = createJob(40, durationMs);
  /** Only its id is known to the element. */
  const partial = simulator.createBatch({
    createdAt: Date.now() - 240_000,
    documents: Array.from({ length: 10 }, (_, index) => ({
      scenario: index % 5 ? 'Succeeded' : 'Failed',
      to: 'fr',
      durationMs: 60_000 + index * 10_000,
    })),
  });
  const large = createJob(1000, 2 * durationMs);
  const proxy = await startProxy(simulator, inNode);

  let pageLoads = 0;
  /** @type {Set<string>} */
  const interrupted = new Set();

  /** @param {URL} url @returns {Promise<{ body: string | Uint8Array, type: string } | undefined>} */
  async function find(url) {
    if (url.pathname === '/demo.json') {
      /** @param {string} batchId @param {string} documentId */
      const attributes = (/** @type {string} */ batchId, /** @type {string} */ documentId) => ({
        endpoint: '/',
        'batch-id': batchId,
        'document-id': documentId,
      });
      const body = JSON.stringify({
        live: {
          ...attributes(contract.id, contract.documents[0].id),
          name: 'Contract.docx',
          'result-href': '#result',
          stream: '',
        },
        job: { endpoint: '/', 'batch-id': job.id, 'result-href': '#{documentId}' },
        large: { endpoint: '/', 'batch-id': large.id, 'result-href': '#{documentId}' },
        documentNames: Object.fromEntries(
          [job, large].flatMap(({ documents }) => documents.map(({ id }, index) => [id, nameOf(index)])),
        ),
        states: [
          { endpoint: '/', name: 'Proposal.pdf' }, // its document is not set yet
          { endpoint: '/', 'batch-id': partial.id, name: 'Contracts for Paris', 'result-href': '#result' },
          ...STATES.map(([name], index) => ({
            ...attributes(simulator.batchId, simulator.documents[index].id),
            ...(name === INTERRUPTED && { endpoint: `/once-${++pageLoads}/` }),
            name,
            'result-href': '#result',
          })),
        ],
      });
      return { body, type: 'application/json' };
    }
    const path = url.pathname === '/' ? '/index.html' : url.pathname;
    const type = TYPES[extname(path)];
    if (!type || !/^(?:\/[a-z0-9][a-z0-9.-]*)+$/.test(path)) return undefined;
    const base = path.startsWith('/dist/') ? new URL('../', import.meta.url) : new URL('./', import.meta.url);
    const body = await readFile(new URL(`.${path}`, base)).catch(() => undefined);
    return body && { body, type: `${type}; charset=utf-8` };
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const [, once, path] = /^(\/once-\d+)?(\/translator\/.*)$/.exec(url.pathname) ?? [];
    if (once && interrupted.has(once)) return response.destroy();
    if (path) {
      if (once) interrupted.add(once);
      const { method, headers } = request;
      const forwarded = new Headers();
      for (const name of ['accept', 'authorization', 'if-none-match'])
        if (headers[name]) forwarded.set(name, String(headers[name]));
      const disconnected = new AbortController();
      response.once('close', () => disconnected.abort());
      try {
        const upstream = await proxy.fetch(new URL(path + url.search, url), {
          method,
          headers: forwarded,
          signal: disconnected.signal,
        });
        // fetch has already decoded the body.
        const encodingHeaders = ['content-encoding', 'content-length', 'transfer-encoding'];
        const kept = [...upstream.headers].filter(([name]) => !encodingHeaders.includes(name));
        response.writeHead(upstream.status, kept.flat());
        if (upstream.body) await pipeline(Readable.fromWeb(/** @type {any} */ (upstream.body)), response);
        else response.end();
      } catch {
        response.destroy();
      }
      return;
    }
    const found = await find(url);
    const headers = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' };
    if (found) response.writeHead(200, { ...headers, 'Content-Type': found.type }).end(found.body);
    else response.writeHead(404, headers).end();
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`,
    proxy: proxy.name,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await proxy.close();
      await simulator.close();
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const demo = await startDemo({ port: Number(process.env.PORT ?? 0) });
  console.log(
    `The demo is at ${demo.url}. Its proxy runs in ${demo.proxy} and uses the simulator.\nPress Ctrl+C to stop.`,
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => demo.close().then(() => process.exit(0)));
}
