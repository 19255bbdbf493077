// Watches are disposable in projects whose types know the symbols.
import type { DocumentTranslationClient } from 'document-translation-status';

export async function readFirst(client: DocumentTranslationClient, batchId: string, documentId: string) {
  await using watch: AsyncDisposable & AsyncIterator<{ status: string }> = client.watchDocument(batchId, documentId);
  using job: Disposable = client.watchBatch(batchId);
  const { value } = await watch.next();
  return [value?.status, job];
}
