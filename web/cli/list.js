// The action `list`: prints the jobs of a resource. Also finds the newest job, for --latest.
import { EarlyExit } from './errors.js';
import { EXIT_CODES } from './options.js';
import { jobsTable } from './output/jobs-table.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentTranslationClient} Client */
/** @typedef {import('./output/screen.js').Output} Output */

/**
 * Prints the jobs, newest first.
 * @param {Client} client
 * @param {import('./arguments.js').Arguments} args
 * @param {{ stdout: Output, stderr: Output, color: boolean, signal: AbortSignal }} session
 */
export async function listJobs(client, { flags, values }, { stdout, stderr, color, signal }) {
  const top = values.get('top');
  const options = {
    signal,
    statuses: values.get('status')?.split(','),
    createdDateTimeUtcStart: values.get('since'),
    top: top === undefined ? undefined : Number(top),
  };
  /** @type {BatchStatus[]} */
  const batches = [];
  for await (const batch of client.listBatchStatuses(options)) {
    if (flags.has('json')) stdout.write(`${JSON.stringify(batch)}\n`);
    else batches.push(batch);
  }
  if (flags.has('json')) return;
  const columns = (stdout.isTTY && stdout.columns) || Infinity;
  const lines = jobsTable(batches, columns, color);
  if (lines.length) stdout.write(`${lines.join('\n')}\n`);
  else if (!flags.has('quiet')) stderr.write('No jobs found.\n');
}

/**
 * @param {Client} client
 * @param {AbortSignal} signal
 * @returns {Promise<string>} The id of the newest job.
 */
export async function findNewestJob(client, signal) {
  for await (const { id } of client.listBatchStatuses({ top: 1, signal })) return id;
  throw new EarlyExit(EXIT_CODES.failure, '--latest: the resource has no jobs.');
}
