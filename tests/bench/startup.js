// npm run bench:startup: from a process's start to the answer, and to its end, beside ten lines of fetch and Azure's own client. One run
// takes all of them in turn, again and again, so that a busy machine is busy for all. `npm run bench:startup -- ROUNDS`.
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
];

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
 * @returns {Promise<{ answer: number, end: number }>} ms
 */
function time(node, args, env) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
    let answer = 0;
    child.stdout.once('data', () => {
      answer = performance.now() - from;
    });
    child.on('close', (code) => {
      if (code === 0) resolve({ answer, end: performance.now() - from });
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
console.log(`Medians of ${rounds} rounds, in ms; in brackets, of fetch's time.\n`);
console.log('| Node | program | to the answer | to the end |\n| --- | --- | --- | --- |');
/** @type {string[]} */
const goals = [];
for (const [name, node] of nodes.filter(([, path]) => existsSync(path))) {
  const times = programs.map(() => ({ answer: /** @type {number[]} */ ([]), end: /** @type {number[]} */ ([]) }));
  for (let round = -1; round < rounds; round++) {
    for (const [index, [, args]] of programs.entries()) {
      const { answer, end } = await time(node, [...args, sim.batchId, sim.documents[0].id], env);
      if (round < 0) continue;
      times[index].answer.push(answer);
      times[index].end.push(end);
    }
  }
  const [fetch, azure, client, command] = times.map(({ answer, end }) => ({
    answer: median(answer),
    end: median(end),
  }));
  const cell = (/** @type {number} */ ms, /** @type {number} */ base) => `${ms.toFixed(0)} (${(ms / base).toFixed(2)})`;
  for (const [index, result] of [fetch, azure, client, command].entries())
    console.log(
      `| ${name} | ${programs[index][0]} | ${cell(result.answer, fetch.answer)} | ${cell(result.end, fetch.end)} |`,
    );
  const most = name.startsWith('v20') ? 0.6 : 0.9;
  for (const [what, ratio, limit] of /** @type {[string, number, number][]} */ ([
    ["import and call, of Azure's client", client.answer / azure.answer, 0.6],
    ['import and call, of fetch', client.answer / fetch.answer, 1.05],
    ['the whole command, of fetch', command.end / fetch.end, most],
  ]))
    goals.push(`| ${name} | ${what} | ${ratio.toFixed(2)} | ${limit} | ${ratio <= limit ? 'yes' : 'no'} |`);
}
console.log(`\n| Node | ratio | measured | at most | reached |\n| --- | --- | --- | --- | --- |\n${goals.join('\n')}`);
await sim.close();
