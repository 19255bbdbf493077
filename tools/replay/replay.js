// npm run replay -- FILE…: sends recorded responses through the client, as it is published, and prints what it rejects and what it reads
// differently from JSON.parse. A file has JSON lines, gzipped or not: a response a line, as --record of the command writes them, or a job a
// line with its responses in order ({ key, seq }), which is watched to its end.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { createClient } from 'document-translation-status';
import { isMain, runMain, ToolError } from '../lib/process.js';

/** So many lines are printed of what is wrong. */
const MOST_LINES = 50;
/** A watch waits most of its time. */
const JOBS_AT_ONCE = 50;

const DOCUMENT = [
  ...[
    'path',
    'sourcePath',
    'createdDateTimeUtc',
    'lastActionDateTimeUtc',
    'status',
    'to',
    'error',
    'progress',
    'id',
    'characterCharged',
  ],
  ...['totalImageScansSucceeded', 'totalImageScansFailed', 'imageCharged', 'imageCharacterDetected', 'deploymentName'],
];
const BATCH = ['id', 'createdDateTimeUtc', 'lastActionDateTimeUtc', 'status', 'error', 'summary'];
const SUMMARY = [
  ...['total', 'failed', 'success', 'inProgress', 'notYetStarted', 'cancelled', 'totalCharacterCharged'],
  ...['totalImageScansSucceeded', 'totalImageScansFailed', 'totalImageCharged', 'totalImageCharacterDetected'],
];
const ERROR = ['code', 'message', 'target', 'details', 'innerError'];
/** Names that the service has used for the same. @type {Record<string, string>} */
const OTHER_NAMES = {
  success: 'succeeded',
  notYetStarted: 'notStarted',
  cancelled: 'canceled',
  innerError: 'innererror',
};

/** @typedef {{ file: string, line: number, url: string, status: number, headers: Record<string, string>, body: string }} Reply */
/** @typedef {{ file: string, line: number, seq: { url: string, status?: number, headers: Record<string, string>, body: string }[] }} Job */
/** @typedef {import('document-translation-status').DocumentTranslationClient} Client */

/**
 * The documented members of an object as JSON.parse gave it; null is the same as absent.
 * @param {any} from
 * @param {string[]} names
 * @param {Record<string, (value: any) => unknown>} [read] How some of them are given.
 */
const pick = (from, names, read = {}) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = from?.[name] ?? from?.[OTHER_NAMES[name]];
      return value === undefined || value === null ? [] : [[name, read[name] ? read[name](value) : value]];
    }),
  );

/** @param {any} from @returns {object} */
const errorOf = (from) => pick(from, ERROR, { code: String, innerError: errorOf });
/** @param {string} status */
const statusOf = (status) => (status === 'Cancelled' ? 'Canceled' : status);
/** @param {any} from */
const documentOf = (from) => pick(from, DOCUMENT, { status: statusOf, error: errorOf });
/** @param {any} from */
const batchOf = (from) =>
  pick(from, BATCH, { status: statusOf, error: errorOf, summary: (summary) => pick(summary, SUMMARY) });

/** @param {any} page @param {(from: any) => unknown} read */
function pageOf({ value, nextLink, '@nextLink': marked }, read) {
  const link = nextLink ?? marked;
  return { value: value.map(read), ...(link && { nextLink: new URL(link).href }) };
}

/** The first page as the client gives it, and the link that it follows to the next one. @param {any} pages @param {string[]} requested */
async function firstPage(pages, requested) {
  const iterator = pages.byPage()[Symbol.asyncIterator]();
  const { continuationToken: _, ...page } = (await iterator.next()).value;
  await iterator.next();
  return { ...page, ...(requested[1] && { nextLink: new URL(requested[1]).href }) };
}

/**
 * What is asked with a URL: how the client is asked, and what the body is to be read as.
 * @typedef {object} Operation
 * @property {string} name
 * @property {string} endpoint
 * @property {string | undefined} apiVersion
 * @property {(client: any, requested: string[]) => Promise<any>} ask It is given the URLs that the client requests.
 * @property {(body: any) => any} expect
 */

