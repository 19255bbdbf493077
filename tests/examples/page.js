// Runs an example's page in a browser, with the proxy in front of the simulator, and with a view token if the page requests one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { createStatusProxy, createViewToken } from '../../dist/entries/proxy.js';

const dist = new URL('../../dist/', import.meta.url);
const secret = 'a secret for view tokens, of 32 bytes or more';

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/**
 * Opens the page with the id of a job that has one document, and checks that it shows the document until it ends.
 * @param {object} options
 * @param {import('../hosts/browsers.js').Browser} options.browser
 * @param {import('../../dist/entries/simulator.js').Simulator} options.simulator
 * @param {URL} options.folder the page's files
 * @param {boolean} options.isPublic whether the page has no view token
 * @param {string} [options.showsRunning] an expression whose value is `Running` in the page while the job is translated
 * @param {string} [options.showsEnd] an expression whose value is the job's terminal status in the page
 */
export async function watchInPage({ browser, simulator, folder, isPublic, showsRunning, showsEnd }) {
  const batch = simulator.createBatch({ documents: 1, durationMs: 3_600_000 });
  simulator.advance(1_800_000);
  const proxy = createStatusProxy({
    endpoint: simulator.url,
    credential: { key: String(simulator.key) },
    ...(isPublic ? { public: true, exposeBatches: true } : { viewTokenSecrets: [secret] }),
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
    const packagePath = '/document-translation-status/';
    const file = pathname.startsWith(packagePath)
      ? new URL(pathname.slice(packagePath.length), dist)
      : new URL(pathname === '/' ? 'index.html' : pathname.slice(1), folder);
    const body = await readFile(file).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'Content-Type': TYPES[extname(file.pathname)] ?? '' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const page = await browser.newPage();
  try {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    await page.goto(`http://127.0.0.1:${port}/?batch=${batch.id}`);
    const text = `document.querySelector('document-translation-status')?.shadowRoot?.querySelector('.status').textContent`;
    await page.waitForFunction(`/^Translating · \\d+%$/.test(${text})`);
    if (showsRunning) await page.waitForFunction(`${showsRunning} === 'Running'`);
    simulator.advance(3_600_000);
    await page.evaluate(`dispatchEvent(new Event('online'))`);
    await page.waitForFunction(`${text} === 'Translated'`);
    if (showsEnd) assert.equal(await page.evaluate(showsEnd), 'Succeeded');
  } finally {
    await page.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
