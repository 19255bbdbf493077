// npm run bench:workerd: the first request to a worker in a new workerd, compared with a worker that uses plain fetch. The client is created
// at module scope, or for the request. The workers alternate in each round. `npm run bench:workerd -- ROUNDS`.
import { loadavg } from 'node:os';
import { startSimulator } from 'document-translation-status/simulator';
import { startWorkerd } from '../hosts/workerd.js';

const rounds = Number(process.argv[2] ?? 15);
const sim = await startSimulator({ documents: [{ scenario: 'Running', createdAt: Date.now() - 60_000 }] });
const bindings = { endpoint: sim.url, key: sim.key ?? '' };
const query = new URLSearchParams({ ...bindings, batchId: sim.batchId, documentId: sim.documents[0].id });

/** @typedef {[first: number, later: number]} Sample */

/** Times the first request, and takes the median of ten more. @param {string} worker @param {boolean} direct @returns {Promise<Sample>} ms */
async function time(worker, direct) {
  const workerd = await startWorkerd(new URL(`startup/${worker}.worker.js`, import.meta.url), { bindings, direct });
  try {
    const ask = async () => {
      const from = performance.now();
      const response = await fetch(`${workerd.url}?${query}`, { signal: AbortSignal.timeout(30_000) });
      const status = await response.text();
      if (status !== 'Running') throw new Error(`${worker} returned ${status}`);
      return performance.now() - from;
    };
    const first = await ask();
    const more = [];
    for (let count = 0; count < 10; count++) more.push(await ask());
    return [first, quantile(more, 0.5)];
  } finally {
    await workerd.close();
  }
}

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

const WORKERS = {
  fetch: 'fetch',
  'this package': 'client',
  'this package, client created at module scope': 'early-client',
};
console.log(
  '| sent | worker | first request, ms | later requests, ms | first, × fetch (quartiles) |\n| --- | --- | ---: | ---: | ---: |',
);
for (const [way, direct] of /** @type {const} */ ([
  ['through Miniflare’s own worker', false],
  ['directly', true],
])) {
  /** @type {Sample[][]} */
  const samples = Object.keys(WORKERS).map(() => []);
  for (let round = -1; round < rounds; round++)
    for (const [index, worker] of Object.values(WORKERS).entries()) {
      const sample = await time(worker, direct);
      if (round >= 0) samples[index].push(sample);
    }
  for (const [index, name] of Object.keys(WORKERS).entries()) {
    const [first, later] = [0, 1].map((at) =>
      quantile(
        samples[index].map((sample) => sample[at]),
        0.5,
      ).toFixed(1),
    );
    const ratios = samples[index].map(([own], round) => own / samples[0][round][0]);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
    console.log(`| ${way} | ${name} | ${first} | ${later} | ${middle} (${low} to ${high}) |`);
  }
}
console.log(`\n${rounds} rounds, load average ${loadavg()[0].toFixed(1)}.`);
await sim.close();
