// The worker with a Durable Object that never answers what HANGS names: `questions`, `connections`, or both.
import { createStatusObject, createStatusWorker, optionsFromEnv } from '../../../dist/entries/cloudflare.workerd.js';

export class StatusObject extends createStatusObject(optionsFromEnv) {
  /** @param {any} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    this.hangs = env.HANGS.split(' ');
  }

  /** @param {Request} request */
  async fetch(request) {
    const kind = request.headers.get('Upgrade') ? 'connections' : 'questions';
    // With a timer: of a promise that nothing can settle, workerd says so at once.
    if (this.hangs.includes(kind)) await new Promise((resolve) => setTimeout(resolve, 600_000));
    return super.fetch(request);
  }
}

export default createStatusWorker(optionsFromEnv);
