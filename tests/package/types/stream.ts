// Correct and wrong uses of the types of a document's event stream.
import { createClient, type DocumentStatus } from 'document-translation-status';
import { DocumentStream } from 'document-translation-status/stream';
import { same } from './same.js';

export async function use(batchId: string, documentId: string, signal: AbortSignal) {
  const client = await createClient({ endpoint: '/status' });
  const poll = () => client.getDocumentStatus(batchId, documentId, { signal });
  const stream = new DocumentStream(poll, { silenceMs: 1000 });
  const document = await stream.next(signal, poll);
  same<typeof document, DocumentStatus>();
  same<typeof stream.isOpen, boolean>();
  same<ReturnType<typeof stream.close>, void>();
  // @ts-expect-error The function that polls is required.
  new DocumentStream();
}
