// Prints a status with node:http alone and exits immediately: the lower bound for any program.
import { createRequire } from 'node:module';

// An import would load everything that the module exports; require() loads only what is used.
const { request } = createRequire(import.meta.url)('node:http');
const { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: key = '' } = process.env;
const [batchId, documentId] = process.argv.slice(2);
const url = `${endpoint}/translator/document/batches/${batchId}/documents/${documentId}?api-version=2024-05-01`;
request(url, { headers: { 'Ocp-Apim-Subscription-Key': key } })
  .on('response', async (/** @type {import('node:http').IncomingMessage} */ response) => {
    let text = '';
    for await (const chunk of response) text += chunk;
    const { status, progress } = JSON.parse(text);
    console.log(status, progress);
    process.stdout.write('', () => process.exit());
  })
  .end();
