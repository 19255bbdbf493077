// <document-translation-status>: one document.
import { isTerminal } from '../client/terminal.js';
import { createFrame } from './frame.js';
import {
  documentProblem,
  fileName,
  fill,
  isPrepared,
  languageName,
  percentOf,
  requestProblem,
  SOON,
  stateOf,
  technicalDetails,
  timeOf,
  wordFor,
} from './format.js';
import { isOlder } from './staleness.js';
import { setText, StatusElement } from './status-element.js';

/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 * @returns {import('./status-element.js').Subject<WatchedDocument>}
 */
function createDocument(root, onRetry) {
  /** @type {ReturnType<typeof createFrame> | undefined} */
  let frame;
  /** @type {WatchedDocument | undefined} */
  let document;
  let takenAt = 0;
  let progress = 0;
  const isEnded = () => document !== undefined && isTerminal(document.status);
  return {
    events: 'document-translation',
    needs: ['batch-id', 'document-id'],
    method: 'watchDocument',
    watch: (client, batchId, documentId, options) => client.watchDocument(batchId, documentId, options),
    take(value) {
      if (document && isOlder(value, document)) return false;
      document = value;
      takenAt = performance.now();
      progress = Math.max(progress, value.progress ?? 0);
      return true;
    },
    value: () => document,
    isEnded,
    clear() {
      document = undefined;
      progress = 0;
    },
    draw({ voice, error, note, name: given, href }) {
      const { phrases } = voice;
      const name = given || fileName(document?.path) || phrases.document;
      const state = error ? 'error' : document ? stateOf(document.status) : 'waiting';
      const failed = state === 'failed' || state === 'validation-failed';
      const running = !error && document !== undefined && !isEnded() && document.status !== 'NotStarted';
      const word = error ? phrases.error : document ? wordFor(voice, document.status) : phrases.waiting;
      const part = state === 'succeeded' ? 1 : running && progress > 0 ? progress : undefined;
      const left = document?.estimatedRemainingMs;
      const told = isPrepared();
      const leftMs = left === undefined ? -1 : Math.max(0, left - (performance.now() - takenAt));
      frame ??= createFrame(root, onRetry);
      frame.show({
        voice,
        state,
        note,
        name,
        aside: !document?.to ? '' : told ? fill(phrases.target, { language: languageName(voice, document.to) }) : SOON,
        status: running && part !== undefined ? `${word} · ${percentOf(voice, part)}` : word,
        time: note ? phrases[note] : !document || error ? '' : told ? timeOf(voice, document, leftMs) : SOON,
        value: part,
        segments: part === undefined ? [] : [{ state, part }],
        busy: !error && (!isEnded() || state === 'succeeded'),
        problem: error ? phrases[requestProblem(error)] : failed ? phrases[documentProblem(document?.error)] : '',
        details: technicalDetails(error ?? (failed ? document?.error : undefined)),
        retry: Boolean(error),
        href: state === 'succeeded' ? href(document?.id) : '',
        done: state === 'succeeded',
      });
      return { state, announcement: `${name}: ${word}` };
    },
    announce: (text) => frame?.announce(text),
  };
}

/**
 * How one document is doing.
 * @extends {StatusElement<WatchedDocument>}
 * @fires document-translation-change detail: the document's status, at each change
 * @fires document-translation-end detail: the document's last status
 * @fires document-translation-error detail: what ended the watching
 */
export class DocumentTranslationStatusElement extends StatusElement {
  constructor() {
    super(createDocument);
  }

  /** The document of the job. */
  get documentId() {
    return this.getAttribute('document-id') ?? '';
  }
  set documentId(value) {
    setText(this, 'document-id', value);
  }
}
