// One client of the benchmark of calls, in its own process so that clients do not influence each other. Gets the number of calls as a message
// and sends back the microseconds per call. Started by tests/bench/calls.js. It is in this folder because Azure's clients are installed here.
const { name, stubbed, url, key, batchId, documentId, body: text } = JSON.parse(process.env.BENCH ?? '');
const apiVersion = '2024-05-01';
const body = new TextEncoder().encode(text);
const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Retry-After': '1', ETag: '"5F8C"' };
/** @type {any} */
const stub = async () => new Response(body, { headers });

/** @type {Record<string, () => Promise<(more: object) => Promise<any>>>} */
const clients = {
  async 'plain fetch'() {
    const target = `${url}/translator/document/batches/${batchId}/documents/${documentId}?api-version=${apiVersion}`;
    const request = stubbed ? stub : fetch;
    return async (more) => {
      const response = await request(target, { headers: { 'Ocp-Apim-Subscription-Key': key }, ...more });
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    };
  },
  async 'this package'() {
    const { createClient } = await import('../../dist/entries/main.js');
    const fetch = stubbed ? stub : undefined;
    const client = await createClient({ endpoint: url, credential: { key }, apiVersion, fetch });
    return (more) => client.getDocumentStatus(batchId, documentId, more);
  },
  // The work that every client on a stub has to do.
  'only create the Response': async () => async () => {
    await stub();
    return { status: 'Running' };
  },
  'only create the Response and read its body': async () => async () => {
    const reader = (await stub()).body.getReader();
    while (!(await reader.read()).done);
    return { status: 'Running' };
  },
  // On a stub these two run with their browser builds, because their Node builds do not use fetch.
  async '@azure/ai-translation-document'() {
    const { AzureKeyCredential } = await import('@azure/core-auth');
    const { DocumentTranslationClient } = await import('@azure/ai-translation-document');
    const client = new DocumentTranslationClient(url, new AzureKeyCredential(key), { allowInsecureConnection: true });
    return (/** @type {any} */ { signal: abortSignal }) =>
      client.getDocumentStatus(batchId, documentId, { abortSignal });
  },
  async '@azure-rest/ai-translation-document'() {
    const { default: rest } = await import('@azure-rest/ai-translation-document');
    const client = /** @type {any} */ (rest).default(url, { key }, { allowInsecureConnection: true });
    return async (/** @type {any} */ { signal: abortSignal }) => {
      const path = '/document/batches/{id}/documents/{documentId}';
      const reply = await client.path(path, batchId, documentId).get({ abortSignal });
      if (reply.status !== '200') throw new Error(reply.status);
      return reply.body;
    };
  },
};

// The browser builds need `self`.
if (stubbed) Object.assign(globalThis, { fetch: stub, self: globalThis });
const call = await clients[name]();

process.on('message', async (/** @type {{ calls: number, flight: number, timeout: boolean }} */ message) => {
  const { calls, flight, timeout } = message;
  let remaining = calls;
  const run = async () => {
    while (remaining-- > 0) {
      const { status } = await call(timeout ? { signal: AbortSignal.timeout(30_000) } : {});
      if (status !== 'Running') throw new Error(`${name} returned ${status}`);
    }
  };
  const cpu = process.cpuUsage();
  const from = performance.now();
  await Promise.all(Array.from({ length: flight }, run));
  const wall = (performance.now() - from) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ wall: wall / calls, cpu: (user + system) / calls });
});
process.send?.('ready');
