// Prints what watching costs: the memory of each of ten thousand watched documents, and the time of one of their requests beside that of
// a single call, in the same run. `node tests/bench/watchers.js`.
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient } from 'document-translation-status';

const WATCHERS = 10_000;
const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** @param {number} number */
const id = (number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

let answered = 0;
/** @param {string} url */
const fetch = async (url) => {
  answered++;
  return new Response(
    JSON.stringify({
      sourcePath: `https://contracts.blob.core.windows.net/source/${url.slice(-12)}.docx`,
      createdDateTimeUtc: '2024-05-01T10:00:00.1234567Z',
      lastActionDateTimeUtc: '2024-05-01T10:00:01.1234567Z',
      status: 'Running',
      to: 'fr',
      progress: 0.42,
      id: url.slice(-36),
      characterCharged: 0,
    }),
    { headers: { 'Retry-After': '1', ETag: `"${'0'.repeat(64)}"`, 'apim-request-id': id(answered) } },
  );
};

async function memory() {
  for (let times = 0; times < 5; times++) {
    collectGarbage();
    await turn();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const client = await createClient({ endpoint: 'https://service.example', fetch: /** @type {any} */ (fetch) });

/** What it takes of the processor, in µs. @param {() => Promise<unknown>} run */
async function processorTime(run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** @param {number} from */
async function watchAll(from) {
  const watches = [];
  for (let number = 0; number < WATCHERS; number++) {
    const watch = client.watchDocument(BATCH, id(from + number), { minIntervalMs: 30_000 });
    watches.push(watch);
    await watch.next();
    watch.next();
  }
  return watches;
}

const callAll = async () => {
  for (let number = 0; number < WATCHERS; number++) await client.getDocumentStatus(BATCH, id(number));
};

// To warm up.
for (const watch of await watchAll(0)) await watch.return?.();
await callAll();

const before = await memory();
/** @type {AsyncIterableIterator<unknown>[]} */
let watches = [];
const polling = await processorTime(async () => {
  watches = await watchAll(WATCHERS);
});
const each = ((await memory()) - before) / WATCHERS;
const calling = await processorTime(callAll);
for (const watch of watches) await watch.return?.();
client.close();

console.log(`memory of a watched document: ${Math.round(each)} bytes (${WATCHERS} of them)`);
console.log(`one of its requests, begun to waiting again: ${(polling / WATCHERS).toFixed(0)} µs of the processor`);
console.log(`one call of getDocumentStatus: ${(calling / WATCHERS).toFixed(0)} µs`);
process.exitCode = each <= 2048 ? 0 : 1;
