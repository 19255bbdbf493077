// Prints how a document of the package's own simulator is doing.
import { createClient, isTerminal } from 'document-translation-status';
import { startSimulator } from 'document-translation-status/simulator';

async function main() {
  const simulator = await startSimulator({ documents: ['Succeeded'], durationMs: 1 });
  simulator.advance(1000);
  const client = await createClient({ endpoint: simulator.url, credential: { key: simulator.key } });
  const { status } = await client.getDocumentStatus(simulator.batchId, simulator.documents[0].id);
  console.log(`${status}, ${isTerminal(status) ? 'at its end' : 'under way'}`);
  await simulator.close();
}

main();
