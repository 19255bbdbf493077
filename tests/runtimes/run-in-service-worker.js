// Runs the contract cases in a service worker. A message has the control URL of the simulated service, and a port for the results. The
// package is imported statically, because import() is not allowed in a service worker.

import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';

globalThis.addEventListener('message', (/** @type {any} */ event) => {
  const exported = { createClient, DocumentTranslationError, isTerminal, parseOperationLocation };
  const ran = runCases({ ...exported, service: connect(event.data) });
  event.waitUntil(ran.then((results) => event.ports[0].postMessage(results)));
});
