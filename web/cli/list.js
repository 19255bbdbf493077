// The jobs of a resource: the list of them, and the newest.
import { Ended } from './explain.js';
import { SERVICE } from './table.js';
import { jobsText } from './view.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentTranslationClient} Client */

/**
 * Writes the jobs, newest first.
 * @param {Client} client
 * @param {import('./options.js').Arguments} args
 * @param {{ stdout: import('./screen.js').Output, stderr: import('./screen.js').Output, color: boolean, signal: AbortSignal }} to
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
  const lines = jobsText(batches, { columns, rows: Infinity, color, bars: false });
  if (lines.length) stdout.write(`${lines.join('\n')}\n`);
  else if (!flags.has('quiet')) stderr.write('No jobs found.\n');
}

/**
 * @param {Client} client
 * @param {AbortSignal} signal
 * @returns {Promise<string>} The id of the newest job.
 */
export async function findNewest(client, signal) {
  for await (const { id } of client.listBatchStatuses({ top: 1, signal })) return id;
  throw new Ended(SERVICE, '--latest: the resource has no jobs.');
}
