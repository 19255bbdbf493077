// Clients and watches are disposable in projects whose types know `Symbol.dispose`.
import type { DocumentTranslationClient } from 'document-translation-status';
import type { DocumentStatusClient } from 'document-translation-status/status';

export const disposable = (
  client: DocumentTranslationClient,
  ofOneStatus: DocumentStatusClient,
): (Disposable & AsyncDisposable)[] => [client, ofOneStatus];

export async function readFirst(client: DocumentTranslationClient, batchId: string, documentId: string) {
  await using watch: AsyncDisposable & AsyncIterator<{ status: string }> = client.watchDocument(batchId, documentId);
  using job: Disposable = client.watchBatch(batchId);
  const { value } = await watch.next();
  return [value?.status, job];
}
