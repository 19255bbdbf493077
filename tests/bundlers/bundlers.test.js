// Each bundler builds an app that imports the packed package, without configuration, and the built app shows the status of a document of the
// simulator. Prints a table, which is also written to build/runtimes/ for docs/runtimes.md.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../dist/entries/simulator.js';
import { root } from '../../tools/lib/files.js';
import { run } from '../../tools/lib/process.js';
import { startService } from '../contract/service.js';
import { launchChromium } from '../hosts/browsers.js';
import { serveOnEdge } from './edge.js';
import { openWorkshop, versionOf } from './project.js';

const timeout = 110_000;
const TOKEN = 'view-token';
const EXPECTED = 'Succeeded, terminal';
/** An app without the client and the module is smaller than this many bytes. */
const MAX_TERMINAL_BYTES = 2048;

/** The number of rows of the table when every test has passed. */
const ROWS = 15;
/** @type {string[]} */
const rows = [];
/** @param {string} name @param {string} tool @param {string} runtime @param {string} [terminalSize] */
const addRow = async (name, tool, runtime, terminalSize = '') =>
  rows.push(`| ${name} | ${await versionOf(tool)} | ${runtime} | ${terminalSize} |`);

/** @type {import('./project.js').Workshop} */
let workshop;
/** @type {import('../../dist/entries/simulator.js').Simulator} */
let simulator;
/** @type {import('puppeteer-core').Browser} */
let browser;

before(
  async () => {
    workshop = await openWorkshop();
    simulator = await startSimulator({ token: TOKEN, cors: true, documents: ['Succeeded'], durationMs: 1 });
    simulator.advance(1000);
    browser = await launchChromium();
  },
  { timeout: 400_000 },
);
after(async () => {
  await browser?.close();
  await simulator?.close();
  await workshop?.close();
  console.log(
    ['| built by | version | run in | an app of isTerminal alone |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  );
  if (rows.length < ROWS) return;
  await mkdir(join(root, 'build/runtimes'), { recursive: true });
  await writeFile(join(root, 'build/runtimes/bundlers.md'), rows.map((row) => `${row}\n`).join(''));
});

/** The document's location, for a page's query or a worker's variables. */
const settings = () => ({
  endpoint: simulator.url,
  token: TOKEN,
  batchId: simulator.batchId,
  documentId: simulator.documents[0].id,
});

/** The service's path of the document, which a proxy has, too. */
const routePath = () =>
  `/translator/text/batch/v1.0-preview.1/batches/${settings().batchId}/documents/${settings().documentId}`;

/** @param {string} url @param {string} [path] */
const urlWithSettings = (url, path = '/') => new URL(`${path}?${new URLSearchParams(settings())}`, url).href;

/**
 * Opens a page and checks the status that the client and the element show.
 * @param {string} url
 */
async function assertPageShowsStatus(url) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const messages = [];
  page.on('pageerror', (/** @type {unknown} */ error) => messages.push(String(error)));
  page.on('console', (/** @type {import('puppeteer-core').ConsoleMessage} */ message) => {
    const isIcon = message.location().url?.endsWith('/favicon.ico');
    if (['error', 'warn'].includes(message.type()) && !isIcon) messages.push(message.text());
  });
  try {
    await page.goto(urlWithSettings(url));
    const shown = () => {
      const element = document.querySelector('document-translation-status');
      const status = /** @type {any} */ (element)?.status?.status;
      const text = document.querySelector('output')?.textContent;
      return text && status && [text, status];
    };
    const handle = await page.waitForFunction(shown, { timeout: 30_000 }).catch((/** @type {unknown} */ cause) => {
      throw new Error(`The page shows no status. ${messages.join('\n')}`, { cause });
    });
    assert.deepEqual(await handle.jsonValue(), [EXPECTED, 'Succeeded']);
    assert.deepEqual(messages, []);
  } finally {
    await page.close();
  }
}

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
});

