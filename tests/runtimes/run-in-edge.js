// A function for Vercel's edge runtime that runs the contract cases. The parameter `service` is the control URL of the simulated service.

import {
  createClient,
  DocumentTranslationError,
  isTerminal,
  parseOperationLocation,
} from 'document-translation-status';
import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';

/** @param {Request} request */
async function respond(request) {
  const service = connect(new URL(request.url).searchParams.get('service') ?? '');
  const exported = { createClient, DocumentTranslationError, isTerminal, parseOperationLocation };
  return Response.json(await runCases({ ...exported, service }));
}

globalThis.addEventListener('fetch', (/** @type {any} */ event) => event.respondWith(respond(event.request)));
