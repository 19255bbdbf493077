// <document-translation-status>: one document, or a job of which only the id is known.
import { isTerminal } from '../client/terminal.js';
import { waitingContent } from '../content/content.js';
import { documentContent } from '../content/document-content.js';
import { jobContent } from '../content/job-content.js';
import { countAll } from '../module/policy.js';
import { createFrame } from './frame.js';
import { JobState } from './job-state.js';
import { setText } from './properties.js';
import { isNewState } from './staleness.js';
import { StatusElement } from './status-element.js';

/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('./job-state.js').JobChange} JobChange */

/** @typedef {import('./status-element.js').Model<WatchedDocument | JobChange>} Model */
/** @typedef {import('./status-element.js').View} View */

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 * @returns {{ model: Model, view: View }}
 */
function create(root, onRetry) {
  /** @type {ReturnType<typeof createFrame> | undefined} */
  let frame;
  /** Without a document id. */
  const job = new JobState();
  /** @type {WatchedDocument | undefined} */
  let document;
  let updatedAt = 0;
  let progress = 0;

  /** @param {WatchedDocument} value */
  function updateDocument(value) {
    if (!isNewState(value, document)) return;
    document = value;
    updatedAt = performance.now();
    progress = Math.max(progress, value.progress ?? 0);
    return value;
  }

  /** @param {import('../content/content.js').ContentOptions} options */
  function contentOf(options) {
    const { batch, documents, leftMs } = job;
    if (document && (!batch || countAll(batch.summary) === 1)) {
      const left = document.estimatedRemainingMs;
      const documentMs = left === undefined ? -1 : Math.max(0, left - (performance.now() - updatedAt));
      return documentContent(options, { document, progress, leftMs: batch ? leftMs : documentMs });
    }
    return batch
      ? jobContent(options, { batch, documents, progress: job.progress, leftMs })
      : waitingContent(options, 'document');
  }

  return {
    model: {
      eventPrefix: 'document-translation',
      ids: ['batch-id', 'document-id'],
      method: 'watchDocument',
      call: ({ batchId, documentId }, options, mayStream) =>
        documentId === undefined
          ? ['watchBatch', batchId, options]
          : ['watchDocument', batchId, documentId, { ...options, stream: mayStream() }],
      update(value) {
        if (!('batch' in value)) return updateDocument(value);
        const change = job.update(value);
        change?.documents.forEach(updateDocument);
        return change;
      },
      value: () => /** @type {JobChange | undefined} */ (job.value) ?? document,
      isEnded: () => job.isEnded || (!job.batch && document !== undefined && isTerminal(document.status)),
      clear() {
        job.clear();
        document = undefined;
        progress = 0;
      },
    },
    view: {
      render(options) {
        frame ??= createFrame(root, onRetry);
        const content = contentOf(options);
        frame.show(content);
        return content;
      },
      announce: (text) => frame?.announce(text),
    },
  };
}

/**
 * Shows the status of one document. Without a document id, shows the document of a job that has exactly one, otherwise the job's count and
 * progress.
 * @extends {StatusElement<WatchedDocument | JobChange>}
 * @fires document-translation-change detail: the status, at each change. Without a document id: the job and the documents that changed
 * @fires document-translation-end detail: the last status. Without a document id: the job and all its documents
 * @fires document-translation-error detail: the error that ended the watching
 * @fires document-translation-interrupted detail: the error of the last request
 * @fires document-translation-resumed detail: the last status
 */
export class DocumentTranslationStatusElement extends StatusElement {
  constructor() {
    super(create);
  }

  /** The document of the job. An empty text: it is not known yet, and the element waits. Without the attribute: the whole job. */
  get documentId() {
    return this.getAttribute('document-id') ?? '';
  }
  set documentId(value) {
    setText(this, 'document-id', value);
  }
}
