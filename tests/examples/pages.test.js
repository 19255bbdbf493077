// Pages without a build step run in a browser: the README's element and examples/html.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startSimulator } from '../../dist/entries/simulator.js';
import { browserFor } from '../hosts/fixture.js';
import { watchInPage } from './page.js';

const here = new URL('./', import.meta.url);
const timeout = 110_000;

/** @type {Awaited<ReturnType<typeof startSimulator>>} */
let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.close());
const browserOf = browserFor('chromium');

/** The README's page, with the job's id of the page's query. @returns {Promise<URL>} */
async function writeReadmePage() {
  const folder = new URL('build/README/', here);
  const [, block] = /```html\n(.*?)```/s.exec(await readFile(new URL('../../README.md', here), 'utf8')) ?? [];
  const ids = `<script>
    document.querySelector('document-translation-status').batchId = new URLSearchParams(location.search).get('batch');
  </script>`;
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('index.html', folder), `<!doctype html>\n${block}${ids}`);
  return folder;
}

test('the README’s element shows a document until it ends', { timeout }, async (t) => {
  const browser = browserOf(t);
  if (browser) await watchInPage({ browser, simulator, folder: await writeReadmePage(), isPublic: true });
});

test('examples/html shows a document until it ends', { timeout }, async (t) => {
  const browser = browserOf(t);
  const folder = new URL('../../examples/html/', here);
  if (browser) await watchInPage({ browser, simulator, folder, isPublic: true, showsEnd: 'document.title' });
});
