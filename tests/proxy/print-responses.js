// Creates a proxy in the runtime that runs this file, sends it a viewer's requests, and prints the results as one line of JSON. The arguments are
// the simulator's URL and key, a batch id and a document id.

import { createStatusProxy, createViewToken } from '../../dist/entries/proxy.js';

const { Deno, process } = /** @type {any} */ (globalThis);
const [endpoint, key, batchId, documentId] = Deno ? Deno.args : process.argv.slice(2);
const secret = 'a secret that has 32 bytes and more';
const proxy = createStatusProxy({ endpoint, credential: { key }, viewTokenSecrets: [secret] });
const token = await createViewToken({ secret, batchId, documentId, expiresInSeconds: 60 });
const url = `https://status.example.com/translator/text/batch/v1.0/batches/${batchId}/documents/${documentId}`;

/** @param {Record<string, string>} headers @param {string} [method] */
const ask = (headers, method) => proxy.fetch(new Request(url, { headers, method }));
const Authorization = `Bearer ${token}`;
const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => ask({ Authorization })));
const { id, status } = await first.json();
const events = await (await ask({ Authorization, Accept: 'text/event-stream' })).text();
let refused = '';
try {
  createStatusProxy(/** @type {any} */ ({ endpoint, credential: { key } }));
} catch (error) {
  refused = /** @type {any} */ (error).target;
}
console.log(
  JSON.stringify({
    id,
    status,
    others: [...new Set(others.map((reply) => reply.status))],
    notModified: (await ask({ Authorization, 'If-None-Match': String(first.headers.get('ETag')) })).status,
    closed: (await ask({})).status,
    forged: (await ask({ Authorization: `${Authorization}x` })).status,
    posted: (await ask({ Authorization }, 'POST')).status,
    events: events.split('\n')[0],
    refused,
  }),
);
