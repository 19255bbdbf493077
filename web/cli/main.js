// The command: arguments in, an exit code out. Data goes to standard output, progress and messages to standard error.
import { isPlainNode, nodeFetch } from './http.js';
import { require } from './builtin.js';
import { createClient } from './client.js';
import { findCredential } from './credentials.js';
import { Ended, explain } from './explain.js';
import { mask } from './mask.js';
import { actionOf, parseArguments } from './options.js';
import { createReport } from './report.js';
import { ENDED_OTHERWISE, INTERRUPTED, OK, SERVICE, SIMULATE, TERMINATED, TIMED_OUT } from './table.js';
import { checkHosts, findTargets } from './targets.js';

/** The service is asked by so many connections at once. */
const SOCKETS = 8;

/** @typedef {import('./screen.js').Output} Output */
/** @typedef {import('./report.js').Report} Report */
/** @typedef {import('./report.js').Subject} Subject */
/** @typedef {import('./targets.js').Target} Target */
/** @typedef {import('../module/types.js').DocumentTranslationClient} Client */

/**
 * @typedef {object} Io What the command needs of a process.
 * @property {AsyncIterable<Uint8Array | string>} stdin
 * @property {Output} stdout
 * @property {Output} stderr
 * @property {Record<string, string | undefined>} env
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} on
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} off
 */

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
 * Where a value that the client refuses came from, for messages.
 * @param {any} error
 * @param {Target} target
 * @param {import('./options.js').Arguments} args
 */
function sourceOf({ code }, { where, isFromUrl }, { values }) {
  if (where) return where;
  const [option, variable] =
    code === 'InvalidApiVersion'
      ? ['api-version', 'AZURE_DOCUMENT_TRANSLATION_API_VERSION']
      : ['endpoint', 'AZURE_DOCUMENT_TRANSLATION_ENDPOINT'];
  if (values.has(option)) return `--${option}`;
  return isFromUrl ? 'The URL' : variable;
}

/**
 * One client for each endpoint and version.
 * @param {Target[]} targets
 * @param {Omit<import('../module/types.js').ClientOptions, 'endpoint'>} options
 * @param {import('./options.js').Arguments} args
 * @returns {Promise<Map<Target, Client>>}
 */
