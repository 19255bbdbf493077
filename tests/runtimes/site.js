// A site on loopback for the browsers: a folder of bundled scripts, and a page that loads the contract cases, once for each
// Content-Security-Policy.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const PAGE = '<!doctype html><title>Contract</title><script type="module" src="/run-in-browser.js"></script>';

/** @type {Record<string, string | undefined>} */
const POLICIES = {
  '/': undefined,
  '/strict':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src http://127.0.0.1:*",
  '/strictest': "default-src 'none'; script-src 'self'; connect-src http://127.0.0.1:*",
};

/**
 * @param {string} folder of the scripts
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} with the pages /, /strict and /strictest
 */
export async function startSite(folder) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const isPage = pathname in POLICIES;
    // A worker has the policy that its script was served with.
    const policy = POLICIES[isPage ? pathname : '/strict'];
    if (policy) response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Content-Type', isPage ? 'text/html' : 'text/javascript');
    if (isPage) return response.end(PAGE);
    const script = /^\/[\w.-]+\.js$/.test(pathname) && (await readFile(join(folder, pathname)).catch(() => undefined));
    return script ? response.end(script) : response.writeHead(404).end();
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
