// Runs other programs, each with a time limit and in a process group of its own, so that nothing outlives the tool that
// started it; and turns whatever went wrong into one sentence and an exit code.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** An error whose message is all that the user needs to see. `output` is what the failing program had said. */
export class ToolError extends Error {
  /**
   * @param {string} message one sentence
   * @param {{ output?: string, cause?: unknown }} [options]
   */
  constructor(message, { output = '', cause } = {}) {
    super(message, { cause });
    this.output = output;
  }
}

/** @type {Set<number>} process groups that are running */
const groups = new Set();

/** @param {NodeJS.Signals} signal */
function signalAll(signal) {
  for (const pid of groups) signalGroup(pid, signal);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * @typedef {object} RunOptions
 * @property {number} timeoutMs how long it may take
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] called with each line of its output, stderr included
 * @property {'inherit'} [show] lets the program write to the terminal itself; its output is then not kept
 * @property {string} [what] what is being done, for the error message; default: the command
 * @property {(output: string) => string | undefined} [explain] finds the line of a failed program's output that says why
 */

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>} its output, stdout and stderr as they came
 * @throws {ToolError} when it can't be started, exits with anything but 0, or takes longer than `timeoutMs`
 */
export async function run(command, args, options) {
  const { code, output } = await tryRun(command, args, options);
  if (code === 0) return output;
  const reason = options.explain?.(output) ?? `${command} ended with exit code ${code}`;
  throw new ToolError(`${options.what ?? command} failed: ${reason}`, { output });
}

/**
 * The same, with the exit code given back instead of an error for it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function tryRun(command, args, { timeoutMs, cwd, env, onLine, show, what = command }) {
  return new Promise((resolve, reject) => {
    // A group of its own: a time limit or Ctrl-C then ends the program together with all that it started.
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, { cwd, env, detached, stdio: ['ignore', show ?? 'pipe', show ?? 'pipe'] });
    const pid = child.pid;
    if (pid && detached) groups.add(pid);

    let output = '';
    let rest = '';
    /** @param {string} chunk */
    const take = (chunk) => {
      output += chunk;
      if (!onLine) return;
      const lines = (rest + chunk).split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);

    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (pid && detached) signalGroup(pid, 'SIGKILL');
      else child.kill('SIGKILL');
    }, timeoutMs);

    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(new ToolError(`${what} failed: ${command} can't be started (${cause.message})`, { cause }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (pid) groups.delete(pid);
      const limit = `${Math.round(timeoutMs / 1000)} seconds`;
      if (late) reject(new ToolError(`${what} took longer than ${limit} and was stopped`, { output }));
      else if (signal) reject(new ToolError(`${what} was ended by ${signal}`, { output }));
      else resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Where a program stands on PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.bat`, `${name}.cmd`] : [name];
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const file of names) {
      try {
        accessSync(join(folder, file), constants.X_OK);
        return join(folder, file);
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/**
 * Runs a tool's main function: its result is the exit code, an error ends it with one sentence on stderr (after what the
 * program that failed had said) and exit code 1. Interrupted, it takes what it started along.
 * @param {() => Promise<number | void>} main
 */
export async function runMain(main) {
  const ends = /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]).map(([signal, code]) => {
    const end = () => {
      signalAll('SIGKILL');
      process.exit(code);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof ToolError) {
      if (error.output) process.stderr.write(`${error.output.trimEnd()}\n`);
      process.stderr.write(`${error.message}\n`);
    } else {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
    }
    process.exitCode = 1;
  } finally {
    for (const forget of ends) forget();
  }
}
