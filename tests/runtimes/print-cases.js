// Runs the cases in the runtime that runs this file, against the service whose control is at the URL in the first argument; prints
// the version and the results as one line of JSON. For runtimes with a command line.

import 'node:http'; // Deno lays out Node's globals when one of its modules is first imported
import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';
import { entries, importCopy, serverEntries } from './entries.js';
import { runImports } from './imports.js';

const { Bun, Deno, process } = /** @type {any} */ (globalThis);
const [url] = Deno ? Deno.args : process.argv.slice(2);
const imported = await runImports({ ...entries, ...serverEntries }, importCopy);
const results = [...imported, ...(await runCases({ ...(await entries['.']()), service: connect(url) }))];
console.log(JSON.stringify({ version: Deno?.version.deno ?? Bun?.version ?? process.versions.node, results }));
