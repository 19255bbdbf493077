// The elements in Chromium, Firefox and WebKit: each case in a page loaded anew, under a strict Content-Security-Policy.
import { after, before, describe, test } from 'node:test';
import { BROWSERS, launch } from '../hosts/browsers.js';
import { leaveOut } from '../hosts/install.js';
import { cases } from './cases.js';
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
    /** @type {import('../hosts/browsers.js').Browser | undefined} */
    let browser;
    /** @type {import('../hosts/browsers.js').Page} */
    let page;
    /** @type {unknown} */
    let absence;
    before(async () => {
      browser = await launch(name).catch((error) => {
        absence = error;
        return undefined;
      });
      if (!browser) return;
      page = await browser.newPage();
      await page.setViewport({ width: 1300, height: 900 });
    });
    after(() => browser?.close());
    for (const [title, run] of cases)
      test(title, { timeout: 60_000 }, async (t) => {
        if (!browser) return leaveOut(t, absence);
        site.asked.length = 0;
        site.down = false;
        await page.goto(site.url);
        await page.waitForFunction(READY);
        await run(page, site);
      });
  });
