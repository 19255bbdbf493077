// Correct and wrong uses of the simulator's types.
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
  // @ts-expect-error An unknown scenario.
  await startSimulator({ documents: ['Finished'] });
}
