// npm run demo: the simulator, the proxy that holds its key, and a page with the elements in all states and a whole job running.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createStatusProxy } from '../dist/proxy/index.js';
import { startSimulator } from '../dist/simulator/index.js';

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'";

/** Documents that stay as they are, one for each thing that the element can show. @type {[string, { status: string | number, [member: string]: unknown }][]} */
const STATES = [
  ['Employment contract.docx', { status: 'NotStarted', progress: 0 }],
  ['Lease.pdf', { status: 'Running', progress: 0 }],
  ['Annual report 2026.docx', { status: 'Running', progress: 0.42 }],
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
  ['Draft.docx', { status: 'Canceled', progress: 0.3 }],
  [
    'Invoice.xlsx',
    {
      status: 'ValidationFailed',
      progress: 0,
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
 * @param {{ port?: number, documents?: number, durationMs?: number, elapsedMs?: number }} [options] of the job; how much of it is over
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startDemo({ port = 0, documents = 40, durationMs = 90_000, elapsedMs = 0 } = {}) {
  const simulator = await startSimulator({ documents: STATES.length, durationMs: 3_600_000 });
  const key = String(simulator.key);
  const minutesAgo = (/** @type {number} */ minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  STATES.forEach(([, reply], index) => {
    const dates = { createdDateTimeUtc: minutesAgo(4), lastActionDateTimeUtc: minutesAgo(1) };
    const status = typeof reply.status === 'string' ? { ...dates, to: 'fr', ...reply } : reply;
    simulator.script(simulator.documents[index].id, [status]);
  });
  const contract = simulator.createBatch({ documents: [{ to: 'fr', durationMs }] });
  /** @type {import('../dist/simulator/index.js').Scenario[]} */
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
  const job = simulator.createBatch({
    createdAt: Date.now() - elapsedMs,
    documents: Array.from({ length: documents }, (_, index) => ({
      scenario: scenarios[index % scenarios.length],
      to: ['fr', 'de', 'ja'][index % 3],
      durationMs: durationMs * (1 - (0.7 * index) / documents),
    })),
  });
  const proxy = createStatusProxy({
    endpoint: simulator.url,
    credential: { key },
    public: true,
    minIntervalMs: 1000,
  });

  /** @param {URL} url @returns {Promise<{ body: string | Uint8Array, type: string } | undefined>} */
  async function find(url) {
    if (url.pathname === '/demo.json') {
      /** @param {string} batchId @param {string} documentId */
      const attributes = (batchId, documentId) => ({ endpoint: '/', 'batch-id': batchId, 'document-id': documentId });
      const body = JSON.stringify({
        live: { ...attributes(contract.id, contract.documents[0].id), name: 'Contract.docx', 'result-href': '#result' },
        job: { endpoint: '/', 'batch-id': job.id, 'result-href': '#{documentId}' },
        documentNames: Object.fromEntries(job.documents.map(({ id }, index) => [id, nameOf(index)])),
        states: STATES.map(([name], index) => ({
          ...attributes(simulator.batchId, simulator.documents[index].id),
          name,
          'result-href': '#result',
        })),
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
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/translator/')) {
      const reply = url.pathname.includes(job.id)
        ? await fetch(simulator.url + url.pathname + url.search, {
            headers: { 'Ocp-Apim-Subscription-Key': key },
          })
        : await proxy.fetch(
            new Request(url, {
              method: request.method,
              headers: /** @type {Record<string, string>} */ (request.headers),
            }),
          );
      response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
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
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await simulator.close();
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await startDemo({ port: Number(process.env.PORT ?? 0) });
  console.log(`The elements, against the simulator and through the proxy: ${url}\nCtrl+C ends it.`);
}
