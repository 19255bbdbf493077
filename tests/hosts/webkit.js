// WebKit: WebKitGTK's MiniBrowser on its own X server, controlled with W3C WebDriver through WebKitWebDriver on loopback.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithParent, HostMissingError, needPrograms } from './install.js';

/** @typedef {import('./browsers.js').Page} Page */

const START_MS = 60_000;
const COMMAND_MS = 30_000;
const SCRIPT_MS = 180_000;
/** Rendering takes long in WebKit on a busy machine. */
const WAIT_MS = 110_000;
/** Calls the function and passes its value or error on, because WebDriver does not report rejected promises. */
const CALL = `const done = arguments[arguments.length - 1];
  (async () => await (RUN)(...[...arguments].slice(0, -1)))().then((value) => done({ value }), (error) => done({ error: error + '\\n' + error?.stack }));`;

/** Distributions put MiniBrowser here, not on PATH. */
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/usr/lib64', '/usr/libexec'];
const VERSIONS = ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'];

/**
 * Starts a program that does not outlive this process.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function start(program, args, env) {
  const [file, ...rest] = endWithParent(program, args);
  const child = spawn(file, rest, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let errorOutput = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    errorOutput = (errorOutput + chunk).slice(-2000);
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  ended.then(() => process.off('exit', kill));
  return {
    /** @type {Promise<string>} its first output to file descriptor 3 */
    display: new Promise((resolve) =>
      child.stdio[3]?.once('data', (/** @type {Buffer} */ data) => resolve(String(data))),
    ),
    /** @type {Promise<never>} */
    failure: ended.then(() => Promise.reject(new Error(`${program} ended: ${errorOutput.trim()}`))),
    stop: async () => {
      kill();
      await ended;
    },
  };
}

/** @returns {Promise<number>} a free port on loopback */
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
 * @returns {Promise<any>} the value of the response
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
  if (!miniBrowser) throw new HostMissingError(`WebKitGTK's MiniBrowser is in none of ${LIBRARIES.join(', ')}.`);

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
    const display = await Promise.race([screen.display, screen.failure, startTimeout('Xvfb')]);
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
    await Promise.race([untilReady(url), server.failure, startTimeout('WebKitWebDriver')]);
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
    /** @type {(operation: () => Promise<any>) => Promise<any>} Runs operations one after the other: a session has one current window. */
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
async function startTimeout(program) {
  await sleep(START_MS, undefined, { ref: false });
  throw new Error(`${program} did not start in ${START_MS / 1000} seconds`);
}

/** Waits until a WebDriver server accepts commands. @param {string} url */
async function untilReady(url) {
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
    waitForFunction: async (run, { timeout = WAIT_MS } = {}, ...args) => {
      const until = performance.now() + timeout;
      while (!(await evaluate(run, ...args))) {
        if (performance.now() > until) throw new Error(`WebKit: not true within ${timeout} ms: ${run}`);
        await sleep(20);
      }
    },
    setViewport: async ({ width, height }) => {
      // The size of the window's frame is not known in advance.
      const frame = await evaluate(() => [outerWidth - innerWidth, outerHeight - innerHeight]);
      const body = { width: width + frame[0], height: height + frame[1] };
      await ask('POST', '/window/rect', { body });
    },
    screenshot: async () => Buffer.from(await ask('GET', '/screenshot'), 'base64'),
    close: () => ask('DELETE', '/window'),
  };
}
