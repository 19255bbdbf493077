// The public types of the client for one document's status, and what they refuse.
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
  // @ts-expect-error It doesn't watch; the main entry's client does.
  client.watchDocument(batchId, documentId);
}
export const isOurs = (error: unknown): boolean => error instanceof DocumentTranslationError;
