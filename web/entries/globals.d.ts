// The elements and their events in TypeScript's DOM types.
import type {
  DocumentTranslationJobStatusElement,
  DocumentTranslationStatusElement,
  JobChange,
  JobsChange,
} from './element.js';
import type { DocumentTranslationError, WatchedDocument } from './main.js';

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
    'document-translation-job-change': CustomEvent<JobChange | JobsChange>;
    'document-translation-job-end': CustomEvent<JobChange | JobsChange>;
    'document-translation-job-error': CustomEvent<DocumentTranslationError>;
    'document-translation-job-interrupted': CustomEvent<DocumentTranslationError>;
    'document-translation-job-resumed': CustomEvent<JobChange | JobsChange | undefined>;
  }
}
