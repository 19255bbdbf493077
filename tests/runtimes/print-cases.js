// Runs the contract cases in a runtime that is a program. The argument is the control URL of the simulated service. Prints the runtime's
// version and the results as one line of JSON.

import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';
import { entries, importCopy } from './entries.js';
import { runImports } from './imports.js';
import { serverEntries } from './server-entries.js';

const { Bun, Deno, process } = /** @type {any} */ (globalThis);
const [url] = Deno ? Deno.args : process.argv.slice(2);
// Deno adds Node's globals when the first of Node's modules is imported, which must not happen during a case.
await import('node:http');
const imported = await runImports({ ...entries, ...serverEntries }, importCopy);
const results = [...imported, ...(await runCases({ ...(await entries['.']()), service: connect(url) }))];
console.log(JSON.stringify({ version: Deno?.version.deno ?? Bun?.version ?? process.versions.node, results }));
