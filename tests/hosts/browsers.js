// Starts browsers for the suites: Chromium and Firefox with Puppeteer, WebKitGTK with WebDriver. All have the part of Puppeteer's interface
// that is declared below, and a temporary profile. A missing browser is installed if that is possible.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithParent, HostMissingError, installPackages, needPrograms } from './install.js';
import { launchWebKit } from './webkit.js';

/** @typedef {'chromium' | 'firefox' | 'webkit'} BrowserName */

/**
 * @typedef {object} Page
 * @property {(url: string) => Promise<unknown>} goto waits until the page has loaded
 * @property {(run: string | ((...args: any[]) => any), ...args: any[]) => Promise<any>} evaluate runs an expression
 *   or a function in the page, awaits its promise, and returns its value as far as JSON can represent it
 * @property {(run: string | ((...args: any[]) => any), options?: { timeout?: number }, ...args: any[]) => Promise<unknown>} waitForFunction
 *   waits until the function returns a truthy value
 * @property {(size: { width: number, height: number }) => Promise<void>} setViewport
 * @property {() => Promise<Uint8Array>} screenshot a PNG of the visible part
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Browser
 * @property {() => Promise<string>} version name/number
 * @property {() => Promise<Page>} newPage
 * @property {() => Promise<void>} close also removes the profile
 */

/** @type {BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox', 'webkit'];

const LAUNCH_MS = 60_000;
const ATTEMPTS = 3;
const CLOSE_MS = 10_000;
const POLL_MS = 20;

/**
 * @param {BrowserName} name
 * @returns {Promise<Browser>}
 * @throws {import('./install.js').HostMissingError} with how to get the browser
 */
export async function launch(name) {
  await installPackages();
  return retry({ chromium: startChromium, firefox: startFirefox, webkit: launchWebKit }[name]);
}

/** @returns {Promise<import('puppeteer-core').Browser>} its close() also removes the profile */
export async function launchChromium() {
  await installPackages();
  return retry(startChromium);
}

/**
 * Tries again if a browser crashes or hangs while it starts, which happens on a busy machine.
 * @template T
 * @param {() => Promise<T>} start
 */
async function retry(start) {
  for (let left = ATTEMPTS - 1; ; left--)
    try {
      return await start();
    } catch (error) {
      if (error instanceof HostMissingError || !left) throw error;
      console.error(`A browser did not start (${error}). Trying again ...`);
    }
}

async function startChromium() {
  const [executablePath] = await needPrograms(
    'Chromium or Google Chrome',
    [['chromium', 'google-chrome']],
    ['chromium'],
  );
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  return drive(
    {
      executablePath,
      userDataDir: profile,
      pipe: true, // The browser exits when the pipe closes, so it cannot outlive this process.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    () => rm(profile, { recursive: true, force: true, maxRetries: 5 }),
  );
}

async function startFirefox() {
  const [firefox] = await needPrograms('Firefox', [['firefox-esr', 'firefox']], ['firefox-esr']);
  // Puppeteer starts it in its own process group, so it would survive when this process's group is killed.
  const [executablePath, ...args] = endWithParent(firefox, ['--headless']);
  return drive({ browser: 'firefox', executablePath, ignoreDefaultArgs: true, args });
}

/**
 * @param {object} options of Puppeteer's launch()
 * @param {() => Promise<void>} [cleanUp] once the browser is gone
 * @returns {Promise<import('puppeteer-core').Browser>}
 */
async function drive(options, cleanUp = async () => {}) {
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer
    .launch({ timeout: LAUNCH_MS, ...options })
    .catch(async (/** @type {unknown} */ error) => {
      await cleanUp();
      throw error;
    });
  const newPage = browser.newPage.bind(browser);
  browser.newPage = async () => {
    const page = await newPage();
    const waitForFunction = page.waitForFunction.bind(page);
    const screenshot = page.screenshot.bind(page);
    // A page in the background draws no frames, and Puppeteer polls once per frame by default.
    page.waitForFunction = (/** @type {any} */ run, /** @type {any} */ waiting, /** @type {any[]} */ ...args) =>
      waitForFunction(run, { polling: POLL_MS, ...waiting }, ...args);
    page.screenshot = async (/** @type {any} */ options) => {
      await page.bringToFront();
      return screenshot(options);
    };
    return page;
  };
  const close = browser.close.bind(browser);
  browser.close = async () => {
    // The browser may hang.
    const kill = setTimeout(() => browser.process()?.kill('SIGKILL'), CLOSE_MS);
    try {
      await close();
    } finally {
      clearTimeout(kill);
      await cleanUp();
    }
  };
  return browser;
}

/** The source of axe-core, for evaluate(). */
export const axeSource = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
