// <document-translation-status>: one document, or a job of which only the id is known.
import { isTerminal } from '../client/terminal.js';
import { countAll } from '../module/policy.js';
import { createFrame } from './frame.js';
import { JobState } from './job-state.js';
import { documentPicture, jobPicture, waitingPicture } from './pictures.js';
import { isOlder } from './staleness.js';
import { setText, StatusElement } from './status-element.js';

/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('./job-state.js').JobChange} JobChange */

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 * @returns {import('./status-element.js').Subject<WatchedDocument | JobChange>}
 */
function createSubject(root, onRetry) {
  /** @type {ReturnType<typeof createFrame> | undefined} */
  let frame;
  /** Without a document id. */
  const job = new JobState();
  /** @type {WatchedDocument | undefined} */
  let document;
  let takenAt = 0;
  let progress = 0;

  /** @param {WatchedDocument} value */
  function takeDocument(value) {
    if (document && isOlder(value, document)) return false;
    document = value;
    takenAt = performance.now();
    progress = Math.max(progress, value.progress ?? 0);
    return true;
  }

  /** @param {import('./status-element.js').Scene} scene */
  function pictureOf(scene) {
    const { batch } = job;
    if (document && (!batch || countAll(batch.summary) === 1)) {
      const left = document.estimatedRemainingMs;
      const documentMs = left === undefined ? -1 : Math.max(0, left - (performance.now() - takenAt));
      return documentPicture(scene, document, progress, batch ? job.leftMs : documentMs);
    }
    return batch ? jobPicture(scene, job) : waitingPicture(scene, 'document');
  }

  return {
    events: 'document-translation',
    ids: ['batch-id', 'document-id'],
    method: 'watchDocument',
    call: ({ batchId, documentId }, options, stream) =>
      documentId === undefined
        ? ['watchBatch', batchId, options]
        : ['watchDocument', batchId, documentId, { ...options, stream }],
    take(value) {
      if (!('batch' in value)) return takeDocument(value);
      const news = job.take(value);
      news?.forEach(takeDocument);
      return news !== undefined;
    },
    value: () => /** @type {JobChange | undefined} */ (job.value) ?? document,
    isEnded: () => job.isEnded || (!job.batch && document !== undefined && isTerminal(document.status)),
    clear() {
      job.clear();
      document = undefined;
      progress = 0;
    },
    draw(scene) {
      frame ??= createFrame(root, onRetry);
      const picture = pictureOf(scene);
      frame.show(picture);
      return picture;
    },
    announce: (text) => frame?.announce(text),
  };
}

/**
 * Shows the status of one document. Without a document id, shows the document of a job that has exactly one, otherwise the job's count and
 * progress.
 * @extends {StatusElement<WatchedDocument | JobChange>}
 * @fires document-translation-change detail: the status, at each change. Without a document id: the job and the documents that changed
 * @fires document-translation-end detail: the last status. Without a document id: the job and all its documents
 * @fires document-translation-error detail: the error that ended the watching
 */
export class DocumentTranslationStatusElement extends StatusElement {
  constructor() {
    super(createSubject);
  }

  /** The document of the job. An empty text: it is not known yet, and the element waits. Without the attribute: the whole job. */
  get documentId() {
    return this.getAttribute('document-id') ?? '';
  }
  set documentId(value) {
    setText(this, 'document-id', value);
  }
}
