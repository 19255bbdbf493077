// Shows the status that a worker reads, as text, and with the element.
import { createClient } from 'document-translation-status';
import 'document-translation-status/element/define';

const { endpoint, token, batchId, documentId } = Object.fromEntries(new URLSearchParams(location.search));
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => {
  document.querySelector('output').textContent = data;
};
worker.postMessage({ endpoint, token, batchId, documentId });
createClient({ endpoint, credential: { token } }).then((client) => {
  document.body.append(
    Object.assign(document.createElement('document-translation-status'), { client, batchId, documentId }),
  );
});
