// npm run bench: the time of a call, compared with plain fetch with response.json() and with Azure's two clients, in Node 20, 22 and 26, on a
// stubbed fetch and over loopback. Each client runs in its own process. The clients alternate in each round, so that load on the machine
// affects all of them. Prints the table of docs/performance.md; --plot also draws docs/images/calls.svg. `npm run bench -- ROUNDS --plot`.
import { fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../hosts/install.js';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const args = process.argv.slice(2);
const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 15);
const ID = '273622bd-835c-4946-9798-fd8f19f6bbf2';
const BODY = JSON.stringify({
  path: 'https://myblob.blob.core.windows.net/destinationContainer/fr/mydoc.txt',
  sourcePath: 'https://myblob.blob.core.windows.net/sourceContainer/fr/mydoc.txt',
  createdDateTimeUtc: '2020-03-26T16:00:00Z',
  lastActionDateTimeUtc: '2020-03-26T16:01:00Z',
  status: 'Running',
  to: 'fr',
  progress: 0.1,
  id: ID,
  characterCharged: 0,
});

await installPackages();
await installPackages(new URL('../official/', import.meta.url));

const server = createServer((_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Retry-After': '1', ETag: '"5F8C"' });
  response.end(BODY);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const url = `http://127.0.0.1:${port}`;

/** Not clients: the work that every client on a stub has to do. */
const FLOOR = ['only create the Response', 'only create the Response and read its body'];
const AZURE = ['@azure/ai-translation-document', '@azure-rest/ai-translation-document'];

/** @type {[what: string, calls: number, flight: number, options: { stubbed?: boolean, timeout?: boolean }][]} */
const MEASURES = [
  ['stub', 1000, 1, { stubbed: true }],
  ['stub, with AbortSignal.timeout', 1000, 1, { stubbed: true, timeout: true }],
  ['loopback, 1 in flight', 100, 1, {}],
  ['loopback, 50 in flight', 500, 50, {}],
];

/**
 * Starts a client in its own process.
 * @param {string} node @param {string} name @param {boolean} stubbed
 */
async function start(node, name, stubbed) {
  const settings = { name, stubbed, url, key: 'k'.repeat(32), batchId: ID, documentId: ID, body: BODY };
  const { PATH, HOME } = process.env;
  const child = fork(here('../official/calls.js'), {
    execPath: node,
    execArgv: stubbed && AZURE.includes(name) ? ['--conditions=browser'] : [],
    env: { PATH, HOME, BENCH: JSON.stringify(settings) },
  });
  /** @returns {Promise<any>} */
  const nextMessage = () =>
    new Promise((resolve, reject) => {
      const onExit = () => reject(new Error(`${name} has ended`));
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message);
      });
    });
  await nextMessage();
  return {
    name,
    /** @param {object} run @returns {Promise<{ wall: number, cpu: number }>} */
    time(run) {
      child.send(run);
      return nextMessage();
    },
    end: () => child.kill(),
  };
}

/** @typedef {{ wall: number[], cpu: number[] }} Samples */

/**
 * Measures all clients in each round.
 * @param {string} node @param {string[]} names @param {typeof MEASURES[number]} measure
 * @returns {Promise<Record<string, Samples>>}
 */
async function measure(node, names, [, calls, flight, { stubbed = false, timeout = false }]) {
  const clients = await Promise.all(names.map((name) => start(node, name, stubbed)));
  /** @type {Record<string, Samples>} */
  const samples = Object.fromEntries(names.map((name) => [name, { wall: [], cpu: [] }]));
  try {
    for (let round = -3; round < rounds; round++) {
      for (const client of clients) {
        const { wall, cpu } = await client.time({ calls, flight, timeout });
        if (round < 0) continue;
        samples[client.name].wall.push(wall);
        samples[client.name].cpu.push(cpu);
      }
    }
  } finally {
    for (const client of clients) client.end();
  }
  return samples;
}

/** @param {number[]} samples @param {number} share */
const quantile = (samples, share) => [...samples].sort((a, b) => a - b)[Math.floor(share * (samples.length - 1))];

/** @type {{ label: string, ratio: number, low: number, high: number }[]} */
const bars = [];
const before = loadavg()[0];
console.log(
  '| | Node | client | µs a call (quartiles) | × plain fetch (quartiles) | × CPU time |\n| --- | --- | --- | ---: | ---: | ---: |',
);
for (const version of [20, 22, 26]) {
  const own = process.versions.node.startsWith(`${version}.`);
  const node = own ? process.execPath : here(`../hosts/node_modules/node-${version}/bin/node`);
  if (!existsSync(node)) {
    console.log(`| Node ${version} | skipped: npm has no build for this machine |`);
    continue;
  }
  for (const each of MEASURES) {
    const [what, , , { stubbed }] = each;
    // Azure's clients need Node 22.
    const names = ['plain fetch', 'this package', ...(version >= 22 ? AZURE : []), ...(stubbed ? FLOOR : [])];
    const samples = await measure(node, names, each);
    /** The ratio of each sample to plain fetch's in the same round. @param {string} name @param {'wall' | 'cpu'} by */
    const ratiosOf = (name, by) => samples[name][by].map((sample, round) => sample / samples['plain fetch'][by][round]);
    for (const name of names) {
      const [low, ratio, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratiosOf(name, 'wall'), share));
      const [from, middle, to] = [0.25, 0.5, 0.75].map((share) => quantile(samples[name].wall, share).toFixed(0));
      const cpu = quantile(ratiosOf(name, 'cpu'), 0.5).toFixed(2);
      console.log(
        `| ${what} | ${version} | ${name} | ${middle} (${from} to ${to}) | ${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) | ${cpu} |`,
      );
      if (name !== 'plain fetch' && !FLOOR.includes(name))
        bars.push({ label: `${what}, Node ${version}: ${name}`, ratio, low, high });
    }
  }
}
console.log(
  `\n${cpus().length} processors, load average ${before.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after.`,
);
server.close();
server.closeAllConnections();

if (args.includes('--plot')) {
  const [left, row] = [510, 22];
  const scale = 440 / Math.max(...bars.map(({ ratio, high }) => Math.max(ratio, high)));
  const height = bars.length * row + 50;
  const rows = bars.map(({ label, ratio, low, high }, index) => {
    const y = 40 + index * row;
    const x = (/** @type {number} */ value) => (left + value * scale).toFixed(1);
    const fill = label.endsWith('this package') ? '#2563eb' : '#94a3b8';
    return `<text x="${left - 8}" y="${y + 11}" text-anchor="end">${label}</text><rect x="${left}" y="${y}" width="${(ratio * scale).toFixed(1)}" height="14" fill="${fill}"/><path d="M${x(low)} ${y + 7}H${x(high)}" stroke="#000"/><text x="${x(Math.max(ratio, high))}" dx="6" y="${y + 11}">${ratio.toFixed(2)}</text>`;
  });
  const one = left + scale;
  writeFileSync(
    here('../../docs/images/calls.svg'),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="Time of a call, as a multiple of plain fetch">
<rect width="1000" height="${height}" fill="#fff"/><text x="8" y="20" font-size="14">Time of a call, × plain fetch with response.json() in the same round (median, quartiles)</text>
${rows.join('\n')}
<path d="M${one} 32V${height - 8}" stroke="#dc2626" stroke-dasharray="4 3"/></svg>
`,
  );
}
