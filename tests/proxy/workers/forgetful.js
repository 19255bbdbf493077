// The worker as many isolates would be it: each request meets one that remembers nothing.
import { createStatusWorker, optionsFromEnv } from '../../../dist/cloudflare/index.workerd.js';

export { StatusObject } from '../../../dist/cloudflare/index.workerd.js';

export default {
  /** @param {Request} request @param {any} env @param {any} ctx */
  fetch: (request, env, ctx) => createStatusWorker(optionsFromEnv).fetch(request, env, ctx),
};
