// npm start: sets up, builds, and follows a document to its end on the terminal: one of the embedded simulator's, or with
// AZURE_DOCUMENT_TRANSLATION_ENDPOINT and AZURE_DOCUMENT_TRANSLATION_KEY set, one of Azure's.
import { build } from './build.js';
import { runMain, ToolError } from './process.js';

const SIMULATED_MS = 6000;

/** @param {import('../dist/index.js').WatchedDocument} document */
function describe({ status, progress = 0, to, estimatedRemainingMs }) {
  const filled = Math.round(progress * 24);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(24 - filled)}`;
  const left = estimatedRemainingMs === undefined ? '' : `, about ${Math.ceil(estimatedRemainingMs / 1000)} s left`;
  return `${status.padEnd(16)} ${bar} ${String(Math.round(progress * 100)).padStart(3)} %  to ${to}${left}`;
}

/** @param {string} url Without its query, which may hold a signature. */
const withoutQuery = (url) => url.split('?')[0];

runMain(async () => {
  await build();
  const { createClient, DocumentTranslationError, parseOperationLocation } = await import('../dist/index.js');
  const { startSimulator } = await import('../dist/simulator/index.js');
  const {
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT,
    AZURE_DOCUMENT_TRANSLATION_KEY,
    AZURE_DOCUMENT_TRANSLATION_API_VERSION,
  } = process.env;
  let [batchId, documentId] = process.argv.slice(2);
  let endpoint = AZURE_DOCUMENT_TRANSLATION_ENDPOINT;
  let key = AZURE_DOCUMENT_TRANSLATION_KEY;
  let apiVersion = AZURE_DOCUMENT_TRANSLATION_API_VERSION;
  /** @type {import('../dist/simulator/index.js').Simulator | undefined} */
  let simulator;
  try {
    if (!endpoint && !key && !batchId) {
      simulator = await startSimulator({ durationMs: SIMULATED_MS });
      ({ url: endpoint, batchId } = simulator);
      key = simulator.key ?? undefined;
      documentId = simulator.documents[0].id;
      console.log(`Following a document of the embedded simulator at ${endpoint}`);
    } else if (batchId?.includes('://')) {
      ({ endpoint, apiVersion, batchId, documentId = '' } = await parseOperationLocation(batchId));
    }
    if (!key)
      throw new ToolError(
        'AZURE_DOCUMENT_TRANSLATION_KEY is not set: it is the key of the resource at AZURE_DOCUMENT_TRANSLATION_ENDPOINT.',
      );
    const client = await createClient({ endpoint: endpoint ?? '', credential: { key }, apiVersion });
    let last;
    let shown = '';
    for await (const document of client.watchDocument(batchId, documentId, simulator && { minIntervalMs: 250 })) {
      last = document;
      shown = describe(document);
      process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${shown}` : `${shown}\n`);
    }
    if (process.stdout.isTTY) process.stdout.write('\n');
    if (last?.characterCharged !== undefined) console.log(`${last.characterCharged} characters charged`);
    if (last?.path) console.log(`The translation is at ${withoutQuery(last.path)}`);
    if (last?.error) console.log(`It ended with ${last.error.code}: ${last.error.message}`);
    client.close();
    return last?.status === 'Succeeded' ? 0 : 1;
  } catch (error) {
    if (error instanceof DocumentTranslationError) throw new ToolError(error.message);
    throw error;
  } finally {
    await simulator?.close();
  }
});
