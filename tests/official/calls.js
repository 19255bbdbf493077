// One run of the benchmark of calls: every client in turn, round after round, in this process; prints the samples as JSON. Started by
// tests/bench/calls.js, which has the service; here, since Azure's clients are here.

import { createClient } from '../../dist/index.js';

const { url, key, batchId, documentId, azure, rounds } = JSON.parse(process.env.BENCH ?? '');
const body = new TextEncoder().encode(process.env.BENCH_BODY);
const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Retry-After': '1', ETag: '"5F8C"' };
const stub = async () => new Response(body, { headers });
const apiVersion = '2024-05-01';
const target = `${url}/translator/document/batches/${batchId}/documents/${documentId}?api-version=${apiVersion}`;

/** @param {(url: string, init: object) => Promise<Response>} fetch */
const plain = (fetch) => async (/** @type {object} */ more) => {
  const response = await fetch(target, { headers: { 'Ocp-Apim-Subscription-Key': key }, ...more });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
};

/** @param {typeof globalThis.fetch} [fetch] */
const ours = async (fetch) => {
  const client = await createClient({ endpoint: url, credential: { key }, apiVersion, fetch });
  return (/** @type {object} */ more) => client.getDocumentStatus(batchId, documentId, more);
};

/** @type {Record<string, (more: object) => Promise<any>>} */
const stubbed = { 'plain fetch': plain(stub), 'this package': await ours(/** @type {any} */ (stub)) };
/** @type {Record<string, (more: object) => Promise<any>>} */
const looped = { 'plain fetch': plain(fetch), 'this package': await ours() };
if (azure) {
  const { AzureKeyCredential } = await import('@azure/core-auth');
  const { DocumentTranslationClient } = await import('@azure/ai-translation-document');
  const { default: rest } = await import('@azure-rest/ai-translation-document');
  const options = { allowInsecureConnection: true };
  const current = new DocumentTranslationClient(url, new AzureKeyCredential(key), options);
  const previous = /** @type {any} */ (rest).default(url, { key }, options);
  looped['@azure/ai-translation-document'] = () => current.getDocumentStatus(batchId, documentId);
  looped['@azure-rest/ai-translation-document'] = () =>
    previous.path('/document/batches/{id}/documents/{documentId}', batchId, documentId).get();
}

/**
 * Microseconds a call, with so many in flight.
 * @param {() => Promise<any>} call
 * @param {number} calls
 * @param {number} flight
 */
async function time(call, calls, flight) {
  const from = performance.now();
  let left = calls;
  const run = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: flight }, run));
  return ((performance.now() - from) * 1000) / calls;
}

/** @type {[what: string, calls: number, flight: number, clients: typeof stubbed, more: () => object][]} */
const measures = [
  ['stub', 1000, 1, stubbed, () => ({})],
  ['stub, with AbortSignal.timeout', 1000, 1, stubbed, () => ({ signal: AbortSignal.timeout(30_000) })],
  ['loopback, 1 in flight', 100, 1, looped, () => ({})],
  ['loopback, 50 in flight', 500, 50, looped, () => ({})],
];

/** @type {Record<string, Record<string, number[]>>} */
const samples = {};
for (const [what, calls, flight, clients, more] of measures) {
  const of = Object.fromEntries(Object.keys(clients).map((name) => [name, /** @type {number[]} */ ([])]));
  samples[what] = of;
  for (let round = -2; round < rounds; round++) {
    for (const [name, call] of Object.entries(clients)) {
      const sample = await time(() => call(more()), calls, flight);
      if (round >= 0) of[name].push(sample);
    }
  }
}
process.stdout.write(JSON.stringify(samples), () => process.exit());