const ROUTE =
  /^(.*?)\/{1,2}translator\/(?:text\/batch\/(v[^/]+)|document)\/batches(?:\/([^/]+)(?:\/(documents)(?:\/([^/]+))?)?)?\/?$/;

/** @param {string} url @returns {Operation | undefined} Undefined for what the client has no operation for. */
function operationOf(url) {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname, searchParams } = new URL(url);
  const [, prefix = '', inPath, batchId, documents, documentId] = ROUTE.exec(pathname) ?? [];
  if (!ROUTE.test(pathname)) return undefined;
  const apiVersion = inPath ?? searchParams.get('api-version') ?? undefined;
  const where = { endpoint: origin + prefix, apiVersion };
  if (documentId)
    return {
      ...where,
      name: 'getDocumentStatus',
      ask: (client) => client.getDocumentStatus(batchId, documentId),
      expect: documentOf,
    };
  if (documents)
    return {
      ...where,
      name: 'listDocumentStatuses',
      ask: (client, requested) => firstPage(client.listDocumentStatuses(batchId), requested),
      expect: (body) => pageOf(body, documentOf),
    };
  if (batchId)
    return { ...where, name: 'getBatchStatus', ask: (client) => client.getBatchStatus(batchId), expect: batchOf };
  return {
    ...where,
    name: 'listBatchStatuses',
    ask: (client, requested) => firstPage(client.listBatchStatuses(), requested),
    expect: (body) => pageOf(body, batchOf),
  };
}

/** The byte that stands for one that is no UTF-8 in a recording. */
const BAD_BYTE = '\udcff';

/** @param {string} text */
const bytesOf = (text) =>
  Buffer.concat(text.split(BAD_BYTE).flatMap((part, at) => [...(at ? [Buffer.of(0xff)] : []), Buffer.from(part)]));

/** @param {{ status?: number, headers: Record<string, string>, body: string }} reply */
const responseOf = ({ status = 200, headers, body }) =>
  new Response([204, 205, 304].includes(status) ? null : bytesOf(body), { status, headers });

/** Where two values differ. @param {any} recorded @param {any} decoded @param {string} [path] @returns {string[]} */
function differences(recorded, decoded, path = '') {
  if (isDeepStrictEqual(recorded, decoded)) return [];
  const isObject = (/** @type {any} */ value) => typeof value === 'object' && value !== null;
  if (!isObject(recorded) || !isObject(decoded) || Array.isArray(recorded) !== Array.isArray(decoded))
    return [`${path || 'the body'}: ${JSON.stringify(recorded)} came as ${JSON.stringify(decoded)}`];
  return [...new Set([...Object.keys(recorded), ...Object.keys(decoded)])].flatMap((name) =>
    differences(recorded[name], decoded[name], path ? `${path}.${name}` : name),
  );
}

/** What the client's own is beside the body. @param {any} decoded */
function withoutHeaders({ retryAfterMs, etag, requestId, ...decoded }) {
  return decoded;
}

