// Prints what watching costs: the memory of each of ten thousand watched documents; and the processor's time for one of their polls, begun
// to waiting again, with a change and without, beside that of a single call, in turns in the same run. Calls are made at the pace of the
// polls, so many at once with the same pause between: a call costs less in a loop of nothing else, which is printed too.
// `npm run bench:watchers -- ROUNDS`.
import { loadavg } from 'node:os';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient } from 'document-translation-status';
import { idIn } from '../watch/stage.js';

const rounds = Number(process.argv[2] ?? 15);
const WATCHERS = 10_000;
/** How many poll together in the measure of time: as many as within 20 ms, when ten thousand poll every 2 s. */
const POLLERS = 100;
const PAUSE_MS = 20;
/** The client's maxConcurrency. */
const AT_ONCE = 32;
const POLLS = 5000;
const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** @param {number} number */
const id = (number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

let answered = 0;
let isMoving = false;
/** @type {() => void} Called once so many were answered. */
let reached = () => {};
let goal = Infinity;
/** @param {string} url */
const fetch = async (url) => {
  if (++answered === goal) reached();
  return new Response(
    JSON.stringify({
      sourcePath: `https://contracts.blob.core.windows.net/source/${idIn(url).slice(-12)}.docx`,
      createdDateTimeUtc: '2024-05-01T10:00:00.1234567Z',
      lastActionDateTimeUtc: '2024-05-01T10:00:01.1234567Z',
      status: 'Running',
      to: 'fr',
      progress: isMoving ? 1 - 1 / answered : 0.42,
      id: idIn(url),
      characterCharged: 0,
    }),
    { headers: { 'Retry-After': '0', ETag: `"${'0'.repeat(64)}"`, 'apim-request-id': id(answered) } },
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
    const watch = client.watchDocument(BATCH, id(from + number), { minIntervalMs: 30_000 });
    watches.push(watch);
    await watch.next();
    watch.next();
  }
  return watches;
}

/** What one of so many takes of the processor, in µs. @param {number} count @param {() => Promise<unknown>} run */
async function timeOfOne(count, run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

/** Of a poll, while many watch. @param {boolean} moving whether each poll brings a change */
async function timePolls(moving) {
  isMoving = moving;
  const watches = Array.from({ length: POLLERS }, (_, number) =>
    client.watchDocument(BATCH, id(number), { minIntervalMs: PAUSE_MS, maxIntervalMs: PAUSE_MS }),
  );
  const readers = watches.map(async (watch) => {
    for await (const _ of watch);
  });
  const until = (/** @type {number} */ count) =>
    new Promise((resolve) => {
      goal = answered + count;
      reached = () => resolve(undefined);
    });
  await until(2 * POLLERS);
  const time = await timeOfOne(POLLS, () => until(POLLS));
  await Promise.all(watches.map((watch) => watch.return?.()));
  await Promise.all(readers);
  return time;
}

/** Of a call, so many at once, and so many between two pauses. @param {number} atOnce @param {number} [burst] */
function timeCalls(atOnce, burst = POLLS) {
  isMoving = false;
  return timeOfOne(POLLS, async () => {
    for (let number = 0; number < POLLS; ) {
      const end = number + burst;
      const callOn = async () => {
        while (number < end) await client.getDocumentStatus(BATCH, id(number++));
      };
      await Promise.all(Array.from({ length: atOnce }, callOn));
      if (burst < POLLS) await pause(PAUSE_MS);
    }
  });
}

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

// To warm up.
for (const watch of await watchAll(0)) await watch.return?.();
const before = await memory();
const watches = await watchAll(WATCHERS);
const each = ((await memory()) - before) / WATCHERS;
for (const watch of watches) await watch.return?.();

/** @type {Record<'looped' | 'called' | 'still' | 'moving', number[]>} */
const times = { looped: [], called: [], still: [], moving: [] };
for (let round = -2; round < rounds; round++) {
  const taken = {
    looped: await timeCalls(1),
    called: await timeCalls(AT_ONCE, POLLERS),
    still: await timePolls(false),
    moving: await timePolls(true),
  };
  if (round < 0) continue;
  for (const name of /** @type {(keyof typeof taken)[]} */ (Object.keys(taken))) times[name].push(taken[name]);
}
client.close();

console.log(`memory of a watched document: ${Math.round(each)} bytes (${WATCHERS} of them)\n`);
console.log('| µs of the processor | median (quartiles) | × a call (quartiles) |\n| --- | ---: | ---: |');
/** @param {string} what @param {number[]} taken */
function row(what, taken) {
  const ratios = taken.map((time, round) => time / times.called[round]);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(taken, share).toFixed(0));
  const [least, ratio, most] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  console.log(`| ${what} | ${middle} (${low} to ${high}) | ${ratio} (${least} to ${most}) |`);
}
row('a call of getDocumentStatus at the polls’ pace', times.called);
row('a poll that brings nothing new', times.still);
row('a poll that brings a change', times.moving);
row('a call in a loop, one after another', times.looped);
console.log(`\n${rounds} rounds; a load of ${loadavg()[0].toFixed(1)}.`);
process.exitCode = each <= 2048 ? 0 : 1;
