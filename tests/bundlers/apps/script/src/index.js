// Prints the status of a document of the package's simulator.
import { createClient, isTerminal } from 'document-translation-status';
import { startSimulator } from 'document-translation-status/simulator';

async function main() {
  const simulator = await startSimulator({ documents: ['Succeeded'], durationMs: 1 });
  simulator.advance(1000);
  const client = await createClient({ endpoint: simulator.url, credential: { key: simulator.key } });
  const { status } = await client.getDocumentStatus(simulator.batchId, simulator.documents[0].id);
  console.log(`${status}, ${isTerminal(status) ? 'terminal' : 'not terminal'}`);
  await simulator.close();
}

main();
