// The command: arguments in, an exit code out. Data goes to standard output, progress and messages to standard error.
import { createClient, DocumentTranslationError } from '../index.js';
import { require } from './builtin.js';
import { findCredential } from './credentials.js';
import { mask } from './mask.js';
import { parseArguments, UsageError } from './options.js';
import { createReport } from './report.js';
import { ENDED_OTHERWISE, INTERRUPTED, OK, SERVICE, TERMINATED, TIMED_OUT, USAGE } from './table.js';
import { checkHosts, findTargets } from './targets.js';
import { isPlainNode, nodeFetch } from './transport.js';

/** @typedef {import('./screen.js').Output} Output */
/** @typedef {import('./report.js').Report} Report */
/** @typedef {import('./report.js').Subject} Subject */
/** @typedef {import('./targets.js').Target} Target */
/** @typedef {import('../client.js').DocumentTranslationClient} Client */
/** @typedef {'SIGINT' | 'SIGTERM' | 'uncaughtException'} ProcessEvent */

/**
 * @typedef {object} Io What the command needs of a process.
 * @property {AsyncIterable<Uint8Array | string>} stdin
 * @property {Output} stdout
 * @property {Output} stderr
 * @property {Record<string, string | undefined>} env
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} on
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} off
 */

/** Why it was ended before its end, as the signal's reason. */
class Ended extends Error {
  /** @param {number} code @param {string} [message] */
  constructor(code, message = '') {
    super(message);
    this.code = code;
  }
}

/**
 * What --help, --version and --completions write.
 * @param {import('./options.js').Arguments} args
 * @param {boolean} color
 */
async function textAsked({ flags, values }, color) {
  const shell = values.get('completions');
  if (flags.has('help')) return (await import('./help.js')).helpText(color);
  if (shell) return (await import('./help.js')).completions(shell);
  if (!flags.has('version')) return '';
  return `${require('../../package.json').version}\n`;
}

/**
 * One client for each endpoint and version.
 * @param {Target[]} targets
 * @param {Omit<import('../client.js').ClientOptions, 'endpoint'>} options
 * @returns {Promise<Map<Target, Client>>}
 */
async function createClients(targets, options) {
  /** @type {Map<string, Client>} */
  const made = new Map();
  /** @type {Map<Target, Client>} */
  const clients = new Map();
  for (const target of targets) {
    const { endpoint, apiVersion, where } = target;
    const name = `${endpoint} ${apiVersion}`;
    const client =
      made.get(name) ??
      (await createClient({ ...options, endpoint, apiVersion }).catch((error) => {
        throw where ? new UsageError(`${where}: ${error.message}`) : error;
      }));
    made.set(name, client);
    clients.set(target, client);
  }
  return clients;
}

/**
 * Reads, or follows, a document or a job to its end, and tells of each change.
 * @param {Client} client
 * @param {Subject} subject
 * @param {import('../client.js').WatchOptions} options
 * @param {boolean} isWatching
 * @param {Report} report
 */
async function follow(client, subject, options, isWatching, report) {
  const { batchId, documentId } = subject.target;
  if (documentId !== undefined) {
    const states = isWatching
      ? client.watchDocument(batchId, documentId, options)
      : [client.getDocumentStatus(batchId, documentId, options)];
    for await (const document of states) report.changed(Object.assign(subject, { document }), [document]);
    return;
  }
  if (isWatching) {
    for await (const { batch, documents } of client.watchBatch(batchId, options)) {
      subject.batch = batch;
      for (const document of documents) subject.documents.set(document.id, document);
      report.changed(subject, documents);
    }
    return;
  }
  const batch = await client.getBatchStatus(batchId, options);
  for await (const document of client.listDocumentStatuses(batchId, options))
    subject.documents.set(document.id, document);
  report.changed(Object.assign(subject, { batch }), [...subject.documents.values()]);
}

/** @param {unknown} error */
function causeOf(error) {
  let cause = /** @type {any} */ (error);
  while (cause?.cause) cause = cause.cause;
  return cause;
}

/**
 * Sentences for a person, and the exit code.
 * @param {unknown} error
 * @param {boolean} isDebugging
 * @returns {{ code: number, text: string }}
 */
function explain(error, isDebugging) {
  const lines = [];
  let code = SERVICE;
  if (error instanceof Ended) {
    code = error.code;
    if (error.message) lines.push(error.message);
  } else if (error instanceof UsageError) {
    code = USAGE;
    lines.push(error.message, 'See document-translation-status --help.');
  } else if (error instanceof DocumentTranslationError) {
    const { kind, message, requestId, cause } = error;
    if (kind === 'invalid-argument') code = USAGE;
    const root = causeOf(cause);
    const detail = cause instanceof UsageError ? cause.message : kind === 'network' && (root?.message || root?.code);
    lines.push(message);
    if (detail) lines.push(detail);
    if (requestId) lines.push(`Request id, for Azure's support: ${requestId}`);
    if (isDebugging) lines.push(JSON.stringify(error, null, 2));
  } else {
    lines.push(`That is a bug of this command: ${/** @type {any} */ (error)?.message ?? error}`);
    if (!isDebugging) lines.push('With --debug it tells where.');
  }
  for (let at = /** @type {any} */ (error); isDebugging && at && !(error instanceof Ended); at = at.cause)
    lines.push(String(at.stack ?? at));
  return { code, text: lines.map((line) => `${line}\n`).join('') };
}