async function createClients(targets, options, args) {
  /** @type {Map<string, Client>} */
  const made = new Map();
  /** @type {Map<Target, Client>} */
  const clients = new Map();
  for (const target of targets) {
    const { endpoint, apiVersion } = target;
    const name = `${endpoint} ${apiVersion}`;
    const client =
      made.get(name) ??
      (await createClient({ ...options, endpoint, apiVersion }).catch((error) => {
        if (error.kind === 'invalid-argument') error.message = `${sourceOf(error, target, args)}: ${error.message}`;
        throw error;
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
 * @param {import('../module/types.js').WatchOptions} options
 * @param {boolean} isWatching
 * @param {Report} report
 */
async function follow(client, subject, options, isWatching, report) {
  const { batchId, documentId } = subject.target;
  const { signal } = options;
  if (documentId !== undefined) {
    const states = isWatching
      ? client.watchDocument(batchId, documentId, options)
      : [client.getDocumentStatus(batchId, documentId, { signal })];
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
  const batch = await client.getBatchStatus(batchId, { signal });
  for await (const document of client.listDocumentStatuses(batchId, { signal }))
    subject.documents.set(document.id, document);
  report.changed(Object.assign(subject, { batch }), [...subject.documents.values()]);
}

/**
 * @typedef {object} Session What one call of the command works with.
 * @property {Io['stdin']} stdin
 * @property {Output} stdout
 * @property {Output} stderr
 * @property {Io['env']} env
 * @property {AbortSignal} signal
 * @property {(secret: string) => void} hide
 */

/**
 * The fetch that all requests go through. Undefined for the client's own.
 * @param {import('./options.js').Arguments} args
 * @param {Session['env']} env
 * @param {Report} report
 */
async function createFetch({ values }, env, report) {
  const fetch = isPlainNode(env) ? nodeFetch(SOCKETS) : undefined;
  const path = values.get('record');
  if (path === undefined) return { fetch };
  const { createRecorder } = await import('./recorder.js');
  const recorder = createRecorder(path, report.note);
  return { fetch: recorder.wrap(fetch ?? ((url, init) => globalThis.fetch(url, init))), recorder };
}

/**
 * Asks about what the arguments name.
 * @param {import('./options.js').Arguments} args
 * @param {Report} report
 * @param {boolean} isWatching
 * @param {Session} session
 * @returns {Promise<number>} The exit code.
 */
async function run(args, report, isWatching, session) {
  const { stdin, env, signal, hide } = session;
  const { flags, operands } = args;
  const targets = await findTargets(args, stdin, env, signal);
  const credential = await findCredential(args, env, signal, hide);
  if (credential) checkHosts(targets, env);
  const { fetch, recorder } = await createFetch(args, env, report);
  const clients = await createClients(targets, { credential, fetch }, args);
  try {
    recorder?.open();
    const client = /** @type {Client} */ (clients.get(targets[0]));
    if (actionOf(operands) === 'list') {
      const { listJobs } = await import('./list.js');
      await listJobs(client, args, { ...session, color: report.hasColor });
      return OK;
    }
    if (flags.has('latest')) {
      const { findNewest } = await import('./list.js');
      targets[0].batchId = await findNewest(client, signal);
    }
    return await followAll(targets, clients, args, report, isWatching, signal);
  } finally {
    for (const client of clients.values()) client.close();
    recorder?.close();
  }
}

/**
 * @param {Target[]} targets
 * @param {Map<Target, Client>} clients
 * @param {import('./options.js').Arguments} args
 * @param {Report} report
 * @param {boolean} isWatching
 * @param {AbortSignal} signal
 * @returns {Promise<number>} The exit code.
 */
async function followAll(targets, clients, { flags, durations, operands }, report, isWatching, signal) {
  const isList = operands[0] === '-';
  const interval = durations.get('interval');
  const pace = interval && { minIntervalMs: interval, maxIntervalMs: interval };
  const options = { signal, onOutage: report.outage, ...pace };
  const subjects = targets.map((target) => ({ subject: report.add(target), client: clients.get(target) }));
  let failure = OK;
  report.begin();
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
  /** @type {Report | undefined} */
  let report;
  /** @type {Record<string, (...args: any[]) => void>} */
  const listeners = {
    SIGINT: () => abort.abort(new Ended(INTERRUPTED)),
    SIGTERM: () => abort.abort(new Ended(TERMINATED)),
    SIGCONT: () => report?.resumed(),
    uncaughtException: (error) => abort.abort(error),
  };
  for (const [event, listener] of Object.entries(listeners)) io.on(event, listener);
  // These stay: a pipe may tell only after the end that nobody reads.
  for (const output of [io.stdout, io.stderr])
    output.on('error', (/** @type {NodeJS.ErrnoException} */ { code, message }) =>
      abort.abort(code === 'EPIPE' ? new Ended(OK) : new Ended(SERVICE, `The output is incomplete: ${message}`)),
    );
  let isDebugging = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    const args = parseArguments(argv);
    const { flags, durations, operands } = args;
    isDebugging = flags.has('debug');
    const timeout = durations.get('timeout');
    const onTimeout = () => abort.abort(new Ended(TIMED_OUT, 'The time limit of --timeout has passed.'));
    if (timeout) timer = setTimeout(onTimeout, timeout);
    const isWatching = operands[0] === '-' || flags.has('watch');
    report = createReport({ stdout, stderr, env, flags, isWatching });
    let code = OK;
    const text = await textAsked(args, report.hasColor);
    if (text) {
      stdout.write(text);
    } else if (operands[0] === SIMULATE) {
      const { simulate } = await import('./simulate.js');
      await simulate(args, (line) => io.stdout.write(line), signal);
      throw signal.reason;
    } else {
      const hide = (/** @type {string} */ secret) => secrets.push(secret);
      code = await run(args, report, isWatching, { stdin, stdout, stderr, env, signal, hide });
    }
    // A write that fails tells so on a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted && signal.reason.code !== OK) throw signal.reason;
    return code;
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error;
    const { code, text } = explain(reason, isDebugging);
    report?.leave(code === INTERRUPTED);
    if (text) stderr.write(text);
    return code;
  } finally {
    clearTimeout(timer);
    for (const [event, listener] of Object.entries(listeners)) io.off(event, listener);
  }
}
