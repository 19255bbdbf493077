// The action `status`: reads or watches documents and jobs, and reports each status.
import { onAbort } from '../client/abort.js';
import { explain } from './explain.js';
import { EXIT_CODES } from './options.js';
import { isWatch } from './arguments.js';
import { hasFailure } from './output/subject.js';

/** How long requests may fail before the first response: a wrong host or a missing proxy does not get better. */
const INITIAL_OUTAGE_MS = 15_000;

/** @typedef {import('./output/report.js').Report} Report */
/** @typedef {import('./output/subject.js').Subject} Subject */
/** @typedef {import('./targets.js').Target} Target */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../module/types.js').DocumentTranslationClient} Client */

/** @param {Client} client @param {Subject} subject @param {AbortSignal} signal @param {Report} report */
async function read(client, subject, signal, report) {
  const { batchId, documentId } = subject.target;
  if (documentId !== undefined) {
    subject.document = await client.getDocumentStatus(batchId, documentId, { signal });
    report.update(subject, [subject.document]);
    return;
  }
  const batch = await client.getBatchStatus(batchId, { signal });
  for await (const document of client.listDocumentStatuses(batchId, { signal }))
    subject.documents.set(document.id, document);
  subject.batch = batch;
  report.update(subject, [...subject.documents.values()]);
}

/**
 * @param {Client} client
 * @param {Subject} subject
 * @param {import('../module/types.js').WatchOptions} options
 * @returns {AsyncIterableIterator<WatchedDocument[]>} The documents that changed. The subject has its new status then.
 */
async function* watch(client, subject, options) {
  const { batchId, documentId } = subject.target;
  if (documentId !== undefined) {
    for await (const document of client.watchDocument(batchId, documentId, options)) {
      subject.document = document;
      yield [document];
    }
    return;
  }
  for await (const { batch, documents } of client.watchBatch(batchId, options)) {
    subject.batch = batch;
    for (const document of documents) subject.documents.set(document.id, document);
    yield documents;
  }
}

/**
 * @param {Target[]} targets
 * @param {Map<Target, Client>} clients
 * @param {import('./arguments.js').Arguments} args
 * @param {Report} report
 * @param {AbortSignal} signal
 * @returns {Promise<number>} The exit code.
 */
export async function showStatus(targets, clients, args, report, signal) {
  const { flags, durations } = args;
  const interval = durations.get('interval');
  const maxOutage = durations.get('max-outage');
  const watching = new AbortController();
  const removeListener = onAbort(signal, (reason) => watching.abort(reason));
  if (signal.aborted) watching.abort(signal.reason);
  const options = {
    ...(interval && { minIntervalMs: interval, maxIntervalMs: interval }),
    maxInitialOutageMs: maxOutage ?? INITIAL_OUTAGE_MS,
    ...(maxOutage && { maxOutageMs: maxOutage }),
    signal: watching.signal,
  };
  const subjects = targets.map((target) => report.add(target));
  let failureCode = EXIT_CODES.ok;
  /** @param {Subject} subject */
  const show = async (subject) => {
    const client = /** @type {Client} */ (clients.get(subject.target));
    if (!isWatch(args)) return read(client, subject, signal, report);
    /** @param {import('../module/types.js').Outage | undefined} outage */
    const onOutage = (outage) => report.showOutage(subject, outage);
    for await (const changed of watch(client, subject, { ...options, onOutage })) {
      report.update(subject, changed);
      if (flags.has('fail-fast') && hasFailure(subject)) watching.abort();
    }
  };
  report.start();
  await Promise.all(
    subjects.map(async (subject) => {
      try {
        await show(subject);
      } catch (error) {
        if (watching.signal.aborted && !signal.aborted) return;
        // The failure of one of several URLs does not end the others.
        if (subject.target.url === undefined || signal.aborted) throw error;
        const { code, text } = explain(error, flags.has('debug'));
        failureCode = Math.max(failureCode, code);
        report.fail(subject, `${subject.target.source}: ${text}`);
      }
    }),
  ).finally(removeListener);
  if (watching.signal.aborted && !report.isQuiet)
    report.note('Stopped because a document failed (--fail-fast). The service continues the job.\n');
  report.finish();
  if (failureCode) return failureCode;
  return !isWatch(args) || report.allSucceeded() ? EXIT_CODES.ok : EXIT_CODES.notSucceeded;
}