/**
 * Asks about what the arguments name.
 * @param {import('./options.js').Arguments} args
 * @param {Report} report
 * @param {boolean} isWatching
 * @param {Pick<Io, 'stdin' | 'env'> & { abort: AbortController, hide: (secret: string) => void }} session
 * @returns {Promise<number>} The exit code.
 */
async function run(args, report, isWatching, { stdin, env, abort, hide }) {
  const { flags, durations, operands } = args;
  const { signal } = abort;
  const isList = operands[0] === '-';
  const targets = await findTargets(args, stdin, env, signal);
  const credential = await findCredential(args, env, signal, hide);
  if (credential) checkHosts(targets, env);
  const fetch = isPlainNode(env) ? nodeFetch : undefined;
  const clients = await createClients(targets, { credential, fetch });
  const timeout = durations.get('timeout');
  const onTimeout = () => abort.abort(new Ended(TIMED_OUT, 'It took longer than --timeout.'));
  const timer = timeout && setTimeout(onTimeout, timeout);
  const interval = durations.get('interval');
  const pace = interval && { minIntervalMs: interval, maxIntervalMs: interval };
  const options = { signal, onOutage: report.outage, ...pace };
  const subjects = targets.map((target) => ({ subject: report.add(target), client: clients.get(target) }));
  let failure = OK;
  try {
    await Promise.all(
      subjects.map(({ subject, client }) =>
        follow(/** @type {Client} */ (client), subject, options, isWatching, report).catch((error) => {
          if (!isList || signal.aborted) throw error;
          const { code, text } = explain(error, flags.has('debug'));
          failure = Math.max(failure, code);
          report.failed(subject, `${subject.target.where}: ${text}`);
        }),
      ),
    );
    report.end();
  } catch (error) {
    report.leave();
    throw error;
  } finally {
    clearTimeout(timer);
    for (const client of clients.values()) client.close();
  }
  return failure || (!isWatching || report.allSucceeded() ? OK : ENDED_OTHERWISE);
}

/**
 * @param {string[]} argv Without the runtime and the script.
 * @param {Io} io
 * @returns {Promise<number>} The exit code.
 */
export async function main(argv, io) {
  const { stdin, env } = io;
  const abort = new AbortController();
  const { signal } = abort;
  /** @type {string[]} */
  const secrets = [];
  /** @param {Output} output @returns {Output} */
  const masked = (output) =>
    Object.create(output, { write: { value: (/** @type {string} */ text) => output.write(mask(text, secrets)) } });
  const stdout = masked(io.stdout);
  const stderr = masked(io.stderr);
  /** @type {Record<string, (...args: any[]) => void>} */
  const listeners = {
    SIGINT: () => abort.abort(new Ended(INTERRUPTED)),
    SIGTERM: () => abort.abort(new Ended(TERMINATED)),
    uncaughtException: (error) => abort.abort(error),
  };
  for (const [event, listener] of Object.entries(listeners)) io.on(event, listener);
  // These stay: a pipe may tell only after the end that nobody reads.
  for (const output of [io.stdout, io.stderr])
    output.on('error', (/** @type {NodeJS.ErrnoException} */ { code, message }) =>
      abort.abort(code === 'EPIPE' ? new Ended(OK) : new Ended(SERVICE, message)),
    );
  let isDebugging = false;
  try {
    const args = parseArguments(argv);
    const { flags, operands } = args;
    isDebugging = flags.has('debug');
    const isWatching = operands[0] === '-' || flags.has('watch');
    const report = createReport({ stdout, stderr, env, flags, isWatching });
    const text = await textAsked(args, report.hasColor);
    if (text) {
      stdout.write(text);
      return OK;
    }
    if (operands[0] === 'simulate') {
      const { simulate } = await import('./simulate.js');
      await simulate(args, (line) => io.stdout.write(line), signal);
      throw signal.reason;
    }
    const hide = (/** @type {string} */ secret) => secrets.push(secret);
    return await run(args, report, isWatching, { stdin, env, abort, hide });
  } catch (error) {
    const { code, text } = explain(signal.aborted ? signal.reason : error, isDebugging);
    if (text) stderr.write(text);
    return code;
  } finally {
    for (const [event, listener] of Object.entries(listeners)) io.off(event, listener);
  }
}
