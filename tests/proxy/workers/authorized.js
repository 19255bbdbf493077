// The worker with an own authorize: it allows the cookie session=owner until a request to /revoke. It waits for a timer, as a look-up would.
import { createStatusObject, createStatusWorker, optionsFromEnv } from '../../../dist/entries/cloudflare.workerd.js';

let isRevoked = false;

/** @param {any} env */
const optionsOf = (env) => ({
  ...optionsFromEnv(env),
  reauthorizeMs: 20,
  authorize: async (/** @type {{ request: Request }} */ { request }) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return !isRevoked && request.headers.get('Cookie') === 'session=owner';
  },
});

export const StatusObject = createStatusObject(optionsOf);

const worker = createStatusWorker(optionsOf);

export default {
  /** @param {Request} request @param {any} env @param {any} ctx */
  fetch(request, env, ctx) {
    if (!request.url.endsWith('/revoke')) return worker.fetch(request, env, ctx);
    isRevoked = true;
    return new Response();
  },
};
