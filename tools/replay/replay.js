// npm run replay -- FILE…: passes recorded responses to the published client, and prints those that the client rejects or reads differently
// from JSON.parse. Recorded jobs are watched to their end.
import { createClient } from 'document-translation-status';
import { isMain, runMain, ToolError } from '../lib/process.js';
import { readRecording } from './recording.js';
import { replayJob } from './replay-job.js';
import { replayResponse } from './replay-response.js';

/** The number of problems that are printed. */
const MAX_LINES = 50;
/** A watch waits most of its time. */
const JOBS_AT_ONCE = 50;

/** @typedef {import('document-translation-status').DocumentTranslationClient} Client */

/**
 * @param {string[]} files
 * @param {(line: string) => void} print
 * @param {typeof createClient} [make] makes the clients; tests replace it
 * @returns {Promise<number>} the exit code
 */
export async function replay(files, print, make = createClient) {
  if (!files.length) throw new ToolError('Name the files with recorded responses: npm run replay -- FILE …');
  /** @type {Map<string, Client>} */
  const clients = new Map();
  /** The response to the next request; further requests get an empty page. @type {Response | undefined} */
  let next;
  /** @type {string[]} */
  const requested = [];
  const fetch = /** @type {any} */ (
    async (/** @type {string} */ url) => {
      requested.push(url);
      const response = next ?? new Response('{"value":[]}');
      next = undefined;
      return response;
    }
  );
  /** @param {string} endpoint @param {string | undefined} apiVersion @param {Response} response */
  const clientFor = async (endpoint, apiVersion, response) => {
    next = response;
    requested.length = 0;
    const name = `${endpoint} ${apiVersion}`;
    const client = clients.get(name) ?? (await make({ endpoint, apiVersion, fetch, maxRetries: 0 }));
    clients.set(name, client);
    return client;
  };
  /** @type {Record<string, number>} */
  const counts = {};
  let hidden = 0;
  let progressValues = 0;
  let printed = 0;
  /** @param {string} outcome @param {string[]} lines */
  const report = (outcome, lines) => {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    for (const line of lines) {
      if (printed++ < MAX_LINES) print(line.length > 500 ? `${line.slice(0, 500)}…` : line);
      else hidden++;
    }
  };
  const records = files.flatMap(readRecording);
  for (const record of records)
    if ('body' in record) {
      const { outcome, lines } = await replayResponse(record, clientFor, requested);
      report(outcome, lines);
    }
  const jobs = records.flatMap((record) => ('seq' in record ? [record] : []));
  for (let at = 0; at < jobs.length; at += JOBS_AT_ONCE) {
    const results = jobs.slice(at, at + JOBS_AT_ONCE).map((job) => replayJob(job, make));
    for (const { outcome, lines, values = 0 } of await Promise.all(results)) {
      report(`job ${outcome}`, lines);
      progressValues += values;
    }
  }
  for (const client of clients.values()) client.close();
  if (hidden) print(`… and ${hidden} more lines`);
  const count = (/** @type {string} */ outcome) => counts[outcome] ?? 0;
  if (jobs.length) {
    print(
      `${count('job ended')} jobs ended as recorded, ${count('job open')} have no end, ${count('job rejected')} rejected, ${count('job different')} different, ${count('job backward')} went backward`,
    );
    print(
      `${progressValues} values of progress, none less than the one before, and 1 at the end of each job that ended`,
    );
  }
  print(
    `${count('identical')} identical, ${count('rejected')} rejected, ${count('different')} different, ${count('not covered')} not covered`,
  );
  const failures = ['rejected', 'different', 'job rejected', 'job different', 'job backward'];
  return failures.some(count) ? 1 : 0;
}

if (isMain(import.meta.url)) runMain(() => replay(process.argv.slice(2), console.log));
