// Makes a million calls of all kinds with all outcomes, in a process without the test runner, whose hooks would take longer than the calls.
// Prints the memory, handles, timers and listeners after each tenth as JSON.
import { BATCH, bytesOf, DOCUMENT, errorReply, KEY, REQUIRED, reply, silence, streamOf } from '../contract/kit.js';
import { countListeners, inspect, turns } from '../client/inspect.js';

const CALLS = Number(process.argv[2]);
const AT_ONCE = 200;
const SAMPLES = 10;

/** Most bodies are encoded in advance, so that most of the time is spent in the calls. */
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
const response = (body, status = 200, headers = {}) => ({
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
const connectionError = () => new TypeError('The connection was lost');

/** The responses to a thousand requests. @type {[count: number, respond: (init: any) => any][]} */
const RESPONSES = [
  [300, () => response(DOCUMENT_BODY, 200, { etag: '"x"', 'retry-after': '1' })],
  [100, () => response(JOB_BODY)],
  [100, () => response(PAGE_BODY)],
  [150, () => response(ERROR_BODY, 404)],
  [100, () => response(bodyOf(''), 503, { 'retry-after-ms': '3600000' })],
  [80, () => response(bodyOf('<html>'))],
  [60, () => response(bodyOf('{"id":1}'))],
  [40, () => response(bodyOf(''), 302)],
  [30, () => Promise.reject(connectionError())],
  [
    20,
    () => {
      throw connectionError();
    },
  ],
  [5, () => reply()],
  [5, () => errorReply(409, { error: { code: 'X' } }, { 'x-requestid': 'r' })],
  [4, () => reply(streamOf([bytesOf('{"id":'), () => Promise.reject(connectionError())]))],
  [1, (init) => silence(init, 0)],
  [1, () => response(bodyOf(''), 429, { 'retry-after-ms': '0' })],
];
const THOUSAND = RESPONSES.flatMap(([count, respond]) => Array(count).fill(respond));

const module = await inspect();
let requests = 0;
// The stride has no factor in common with 1000, so that successive responses differ.
const fetch = async (/** @type {any} */ _url, /** @type {any} */ init) =>
  THOUSAND[(requests++ * 617) % THOUSAND.length](init);
const client = await module.client(fetch, { maxRetries: 1, maxRetryDelayMs: 0, timeoutMs: 20 });
const { signal } = new AbortController();
const listeners = countListeners(signal);

/** Makes one of the concurrent calls. @param {number} n */
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
  module.deliveries.length = 0; // filled by the test's own instrumentation
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
process.stdout.write(
  JSON.stringify({ counts, requests, samples, keyFound: module.holds(KEY), instances: module.instances }),
);
