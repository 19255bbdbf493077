// Proves the contract list in Chromium, Firefox and WebKit: in a page, in one under a strict Content-Security-Policy, in a worker
// and in a service worker; and what is said where the policy lets no module run. Ends with a table.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startService } from '../contract/service.js';
import { BROWSERS } from '../hosts/browsers.js';
import { browserFor } from '../hosts/fixture.js';
import { makeCopy } from './copy.js';
import { startSite } from './site.js';
import { addRow, finishTable } from './table.js';

const TITLES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit (WebKitGTK)' };

/** Where the list runs: the page's path, and what runs in it to have the results. @type {[where: string, path: string, run: (...args: any[]) => any][]} */
const PLACES = [
  ['page', '/', (service) => /** @type {any} */ (globalThis).runAll(service)],
  ['page with a strict CSP', '/strict', (service) => /** @type {any} */ (globalThis).runAll(service)],
  [
    'worker',
    '/strict',
    (service) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/tests/runtimes/run-in-browser.js', { type: 'module' });
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`));
        worker.postMessage(service, [port2]);
      }),
  ],
  [
    'service worker',
    '/strict',
    async (service) => {
      const script = '/tests/runtimes/run-in-service-worker.js';
      const { serviceWorker } = navigator;
      const registration = await serviceWorker.register(script, { type: 'module' });
      const worker = /** @type {ServiceWorker} */ (
        registration.installing ?? registration.waiting ?? registration.active
      );
      while (worker.state !== 'activated') {
        if (worker.state === 'redundant') throw new Error('The service worker failed');
        await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
      }
      const { port1, port2 } = new MessageChannel();
      const results = new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
      });
      worker.postMessage(service, [port2]);
      await results;
      await registration.unregister();
      return results;
    },
  ],
];

/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  [service, site] = await Promise.all([startService(), startSite(), makeCopy()]);
});
after(async () => {
  await Promise.all([service?.close(), site?.close()]);
  finishTable('browsers');
});

for (const name of BROWSERS)
  describe(`The package in ${name}`, () => {
    const browserOf = browserFor(name);

    for (const [where, path, run] of PLACES) {
      test(`The contract list passes in ${name}: ${where}`, { timeout: 110_000 }, async (t) => {
        const browser = browserOf(t);
        if (!browser) return;
        const page = await browser.newPage();
        await page.goto(site.url + path);
        await page.waitForFunction('"runAll" in globalThis');
        const results = await page.evaluate(run, service.url);
        addRow(TITLES[name], where, (await browser.version()).split('/')[1], results);
        await page.close();
      });
    }

    test(`${name} says what a policy without 'wasm-unsafe-eval' is in the way of`, { timeout: 110_000 }, async (t) => {
      const browser = browserOf(t);
      if (!browser) return;
      const page = await browser.newPage();
      await page.goto(`${site.url}/strictest`);
      await page.waitForFunction('"importEntry" in globalThis');
      const said = await page.evaluate(() =>
        /** @type {any} */ (globalThis)
          .importEntry()
          .then((/** @type {any} */ { createClient }) => createClient({ endpoint: 'https://a.example' }))
          .catch((/** @type {any} */ { kind, code, message }) => ({ kind, code, message })),
      );
      assert.equal(said.code, 'ModuleFailed', JSON.stringify(said));
      assert.equal(said.kind, 'module');
      assert.match(said.message, /Content-Security-Policy needs script-src 'wasm-unsafe-eval'/);
      await page.close();
    });
  });
