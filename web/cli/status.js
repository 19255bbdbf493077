// The action `status`: reads or watches documents and jobs, and reports each status.
import { explain } from './explain.js';
import { EXIT_CODES } from './options.js';
import { isWatch } from './arguments.js';

/** @typedef {import('./output/report.js').Report} Report */
/** @typedef {import('./output/subject.js').Subject} Subject */
/** @typedef {import('./targets.js').Target} Target */
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

/** @param {Client} client @param {Subject} subject @param {import('../module/types.js').WatchOptions} options @param {Report} report */
async function watch(client, subject, options, report) {
  const { batchId, documentId } = subject.target;
  if (documentId !== undefined) {
    for await (const document of client.watchDocument(batchId, documentId, options)) {
      subject.document = document;
      report.update(subject, [document]);
    }
    return;
  }
  for await (const { batch, documents } of client.watchBatch(batchId, options)) {
    subject.batch = batch;
    for (const document of documents) subject.documents.set(document.id, document);
    report.update(subject, documents);
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
  const { flags, durations, operands } = args;
  const isFromStdin = operands[0] === '-';
  const interval = durations.get('interval');
  const intervals = interval && { minIntervalMs: interval, maxIntervalMs: interval };
  const options = { signal, onOutage: report.showOutage, ...intervals };
  const subjects = targets.map((target) => report.add(target));
  let failureCode = EXIT_CODES.ok;
  report.start();
  await Promise.all(
    subjects.map(async (subject) => {
      const client = /** @type {Client} */ (clients.get(subject.target));
      try {
        await (isWatch(args) ? watch(client, subject, options, report) : read(client, subject, signal, report));
      } catch (error) {
        // The failure of one URL on standard input does not end the others.
        if (!isFromStdin || signal.aborted) throw error;
        const { code, text } = explain(error, flags.has('debug'));
        failureCode = Math.max(failureCode, code);
        report.fail(subject, `${subject.target.source}: ${text}`);
      }
    }),
  );
  report.finish();
  if (failureCode) return failureCode;
  return !isWatch(args) || report.allSucceeded() ? EXIT_CODES.ok : EXIT_CODES.notSucceeded;
}
