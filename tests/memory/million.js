// A million calls of every kind, ended in every way, in a process of their own: the test runner's hooks would take longer than they do.
// Writes what there is after each tenth, as JSON.
import { BATCH, bytesOf, DOCUMENT, errorReply, KEY, REQUIRED, reply, silence, streamOf } from '../contract/kit.js';
import { countListeners, inspect, turns } from '../client/inspect.js';

const CALLS = Number(process.argv[2]);
const AT_ONCE = 200;
const SAMPLES = 10;

/** What a fetch says: mostly bodies that are ready, so that the calls and not the replies are what takes time. */
const bodyOf = (/** @type {unknown} */ value) => bytesOf(typeof value === 'string' ? value : JSON.stringify(value));
const [{ to: _, ...JOB }, SUMMARY] = [
  REQUIRED,
  { total: 1, failed: 0, success: 0, inProgress: 1, notYetStarted: 0, cancelled: 0 },
];
const DOCUMENT_BODY = bodyOf({ ...REQUIRED, progress: 0.5, path: 'https://x.blob.core.windows.net/a?sig=x' });
const JOB_BODY = bodyOf({ ...JOB, summary: SUMMARY });
const PAGE_BODY = bodyOf({ value: [REQUIRED, REQUIRED] });
const ERROR_BODY = bodyOf({ error: { code: 'X', message: 'Y', innerError: { code: 'A', message: 'B' } } });
/** @param {Uint8Array} body @param {number} [status] @param {Record<string, string>} [headers] */
const said = (body, status = 200, headers = {}) => ({
  status,
  headers: { get: (/** @type {string} */ name) => headers[name] ?? null },
  body: { getReader: () => readerOf(body) },
});
/** @param {Uint8Array} body */
function readerOf(body) {
  let done = false;
  const read = async () => {
    if (done) return { done: true, value: undefined };
    done = true;
    return { done: false, value: body };
  };
  return { read, cancel: async () => {} };
}
const lost = () => new TypeError('The connection was lost');

/** How a call may go on, and how many of a thousand do. @type {[count: number, answer: (init: any) => any][]} */
const WAYS = [
  [300, () => said(DOCUMENT_BODY, 200, { etag: '"x"', 'retry-after': '1' })],
  [100, () => said(JOB_BODY)],
  [100, () => said(PAGE_BODY)],
  [150, () => said(ERROR_BODY, 404)],
  [100, () => said(bodyOf(''), 503, { 'retry-after-ms': '3600000' })],
  [80, () => said(bodyOf('<html>'))],
  [60, () => said(bodyOf('{"id":1}'))],
  [40, () => said(bodyOf(''), 302)],
  [30, () => Promise.reject(lost())],
  [
    20,
    () => {
      throw lost();
    },
  ],
  [5, () => reply()],
  [5, () => errorReply(409, { error: { code: 'X' } }, { 'x-requestid': 'r' })],
  [4, () => reply(streamOf([bytesOf('{"id":'), () => Promise.reject(lost())]))],
  [1, (signalled) => silence(signalled, 0)],
  [1, () => said(bodyOf(''), 429, { 'retry-after-ms': '0' })],
];
const ROUND = WAYS.flatMap(([count, answer]) => Array(count).fill(answer));

const module = await inspect();
let asked = 0;
// A stride without a common factor, so that neighbours differ.
const fetch = async (/** @type {any} */ _url, /** @type {any} */ init) => ROUND[(asked++ * 617) % ROUND.length](init);
const client = await module.client(fetch, { maxRetries: 1, maxRetryDelayMs: 0, timeoutMs: 20 });
const { signal } = new AbortController();
const listeners = countListeners(signal);

/** The calls of one turn. @param {number} n */
function call(n) {
  if (n === 1) return client.getDocumentStatus('no id', DOCUMENT, { signal });
  if (n === 2) return client.getDocumentStatus(BATCH, DOCUMENT, { signal: AbortSignal.abort() });
  if (n === 3) {
    const controller = new AbortController();
    queueMicrotask(() => controller.abort());
    return client.getDocumentStatus(BATCH, DOCUMENT, { signal: controller.signal });
  }
  if (n % 10 === 4) return client.getBatchStatus(BATCH, { signal });
  if (n % 10 === 5) return client.listDocumentStatuses(BATCH, { signal }).next();
  return client.getDocumentStatus(BATCH, DOCUMENT, { signal });
}

const counts = { fulfilled: 0, rejected: 0 };
const samples = [];
for (let part = 0; part < SAMPLES; part++) {
  for (let done = 0; done < CALLS / SAMPLES; done += AT_ONCE) {
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, (_, n) => call(n)));
    for (const { status } of ends) counts[status]++;
  }
  module.deliveries.length = 0; // the test's own
  await turns();
  /** @type {any} */ (globalThis).gc();
  const resources = process.getActiveResourcesInfo();
  samples.push({
    allocated: module.live(),
    memory: module.exports.memory.buffer.byteLength,
    heap: process.memoryUsage().heapUsed,
    handles: resources.length,
    timers: resources.filter((name) => name === 'Timeout').length,
    listeners: listeners(),
  });
}
client.close();
process.stdout.write(JSON.stringify({ counts, asked, samples, told: module.holds(KEY), instances: module.instances }));
