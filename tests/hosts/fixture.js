// A browser for the tests of a file or of a `describe`.
import { after, before } from 'node:test';
import { launch } from './browsers.js';
import { skipIfHostMissing } from './install.js';

/** Includes the installation of the browser. */
const INSTALL_MS = 400_000;

/**
 * Starts a browser before the tests and closes it after them.
 * @param {import('./browsers.js').BrowserName} name
 * @returns {(t: import('node:test').TestContext) => any} returns the browser, or skips the test and returns undefined
 */
export function browserFor(name) {
  /** @type {import('./browsers.js').Browser | undefined} */
  let browser;
  /** @type {unknown} */
  let launchError;
  before(
    async () => {
      browser = await launch(name).catch((error) => {
        launchError = error;
        return undefined;
      });
    },
    { timeout: INSTALL_MS },
  );
  after(() => browser?.close());
  return (t) => browser ?? skipIfHostMissing(t, launchError);
}
