// npm run bench:watchers: the memory of each of ten thousand watched documents, and the CPU time of a poll with and without a change, compared
// with a single call in the same round. The calls run at the rate of the polls, with the same concurrency and pauses. A call in a tight loop
// takes less time; it is printed, too. `npm run bench:watchers -- ROUNDS`.
import { loadavg } from 'node:os';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient } from 'document-translation-status';
import { idIn } from '../watch/stage.js';

const rounds = Number(process.argv[2] ?? 15);
const WATCHERS = 10_000;
/** The number of watches that are timed: ten thousand watches that poll every 2 s make as many polls within 20 ms. */
const POLLERS = 100;
const PAUSE_MS = 20;
/** The client's maxConcurrency. */
const CONCURRENCY = 32;
const POLLS = 5000;
const BATCH = '727bf148-f327-47a0-9481-abae6362f11e';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** @param {number} number */
const id = (number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

let responses = 0;
let isMoving = false;
/** @type {() => void} called after as many responses as `goal` says */
let onGoal = () => {};
let goal = Infinity;
/** @param {string} url */
const fetch = async (url) => {
  if (++responses === goal) onGoal();
  return new Response(
    JSON.stringify({
      sourcePath: `https://contracts.blob.core.windows.net/source/${idIn(url).slice(-12)}.docx`,
      createdDateTimeUtc: '2024-05-01T10:00:00.1234567Z',
      lastActionDateTimeUtc: '2024-05-01T10:00:01.1234567Z',
      status: 'Running',
      to: 'fr',
      progress: isMoving ? 1 - 1 / responses : 0.42,
      id: idIn(url),
      characterCharged: 0,
    }),
    { headers: { 'Retry-After': '0', ETag: `"${'0'.repeat(64)}"`, 'apim-request-id': id(responses) } },
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

/** The CPU time of one of `count` operations, in µs. @param {number} count @param {() => Promise<unknown>} run */
async function timeOfOne(count, run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

/** The CPU time of a poll. @param {boolean} moving whether each poll brings a change */
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
      goal = responses + count;
      onGoal = () => resolve(undefined);
    });
  await until(2 * POLLERS);
  const time = await timeOfOne(POLLS, () => until(POLLS));
  await Promise.all(watches.map((watch) => watch.return?.()));
  await Promise.all(readers);
  return time;
}

/** The CPU time of a call. @param {number} concurrency @param {number} [burst] calls between two pauses */
function timeCalls(concurrency, burst = POLLS) {
  isMoving = false;
  return timeOfOne(POLLS, async () => {
    for (let number = 0; number < POLLS; ) {
      const end = number + burst;
      const callInTurn = async () => {
        while (number < end) await client.getDocumentStatus(BATCH, id(number++));
      };
      await Promise.all(Array.from({ length: concurrency }, callInTurn));
      if (burst < POLLS) await pause(PAUSE_MS);
    }
  });
}

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

// Warms up.
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
    called: await timeCalls(CONCURRENCY, POLLERS),
    still: await timePolls(false),
    moving: await timePolls(true),
  };
  if (round < 0) continue;
  for (const name of /** @type {(keyof typeof taken)[]} */ (Object.keys(taken))) times[name].push(taken[name]);
}
client.close();

console.log(`Memory of a watched document: ${Math.round(each)} bytes (${WATCHERS} documents)\n`);
console.log('| CPU time, µs | median (quartiles) | × a call (quartiles) |\n| --- | ---: | ---: |');
/** @param {string} what @param {number[]} taken */
function row(what, taken) {
  const ratios = taken.map((time, round) => time / times.called[round]);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(taken, share).toFixed(0));
  const [least, ratio, most] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  console.log(`| ${what} | ${middle} (${low} to ${high}) | ${ratio} (${least} to ${most}) |`);
}
row('a call of getDocumentStatus at the rate of the polls', times.called);
row('a poll without a change', times.still);
row('a poll with a change', times.moving);
row('a call in a tight loop', times.looped);
console.log(`\n${rounds} rounds; load average ${loadavg()[0].toFixed(1)}.`);
process.exitCode = each <= 2560 ? 0 : 1;
