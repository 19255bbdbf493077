// The matrix's client in Node, in a process of its own: reads the questions, writes the findings, and ends by itself, since nothing
// is left that could hold it.
import { inspect } from 'node:util';
import { countTimers, probe } from './probe.js';

process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exitCode = 3;
});

let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;
const timers = countTimers();
const product = await import('document-translation-status');
const tools = {
  inspect: (/** @type {unknown} */ value) => inspect(value, { depth: 20, showHidden: true, getters: true }),
  timers,
  now: () => performance.now(),
};
const findings = [];
for (const question of JSON.parse(input)) findings.push(await probe(product, question, tools));
// Node's fetch lets a socket go some turns after it was told to, and one that isn't connected yet when the other side gives up.
while (process.getActiveResourcesInfo().some((name) => /TCP|TLS/.test(name)))
  await new Promise((resolve) => setTimeout(resolve, 20));
process.stdout.write(JSON.stringify({ findings, left: process.getActiveResourcesInfo() }));
