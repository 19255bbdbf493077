// The elements and their events in TypeScript's DOM types.
import type { DocumentTranslationJobStatusElement, DocumentTranslationStatusElement } from './element.js';
import type { DocumentTranslationError, WatchedDocument } from './main.js';

type JobDetail = NonNullable<DocumentTranslationJobStatusElement['status']>;
type JobChange = Extract<JobDetail, { batch: unknown }>;

declare global {
  interface HTMLElementTagNameMap {
    'document-translation-status': DocumentTranslationStatusElement;
    'document-translation-job-status': DocumentTranslationJobStatusElement;
  }
  interface HTMLElementEventMap {
    'document-translation-change': CustomEvent<WatchedDocument | JobChange>;
    'document-translation-end': CustomEvent<WatchedDocument | JobChange>;
    'document-translation-error': CustomEvent<DocumentTranslationError>;
    'document-translation-interrupted': CustomEvent<DocumentTranslationError>;
    'document-translation-resumed': CustomEvent<WatchedDocument | JobChange | undefined>;
    'document-translation-job-change': CustomEvent<JobDetail>;
    'document-translation-job-end': CustomEvent<JobDetail>;
    'document-translation-job-error': CustomEvent<DocumentTranslationError>;
    'document-translation-job-interrupted': CustomEvent<DocumentTranslationError>;
    'document-translation-job-resumed': CustomEvent<JobDetail | undefined>;
  }
}
