// Runs other programs with a time limit, ends them together with their children, and reports failures as one sentence and an exit code.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** An error whose message is all that the user needs to see. `output` is what the failed program printed. */
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

/** Programs that are running, by process id. @type {Set<number>} */
const running = new Set();

/**
 * The parent of each process.
 * @returns {[pid: number, parent: number][]}
 */
function listParents() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          // The second field is the program's name in parentheses, which may contain spaces and parentheses.
          const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
          return [/** @type {[number, number]} */ ([Number(pid), Number(parent)])];
        } catch {
          return []; // The process ended meanwhile.
        }
      });
  } catch {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
    return [...(stdout ?? '').matchAll(/(\d+)\s+(\d+)/g)].map(([, pid, parent]) => [Number(pid), Number(parent)]);
  }
}

/** @param {number} id of a process, or the negative id of a process group */
function sendKill(id) {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

/**
 * Kills processes with their descendants. Descendants may have left the process group, as everything does that a nested `tryRun` starts;
 * processes whose parent has ended are found by the group only.
 * @param {Iterable<number>} pids
 */
function killTrees(pids) {
  if (process.platform === 'win32') {
    for (const pid of pids) spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  const parents = listParents();
  const tree = new Set(pids);
  // A Set's iterator also visits the members that are added on the way.
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.add(child);
  for (const pid of tree) {
    sendKill(-pid);
    sendKill(pid);
  }
}

/**
 * @typedef {object} RunOptions
 * @property {number} timeoutMs the time limit
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] called with each line of output, stderr included
 * @property {string} [what] the task, for error messages; default: the command
 * @property {(output: string) => string | undefined} [explain] finds the line of a failed program's output that says why it failed
 */

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>} stdout and stderr, in the order of arrival
 * @throws {ToolError} when the program can't be started, exits with a code other than 0, or exceeds `timeoutMs`
 */
export async function run(command, args, options) {
  const { code, output } = await tryRun(command, args, options);
  if (code === 0) return output;
  const reason = options.explain?.(output) ?? `${command} ended with exit code ${code}`;
  throw new ToolError(`${options.what ?? command} failed: ${reason}`, { output });
}

/**
 * Like `run`, but returns the exit code instead of throwing when it is not 0.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function tryRun(command, args, { timeoutMs, cwd, env, onLine, what = command }) {
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    if (pid) running.add(pid);

    let output = '';
    let rest = '';
    /** @param {string} chunk */
    const read = (chunk) => {
      output += chunk;
      if (!onLine) return;
      const lines = (rest + chunk).split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);

    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (pid) killTrees([pid]);
    }, timeoutMs);

    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(new ToolError(`${what} failed: ${command} can't be started (${cause.message})`, { cause }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      // Ends what the child has started and left behind.
      if (pid && process.platform !== 'win32') sendKill(-pid);
      if (pid) running.delete(pid);
      const limit = `${Math.round(timeoutMs / 1000)} seconds`;
      if (timedOut) reject(new ToolError(`${what} took longer than ${limit} and was stopped`, { output }));
      else if (signal) reject(new ToolError(`${what} was ended by ${signal}`, { output }));
      else resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Finds a program on PATH.
 * @param {string} name
 * @returns {string | undefined} its path
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
 * Whether a module is the script that Node was started with.
 * @param {string} url the module's `import.meta.url`
 */
export const isMain = (url) => url === pathToFileURL(process.argv[1] ?? '').href;

/**
 * Runs a tool's main function. Its result is the exit code. An error prints the failed program's output and one sentence to stderr, and
 * exits with 1. SIGINT, SIGTERM and SIGHUP kill all programs that the tool started.
 * @param {() => Promise<number | void>} main
 */
export async function runMain(main) {
  const removers = /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]).map(([signal, code]) => {
    const onSignal = () => {
      killTrees(running);
      process.exit(code);
    };
    process.once(signal, onSignal);
    return () => process.off(signal, onSignal);
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
    for (const remove of removers) remove();
  }
}
