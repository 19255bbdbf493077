// What TypeScript knows of the elements in a document once they are defined.
import type { DocumentTranslationError, WatchedDocument } from '../entries/main.js';
import type { DocumentTranslationStatusElement } from './element.js';
import type { DocumentTranslationJobStatusElement, JobChange } from './job.js';

declare global {
  interface HTMLElementTagNameMap {
    'document-translation-status': DocumentTranslationStatusElement;
    'document-translation-job-status': DocumentTranslationJobStatusElement;
  }
  interface HTMLElementEventMap {
    'document-translation-change': CustomEvent<WatchedDocument>;
    'document-translation-end': CustomEvent<WatchedDocument>;
    'document-translation-error': CustomEvent<DocumentTranslationError>;
    'document-translation-job-change': CustomEvent<JobChange>;
    'document-translation-job-end': CustomEvent<JobChange>;
    'document-translation-job-error': CustomEvent<DocumentTranslationError>;
  }
}
