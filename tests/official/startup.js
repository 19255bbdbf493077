// Prints a status with Azure's client, for tests/bench/startup.js.
import { DocumentTranslationClient } from '@azure/ai-translation-document';
import { AzureKeyCredential } from '@azure/core-auth';

const { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint = '', AZURE_DOCUMENT_TRANSLATION_KEY: key = '' } = process.env;
const [batchId, documentId] = process.argv.slice(2);
const client = new DocumentTranslationClient(endpoint, new AzureKeyCredential(key), { allowInsecureConnection: true });
const { status, progress } = await client.getDocumentStatus(batchId, documentId);
console.log(status, progress);
