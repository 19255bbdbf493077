// Browsers for the suites, found or installed where that can be done: Chromium and Firefox driven by Puppeteer, WebKitGTK by
// WebDriver, all three by the part of Puppeteer's interface that is named below. Each has a profile of its own that ends with it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, mortal, NotHereError, needPrograms } from './install.js';
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
const LAUNCHES = 3;
const CLOSE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/**
 * @param {BrowserName} name
 * @returns {Promise<Browser>}
 * @throws {import('./install.js').NotHereError} with how to get the browser
 */
export async function launch(name) {
  await installPackages();
  return insist({ chromium: startChromium, firefox: startFirefox, webkit: launchWebKit }[name]);
}

/** @returns {Promise<import('puppeteer-core').Browser>} whose close() leaves nothing behind */
export async function launchChromium() {
  await installPackages();
  return insist(startChromium);
}

/**
 * A browser may die, or be stuck, while it starts on a busy machine with a fresh profile: then another is started.
 * @template T
 * @param {() => Promise<T>} start
 */
async function insist(start) {
  for (let left = LAUNCHES - 1; ; left--)
    try {
      return await start();
    } catch (error) {
      if (error instanceof NotHereError || !left) throw error;
      console.error(`A browser did not start (${error}); once more ...`);
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
    },
    () => rm(profile, { recursive: true, force: true, maxRetries: 5 }),
  );
}

async function startFirefox() {
  const [firefox] = await needPrograms('Firefox', [['firefox-esr', 'firefox']], ['firefox-esr']);
  // Puppeteer gives it a process group of its own, which would outlive this process's.
  const [executablePath, ...args] = mortal(firefox, ['--headless']);
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
    // A page behind another may never be drawn, and Puppeteer would look once a frame.
    page.waitForFunction = (/** @type {any} */ run, /** @type {any} */ waiting, /** @type {any[]} */ ...args) =>
      waitForFunction(run, { polling: LOOK_EVERY_MS, ...waiting }, ...args);
    page.screenshot = async (/** @type {any} */ shot) => {
      await page.bringToFront();
      return screenshot(shot);
    };
    return page;
  };
  const close = browser.close.bind(browser);
  browser.close = async () => {
    // One that is stuck is not waited for.
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

/** The source of axe-core, to be evaluated in a page. */
export const axeSource = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
