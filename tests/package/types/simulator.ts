// The public types of the simulator, and what they refuse.
import { startSimulator, type Simulator } from 'document-translation-status/simulator';
import { same } from './same.js';

export async function use() {
  const simulator = await startSimulator({ documents: ['Succeeded'], durationMs: 1000 });
  same<typeof simulator, Simulator>();
  same<typeof simulator.url, string>();
  same<typeof simulator.key, string | null>();
  same<typeof simulator.batchId, string>();
  same<ReturnType<typeof simulator.close>, Promise<void>>();
  const [document] = simulator.documents;
  if (document) simulator.script(document.id, [{ status: 'Running', progress: 0.42 }]);
  // @ts-expect-error There is no such scenario.
  await startSimulator({ documents: ['Finished'] });
}
