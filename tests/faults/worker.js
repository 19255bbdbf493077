// The matrix's client in workerd: the questions come as a request's body, the findings go back.
import * as product from 'document-translation-status';
import { countTimers, probe } from './probe.js';

/** @type {(() => number) | undefined} */
let timers;

export default {
  /** @param {Request} request */
  async fetch(request) {
    timers ??= countTimers();
    const findings = [];
    for (const question of await request.json()) findings.push(await probe(product, question, { timers }));
    return Response.json(findings);
  },
};
