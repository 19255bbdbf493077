// The worker with a Durable Object that never responds to what HANGS names: `requests`, `connections`, or both.
import { createStatusObject, createStatusWorker, optionsFromEnv } from '../../../dist/entries/cloudflare.workerd.js';

export class StatusObject extends createStatusObject(optionsFromEnv) {
  /** @param {any} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    this.hangs = env.HANGS.split(' ');
  }

  /** @param {Request} request */
  async fetch(request) {
    const kind = request.headers.get('Upgrade') ? 'connections' : 'requests';
    // A promise without a timer would not do: workerd fails a request at once if nothing can settle its promise.
    if (this.hangs.includes(kind)) await new Promise((resolve) => setTimeout(resolve, 600_000));
    return super.fetch(request);
  }
}

export default createStatusWorker(optionsFromEnv);
