// <document-translation-job-status>: a whole job, its summary as one bar by state and its documents under it.
import { isObject } from '../client/options.js';
import { isTerminal } from '../client/terminal.js';
import { countEnded } from '../module/policy.js';
import { make, mark, write } from './dom.js';
import {
  counted,
  documentProblem,
  fileName,
  fill,
  numberOf,
  requestProblem,
  stateOf,
  technicalDetails,
  timeOf,
  wordFor,
} from './format.js';
import { createFrame } from './frame.js';
import { createList } from './list.js';
import { isOlder } from './staleness.js';
import { StatusElement, take } from './status-element.js';

/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */
/** @typedef {import('../module/types.js').DocumentStatus} DocumentStatus */
/** @typedef {import('./format.js').Voice} Voice */
/** @typedef {{ batch: BatchStatus, documents: DocumentStatus[] }} JobChange The job, and the documents that are new or changed. */
/** @typedef {Record<string, string> | ((document: DocumentStatus) => string | undefined)} DocumentNames By document id. */

/** What the bar and the counts under it are made of, in their order: member of the summary, wire status. @type {[keyof BatchStatus['summary'], string][]} */
const COUNTS = [
  ['success', 'Succeeded'],
  ['failed', 'Failed'],
  ['cancelled', 'Canceled'],
  ['inProgress', 'Running'],
  ['notYetStarted', 'NotStarted'],
];

/** @param {unknown} name */
const isName = (name) => typeof (name ?? '') === 'string';

/** @param {any} value */
const areNames = (value) => typeof value === 'function' || (isObject(value) && Object.values(value).every(isName));

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 * @param {() => DocumentNames | undefined} names
 * @returns {import('./status-element.js').Subject<JobChange>}
 */
function createJob(root, onRetry, names) {
  const counts = make('ul', 'counts');
  counts.setAttribute('role', 'list');
  const list = createList();
  const frame = createFrame(root, onRetry, [counts, list.element]);
  const items = COUNTS.map(([, status]) => {
    const number = make('span', 'count-number');
    const word = make('span', '');
    const item = make('li', 'count', number, ' ', word);
    item.dataset.state = stateOf(status);
    counts.append(item);
    return { item, number, word };
  });
  /** @type {BatchStatus | undefined} */
  let batch;
  /** @type {Map<string, DocumentStatus>} */
  const documents = new Map();
  /** What the rows were written with. @type {[string, unknown]} */
  let written = ['', undefined];
  const isEnded = () => batch !== undefined && isTerminal(batch.status);

  /** @param {DocumentStatus} document */
  function givenName(document) {
    const given = names();
    try {
      const name = typeof given === 'function' ? given(document) : given?.[document.id];
      if (isName(name)) return name;
      throw new TypeError('documentNames gave a name that is not a text.');
    } catch (error) {
      // A page's own mistake is told where pages' mistakes are told, and doesn't stop the list.
      reportError(error);
    }
  }

  /** @param {DocumentStatus} document @param {number} index @param {Voice} voice */
  function nameOf(document, index, voice) {
    return (
      givenName(document) ||
      fileName(document.path) ||
      fileName(document.sourcePath) ||
      fill(voice.phrases.numbered, { number: numberOf(voice, index + 1) })
    );
  }

  return {
    events: 'document-translation-job',
    needs: ['batch-id'],
    method: 'watchBatch',
    watch: (client, batchId, _documentId, { stream, ...options }) => client.watchBatch(batchId, options),
    take(value) {
      const isNews = !batch || !isOlder(value.batch, batch);
      if (isNews) batch = value.batch;
      const news = value.documents.filter((document) => {
        const before = documents.get(document.id);
        return !before || !isOlder(document, before);
      });
      for (const document of news) documents.set(document.id, document);
      list.take(news);
      return isNews || news.length > 0;
    },
    value: () => batch && { batch, documents: [...documents.values()] },
    isEnded,
    clear() {
      batch = undefined;
      documents.clear();
      list.clear();
    },
    draw({ voice, error, note, name: given, href }) {
      const { language, phrases } = voice;
      const name = given || phrases.job;
      const state = error ? 'error' : batch ? stateOf(batch.status) : 'waiting';
      const summary = batch?.summary;
      const total = summary?.total ?? 0;
      const done = summary ? countEnded(summary) : 0;
      const failed = state === 'failed' || state === 'validation-failed';
      const word = error ? phrases.error : batch ? wordFor(voice, batch.status) : phrases.waiting;
      const of = fill(phrases.doneOf, { done: numberOf(voice, done), total: numberOf(voice, total) });
      const problem = documentProblem(batch?.error);
      frame.show({
        voice,
        state,
        note,
        name,
        aside: total ? counted(voice, total, phrases.documents) : '',
        status: total && !isEnded() && !error ? `${word} · ${of}` : word,
        time: note ? phrases[note] : batch && !error ? timeOf(voice, batch) : '',
        value: total ? done / total : undefined,
        segments:
          summary && total
            ? COUNTS.slice(0, 4).map(([member, status]) => ({
                state: stateOf(status),
                part: (summary[member] ?? 0) / total,
              }))
            : [],
        busy: total > 0 || (!error && !isEnded()),
        problem: error
          ? phrases[requestProblem(error)]
          : failed
            ? phrases[problem === 'failedDocument' ? 'failedJob' : problem]
            : '',
        details: technicalDetails(error ?? (failed ? batch?.error : undefined)),
        retry: Boolean(error),
        href: isEnded() && summary?.success ? href() : '',
        done: isEnded() && Boolean(summary?.success),
      });
      for (const [index, [member, status]] of COUNTS.entries()) {
        const count = summary?.[member] ?? 0;
        items[index].item.hidden = !count;
        write(items[index].number, numberOf(voice, count));
        write(items[index].word, wordFor(voice, status));
      }
      counts.hidden = items.every(({ item }) => item.hidden);
      list.element.hidden = list.size === 0;
      mark(list.element, 'aria-label', counted(voice, list.size, phrases.documents));
      const before = written;
      written = [JSON.stringify([language, phrases, href('-')]), names()];
      const isOther = before.some((part, index) => part !== written[index]);
      list.draw({ voice, nameOf: (document, index) => nameOf(document, index, voice), href }, isOther);
      return { state, announcement: `${name}: ${word}` };
    },
    announce: frame.announce,
  };
}

/**
 * How a whole job is doing.
 * @extends {StatusElement<JobChange>}
 * @fires document-translation-job-change detail: the job and the documents that changed
 * @fires document-translation-job-end detail: the job and all its documents
 * @fires document-translation-job-error detail: what ended the watching
 */
export class DocumentTranslationJobStatusElement extends StatusElement {
  static observedAttributes = StatusElement.observedAttributes.filter((name) => name !== 'document-id');

  /** @type {DocumentNames | undefined} */
  #names;

  constructor() {
    super((root, onRetry) => createJob(root, onRetry, () => this.documentNames));
  }

  /** @type {DocumentNames | undefined} What the documents are called, by their ids, or a function that says it. */
  get documentNames() {
    return this.#names;
  }
  set documentNames(value) {
    const rule = 'It holds names by document id, or is a function that gives them.';
    this.#names = take(this, 'documentNames', value, areNames, rule);
    this.redraw();
  }
}
