// Runs the faults with the client in its own Node process: reads the calls from standard input and writes the findings to standard output. The process
// must exit by itself.
import { inspect } from 'node:util';
import { countTimers, probe } from './probe.js';

process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exitCode = 3;
});

/** Records the memory of every module that is instantiated from now on. @returns {() => string} */
function recordMemories() {
  /** @type {WebAssembly.Memory[]} */
  const all = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = /** @type {any} */ (
    function WatchedInstance(/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) {
      const instance = new Instance(module, imports);
      all.push(/** @type {WebAssembly.Memory} */ (instance.exports.memory));
      return instance;
    }
  );
  // Most of the memory is zeros. Without them the search is fast.
  return () =>
    all
      .map(({ buffer }) =>
        Buffer.from(buffer)
          .toString('latin1')
          .replace(/\0{8,}/g, '\0'),
      )
      .join('');
}

let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;
const timers = countTimers();
const memories = recordMemories();
const product = await import('document-translation-status');
const tools = {
  inspect: (/** @type {unknown} */ value) => inspect(value, { depth: 20, showHidden: true, getters: true }),
  timers,
  memories,
  now: () => performance.now(),
};
const findings = [];
for (const call of JSON.parse(input)) findings.push(await probe(product, call, tools));
// Node's fetch closes a socket some turns after the call, and a socket that is still connecting when the other side gives up. No event tells when.
while (process.getActiveResourcesInfo().some((name) => /TCP|TLS/.test(name)))
  await new Promise((resolve) => setTimeout(resolve, 20));
const open = process.getActiveResourcesInfo();
process.stdout.write(JSON.stringify({ findings, open, foundMemory: memories().includes('lastActionDateTimeUtc') }));
