// Correct and wrong uses of the types of the entries for pages.
import {
  createClient,
  type DocumentTranslationError,
  type JobChange as Change,
  type WatchedDocument,
} from 'document-translation-status';
import {
  DocumentTranslationJobStatusElement,
  DocumentTranslationStatusElement,
  type DocumentNames,
  type JobChange,
  type JobDocument,
  type JobsChange,
  type Token,
  type Words,
} from 'document-translation-status/element';
import * as defined from 'document-translation-status/element/define';
import * as standalone from 'document-translation-status/element/standalone';
import module from 'document-translation-status/module.wasm';
import { same } from './same.js';

same<typeof module, WebAssembly.Module>();
same<typeof defined.DocumentTranslationStatusElement, typeof DocumentTranslationStatusElement>();
same<typeof defined.DocumentTranslationJobStatusElement, typeof DocumentTranslationJobStatusElement>();

same<JobChange, Change>();
same<JobDocument['batchId'], string | undefined>();

const element = new DocumentTranslationStatusElement();
export const plain: HTMLElement = element;
element.endpoint = '/status';
element.batchId = element.documentId = '727bf148-f327-47a0-9481-abae6362f11e';
element.token = async () => 'a view token';
element.words = { Running: 'In progress', reasons: { NoTranslatableText: 'There is no text.' } };
element.client = await createClient({ endpoint: '/status', wasm: module });
await createClient({ endpoint: '/status', credentials: 'include', tokenHeader: 'X-View-Token' });
// @ts-expect-error One of two headers carries a token.
await createClient({ endpoint: '/status', tokenHeader: 'X-Token' });
same<ReturnType<typeof element.retry>, void>();
same<typeof element.error, DocumentTranslationError | undefined>();
same<DocumentTranslationStatusElement['token'], Token | undefined>();
same<DocumentTranslationStatusElement['words'], Partial<Words> | undefined>();
same<typeof element.status, WatchedDocument | JobChange | undefined>();
if (element.status && 'batch' in element.status) same<typeof element.status, JobChange>();

const job = new DocumentTranslationJobStatusElement();
job.documentNames = (document) => document.path;
job.documentNames = { '727bf148-f327-47a0-9481-abae6362f11e': 'Contract' };
same<typeof job.status, JobChange | JobsChange | undefined>();
same<DocumentTranslationJobStatusElement['documentNames'], DocumentNames | undefined>();

// @ts-expect-error A misspelled phrase.
element.words = { Runing: 'In progress' };
// @ts-expect-error The status is read-only.
element.status = undefined;

same<typeof standalone, typeof defined>();
document.addEventListener('document-translation-job-end', () => {});
element.addEventListener('document-translation-change', ({ detail }) => same<typeof detail, WatchedDocument | JobChange>());
document.createElement('document-translation-job-status').documentNames = { id: 'Lease.pdf' };
