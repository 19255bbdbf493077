// A browser for the tests of a file, or of a describe.
import { after, before } from 'node:test';
import { launch } from './browsers.js';
import { leaveOut } from './install.js';

/** The first to need a browser may have to install it. */
const INSTALL_MS = 400_000;

/**
 * Starts a browser before the tests, and closes it after them.
 * @param {import('./browsers.js').BrowserName} name
 * @returns {(t: import('node:test').TestContext) => any} gives it to a test, or leaves the test out and gives undefined
 */
export function browserFor(name) {
  /** @type {import('./browsers.js').Browser | undefined} */
  let browser;
  /** @type {unknown} */
  let absence;
  before(
    async () => {
      browser = await launch(name).catch((error) => {
        absence = error;
        return undefined;
      });
    },
    { timeout: INSTALL_MS },
  );
  after(() => browser?.close());
  return (t) => browser ?? leaveOut(t, absence);
}
