// WebKit: WebKitGTK's MiniBrowser on an X server of its own, driven by WebDriver (W3C) through WebKitWebDriver on loopback.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mortal, NotHereError, needPrograms } from './install.js';

/** @typedef {import('./browsers.js').Page} Page */

const START_MS = 60_000;
const COMMAND_MS = 30_000;
const SCRIPT_MS = 180_000;
/** Asks for the function's value; an error is told as such, because WebDriver has no word for a rejected promise. */
const CALL = `const done = arguments[arguments.length - 1];
  (async () => await (RUN)(...[...arguments].slice(0, -1)))().then((value) => done({ value }), (error) => done({ error: error + '\\n' + error?.stack }));`;

/** Where distributions have MiniBrowser, which is in no folder of PATH. */
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/usr/lib64', '/usr/libexec'];
const VERSIONS = ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'];

/**
 * Starts a program that ends with this process at the latest.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function start(program, args, env) {
  const [file, ...rest] = mortal(program, args);
  const child = spawn(file, rest, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    said = (said + chunk).slice(-2000);
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  ended.then(() => process.off('exit', kill));
  return {
    /** @type {Promise<string>} the first that it writes to its file descriptor 3 */
    told: new Promise((resolve) => child.stdio[3]?.once('data', (/** @type {Buffer} */ data) => resolve(String(data)))),
    /** @type {Promise<never>} */
    failure: ended.then(() => Promise.reject(new Error(`${program} ended: ${said.trim()}`))),
    stop: async () => {
      kill();
      await ended;
    },
  };
}

/** @returns {Promise<number>} a port of loopback that is free now */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * @param {string} url of a WebDriver server
 * @param {string} method
 * @param {string} path
 * @param {{ body?: object, timeoutMs?: number }} [options]
 * @returns {Promise<any>} the reply's value
 */
async function command(url, method, path, { body, timeoutMs = COMMAND_MS } = {}) {
  const response = await fetch(url + path, {
    method,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { value } = /** @type {any} */ (await response.json());
  if (!response.ok) throw new Error(`WebKit: ${value?.error}: ${value?.message}`);
  return value;
}

/** @returns {Promise<import('./browsers.js').Browser>} */
export async function launchWebKit() {
  const packages = ['webkit2gtk-driver', 'xvfb'];
  const [driver, xvfb] = await needPrograms('WebKit', [['WebKitWebDriver'], ['Xvfb']], packages);
  const miniBrowser = LIBRARIES.flatMap((folder) => VERSIONS.map((name) => join(folder, name, 'MiniBrowser'))).find(
    existsSync,
  );
  if (!miniBrowser) throw new NotHereError(`WebKitGTK's MiniBrowser is in none of ${LIBRARIES.join(', ')}.`);

  const home = await mkdtemp(join(tmpdir(), 'webkit-'));
  /** @type {ReturnType<typeof start>[]} */
  const started = [];
  const stop = async () => {
    for (const { stop: end } of started.reverse()) await end();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-noreset'];
    const screen = start(xvfb, args);
    started.push(screen);
    const display = await Promise.race([screen.told, screen.failure, late('Xvfb')]);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      PATH: process.env.PATH,
      DISPLAY: `:${display.trim()}`,
      HOME: home,
      XDG_RUNTIME_DIR: home,
      LANG: 'C.UTF-8',
      NO_AT_BRIDGE: '1',
    };
    const server = start(driver, ['--host=127.0.0.1', `--port=${port}`], env);
    started.push(server);
    await Promise.race([answers(url), server.failure, late('WebKitWebDriver')]);
    const { sessionId, capabilities } = await command(url, 'POST', '/session', {
      timeoutMs: START_MS,
      body: {
        capabilities: {
          alwaysMatch: {
            'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
            timeouts: { script: SCRIPT_MS, pageLoad: COMMAND_MS },
          },
        },
      },
    });
    const session = `${url}/session/${sessionId}`;
    const first = await command(session, 'GET', '/window');
    /** @type {(operation: () => Promise<any>) => Promise<any>} A session has one window at a time to work on. */
    let inTurn;
    {
      let last = Promise.resolve();
      inTurn = (operation) => {
        const result = last.then(operation);
        last = result.catch(() => {});
        return result;
      };
    }
    return {
      version: async () => `WebKitGTK/${capabilities.browserVersion}`,
      newPage: () =>
        inTurn(async () => {
          await command(session, 'POST', '/window', { body: { handle: first } });
          const { handle } = await command(session, 'POST', '/window/new', { body: { type: 'window' } });
          return pageOf(session, handle, inTurn);
        }),
      close: async () => {
        await command(session, 'DELETE', '').catch(() => {});
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {string} program @returns {Promise<never>} */
async function late(program) {
  await sleep(START_MS, undefined, { ref: false });
  throw new Error(`${program} didn't start in ${START_MS / 1000} seconds`);
}

/** Until a WebDriver server takes commands. @param {string} url */
async function answers(url) {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    if (await command(url, 'GET', '/status').catch(() => false)) return;
    await sleep(50);
  }
}

/**
 * @param {string} session URL
 * @param {string} handle
 * @param {(operation: () => Promise<any>) => Promise<any>} inTurn
 * @returns {Page}
 */
function pageOf(session, handle, inTurn) {
  /** @param {string} method @param {string} path @param {{ body?: object, timeoutMs?: number }} [options] */
  const ask = (method, path, options) =>
    inTurn(async () => {
      await command(session, 'POST', '/window', { body: { handle } });
      return command(session, method, path, options);
    });

  /** @type {Page['evaluate']} */
  const evaluate = async (run, ...args) => {
    const { value, error } = await ask('POST', '/execute/async', {
      body: { script: CALL.replace('RUN', () => (typeof run === 'string' ? `() => (${run})` : String(run))), args },
      timeoutMs: SCRIPT_MS + COMMAND_MS,
    });
    if (error !== undefined) throw new Error(error);
    return value;
  };

  return {
    goto: (url) => ask('POST', '/url', { body: { url } }),
    evaluate,
    waitForFunction: async (run, { timeout = COMMAND_MS } = {}, ...args) => {
      const until = performance.now() + timeout;
      while (!(await evaluate(run, ...args))) {
        if (performance.now() > until) throw new Error(`WebKit: waiting ${timeout} ms was in vain: ${run}`);
        await sleep(20);
      }
    },
    setViewport: async ({ width, height }) => {
      // What the window has around the page is not known before.
      const around = await evaluate(() => [outerWidth - innerWidth, outerHeight - innerHeight]);
      const body = { width: width + around[0], height: height + around[1] };
      await ask('POST', '/window/rect', { body });
    },
    screenshot: async () => Buffer.from(await ask('GET', '/screenshot'), 'base64'),
    close: () => ask('DELETE', '/window'),
  };
}
