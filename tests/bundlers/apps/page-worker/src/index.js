// Shows the status that a worker reads, as text, and with the element, whose client loads the module as a file.
import { createClient } from 'document-translation-status';
import 'document-translation-status/element/define';
import wasm from 'document-translation-status/module.wasm?url';

const { endpoint, token, batchId, documentId } = Object.fromEntries(new URLSearchParams(location.search));
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => {
  document.querySelector('output').textContent = data;
};
worker.postMessage({ endpoint, token, batchId, documentId });
createClient({ endpoint, credential: { token }, wasm }).then((client) => {
  document.body.append(
    Object.assign(document.createElement('document-translation-status'), { client, batchId, documentId }),
  );
});
