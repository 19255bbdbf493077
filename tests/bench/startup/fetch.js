// Prints a status with Node's fetch: the ten lines that the package replaces.
const { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: key = '' } = process.env;
const [batchId, documentId] = process.argv.slice(2);
const url = `${endpoint}/translator/document/batches/${batchId}/documents/${documentId}?api-version=2024-05-01`;
const response = await fetch(url, { headers: { 'Ocp-Apim-Subscription-Key': key } });
if (!response.ok) throw new Error(`${response.status}`);
const { status, progress } = await response.json();
console.log(status, progress);
