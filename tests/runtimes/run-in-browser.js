// Runs the contract cases in a page or a worker. A page calls runAll. A worker gets a message with the control URL of the simulated
// service and a port, and sends the results to the port.

import { connect } from '../contract/control.js';
import { describeRuntime, runCases } from '../contract/run.js';
import { entries, importCopy } from './entries.js';
import { runImports } from './imports.js';

/** @param {string} url of the service's control */
async function runAll(url) {
  const imported = await runImports(entries, importCopy);
  return [...imported, ...(await runCases({ ...(await entries['.']()), service: connect(url) }))];
}

if (describeRuntime().isPage) Object.assign(globalThis, { runAll, importEntry: entries['.'] });
else
  globalThis.addEventListener('message', async ({ data, ports }) => {
    ports[0].postMessage(await runAll(data));
  });
