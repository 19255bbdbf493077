// Runs the cases of the elements in Chromium, Firefox and WebKit. Each case reloads the page, which has a strict Content-Security-Policy.
import { after, before, describe, test } from 'node:test';
import { BROWSERS } from '../hosts/browsers.js';
import { browserFor } from '../hosts/fixture.js';
import { cases } from './cases.js';
import './embedding-cases.js';
import { openSite } from './site.js';

/** @type {import('./site.js').Site} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const READY = `globalThis.axe && globalThis.add && customElements.get('document-translation-job-status')`;

for (const name of BROWSERS)
  describe(name, () => {
    const browserOf = browserFor(name);
    /** @type {import('../hosts/browsers.js').Page | undefined} */
    let page;
    for (const [title, run] of cases)
      test(title, { timeout: 120_000 }, async (t) => {
        const browser = browserOf(t);
        if (!browser) return;
        if (!page) {
          page = /** @type {import('../hosts/browsers.js').Page} */ (await browser.newPage());
          await page.setViewport({ width: 1300, height: 900 });
        }
        site.requestedPaths.length = 0;
        site.down = false;
        site.clock.aheadMs = 0;
        await page.goto(site.url);
        await page.waitForFunction(READY);
        await run(page, site);
      });
  });
