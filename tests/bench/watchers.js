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

/** @param {number} from */
async function watchAll(from) {
  const watches = [];
  for (let number = 0; number < WATCHERS; number++) {
    const watch = client.watchDocument(BATCH, id(from + number), {
      minIntervalMs: 3_600_000,
      maxIntervalMs: 3_600_000,
    });
    watches.push(watch);
    await watch.next();
    watch.next();
  }
  await turn();
  return watches;
}

// Warm up, and end it.
for (const watch of await watchAll(0)) await watch.return?.();
const before = await memory();
const cpu = process.cpuUsage();
const watches = await watchAll(WATCHERS);
const spent = process.cpuUsage(cpu);
const each = ((await memory()) - before) / WATCHERS;
console.log(`${WATCHERS} watched documents, ${Math.round(each)} bytes each`);
console.log((spent.user + spent.system) / WATCHERS, 'µs');
for (const watch of watches) await watch.return?.();
client.close();
