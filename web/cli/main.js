// The command: arguments in, an exit code out. Data goes to standard output, progress and messages to standard error.
import { readFile } from 'node:fs/promises';
import { createClient, DocumentTranslationError, parseOperationLocation } from '../index.js';
import { findCredential } from './credentials.js';
import { mask } from './mask.js';
import { helpText, parseArguments, UsageError } from './options.js';
import { isPlainNode, nodeFetch } from './transport.js';
import { batchText, createScreen, documentLine, documentText } from './render.js';

const [OK, ENDED_OTHERWISE, USAGE, SERVICE, TIMED_OUT, INTERRUPTED] = [0, 1, 2, 3, 4, 130];

/** @typedef {import('./render.js').Output} Output */
/** @typedef {import('../client.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../client.js').DocumentTranslationClient} Client */

/**
 * @typedef {object} Io What the command needs of a process.
 * @property {Output} stdout
 * @property {Output} stderr
 * @property {Record<string, string | undefined>} env
 * @property {(event: 'SIGINT', listener: () => void) => unknown} on
 * @property {(event: 'SIGINT', listener: () => void) => unknown} off
 */

/** Why the waiting was ended, as the signal's reason. */
class Ended extends Error {
  /** @param {number} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** @param {Output} output @param {Io['env']} env @param {Set<string>} flags */
function hasColor({ isTTY = false }, env, flags) {
  if (flags.has('no-color') || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTTY && env.TERM !== 'dumb';
}

/**
 * @param {import('./options.js').Arguments} args
 * @param {Io['env']} env
 */
async function findTarget({ values, operands }, env) {
  const [first, second] = operands;
  if (!first) throw new UsageError('Which document? Give its URL, or a batch id and a document id.');
  const located = first.includes('://') ? await parseOperationLocation(first) : undefined;
  const endpoint = values.get('endpoint') ?? located?.endpoint ?? env.AZURE_DOCUMENT_TRANSLATION_ENDPOINT;
  if (!endpoint)
    throw new UsageError(
      'Which resource? Set AZURE_DOCUMENT_TRANSLATION_ENDPOINT, or give --endpoint, or the whole URL.',
    );
  const apiVersion =
    values.get('api-version') ?? located?.apiVersion ?? (env.AZURE_DOCUMENT_TRANSLATION_API_VERSION || undefined);
  return { endpoint, apiVersion, batchId: located?.batchId ?? first, documentId: located?.documentId ?? second };
}

/**
 * @param {string[]} argv Without the runtime and the script.
 * @param {Io} io
 * @returns {Promise<number>} The exit code.
 */
export async function main(argv, io) {
  const { env } = io;
  const abort = new AbortController();
  const { signal } = abort;
  /** @type {string[]} */
  const secrets = [];
  /** @param {Output} output @returns {Output} */
  const masked = (output) =>
    Object.create(output, { write: { value: (/** @type {string} */ text) => output.write(mask(text, secrets)) } });
  const stdout = masked(io.stdout);
  const stderr = masked(io.stderr);
  const onInterrupt = () => abort.abort(new Ended(INTERRUPTED, ''));
  /** @param {Error & { code?: string }} error */
  const onOutputError = ({ code, message }) =>
    abort.abort(code === 'EPIPE' ? new Ended(OK, '') : new Ended(SERVICE, message));
  io.on('SIGINT', onInterrupt);
  io.stdout.on('error', onOutputError);
  io.stderr.on('error', onOutputError);
  const isLive = Boolean(stderr.isTTY) && env.TERM !== 'dumb';
  const screen = createScreen(stderr, isLive);
  let isDebugging = false;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Client | undefined} */
  let client;
  try {
    const args = parseArguments(argv);
    const { flags, durations, operands } = args;
    isDebugging = flags.has('debug');
    if (flags.has('help')) {
      stdout.write(helpText());
      return OK;
    }
    if (flags.has('version')) {
      const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
      stdout.write(`${JSON.parse(manifest).version}\n`);
      return OK;
    }
    if (operands[0] === 'simulate') {
      const { simulate } = await import('./simulate.js');
      await simulate(args, (text) => io.stdout.write(text), signal);
      return OK;
    }
    const { batchId, documentId, ...target } = await findTarget(args, env);
    const credential = await findCredential(args, env, (secret) => secrets.push(secret));
    client = await createClient({
      ...target,
      credential,
      ...(isPlainNode(env) && { fetch: /** @type {any} */ (nodeFetch) }),
    });
    const timeout = durations.get('timeout');
    if (timeout) timer = setTimeout(() => abort.abort(new Ended(TIMED_OUT, 'It took longer than --timeout.')), timeout);

    const interval = durations.get('interval');
    const pace = interval ? { minIntervalMs: interval, maxIntervalMs: interval } : {};
    const isWatching = flags.has('watch');
    const isJson = flags.has('json');
    const showsProgress = isWatching && !isJson && !flags.has('quiet');
    const color = hasColor(stdout, env, flags);
    /** @param {unknown} value */
    const printJson = (value) => stdout.write(`${JSON.stringify(value)}\n`);
    /** @param {string[]} lines */
    const print = (lines) => stdout.write(`${lines.join('\n')}\n`);
    const progressColor = hasColor(stderr, env, flags);
    const width = () => (isLive ? (stderr.columns ?? 80) - 1 : Infinity);

    if (documentId !== undefined) {
      /** @type {WatchedDocument | undefined} */
      let last;
      if (isWatching) {
        for await (const document of client.watchDocument(batchId, documentId, { signal, ...pace })) {
          last = document;
          if (isJson) printJson(document);
          if (showsProgress) screen.draw([documentLine(document, width(), progressColor)]);
        }
      } else {
        last = await client.getDocumentStatus(batchId, documentId, { signal });
        if (isJson) printJson(last);
      }
      screen.clear();
      if (last && !isJson) print(documentText(last, color));
      return !isWatching || last?.status === 'Succeeded' ? OK : ENDED_OTHERWISE;
    }

    /** @type {Map<string, WatchedDocument>} */
    const documents = new Map();
    let batch;
    if (isWatching) {
      for await (const change of client.watchBatch(batchId, { signal, ...pace })) {
        batch = change.batch;
        for (const document of change.documents) documents.set(document.id, document);
        if (isJson) printJson({ ...batch, documents: change.documents });
        if (!showsProgress) continue;
        const rows = isLive ? (stderr.rows ?? 24) : Infinity;
        const shown = isLive ? [...documents.values()] : change.documents;
        screen.draw(batchText(batch, shown, { columns: width(), rows, color: progressColor }));
      }
    } else {
      batch = await client.getBatchStatus(batchId, { signal });
      for await (const document of client.listDocumentStatuses(batchId, { signal }))
        documents.set(document.id, document);
      if (isJson) printJson({ ...batch, documents: [...documents.values()] });
    }
    screen.clear();
    const all = [...documents.values()];
    if (batch && !isJson) print(batchText(batch, all, { columns: Infinity, rows: Infinity, color }));
    const succeeded = batch?.status === 'Succeeded' && all.every(({ status }) => status === 'Succeeded');
    return !isWatching || succeeded ? OK : ENDED_OTHERWISE;
  } catch (error) {
    screen.leave();
    const reason = signal.aborted ? signal.reason : error;
    if (reason instanceof Ended) {
      if (reason.message) stderr.write(`${reason.message}\n`);
      return reason.code;
    }
    if (reason instanceof UsageError) {
      stderr.write(`${reason.message}\nSee document-translation-status --help.\n`);
      return USAGE;
    }
    if (!(reason instanceof DocumentTranslationError)) throw reason;
    stderr.write(`${reason.message}\n`);
    if (reason.requestId) stderr.write(`Request id, for Azure's support: ${reason.requestId}\n`);
    if (isDebugging) stderr.write(`${JSON.stringify(reason, null, 2)}\n${reason.stack}\n`);
    const { cause } = reason;
    if (cause instanceof UsageError) stderr.write(`${cause.message}\n`);
    return reason.kind === 'invalid-argument' ? USAGE : SERVICE;
  } finally {
    clearTimeout(timer);
    client?.close();
    io.off('SIGINT', onInterrupt);
  }
}
