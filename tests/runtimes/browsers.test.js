// Runs the contract cases on the packed package in Chromium, Firefox and WebKit: in a page, in a page with a strict
// Content-Security-Policy, in a worker and in a service worker. Checks the error for a policy that forbids WebAssembly. Prints a table.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startService } from '../contract/service.js';
import { BROWSERS } from '../hosts/browsers.js';
import { browserFor } from '../hosts/fixture.js';
import { installProduct } from '../package/installed.js';
import { startSite } from './site.js';
import { addRow, finishTable } from './table.js';

const TITLES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit (WebKitGTK)' };

/**
 * A place where the cases run: the path of the page, and the function that runs them from that page.
 * @type {[where: string, path: string, run: (...args: any[]) => any][]}
 */
const PLACES = [
  ['page', '/', (service) => /** @type {any} */ (globalThis).runAll(service)],
  ['page with a strict CSP', '/strict', (service) => /** @type {any} */ (globalThis).runAll(service)],
  [
    'worker',
    '/strict',
    (service) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/run-in-browser.js', { type: 'module' });
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
      const script = '/run-in-service-worker.js';
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

/** @type {Awaited<ReturnType<typeof installProduct>>} */
let project;
/** @type {Awaited<ReturnType<typeof startService>>} */
let service;
/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(
  async () => {
    [project, service] = await Promise.all([installProduct(), startService()]);
    const scripts = ['run-in-browser.js', 'run-in-service-worker.js'].map((name) => new URL(name, import.meta.url));
    site = await startSite(await project.bundle('browser', ...scripts));
  },
  { timeout: 300_000 },
);
after(async () => {
  await Promise.all([service?.close(), site?.close(), project?.remove()]);
  finishTable('browsers');
});

for (const name of BROWSERS)
  describe(`The package in ${name}`, () => {
    const browserOf = browserFor(name);

    for (const [where, path, run] of PLACES) {
      test(`The contract cases pass in ${name}: ${where}`, { timeout: 110_000 }, async (t) => {
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

    test(`In ${name}, the error under a policy without 'wasm-unsafe-eval' says what the policy needs`, {
      timeout: 110_000,
    }, async (t) => {
      const browser = browserOf(t);
      if (!browser) return;
      const page = await browser.newPage();
      await page.goto(`${site.url}/strictest`);
      await page.waitForFunction('"importEntry" in globalThis');
      const error = await page.evaluate(() =>
        /** @type {any} */ (globalThis)
          .importEntry()
          .then((/** @type {any} */ { createClient }) => createClient({ endpoint: 'https://a.example' }))
          .catch((/** @type {any} */ { kind, code, message }) => ({ kind, code, message })),
      );
      assert.equal(error.code, 'ModuleFailed', JSON.stringify(error));
      assert.equal(error.kind, 'module');
      assert.match(error.message, /Content-Security-Policy needs script-src 'wasm-unsafe-eval'/);
      await page.close();
    });
  });
