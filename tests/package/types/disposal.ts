// In projects whose types know `Symbol.dispose`, clients can be used with `using` and `await using`.
import type { DocumentTranslationClient } from 'document-translation-status';
import type { DocumentStatusClient } from 'document-translation-status/status';

export const disposable = (
  client: DocumentTranslationClient,
  ofOneStatus: DocumentStatusClient,
): (Disposable & AsyncDisposable)[] => [client, ofOneStatus];
