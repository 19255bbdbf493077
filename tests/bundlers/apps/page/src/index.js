// Shows the status of the document in the page's query, as text and with the element.
import { createClient, isTerminal } from 'document-translation-status';
import 'document-translation-status/element/define';

const { endpoint, token, batchId, documentId } = Object.fromEntries(new URLSearchParams(location.search));
createClient({ endpoint, credential: { token } }).then(async (client) => {
  const { status } = await client.getDocumentStatus(batchId, documentId);
  document.querySelector('output').textContent = `${status}, ${isTerminal(status) ? 'terminal' : 'not terminal'}`;
  document.body.append(
    Object.assign(document.createElement('document-translation-status'), { client, batchId, documentId }),
  );
});
