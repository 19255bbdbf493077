// Prints a status with this package.
import { createClient } from 'document-translation-status';

const { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint = '', AZURE_DOCUMENT_TRANSLATION_KEY: key = '' } = process.env;
const [batchId, documentId] = process.argv.slice(2);
const client = await createClient({ endpoint, credential: { key }, apiVersion: '2024-05-01' });
const { status, progress } = await client.getDocumentStatus(batchId, documentId);
console.log(status, progress);
