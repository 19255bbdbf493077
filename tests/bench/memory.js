// npm run bench:memory: the bytes allocated in the module and its memory after a million calls, compared with a thousand. Uses the build that
// counts allocations. Every tenth call fails. `npm run bench:memory -- CALLS`.
import { BATCH, DOCUMENT, REQUIRED } from '../contract/kit.js';
import { inspect } from '../client/inspect.js';

const calls = Number(process.argv[2] ?? 1_000_000);
const module = await inspect();
const body = new TextEncoder().encode(JSON.stringify(REQUIRED));
let requests = 0;
const fetch = async () =>
  ++requests % 10 ? new Response(body, { headers: { ETag: '"5F8C"' } }) : new Response('{"error":{}}', { status: 400 });
const client = await module.client(fetch);

/** @param {number} count */
async function until(count) {
  while (requests < count) {
    await client.getDocumentStatus(BATCH, DOCUMENT).catch(() => {});
    // Lets other tasks run from time to time, as in an application.
    if (requests % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { calls: requests, allocated: module.live(), memory: module.exports.memory.buffer.byteLength };
}

const early = await until(1000);
const late = await until(calls);
console.log('| calls | bytes allocated in the module | its memory |\n| ---: | ---: | ---: |');
for (const { calls: count, allocated, memory } of [early, late]) console.log(`| ${count} | ${allocated} | ${memory} |`);
process.exitCode = early.allocated === late.allocated && early.memory === late.memory ? 0 : 1;
client.close();
