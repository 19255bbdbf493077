// npm run screenshots [-- PART OF A NAME …]: the demonstration's page in Chromium, each state in light and dark at three widths, in other
// languages and scripts, offline, at 200 % text, in forced colours. Into build/screenshots; those of the README into docs/images.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startDemo } from '../demo/serve.js';
import { launchChromium } from '../tests/hosts/browsers.js';
import { installPackages } from '../tests/hosts/install.js';
import { root } from './inputs.js';

const WIDTHS = [320, 640, 1200];
const folder = join(root, 'build/screenshots');

/** @type {{ name: string, width: number, show: string, form?: Record<string, string>, forced?: boolean }[]} */
const shots = ['states', 'job', 'large'].flatMap(
  (show) =>
    /** @type {typeof shots} */ ([
      ...['light', 'dark'].flatMap((scheme) =>
        WIDTHS.map((width) => ({ name: `${show}-${scheme}-${width}`, width, show, form: { scheme } })),
      ),
      ...['de', 'ar', 'ja', 'zh'].flatMap((lang) =>
        [320, 640].map((width) => ({ name: `${show}-${lang}-${width}`, width, show, form: { lang } })),
      ),
      ...[320, 1200].flatMap((width) => [
        { name: `${show}-large-text-${width}`, width, show, form: { text: '200%' } },
        { name: `${show}-offline-${width}`, width, show, form: { offline: 'on' } },
      ]),
      ...['light', 'dark'].map((scheme) => ({
        name: `${show}-forced-colors-${scheme}`,
        width: 640,
        show,
        form: { scheme },
        forced: true,
      })),
    ]),
);

/** What the README has of the page. */
const PICTURES = /** @type {Record<string, string[]>} */ ({
  states: ['Annual report 2026.docx', 'Terms of service.html', 'Photographs.pdf'],
  job: ['Contracts for Berlin'],
});
await installPackages();
const sharp = createRequire(new URL('../tests/hosts/package.json', import.meta.url))('sharp');

const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
mkdirSync(join(root, 'docs/images'), { recursive: true });
const demo = await startDemo({ durationMs: 600_000, elapsedMs: 330_000 });
const browser = await launchChromium();
try {
  for (const { name, width, show, form = {}, forced } of shots) {
    if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
    const page = await browser.newPage();
    await page.setViewport({ width, height: 640, deviceScaleFactor: 2 });
    const features = [{ name: 'prefers-color-scheme', value: form.scheme ?? 'light' }];
    if (forced) features.push({ name: 'forced-colors', value: 'active' });
    // Puppeteer's own method doesn't know forced colours.
    await (await page.createCDPSession()).send('Emulation.setEmulatedMedia', { features });
    await page.goto(`${demo.url}?${new URLSearchParams({ show, ...form })}`);
    await page.waitForFunction(() => {
      const elements = [...document.querySelectorAll('document-translation-status, document-translation-job-status')];
      const shown = elements.filter((element) => element.checkVisibility() && element.hasAttribute('batch-id'));
      return shown.length && shown.every((/** @type {any} */ element) => element.status || element.error);
    });
    if (show === 'states' && !form.offline) await page.waitForSelector('.gallery > :state(interrupted)');
    await page.$$eval('.gallery > *', (/** @type {Element[]} */ elements) => {
      for (const { shadowRoot } of elements.slice(-2)) shadowRoot?.querySelector('details')?.setAttribute('open', '');
    });
    // Rows are not drawn before they are in sight.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewport({ width, height, deviceScaleFactor: 2 });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    // The lengths of bars are on their way for 0.6 s.
    await page.evaluate(() =>
      Promise.all(
        [...document.querySelectorAll('*')]
          .flatMap((element) => element.shadowRoot?.getAnimations() ?? [])
          .filter((animation) => animation instanceof CSSTransition)
          .map((animation) => animation.finished.catch(() => {})),
      ),
    );
    writeFileSync(join(folder, `${name}.png`), await page.screenshot());
    console.log(`build/screenshots/${name}.png`);
    if (show in PICTURES && name === `${show}-${form.scheme}-640`) {
      await page.evaluate((/** @type {string[]} */ names) => {
        for (const element of document.querySelectorAll('header, h2, [name]'))
          if (!names.includes(element.getAttribute('name') ?? ''))
            /** @type {HTMLElement} */ (element).style.display = 'none';
      }, PICTURES[show]);
      const picture = await page.$('body');
      const png = await sharp(await picture?.screenshot())
        .png({ palette: true, colours: 64, effort: 10 })
        .toBuffer();
      writeFileSync(join(root, `docs/images/${show}-${form.scheme}.png`), png);
      console.log(`docs/images/${show}-${form.scheme}.png`);
    }
    await page.close();
  }
} finally {
  await browser.close();
  await demo.close();
}
