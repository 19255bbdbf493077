// npm run screenshots [-- PART OF A NAME …]: takes pictures of the demo page in Chromium: each state in light and dark at several widths, in
// other languages and scripts, offline, with 200 % text, and in forced colours. They go to build/screenshots, and the README's to
// docs/images.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startDemo } from '../../demo/serve.js';
import { launchChromium } from '../../tests/hosts/browsers.js';
import { installPackages } from '../../tests/hosts/install.js';
import { root } from '../lib/files.js';

const WIDTHS = [320, 640, 1200];
/** The width of the README's pictures: a phone shows them in their full size. */
const PICTURE_WIDTH = 400;
const folder = join(root, 'build/screenshots');

/** @typedef {{ name: string, width: number, form?: Record<string, string>, forced?: boolean }} Shot */
/** @type {Shot[]} */
const SHOTS = [
  ...['light', 'dark'].flatMap((scheme) =>
    [...WIDTHS, PICTURE_WIDTH].map((width) => ({ name: `${scheme}-${width}`, width, form: { scheme } })),
  ),
  ...['de', 'ar', 'ja', 'zh'].flatMap((lang) =>
    [320, 640].map((width) => ({ name: `${lang}-${width}`, width, form: { lang } })),
  ),
  ...[320, 1200].map((width) => ({ name: `large-text-${width}`, width, form: { text: '200%' } })),
  ...[320, 1200].map((width) => ({ name: `offline-${width}`, width, form: { offline: 'on' } })),
  ...['light', 'dark'].map((scheme) => ({
    name: `forced-colors-${scheme}`,
    width: 640,
    form: { scheme },
    forced: true,
  })),
];

/** The elements in the README's pictures, by the page that shows them. */
const PICTURES = /** @type {Record<string, string[]>} */ ({
  states: ['Annual report 2026.docx', 'Terms of service.html', 'Photographs.pdf'],
  job: ['Contracts for Berlin'],
});
await installPackages();
const sharp = createRequire(new URL('../../tests/hosts/package.json', import.meta.url))('sharp');

const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
mkdirSync(join(root, 'docs/images'), { recursive: true });
const demo = await startDemo({ durationMs: 600_000, elapsedMs: 330_000 });
const browser = await launchChromium();
try {
  for (const show of ['states', 'job', 'large']) {
    const page = await browser.newPage();
    const session = await page.createCDPSession();
    // Elements far off screen send no requests.
    await page.setViewport({ width: 640, height: 6000 });
    await page.goto(`${demo.url}?show=${show}`);
    await page.waitForFunction(() => {
      const shown = [...document.querySelectorAll('[batch-id]')];
      return shown.length && shown.every((/** @type {any} */ element) => element.status || element.error);
    });
    // The element reports an interruption only after repeated failures.
    if (show === 'states') await page.waitForSelector('.gallery > :state(interrupted)', { timeout: 180_000 });
    await page.$$eval('.gallery > *', (/** @type {Element[]} */ elements) => {
      for (const { shadowRoot } of elements.slice(-2)) shadowRoot?.querySelector('details')?.setAttribute('open', '');
    });

    for (const { name, width, form = {}, forced } of SHOTS) {
      const path = `${show}-${name}`;
      if (wanted.length && !wanted.some((part) => path.includes(part))) continue;
      const scheme = form.scheme ?? 'light';
      // Puppeteer's own method does not support forced colours.
      await session.send('Emulation.setEmulatedMedia', {
        features: [
          { name: 'prefers-color-scheme', value: scheme },
          { name: 'forced-colors', value: forced ? 'active' : 'none' },
        ],
      });
      await page.setViewport({ width, height: 640, deviceScaleFactor: 2 });
      await page.$eval(
        'form',
        (/** @type {any} */ of, /** @type {Record<string, string>} */ values) => {
          of.reset();
          for (const [field, value] of Object.entries(values)) of[field][value === 'on' ? 'checked' : 'value'] = value;
          of.dispatchEvent(new Event('change'));
        },
        { scheme, ...form },
      );
      // The element draws only the rows that are visible.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewport({ width, height, deviceScaleFactor: 2 });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      // The bars change their length over 0.6 s.
      await page.evaluate(() =>
        Promise.all(
          [...document.querySelectorAll('*')]
            .flatMap((element) => element.shadowRoot?.getAnimations() ?? [])
            .filter((animation) => animation instanceof CSSTransition)
            .map((animation) => animation.finished.catch(() => {})),
        ),
      );
      writeFileSync(join(folder, `${path}.png`), await page.screenshot());
      console.log(`build/screenshots/${path}.png`);
      if (!(show in PICTURES) || name !== `${scheme}-${PICTURE_WIDTH}`) continue;
      const setHidden = (/** @type {boolean} */ hidden) =>
        page.evaluate(
          (/** @type {string[]} */ names, /** @type {boolean} */ isHidden) => {
            for (const element of document.querySelectorAll('header, h2, .gallery > *'))
              if (!names.includes(element.getAttribute('name') ?? ''))
                /** @type {HTMLElement} */ (element).style.display = isHidden ? 'none' : '';
          },
          PICTURES[show],
          hidden,
        );
      await setHidden(true);
      const picture = await page.$('body');
      const png = await sharp(await picture?.screenshot())
        .png({ palette: true, colours: 64, effort: 10 })
        .toBuffer();
      await setHidden(false);
      writeFileSync(join(root, `docs/images/${show}-${scheme}.png`), png);
      console.log(`docs/images/${show}-${scheme}.png`);
    }
    await page.close();
  }
} finally {
  await browser.close();
  await demo.close();
}
