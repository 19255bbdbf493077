// npm run bench: what a call takes, beside plain fetch with response.json() and Azure's two clients, in Node 20, 22 and 26; on a stubbed
// fetch and over loopback. All take turns in one run, so that a busy machine is busy for all. Prints the README's table; with --plot also
// draws docs/images/calls.svg. `npm run bench -- ROUNDS --plot`.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
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

/**
 * @param {string} node @param {boolean} azure
 * @returns {Promise<Record<string, Record<string, number[]>>>}
 */
const measure = (node, azure) =>
  new Promise((resolve, reject) => {
    const settings = {
      url: `http://127.0.0.1:${port}`,
      key: 'k'.repeat(32),
      batchId: ID,
      documentId: ID,
      azure,
      rounds,
    };
    const env = { ...process.env, BENCH: JSON.stringify(settings), BENCH_BODY: BODY };
    const child = spawn(node, [here('../official/calls.js')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 600_000,
    });
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
    });
    child
      .on('error', reject)
      .on('close', (code) =>
        code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${node} ended with ${code}`)),
      );
  });

/** @param {number[]} samples @param {number} share */
const quantile = (samples, share) => [...samples].sort((a, b) => a - b)[Math.floor(share * (samples.length - 1))];

/** @type {{ label: string, ratio: number, low: number, high: number }[]} */
const bars = [];
console.log(
  '| | Node | client | µs a call (quartiles) | × plain fetch (quartiles) |\n| --- | --- | --- | ---: | ---: |',
);
for (const version of [20, 22, 26]) {
  const own = process.versions.node.startsWith(`${version}.`);
  const node = own ? process.execPath : here(`../hosts/node_modules/node-${version}/bin/node`);
  const all = await measure(node, version >= 22).catch((error) =>
    console.log(`| Node ${version} | left out: ${error.message} |`),
  );
  for (const [what, clients] of Object.entries(all ?? {})) {
    for (const [name, samples] of Object.entries(clients)) {
      // Each sample against plain fetch's of the same round.
      const ratios = samples.map((sample, round) => sample / clients['plain fetch'][round]);
      const [low, ratio, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share));
      const [from, middle, to] = [0.25, 0.5, 0.75].map((share) => quantile(samples, share).toFixed(0));
      console.log(
        `| ${what} | ${version} | ${name} | ${middle} (${from} to ${to}) | ${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) |`,
      );
      if (name !== 'plain fetch') bars.push({ label: `${what}, Node ${version}: ${name}`, ratio, low, high });
    }
  }
}
server.close();
server.closeAllConnections();

if (args.includes('--plot')) {
  const [left, scale, row] = [470, 90, 22];
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
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="Time of a call, as a multiple of plain fetch">
<rect width="960" height="${height}" fill="#fff"/><text x="8" y="20" font-size="14">Time of a call, × plain fetch with response.json() in the same round (median, quartiles)</text>
${rows.join('\n')}
<path d="M${one} 32V${height - 8}" stroke="#dc2626" stroke-dasharray="4 3"/></svg>
`,
  );
}
