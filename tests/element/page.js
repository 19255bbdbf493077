// A page with the element in Chromium, under a strict CSP, and the simulator where its proxy would be.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { launchChromium } from '../hosts/browsers.js';

const dist = new URL('../../dist/', import.meta.url);

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Translations</title>
<script type="module" src="/element/define.js"></script><main><h1>Translations</h1></main></html>`;

/**
 * @param {string} connect the origin that the page may talk to
 * @returns {Promise<{ url: string, newPage: () => Promise<any>, close: () => Promise<void> }>}
 */
export async function openBrowser(connect) {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
    `connect-src ${connect}; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'`;
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    const headers = { 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' };
    if (path === '/') return response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end(HTML);
    try {
      const body = await readFile(new URL(`.${path}`, dist));
      response.writeHead(200, { ...headers, 'Content-Type': 'text/javascript' }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const url = `http://127.0.0.1:${/** @type {any} */ (server.address()).port}/`;
  const browser = await launchChromium();
  return {
    url,
    newPage: async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(20_000);
      await page.evaluateOnNewDocument(() => {
        const shown = /** @type {any} */ (window);
        shown.violations = [];
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
          shown.violations.push(`${violatedDirective} ${blockedURI}`),
        );
      });
      await page.goto(url);
      await page.waitForFunction(() => customElements.get('document-translation-status'));
      return page;
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