/**
 * Serves the files of a folder, and a page for main.js if the bundler creates none.
 * @param {import('node:test').TestContext} t @param {string} folder
 */
async function serveFiles(t, folder) {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    const file = path === '/' ? '/index.html' : path;
    const defaultPage =
      '<!doctype html><html lang="en"><output></output><script type="module" src="/main.js"></script></html>';
    const body = await readFile(join(folder, file)).catch(() => (path === '/' ? defaultPage : undefined));
    response.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`;
}

/** The commands that each tool's documentation gives for building a page; the output is in dist/. @type {[string, string, ...string[]][]} */
const PAGES = [
  ['esbuild', 'esbuild', 'src/index.js', '--bundle', '--outfile=dist/main.js'],
  ['Vite', 'vite', 'build'],
  [
    'Rollup',
    'rollup',
    'src/index.js',
    '--format=es',
    '--dir=dist',
    '--entryFileNames=main.js',
    '--plugin=node-resolve',
  ],
  ['Rollup, as one file', 'rollup', 'src/index.js', '--file=dist/main.js', '--plugin=node-resolve'],
  ['Rollup, as an IIFE', 'rollup', 'src/index.js', '--format=iife', '--file=dist/main.js', '--plugin=node-resolve'],
  [
    'esbuild, names with _ mangled',
    'esbuild',
    'src/index.js',
    '--bundle',
    '--minify',
    '--mangle-props=^_',
    '--outfile=dist/main.js',
  ],
  ['webpack', 'webpack', '--mode=production'],
  ['Parcel', 'parcel', 'build', 'index.html', '--no-cache'],
];

for (const [index, [name, tool, ...args]] of PAGES.entries()) {
  test(`A page built by ${name} shows a document’s status, and a page with only isTerminal contains no client`, {
    timeout,
  }, async (t) => {
    const app = await workshop.copyApp('page', `page-${index}`);
    const output = await app.build(tool, ...args);
    assert.doesNotMatch(output, /warn|\(!\)|⚠/i);
    await assertPageShowsStatus(await serveFiles(t, join(app.folder, 'dist')));

    const { folder, build } = await workshop.copyApp('terminal', `terminal-${index}`);
    await build(tool, ...args);
    const files = (await readdir(join(folder, 'dist'), { recursive: true })).filter((file) => file.endsWith('.js'));
    const code = (await Promise.all(files.map((file) => readFile(join(folder, 'dist', file), 'utf8')))).join('');
    assert.match(code, /ValidationFailed/);
    assert.ok(code.length < MAX_TERMINAL_BYTES, `${code.length} bytes`);
    await addRow(name, tool, 'Chromium', `${code.length} bytes`);
  });
}

test('A page shows a document’s status whose worker Vite bundles into one file, and whose module is a file', {
  timeout,
}, async (t) => {
  const app = await workshop.copyApp('page-worker', 'page-worker');
  await app.build('vite', 'build');
  await assertPageShowsStatus(await serveFiles(t, join(app.folder, 'dist')));
  const built = await readdir(join(app.folder, 'dist/assets'));
  assert.ok(built.some((file) => file.endsWith('.wasm')));
  await addRow('Vite, a worker', 'vite', 'Chromium');
});

test('A script bundled by esbuild for Node, as CommonJS, prints a document’s status', { timeout }, async () => {
  const app = await workshop.copyApp('script', 'script');
  const output = await app.build('esbuild', 'src/index.js', '--bundle', '--platform=node', '--outfile=dist/main.cjs');
  assert.doesNotMatch(output, /warn|⚠/i);
  const options = { cwd: app.folder, timeoutMs: timeout };
  assert.equal(await run(process.execPath, ['dist/main.cjs'], options), `${EXPECTED}\n`);
  await addRow('esbuild, for Node', 'esbuild', `Node ${process.versions.node}`);
});

test('A page served by Vite’s dev server shows a document’s status', { timeout }, async (t) => {
  const app = await workshop.copyApp('page', 'vite-dev');
  const { url, stop } = await app.serve('vite', '--port=0', '--host=127.0.0.1');
  t.after(stop);
  await assertPageShowsStatus(url);
  await addRow('Vite’s dev server', 'vite', 'Chromium');
});

test('A Next.js app shows a document’s status from the server, in the page, and from the edge runtime', {
  timeout,
}, async (t) => {
  const app = await workshop.copyApp('next', 'next');
  await app.build('next', 'build');
  const { url, stop } = await app.serve('next', 'start', '--port=0', '--hostname=127.0.0.1');
  t.after(stop);
  const html = await (await fetch(urlWithSettings(url))).text();
  assert.match(html, new RegExp(`<p id="server">${EXPECTED}</p>`));
  await assertPageShowsStatus(url);
  await addRow('Next.js', 'next', 'Node and Chromium');
  assert.equal(await (await fetch(urlWithSettings(url, '/edge'))).text(), EXPECTED);
  const built = await readdir(join(app.folder, '.next/server/edge'), { recursive: true });
  assert.ok(
    built.some((file) => file.endsWith('.wasm')),
    'The edge runtime gets the module as a file',
  );
  await addRow('Next.js, an edge route', 'next', 'its edge runtime');
});

test('A worker built by wrangler returns a document’s status in workerd, and works as a proxy', {
  timeout,
}, async (t) => {
  const app = await workshop.copyApp('worker', 'worker');
  await app.build('wrangler', 'deploy', '--dry-run', '--outdir=dist');
  const { Miniflare } = await import('miniflare');
  const worker = new Miniflare({
    modulesRoot: join(app.folder, 'dist'),
    scriptPath: join(app.folder, 'dist/index.js'),
    modules: true,
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
    compatibilityDate: '2026-04-01',
    bindings: settings(),
  });
  t.after(() => worker.dispose());
  for (const path of ['/', '/supplied'])
    assert.equal(await (await worker.dispatchFetch(`http://worker.example${path}`)).text(), EXPECTED, path);
  const proxied = await worker.dispatchFetch(urlWithSettings('http://worker.example', routePath()));
  assert.equal((await proxied.json()).status, 'Succeeded');
  await addRow('wrangler', 'wrangler', `workerd ${await versionOf('workerd')}`);
});

