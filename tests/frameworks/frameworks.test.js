// The examples for frameworks: each is built and runs in a browser.
import { cp, mkdir, rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../dist/entries/simulator.js';
import { watchInPage } from '../examples/page.js';
import { browserFor } from '../hosts/fixture.js';
import { installPackages } from '../hosts/install.js';

const here = new URL('./', import.meta.url);
const define = new URL('../../dist/entries/define.js', here);
const STATUS = `document.querySelector('#status').textContent`;

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
 * Builds an example with the packages of this suite.
 * @param {string} name
 * @returns {Promise<URL>} the folder of the page
 */
async function buildExample(name) {
  const folder = new URL(`build/${name}/`, here);
  await rm(folder, { recursive: true, force: true });
  await mkdir(new URL('../', folder), { recursive: true });
  await cp(new URL(`../../examples/${name}/`, here), folder, { recursive: true });
  // The name is not a literal, because TypeScript may check this file before the suite's packages are installed.
  const vite = await import(['vite'].join());
  await vite.build({
    root: fileURLToPath(folder),
    configFile: fileURLToPath(new URL('vite.config.js', folder)),
    logLevel: 'warn',
    resolve: { alias: { 'document-translation-status/element/define': fileURLToPath(define) } },
  });
  return new URL('dist/', folder);
}

for (const name of ['react', 'vue', 'svelte'])
  test(`examples/${name} shows a document until it ends`, { timeout: 110_000 }, async (t) => {
    const browser = browserOf(t);
    if (!browser) return;
    const folder = await buildExample(name);
    await watchInPage({ browser, simulator, folder, isPublic: false, showsRunning: STATUS, showsEnd: STATUS });
  });
