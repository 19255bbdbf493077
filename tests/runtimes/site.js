// A site on loopback for the browsers: the checkout's files, and a page that loads the contract list, under the policy that is asked for.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const root = new URL('../../', import.meta.url);
const PAGE =
  '<!doctype html><title>Contract</title><script type="module" src="/tests/runtimes/run-in-browser.js"></script>';
const FILES = /^\/(dist|build\/copy|tests\/(contract|runtimes))\/[\w./-]+\.js$/;

/** @type {Record<string, string | undefined>} */
const POLICIES = {
  '/': undefined,
  '/strict':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src http://127.0.0.1:*",
  '/strictest': "default-src 'none'; script-src 'self'; connect-src http://127.0.0.1:*",
};

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} with the pages /, /strict and /strictest */
export async function startSite() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const isPage = pathname in POLICIES;
    // A worker goes by the policy that its script came with.
    const policy = POLICIES[isPage ? pathname : '/strict'];
    if (policy) response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Content-Type', isPage ? 'text/html' : 'text/javascript');
    if (isPage) return response.end(PAGE);
    if (!FILES.test(pathname)) return response.writeHead(404).end();
    try {
      response.end(await readFile(new URL(`.${pathname}`, root)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
