// npm run bench:memory: what is allocated in the module after a million calls, beside a thousand, in the build that counts; and what its
// memory has grown to. Every tenth call fails. `npm run bench:memory -- CALLS`.
import { BATCH, DOCUMENT, REQUIRED } from '../contract/kit.js';
import { inspect } from '../client/inspect.js';

const calls = Number(process.argv[2] ?? 1_000_000);
const module = await inspect();
const body = new TextEncoder().encode(JSON.stringify(REQUIRED));
let asked = 0;
const fetch = async () =>
  ++asked % 10 ? new Response(body, { headers: { ETag: '"5F8C"' } }) : new Response('{"error":{}}', { status: 400 });
const client = await module.client(fetch);

/** @param {number} count */
async function until(count) {
  while (asked < count) {
    await client.getDocumentStatus(BATCH, DOCUMENT).catch(() => {});
    // As in life, there is something else now and then.
    if (asked % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { calls: asked, allocated: module.live(), memory: module.exports.memory.buffer.byteLength };
}

const early = await until(1000);
const late = await until(calls);
console.log('| calls | bytes allocated in the module | its memory |\n| ---: | ---: | ---: |');
for (const { calls: count, allocated, memory } of [early, late]) console.log(`| ${count} | ${allocated} | ${memory} |`);
process.exitCode = early.allocated === late.allocated && early.memory === late.memory ? 0 : 1;
client.close();
