// Runs the contract list in a service worker, which can't import once it runs, for a message with a port that gets the results.

import { createClient, DocumentTranslationError, isTerminal, parseOperationLocation } from '../../dist/entries/main.js';
import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';

globalThis.addEventListener('message', (/** @type {any} */ event) => {
  const given = { createClient, DocumentTranslationError, isTerminal, parseOperationLocation };
  const ran = runCases({ ...given, service: connect(event.data) });
  event.waitUntil(ran.then((results) => event.ports[0].postMessage(results)));
});
