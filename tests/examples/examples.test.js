// Each example is built as it is and driven in a browser: with a view token, through the proxy, against the simulator.
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStatusProxy, createViewToken } from '../../dist/entries/proxy.js';
import { startSimulator } from '../../dist/entries/simulator.js';
import { browserFor } from '../hosts/fixture.js';
import { installPackages } from '../hosts/install.js';

const here = new URL('./', import.meta.url);
const dist = new URL('../../dist/', here);
const examples = new URL('../../examples/', here);
const build = new URL('build/', here);
const secret = 'a secret for view tokens, of 32 bytes or more';

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** @type {Awaited<ReturnType<typeof startSimulator>>} */
let simulator;
before(
  async () => {
    await installPackages(here);
    simulator = await startSimulator();
  },
  { timeout: 400_000 },
);
after(() => simulator?.close());
const browserOf = browserFor('chromium');

/**
 * Builds an example, beside the packages that the suite has installed.
 * @param {string} name
 * @returns {Promise<URL>} where the page is
 */
async function buildExample(name) {
  if (name === 'html') return new URL('html/', examples);
  const folder = new URL(`${name}/`, build);
  if (name === 'README') {
    const [, block] = /```html\n(.*?)```/s.exec(await readFile(new URL('../../README.md', here), 'utf8')) ?? [];
    // The ids of the page's address, in place of those that stand there.
    const ids = `<script>
      const query = new URLSearchParams(location.search);
      const element = document.querySelector('document-translation-status');
      for (const name of ['batch', 'document']) element.setAttribute(name + '-id', query.get(name));
    </script>`;
    await mkdir(folder, { recursive: true });
    await writeFile(new URL('index.html', folder), `<!doctype html>\n${block}${ids}`);
    return folder;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(build, { recursive: true });
  await cp(new URL(`${name}/`, examples), folder, { recursive: true });
  // By a name that the check of the types doesn't look up: it may run before the suite's packages are here.
  const vite = await import(['vite'].join());
  await vite.build({
    root: fileURLToPath(folder),
    configFile: fileURLToPath(new URL('vite.config.js', folder)),
    logLevel: 'warn',
    resolve: {
      alias: { 'document-translation-status/element/define': fileURLToPath(new URL('entries/define.js', dist)) },
    },
  });
  return new URL('dist/', folder);
}

for (const name of ['README', 'html', 'react', 'vue', 'svelte'])
  test(`${name === 'README' ? 'the README’s element' : `examples/${name}`} shows a document to its end`, {
    timeout: 110_000,
  }, async (t) => {
    const browser = browserOf(t);
    if (!browser) return;
    const folder = await buildExample(name);
    const isPlain = name === 'README' || name === 'html';
    const batch = simulator.createBatch({ documents: 1, durationMs: 3_600_000 });
    const [{ id }] = batch.documents;
    simulator.script(id, [{ status: 'Running', progress: 0.5 }]);
    const proxy = createStatusProxy({
      endpoint: simulator.url,
      credential: { key: String(simulator.key) },
      ...(isPlain ? { public: true } : { viewTokenSecrets: [secret] }),
      minIntervalMs: 1,
      maxIntervalMs: 1,
    });
    const server = createServer(async (request, response) => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/view-token')
        return response.end(await createViewToken({ secret, batchId: batch.id, expiresInSeconds: 600 }));
      if (pathname.startsWith('/translator/')) {
        const headers = new Headers(/** @type {Record<string, string>} */ (request.headers));
        const reply = await proxy.fetch(new Request(`http://localhost${pathname}${search}`, { headers }));
        return response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
      }
      const own = '/document-translation-status/';
      const file = pathname.startsWith(own)
        ? new URL(pathname.slice(own.length), dist)
        : new URL(pathname === '/' ? 'index.html' : pathname.slice(1), folder);
      const body = await readFile(file).catch(() => undefined);
      response.writeHead(body ? 200 : 404, { 'Content-Type': TYPES[extname(file.pathname)] ?? '' }).end(body);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const page = await browser.newPage();
    try {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      await page.goto(`http://127.0.0.1:${port}/?batch=${batch.id}&document=${id}`);
      const text = `document.querySelector('document-translation-status')?.shadowRoot?.querySelector('.status').textContent`;
      await page.waitForFunction(`${text} === 'Translating · 50%'`);
      if (!isPlain) await page.waitForFunction(`document.querySelector('#status').textContent === 'Running'`);
      simulator.script(id, [{ status: 'Succeeded', progress: 1 }]);
      await page.evaluate(`dispatchEvent(new Event('online'))`);
      await page.waitForFunction(`${text} === 'Translated'`);
      if (name === 'README') return;
      const told = name === 'html' ? 'document.title' : `document.querySelector('#status').textContent`;
      assert.equal(await page.evaluate(told), 'Succeeded');
    } finally {
      await page.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
