// Runs the contract list in a page, a worker or a service worker: as runContract of the page, or for a message with a port
// that gets the results.

import { createClient, DocumentTranslationError, isTerminal, parseOperationLocation } from '../../dist/index.js';
import { connect } from '../contract/control.js';
import { describeRuntime, runCases } from '../contract/run.js';

/** @param {string} url of the service's control */
const runContract = (url) =>
  runCases({ createClient, DocumentTranslationError, isTerminal, parseOperationLocation, service: connect(url) });

if (describeRuntime().isPage) Object.assign(globalThis, { runContract, createClient });
else
  globalThis.addEventListener('message', (/** @type {any} */ event) => {
    const posted = runContract(event.data).then((results) => event.ports[0].postMessage(results));
    event.waitUntil?.(posted);
  });
