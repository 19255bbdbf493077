// npm run screenshots: the demonstration's page in Chromium, each state in light and dark at three widths, and as special needs have it:
// from right to left, at 200 % text, in forced colours. Into build/screenshots; those of the README into docs/images.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startDemo } from '../demo/serve.js';
import { launchChromium } from '../tests/hosts/browsers.js';
import { installPackages } from '../tests/hosts/install.js';
import { root } from './inputs.js';

const WIDTHS = [320, 640, 1200];
const folder = join(root, 'build/screenshots');

/** @type {{ name: string, width: number, show: string, lang?: string, scheme?: string, zoom?: boolean, forced?: boolean }[]} */
const shots = [
  ...['light', 'dark'].flatMap((scheme) =>
    WIDTHS.flatMap((width) =>
      ['states', 'job'].map((show) => ({ name: `${show}-${scheme}-${width}`, width, show, scheme })),
    ),
  ),
  ...['states', 'job'].flatMap((show) => [
    { name: `${show}-arabic-320`, width: 320, show, lang: 'ar' },
    { name: `${show}-arabic-640`, width: 640, show, lang: 'ar' },
    { name: `${show}-large-text-320`, width: 320, show, zoom: true },
    { name: `${show}-forced-colors-640`, width: 640, show, forced: true },
  ]),
];

/** What the README does not have of the page: headings, and most of the states. */
const LEFT_OUT = 'h1, h2, .gallery > :not(:nth-child(3), :nth-child(5), :nth-child(6))';
await installPackages();
const sharp = createRequire(new URL('../tests/hosts/package.json', import.meta.url))('sharp');

const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
mkdirSync(join(root, 'docs/images'), { recursive: true });
const demo = await startDemo({ durationMs: 600_000, elapsedMs: 330_000 });
const browser = await launchChromium();
try {
  for (const { name, width, show, lang, scheme = 'light', zoom, forced } of shots) {
    if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
    const page = await browser.newPage();
    await page.setViewport({ width, height: 640, deviceScaleFactor: 2 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    if (forced) {
      const session = await page.createCDPSession();
      await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    }
    await page.goto(`${demo.url}?show=${show}${lang ? `&lang=${lang}` : ''}`);
    if (zoom) await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    await page.waitForFunction(() => {
      const elements = [...document.querySelectorAll('document-translation-status, document-translation-job-status')];
      const shown = elements.filter((element) => element.checkVisibility() && element.hasAttribute('batch-id'));
      return shown.length && shown.every((/** @type {any} */ element) => element.status || element.error);
    });
    // The lengths of bars are on their way for 0.6 s.
    await page.evaluate(() =>
      Promise.all(
        [...document.querySelectorAll('*')]
          .flatMap((element) => element.shadowRoot?.getAnimations() ?? [])
          .filter((animation) => animation instanceof CSSTransition)
          .map((animation) => animation.finished.catch(() => {})),
      ),
    );
    writeFileSync(join(folder, `${name}.png`), await page.screenshot({ fullPage: true }));
    console.log(`build/screenshots/${name}.png`);
    if (!lang && name === `${show}-${scheme}-640`) {
      await page.$$eval(LEFT_OUT, (/** @type {HTMLElement[]} */ elements) => {
        for (const element of elements) element.style.display = 'none';
      });
      const picture = await page.$('body');
      const png = await sharp(await picture?.screenshot())
        .png({ palette: true, colours: 64, effort: 10 })
        .toBuffer();
      writeFileSync(join(root, `docs/images/${show}-${scheme}.png`), png);
      console.log(`docs/images/${show}-${scheme}.png`);
    }
    await page.close();
  }
} finally {
  await browser.close();
  await demo.close();
}