test('wrangler builds the example for Cloudflare with all its bindings', { timeout }, async () => {
  const app = await workshop.copyApp('../../../examples/cloudflare-worker', 'example');
  const output = await app.build('wrangler', 'deploy', '--dry-run', '--outdir=dist');
  for (const binding of ['DOCUMENTS (StatusObject)', 'RATE_LIMITER (120 requests/60s)', 'ALLOWED_ORIGINS'])
    assert.ok(output.includes(binding), output);
});

test('A function for Vercel’s edge runtime returns a document’s status there, and works as a proxy', {
  timeout,
}, async (t) => {
  const { folder } = await workshop.copyApp('edge-light', 'edge-light');
  const url = await serveOnEdge(t, join(folder, 'src/index.js'), workshop.modules);
  assert.equal(await (await fetch(urlWithSettings(url))).text(), EXPECTED);
  assert.equal((await (await fetch(urlWithSettings(url, routePath()))).json()).status, 'Succeeded');
  await addRow('esbuild, as edge-light', 'esbuild', `edge-runtime ${await versionOf('edge-runtime')}`);
});

test('The contract cases pass in Vercel’s edge runtime', { timeout }, async (t) => {
  const service = await startService();
  t.after(() => service.close());
  const script = fileURLToPath(new URL('../runtimes/run-in-edge.js', import.meta.url));
  const url = await serveOnEdge(t, script, workshop.modules);
  const response = await fetch(`${url}?service=${encodeURIComponent(service.url)}`);
  /** @type {import('../contract/run.js').Result[]} */
  const results = await response.json();
  assert.ok(results.some(({ skipped }) => !skipped));
  assert.deepEqual(
    results.filter(({ error }) => error !== undefined),
    [],
  );
});
