// npm run bench:startup: the time from a process's start to its first status and to its end, compared with ten lines of fetch, Azure's client,
// node:http alone and an empty program. The programs alternate in each round, so that load on the machine affects all of them.
// `npm run bench:startup -- ROUNDS`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSimulator } from 'document-translation-status/simulator';
import { installPackages } from '../hosts/install.js';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const rounds = Number(process.argv[2] ?? 25);

/** @type {[name: string, args: string[]][]} */
const programs = [
  ['fetch', [here('startup/fetch.js')]],
  ["Azure's client", [here('../official/startup.js')]],
  ['this package', [here('startup/client.js')]],
  ['this command', [here('../../dist/cli/bin.js'), '--api-version', '2024-05-01']],
  ['node:http alone', [here('startup/http.js')]],
  ['Node itself', [here('startup/nothing.js')]],
];
const [FETCH, AZURE, CLIENT, COMMAND] = programs.keys();

/** @type {[node: string, path: string][]} */
const nodes = [
  [process.version, process.execPath],
  ...[22, 26].map(
    (version) =>
      /** @type {[string, string]} */ ([`v${version}`, here(`../hosts/node_modules/node-${version}/bin/node`)]),
  ),
];

/**
 * @param {string} node @param {string[]} args @param {Record<string, string | undefined>} env
 * @returns {Promise<{ output: number, end: number }>} ms
 */
function time(node, args, env) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
    let output = 0;
    child.stdout.once('data', () => {
      output = performance.now() - from;
    });
    child.on('close', (code) => {
      if (code === 0) resolve({ output, end: performance.now() - from });
      else reject(new Error(`${args[0]} ended with ${code}`));
    });
  });
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

await installPackages();
await installPackages(new URL('../official/', import.meta.url));
const sim = await startSimulator({ documents: [{ scenario: 'Running', createdAt: Date.now() - 60_000 }] });
const { PATH, HOME } = process.env;
const env = { PATH, HOME, AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url, AZURE_DOCUMENT_TRANSLATION_KEY: sim.key ?? '' };
console.log(`Medians of ${rounds} rounds in ms, with × fetch's time in the same round in brackets.\n`);
console.log('| Node | program | to the first status | to the end |\n| --- | --- | --- | --- |');
/** @type {string[]} */
const goals = [];
for (const [name, node] of nodes.filter(([, path]) => existsSync(path))) {
  const times = programs.map(() => ({ output: /** @type {number[]} */ ([]), end: /** @type {number[]} */ ([]) }));
  for (let round = -1; round < rounds; round++) {
    for (const [index, [, args]] of programs.entries()) {
      const { output, end } = await time(node, [...args, sim.batchId, sim.documents[0].id], env);
      if (round < 0) continue;
      times[index].output.push(output);
      times[index].end.push(end);
    }
  }
  /** The median of the rounds' ratios: load affects all programs of a round. */
  const ratio = (/** @type {number} */ one, /** @type {number} */ other, /** @type {'output' | 'end'} */ until) =>
    median(times[one][until].map((ms, round) => ms / times[other][until][round]));
  for (const [index, [what]] of programs.entries()) {
    const cell = (/** @type {'output' | 'end'} */ until) =>
      `${median(times[index][until]).toFixed(0)} (${ratio(index, FETCH, until).toFixed(2)})`;
    console.log(`| ${name} | ${what} | ${cell('output')} | ${cell('end')} |`);
  }
  const limit = name.startsWith('v20') ? 0.6 : 0.9;
  for (const [what, measured, most] of /** @type {[string, number, number][]} */ ([
    ["import and call, × Azure's client", ratio(CLIENT, AZURE, 'output'), 0.6],
    ['import and call, × fetch', ratio(CLIENT, FETCH, 'output'), 1.2],
    ['the whole command, × fetch', ratio(COMMAND, FETCH, 'end'), limit],
  ]))
    goals.push(`| ${name} | ${what} | ${measured.toFixed(2)} | ${most} | ${measured <= most ? 'yes' : 'no'} |`);
}
console.log(`\n| Node | ratio | measured | at most | reached |\n| --- | --- | --- | --- | --- |\n${goals.join('\n')}`);
await sim.close();
