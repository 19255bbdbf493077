// Browsers for the suites, found or installed where that can be done: Chromium and Firefox driven by Puppeteer, WebKitGTK by
// WebDriver, all three by the part of Puppeteer's interface that is named below. Each has a profile of its own that ends with it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, mortal, needPrograms } from './install.js';
import { launchWebKit } from './webkit.js';

/** @typedef {'chromium' | 'firefox' | 'webkit'} BrowserName */

/**
 * @typedef {object} Page
 * @property {(url: string) => Promise<unknown>} goto until the page has loaded
 * @property {(run: string | ((...args: any[]) => any), ...args: any[]) => Promise<any>} evaluate runs an expression, or a
 *   function that is sent as text, in the page; awaits its promise, and gives its value as JSON can carry it
 * @property {(run: string | ((...args: any[]) => any), options?: { timeout?: number }, ...args: any[]) => Promise<unknown>} waitForFunction
 *   until the function gives something truthy
 * @property {(size: { width: number, height: number }) => Promise<void>} setViewport
 * @property {() => Promise<Uint8Array>} screenshot a PNG of what can be seen
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Browser
 * @property {() => Promise<string>} version name/number
 * @property {() => Promise<Page>} newPage
 * @property {() => Promise<void>} close leaves nothing behind
 */

/** @type {BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox', 'webkit'];

const LAUNCH_MS = 60_000;

/**
 * @param {BrowserName} name
 * @returns {Promise<Browser>}
 * @throws {import('./install.js').NotHereError} with how to get the browser
 */
export async function launch(name) {
  await installPackages();
  return { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebKit }[name]();
}

/** @returns {Promise<import('puppeteer-core').Browser>} whose close() leaves nothing behind */
export async function launchChromium() {
  await installPackages();
  const { default: puppeteer } = await import('puppeteer-core');
  const [executablePath] = await needPrograms(
    'Chromium or Google Chrome',
    [['chromium', 'google-chrome']],
    ['chromium'],
  );
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const browser = await puppeteer.launch({
    executablePath,
    userDataDir: profile,
    timeout: LAUNCH_MS,
    pipe: true, // closed with this process, however it ends, and the browser with it
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const newPage = browser.newPage.bind(browser);
  browser.newPage = async () => {
    const page = await newPage();
    const screenshot = page.screenshot.bind(page);
    // A page behind another may never be drawn.
    page.screenshot = /** @type {any} */ (
      async (/** @type {any} */ options) => {
        await page.bringToFront();
        return screenshot(options);
      }
    );
    return page;
  };
  const close = browser.close.bind(browser);
  browser.close = async () => {
    await close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return browser;
}

/** @returns {Promise<import('puppeteer-core').Browser>} whose close() leaves nothing behind */
async function launchFirefox() {
  const { default: puppeteer } = await import('puppeteer-core');
  const [firefox] = await needPrograms('Firefox', [['firefox-esr', 'firefox']], ['firefox-esr']);
  // Puppeteer gives it a process group of its own, which would outlive this process's.
  const [executablePath, ...args] = mortal(firefox, ['--headless']);
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    timeout: LAUNCH_MS,
    ignoreDefaultArgs: true,
    args,
  });
}

/** The source of axe-core, to be evaluated in a page. */
export const axeSource = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
