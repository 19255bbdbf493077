// Runs the faults with the client in workerd: reads the calls from the request's body and responds with the findings.
import * as product from 'document-translation-status';
import { countTimers, probe } from './probe.js';

/** @type {(() => number) | undefined} */
let timers;

export default {
  /** @param {Request} request */
  async fetch(request) {
    timers ??= countTimers();
    const findings = [];
    for (const call of await request.json()) findings.push(await probe(product, call, { timers }));
    return Response.json(findings);
  },
};
