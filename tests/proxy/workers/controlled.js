// The worker with a Durable Object that tests control by /VERB/BATCH/DOCUMENT:
// - kill ends the object
// - left returns the number of stored entries, and whether an alarm is set
// - stored returns all stored entries
// - deploy writes a snapshot as another version might have stored it, and ends the object
// - rename moves the snapshot to another key, and ends the object
// - open opens a WebSocket to the object and sends `open`, then the first message
import { createStatusObject, createStatusWorker, optionsFromEnv } from '../../../dist/entries/cloudflare.workerd.js';

export class StatusObject extends createStatusObject(optionsFromEnv) {
  /** @param {any} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    this.state = ctx;
  }

  /** @param {Request} request */
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/kill') this.state.abort('killed by the test');
    const { storage } = this.state;
    if (pathname === '/deploy') {
      const [[key, { route, snapshot }]] = await storage.list();
      const other = { version: 2, document: snapshot.reply, until: Number.MAX_VALUE };
      await storage.put(key, { route, snapshot: other });
      await storage.sync();
      this.state.abort('replaced by the test');
    }
    if (pathname === '/rename') {
      const [[, kept]] = await storage.list();
      await storage.deleteAll();
      await storage.put('state', kept);
      await storage.sync();
      this.state.abort('replaced by the test');
    }
    if (pathname !== '/left' && pathname !== '/stored') return super.fetch(request);
    if (pathname === '/stored') return Response.json([...(await storage.list())]);
    return Response.json({ stored: (await storage.list()).size, willWake: (await storage.getAlarm()) !== null });
  }
}

const worker = createStatusWorker(optionsFromEnv);

export default {
  /** @param {Request} request @param {any} env @param {any} ctx */
  async fetch(request, env, ctx) {
    const [, verb, batchId, documentId] = new URL(request.url).pathname.split('/');
    if (!['kill', 'left', 'stored', 'deploy', 'rename', 'open'].includes(verb)) return worker.fetch(request, env, ctx);
    const object = env.DOCUMENTS.get(env.DOCUMENTS.idFromName(`${batchId}/documents/${documentId}`));
    if (verb === 'open') {
      const url = `https://object.invalid/document/${batchId}/${documentId}`;
      const { webSocket } = await object.fetch(url, { headers: { Upgrade: 'websocket' } });
      const encoder = new TextEncoder();
      const start = (/** @type {ReadableStreamDefaultController} */ controller) => {
        controller.enqueue(encoder.encode('open'));
        webSocket.addEventListener('message', (/** @type {{ data: string }} */ { data }) => {
          controller.enqueue(encoder.encode(data));
          controller.close();
          webSocket.close(1000);
        });
        webSocket.accept();
      };
      return new Response(new ReadableStream({ start }), { headers: { 'Content-Type': 'text/event-stream' } });
    }
    if (verb === 'left' || verb === 'stored') return object.fetch(`https://object.invalid/${verb}`);
    const how = await object.fetch(`https://object.invalid/${verb}`).then(
      () => 'alive',
      () => 'killed',
    );
    return new Response(how);
  },
};
