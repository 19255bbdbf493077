// Runs the contract list in the runtime that runs this file, against the service whose control is at the URL in the first
// argument; prints the version and the results as one line of JSON. For runtimes with a command line.

import { createClient, DocumentTranslationError, isTerminal, parseOperationLocation } from '../../dist/index.js';
import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';

const { Bun, Deno, process } = /** @type {any} */ (globalThis);
const [url] = Deno ? Deno.args : process.argv.slice(2);
const service = connect(url);
const results = await runCases({ createClient, DocumentTranslationError, isTerminal, parseOperationLocation, service });
console.log(JSON.stringify({ version: Deno?.version.deno ?? Bun?.version ?? process.versions.node, results }));
