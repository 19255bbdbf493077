// The worker with empty memory for each request, as if each request reached a new isolate. TERMINAL_MS sets terminalMs; with FAILING_LIMIT,
// rateLimit rejects.
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
