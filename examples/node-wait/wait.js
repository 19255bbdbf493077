// Waits for a submitted job: `node wait.js "$OPERATION_LOCATION"`. The exit code is 1 if a document was not translated.
import { createClient, isTerminal, parseOperationLocation } from 'document-translation-status';

const { endpoint, apiVersion, batchId } = await parseOperationLocation(process.argv[2]);
const credential = { key: process.env.AZURE_DOCUMENT_TRANSLATION_KEY };
const client = await createClient({ endpoint, apiVersion, credential });

for await (const { batch, documents } of client.watchBatch(batchId)) {
  console.log(batch.status, batch.progress ?? '');
  for (const { id, status, error } of documents) {
    if (isTerminal(status)) console.log(id, status, error?.message ?? '', error?.hint ?? '');
    if (isTerminal(status) && status !== 'Succeeded') process.exitCode = 1;
  }
  if (isTerminal(batch.status) && batch.status !== 'Succeeded') process.exitCode = 1;
}
client.close();
