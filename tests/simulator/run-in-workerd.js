// A worker that follows a job of a simulator in the same isolate.
import { createClient } from '../../dist/entries/main.edge.js';
import { startSimulator } from '../../dist/entries/simulator.js';

export default {
  async fetch() {
    const simulator = await startSimulator({ port: null, documents: ['Succeeded'], listLagMs: 0 });
    const { url: endpoint, fetch, batchId } = simulator;
    const client = await createClient({ endpoint, credential: { key: String(simulator.key) }, fetch });
    simulator.advance(60_000);
    const { batch } = await client.waitForBatch(batchId);
    await simulator.close();
    return new Response(batch.status);
  },
};
