// The worker as many isolates would be it: each request meets one that remembers nothing. TERMINAL_MS is terminalMs; with
// FAILING_LIMIT, rateLimit rejects.
import { createStatusObject, createStatusWorker, optionsFromEnv } from '../../../dist/entries/cloudflare.workerd.js';

/** @param {any} env */
const optionsOf = (env) => ({
  ...optionsFromEnv(env),
  terminalMs: env.TERMINAL_MS,
  rateLimit: env.FAILING_LIMIT && (async () => Promise.reject(new TypeError('no limiter'))),
});

export const StatusObject = createStatusObject(optionsOf);

export default {
  /** @param {Request} request @param {any} env @param {any} ctx */
  fetch: (request, env, ctx) => createStatusWorker(optionsOf).fetch(request, env, ctx),
};
