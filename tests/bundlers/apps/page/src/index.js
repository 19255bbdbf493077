// Shows how a document is doing, as text and by the element. Where and which are in the page's query.
import { createClient, isTerminal } from 'document-translation-status';
import 'document-translation-status/element/define';

const { endpoint, token, batchId, documentId } = Object.fromEntries(new URLSearchParams(location.search));
createClient({ endpoint, credential: { token } }).then(async (client) => {
  const { status } = await client.getDocumentStatus(batchId, documentId);
  document.querySelector('output').textContent = `${status}, ${isTerminal(status) ? 'at its end' : 'under way'}`;
  document.body.append(
    Object.assign(document.createElement('document-translation-status'), { client, batchId, documentId }),
  );
});
