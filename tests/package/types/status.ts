// Correct and wrong uses of the types of the client for one status.
import {
  createClient,
  DocumentTranslationError,
  type ClientOptions,
  type DocumentStatus,
  type DocumentStatusClient,
} from 'document-translation-status/status';
import { same } from './same.js';

same<typeof createClient, (options: ClientOptions) => Promise<DocumentStatusClient>>();

export async function use(batchId: string, documentId: string) {
  const client = await createClient({ endpoint: '/status', credential: { token: 't' } });
  const document = await client.getDocumentStatus(batchId, documentId);
  same<typeof document, DocumentStatus>();
  // @ts-expect-error Only the main entry's client has this method.
  client.watchDocument(batchId, documentId);
}
export const isOurs = (error: unknown): boolean => error instanceof DocumentTranslationError;