/** An object for what is none, too. @param {string} text */
function parse(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The code of an error response. @param {number} status @param {string} body */
function codeOf(status, body) {
  const root = parse(body);
  const { code, statusCode } = Object(root.error ?? root);
  return String(code ?? statusCode ?? status);
}

/** @typedef {{ outcome: 'identical' | 'rejected' | 'different' | 'not covered', lines: string[] }} Result */

/**
 * @param {Reply} reply
 * @param {(endpoint: string, apiVersion: string | undefined, response: Response) => Promise<Client>} clientFor
 * @param {string[]} requested The URLs that the client requests.
 * @returns {Promise<Result>}
 */
async function replayReply(reply, clientFor, requested) {
  const { file, line, url, status, body } = reply;
  const operation = operationOf(url);
  if (!operation) return { outcome: 'not covered', lines: [] };
  const { name, endpoint, apiVersion, ask, expect } = operation;
  const where = `${file}:${line} ${name}`;
  /** @type {any} */
  let error;
  let decoded;
  try {
    decoded = withoutHeaders(await ask(await clientFor(endpoint, apiVersion, responseOf(reply)), requested));
  } catch (thrown) {
    error = thrown;
  }
  if (error && (status < 400 || error.kind !== 'service'))
    return { outcome: 'rejected', lines: [`${where} rejected: ${describe(error)}`] };
  const found =
    status < 400
      ? differences(expect(JSON.parse(body)), decoded)
      : differences(
          { statusCode: status, code: codeOf(status, body) },
          error && { statusCode: error.statusCode, code: error.code },
        );
  return {
    outcome: found.length ? 'different' : 'identical',
    lines: found.map((difference) => `${where} different: ${difference}`),
  };
}

/** @param {any} error */
const describe = ({ kind, code, target, message }) => [kind, code, target, message].filter(Boolean).join(', ');

const ORDER = ['NotStarted', 'Running', 'Cancelling'];
/** @param {string} status */
const isEnd = (status) => ['Succeeded', 'Failed', 'Canceled', 'ValidationFailed'].includes(statusOf(status));
/** @param {string} status */
const rankOf = (status) => (isEnd(status) ? ORDER.length : ORDER.indexOf(status));

/** Documents that agree with what a job's reply says of them, as the list of them wasn't recorded with each. @param {any} batch */
function documentsOf({ summary, createdDateTimeUtc, lastActionDateTimeUtc }) {
  const { success, failed, cancelled, inProgress, notYetStarted } = /** @type {any} */ (pick(summary, SUMMARY));
  const counts = {
    Succeeded: success,
    Failed: failed,
    Cancelled: cancelled,
    Running: inProgress,
    NotStarted: notYetStarted,
  };
  const statuses = Object.entries(counts).flatMap(([status, count = 0]) => Array.from({ length: count }, () => status));
  return statuses.map((status, index) => ({
    id: `${index.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`,
    status,
    createdDateTimeUtc,
    lastActionDateTimeUtc,
  }));
}

/**
 * @typedef {object} JobResult
 * @property {'ended' | 'open' | 'different' | 'backward' | 'rejected'} outcome
 * @property {string[]} lines
 */

/**
 * Watches a job whose responses are the recorded ones in their order, without their waits.
 * @param {Job} job
 * @param {typeof createClient} make
 * @returns {Promise<JobResult>}
 */
async function replayJob({ file, line, seq }, make) {
  const where = `${file}:${line} watchBatch`;
  const { name, endpoint = '', apiVersion } = operationOf(seq[0]?.url) ?? {};
  if (name !== 'getBatchStatus')
    return { outcome: 'rejected', lines: [`${where} rejected: its first URL is not that of a job`] };
  const batchId = /batches\/([^/?]+)/.exec(seq[0].url)?.[1] ?? '';
  const over = new AbortController();
  const replies = [...seq];
  let documents = '{"value":[]}';
  const fetch = async (/** @type {string} */ url) => {
    if (/\/documents(\?|$)/.test(url)) return new Response(documents);
    const reply = replies.shift();
    if (!reply) {
      over.abort();
      throw over.signal.reason;
    }
    const { 'retry-after': _, ...headers } = Object.fromEntries(new Headers(reply.headers));
    documents = JSON.stringify({ value: documentsOf(parse(reply.body)) });
    return responseOf({ ...reply, headers });
  };
  /** @type {Client | undefined} */
  let client;
  /** @type {any} */
  let last;
  try {
    client = await make({ endpoint, apiVersion, fetch: /** @type {any} */ (fetch) });
    const options = { minIntervalMs: 1, maxIntervalMs: 1, signal: over.signal };
    for await (const { batch } of client.watchBatch(batchId, options)) {
      const { success = 0, failed = 0, cancelled = 0 } = batch.summary;
      const now = { status: batch.status, rank: rankOf(batch.status), ended: success + failed + cancelled };
      if (last && (now.rank < last.rank || now.ended < last.ended)) {
        const step = `${last.status} with ${last.ended} documents ended, then ${now.status} with ${now.ended}`;
        return { outcome: 'backward', lines: [`${where} went backward: ${step}`] };
      }
      last = now;
    }
  } catch (error) {
    if (!over.signal.aborted) return { outcome: 'rejected', lines: [`${where} rejected: ${describe(error)}`] };
  } finally {
    client?.close();
  }
  const recorded = seq.map(({ body }) => statusOf(parse(body).status)).find(isEnd);
  const shown = last && isEnd(last.status) ? last.status : undefined;
  if (recorded === shown) return { outcome: recorded ? 'ended' : 'open', lines: [] };
  return { outcome: 'different', lines: [`${where} different: ${recorded ?? 'no end'} came as ${shown ?? 'no end'}`] };
}

/** @param {string} file @returns {(Reply | Job)[]} */
function readFile(file) {
  /** @type {Buffer} */
  let bytes;
  try {
    bytes = readFileSync(file);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
  } catch (cause) {
    throw new ToolError(`${file} can't be read: ${/** @type {Error} */ (cause).message}`, { cause });
  }
  const lines = bytes.toString().split('\n');
  const records = lines.flatMap((text, index) => {
    if (!text.trim()) return [];
    try {
      const record = JSON.parse(text);
      const isReply =
        typeof record.url === 'string' && typeof record.status === 'number' && typeof record.body === 'string';
      const isJob =
        Array.isArray(record.seq) &&
        record.seq.every(
          (/** @type {any} */ reply) => typeof reply?.url === 'string' && typeof reply.body === 'string',
        );
      if (!isReply && !isJob)
        throw new TypeError('It has neither url, status and body nor a seq of objects with url and body.');
      return [{ ...record, file, line: index + 1 }];
    } catch (cause) {
      throw new ToolError(`${file}:${index + 1} is no recorded response: ${/** @type {Error} */ (cause).message}`, {
        cause,
      });
    }
  });
  if (!records.length) throw new ToolError(`${file} has no recorded response.`);
  return records;
}

/**
 * @param {string[]} files
 * @param {(line: string) => void} print
 * @param {typeof createClient} [make] For tests: makes the clients.
 * @returns {Promise<number>} The exit code.
 */
export async function replay(files, print, make = createClient) {
  if (!files.length) throw new ToolError('Name the files with recorded responses: npm run replay -- FILE …');
  /** @type {Map<string, Client>} */
  const clients = new Map();
  /** @type {Response | undefined} What the next request is answered with; any further one with an empty page. */
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
  let printed = 0;
  /** @param {string} outcome @param {string[]} lines */
  const tell = (outcome, lines) => {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    for (const line of lines) {
      if (printed++ < MOST_LINES) print(line.length > 500 ? `${line.slice(0, 500)}…` : line);
      else hidden++;
    }
  };
  const records = files.flatMap(readFile);
  for (const record of records)
    if ('body' in record) {
      const { outcome, lines } = await replayReply(record, clientFor, requested);
      tell(outcome, lines);
    }
  const jobs = records.flatMap((record) => ('seq' in record ? [record] : []));
  for (let at = 0; at < jobs.length; at += JOBS_AT_ONCE) {
    const results = jobs.slice(at, at + JOBS_AT_ONCE).map((job) => replayJob(job, make));
    for (const { outcome, lines } of await Promise.all(results)) tell(`job ${outcome}`, lines);
  }
  for (const client of clients.values()) client.close();
  if (hidden) print(`… and ${hidden} more lines`);
  const count = (/** @type {string} */ outcome) => counts[outcome] ?? 0;
  if (jobs.length)
    print(
      `${count('job ended')} jobs ended as recorded, ${count('job open')} have no end, ${count('job rejected')} rejected, ${count('job different')} different, ${count('job backward')} went backward`,
    );
  print(
    `${count('identical')} identical, ${count('rejected')} rejected, ${count('different')} different, ${count('not covered')} not covered`,
  );
  const wrong = ['rejected', 'different', 'job rejected', 'job different', 'job backward'];
  return wrong.some(count) ? 1 : 0;
}

if (isMain(import.meta.url)) runMain(() => replay(process.argv.slice(2), console.log));
