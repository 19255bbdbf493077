// Browsers for the suites, found or installed where that can be done, each with a profile of its own that ends with it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../tools/process.js';
import { aptInstall, isDebianRoot } from '../../tools/toolchain.js';
import { installPackages } from './install.js';

/** @returns {Promise<import('puppeteer-core').Browser>} whose close() leaves nothing behind */
export async function launchChromium() {
  await installPackages();
  const { default: puppeteer } = await import('puppeteer-core');
  const find = () => findProgram('chromium') ?? findProgram('google-chrome');
  if (!find() && isDebianRoot()) await aptInstall(['chromium']);
  const executablePath = find();
  if (!executablePath) throw new Error('This suite needs Chromium or Google Chrome on PATH.');
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const browser = await puppeteer.launch({
    executablePath,
    userDataDir: profile,
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
  const close = browser.close.bind(browser);
  browser.close = async () => {
    await close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return browser;
}

/** The source of axe-core, to be evaluated in a page. */
export const axeSource = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
