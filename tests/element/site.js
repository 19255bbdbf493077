// A site for the elements: pages with a strict Content-Security-Policy and, on the same origin, two proxies in front of the
// simulator: a public one, and one at /restricted that needs view tokens.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { createStatusProxy, createViewToken } from '../../dist/entries/proxy.js';
import { startSimulator } from '../../dist/entries/simulator.js';
import { axeSource } from '../hosts/browsers.js';

const dist = new URL('../../dist/', import.meta.url);
const secret = 'a secret for view tokens, of 32 bytes or more';

/** @param {string} scripts @param {string} content */
const html = (
  scripts,
  content = '',
) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Translations</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>${scripts}<main><h1>Translations</h1>${content}</main></html>`;

const define = '<script type="module" src="/dist/entries/define.js"></script>';
const fallback = '<document-translation-status>Your document is being translated.</document-translation-status>';

/** @type {Record<string, string>} */
const PAGES = {
  '/': html(`${define}<script src="/axe.js" defer></script>`),
  '/undefined': html('', fallback),
  '/standalone': html('<script type="module" src="/dist/element/standalone.js"></script>'),
};

/** @typedef {Awaited<ReturnType<typeof openSite>>} Site */

export async function openSite() {
  const clock = { aheadMs: 0 };
  const now = () => Date.now() + clock.aheadMs;
  const simulator = await startSimulator({ cors: true, key: 'the-key', token: 'first', now });
  const options = {
    endpoint: simulator.url,
    credential: { key: 'the-key' },
    minIntervalMs: 1,
    terminalMs: 1,
    unknownMs: 1,
    maxStaleMs: 0,
  };
  const proxy = createStatusProxy({ ...options, public: true, exposeBatches: true });
  const restrictedProxy = createStatusProxy({ ...options, basePath: '/restricted', viewTokenSecrets: [secret] });
  const axe = await axeSource();
  const site = {
    simulator,
    url: '',
    /** The paths of all requests. @type {string[]} */
    requestedPaths: [],
    /** A view token for jobs, for the proxy at /restricted. @param {string[]} batchIds */
    viewToken: (batchIds) => createViewToken({ secret, batchIds, expiresInSeconds: 600 }),
    /** How far the simulator's clock is ahead of the browser's. */
    clock,
    /** Whether requests for statuses are cut off. */
    down: false,
    /** @type {Set<() => void>} */
    waiting: new Set(),
    /** Waits until the requested paths fulfil a condition. @param {(paths: string[]) => boolean} condition @returns {Promise<void>} */
    until(condition) {
      return new Promise((resolve) => {
        const check = () => {
          if (!condition(site.requestedPaths)) return;
          site.waiting.delete(check);
          resolve();
        };
        site.waiting.add(check);
        check();
      });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await simulator.close();
    },
  };
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
    `connect-src 'self' ${simulator.url}; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'`;
  const headers = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };

  /** @param {string} path @returns {Promise<[string, string | Uint8Array]>} type and body */
  async function find(path) {
    if (Object.hasOwn(PAGES, path)) return ['text/html', PAGES[path]];
    if (path === '/axe.js') return ['text/javascript', axe];
    if (path === '/page.js') return ['text/javascript', await readFile(new URL('page.js', import.meta.url))];
    if (path === '/page.css') return ['text/css', await readFile(new URL('page.css', import.meta.url))];
    if (/^\/dist(\/[a-z][a-z.-]*)+\.js$/.test(path))
      return ['text/javascript', await readFile(new URL(path.slice('/dist/'.length), dist))];
    throw new Error(`There is no file ${path}`);
  }

  const server = createServer(async (request, response) => {
    const { method, url = '/' } = request;
    const isRestricted = url.startsWith('/restricted/');
    const isStatus = isRestricted || url.startsWith('/translator/');
    const at = new URL(url, 'http://localhost');
    site.requestedPaths.push(at.pathname);
    for (const check of site.waiting) check();
    if (isStatus && site.down) return response.destroy();
    if (isStatus) {
      const requestHeaders = new Headers(/** @type {Record<string, string>} */ (request.headers));
      const reply = await (isRestricted ? restrictedProxy : proxy).fetch(
        new Request(at, { method, headers: requestHeaders }),
      );
      response.writeHead(reply.status, Object.fromEntries(reply.headers));
      // A page that leaves ends its event streams.
      if (reply.body) pipeline(Readable.fromWeb(/** @type {any} */ (reply.body)), response, () => {});
      else response.end();
      return;
    }
    try {
      const [type, body] = await find(at.pathname);
      response.writeHead(200, { ...headers, 'Content-Type': `${type}; charset=utf-8` }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  site.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`;
  return site;
}
