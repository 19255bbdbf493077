// Searches snapshots of its own heap for credentials: while clients are open, and after close(). Run with --expose-gc.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { getHeapSnapshot } from 'node:v8';
import { createClient } from 'document-translation-status';
import { BATCH, DOCUMENT, REQUIRED } from '../contract/kit.js';

/** Bytes, because a snapshot does not contain them. The search itself must not put the secrets into the heap. */
const secrets = { key: randomBytes(16), token: randomBytes(16), called: randomBytes(16) };

async function searchHeap() {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    /** @type {any} */ (globalThis).gc();
  }
  const chunks = [];
  for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk));
  const snapshot = Buffer.concat(chunks);
  /** @param {Buffer} secret */
  const has = (secret) => {
    const digits = Buffer.alloc(32);
    for (const [at, byte] of secret.entries()) {
      digits[2 * at] = '0123456789abcdef'.charCodeAt(byte >> 4);
      digits[2 * at + 1] = '0123456789abcdef'.charCodeAt(byte & 15);
    }
    return snapshot.includes(digits);
  };
  return Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, has(secret)]));
}

const server = createServer((_, response) =>
  response.writeHead(200, { Connection: 'close' }).end(JSON.stringify(REQUIRED)),
);
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const endpoint = `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`;

async function open() {
  const clients = [
    await createClient({ endpoint, credential: { key: secrets.key.toString('hex') } }),
    await createClient({ endpoint, credential: { token: secrets.token.toString('hex') } }),
    await createClient({
      endpoint,
      credential: { getToken: async () => ({ token: secrets.called.toString('hex'), expiresOnTimestamp: Infinity }) },
    }),
  ];
  for (const client of clients) await client.getDocumentStatus(BATCH, DOCUMENT);
  return clients;
}

const clients = await open();
const before = await searchHeap();
for (const client of clients) client.close();
const after = await searchHeap();
server.close();
process.stdout.write(JSON.stringify({ before, after }));
// Keeps the clients reachable, so that only close() can have removed the credentials.
if (clients.length !== 3) process.exitCode = 1;
