// The command: runs one call, from the arguments to the exit code. Data goes to standard output, progress and messages to standard error.
import { require } from './builtin.js';
import { EarlyExit } from './errors.js';
import { explain } from './explain.js';
import { EXIT_CODES } from './options.js';
import { mask } from './mask.js';
import { actionOf, parseArguments } from './arguments.js';
import { createReport } from './output/report.js';
import { wrapMessage } from './output/text.js';
import { runServiceAction } from './service-actions.js';

/** @typedef {import('./arguments.js').Arguments} Arguments */
/** @typedef {import('./output/screen.js').Output} Output */
/** @typedef {import('./output/report.js').Report} Report */

/**
 * @typedef {object} Io The part of a process that the command uses.
 * @property {AsyncIterable<Uint8Array | string> & { isTTY?: boolean }} stdin
 * @property {Output} stdout
 * @property {Output} stderr
 * @property {Record<string, string | undefined>} env
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} on
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} off
 */

/**
 * Returns what --help, --version or --completions print, or an empty string.
 * @param {Arguments} args
 * @param {boolean} color
 * @param {number | undefined} columns Of the terminal.
 */
async function informationText({ flags, values }, color, columns) {
  const shell = values.get('completions');
  if (flags.has('help')) return (await import('./help.js')).helpText(color, columns);
  if (shell) return (await import('./completions.js')).completions(shell);
  if (flags.has('version')) return `${require('../../package.json').version}\n`;
  return '';
}

/** Returns the output with the secrets masked. @param {Output} output @param {string[]} secrets @returns {Output} */
const masked = (output, secrets) =>
  Object.create(output, { write: { value: (/** @type {string} */ text) => output.write(mask(text, secrets)) } });

/**
 * @param {string[]} argv The arguments, without the runtime and the script.
 * @param {Io} io
 * @returns {Promise<number>} The exit code.
 */
export async function main(argv, io) {
  const { stdin, env } = io;
  const abort = new AbortController();
  const { signal } = abort;
  /** @type {string[]} */
  const secrets = [];
  const stdout = masked(io.stdout, secrets);
  const stderr = masked(io.stderr, secrets);
  /** @type {Report | undefined} */
  let report;
  /** @type {Record<string, (...args: any[]) => void>} */
  const listeners = {
    SIGINT: () => abort.abort(new EarlyExit(EXIT_CODES.interrupted)),
    SIGTERM: () => abort.abort(new EarlyExit(EXIT_CODES.terminated)),
    SIGCONT: () => report?.resume(),
    uncaughtException: (error) => abort.abort(error),
  };
  for (const [event, listener] of Object.entries(listeners)) io.on(event, listener);
  // These listeners are never removed: a closed pipe may be reported after the end of this function.
  for (const output of [io.stdout, io.stderr])
    output.on('error', (/** @type {NodeJS.ErrnoException} */ { code, message }) =>
      abort.abort(
        code === 'EPIPE'
          ? new EarlyExit(EXIT_CODES.ok)
          : new EarlyExit(EXIT_CODES.failure, `The output is incomplete: ${message}`),
      ),
    );
  let debug = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    const args = parseArguments(argv);
    debug = args.flags.has('debug');
    const timeout = args.durations.get('timeout');
    const onTimeout = () => abort.abort(new EarlyExit(EXIT_CODES.timeout, 'The time limit of --timeout has passed.'));
    if (timeout) timer = setTimeout(onTimeout, timeout);
    report = createReport({ stdout, stderr, env, args });
    let code = EXIT_CODES.ok;
    const text = await informationText(args, report.hasColor, io.stdout.columns);
    if (text) {
      stdout.write(text);
    } else if (actionOf(args) === 'simulate') {
      const { simulate } = await import('./simulate.js');
      // The key of the simulator is printed on purpose.
      await simulate(args, env, (line) => io.stdout.write(line), signal);
      throw signal.reason;
    } else {
      const hide = (/** @type {string} */ secret) => secrets.push(secret);
      code = await runServiceAction(args, report, { stdin, stdout, stderr, env, signal, hide });
    }
    // The error event of a failed write comes on a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted && signal.reason.code !== EXIT_CODES.ok) throw signal.reason;
    return code;
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error;
    const { code, text } = explain(reason, debug);
    report?.stop(code === EXIT_CODES.interrupted, reason instanceof EarlyExit);
    if (text) stderr.write(debug ? text : wrapMessage(text, io.stderr));
    return code;
  } finally {
    clearTimeout(timer);
    for (const [event, listener] of Object.entries(listeners)) io.off(event, listener);
  }
}
