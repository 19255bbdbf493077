// <document-translation-job-status>: a whole job, or several jobs as one, with one bar by state and a list of the documents.
import { isObject } from '../client/options.js';
import { waitingContent } from '../content/content.js';
import { countsContent, jobContent } from '../content/job-content.js';
import { counted } from '../content/numbers.js';
import { make, mark, markLook, write } from './dom.js';
import { createFrame } from './frame.js';
import { JobState } from './job-state.js';
import { createList } from './list.js';
import { validate } from './properties.js';
import { StatusElement } from './status-element.js';

/** @typedef {import('./job-state.js').JobDocument} JobDocument */
/** @typedef {import('./job-state.js').JobChange} JobChange */
/** @typedef {import('./job-state.js').JobsChange} JobsChange */
/** @typedef {Record<string, string> | ((document: JobDocument) => string | undefined)} DocumentNames By document id. */

/** @param {unknown} name */
const isName = (name) => typeof (name ?? '') === 'string';

/** @param {any} value */
const areNames = (value) => typeof value === 'function' || (isObject(value) && Object.values(value).every(isName));

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 * @param {() => DocumentNames | undefined} names
 * @returns {{ model: import('./status-element.js').Model<JobChange | JobsChange>, view: import('./status-element.js').View }}
 */
function create(root, onRetry, names) {
  const counts = make('ul', 'counts');
  counts.setAttribute('role', 'list');
  const list = createList();
  const frame = createFrame(root, onRetry, [counts, list.element]);
  const job = new JobState();
  /** The texts and names that the rows were written with. @type {[string, unknown]} */
  let written = ['', undefined];

  /** @param {JobDocument} document */
  function nameOf(document) {
    const given = names();
    try {
      const name = typeof given === 'function' ? given(document) : given?.[document.id];
      if (isName(name)) return name;
      throw new TypeError('documentNames gave a name that is not a text.');
    } catch (error) {
      // An error of the page's function is reported like the page's other errors. The list continues.
      reportError(error);
    }
  }

  /** @param {ReturnType<typeof countsContent>} content */
  function renderCounts(content) {
    counts.hidden = content.every(({ count }) => !count);
    for (const [index, { count, number, word, ...look }] of content.entries()) {
      const item =
        counts.children[index] ??
        counts.appendChild(make('li', 'count', make('span', ''), ' ', make('span', 'count-number')));
      const [wordPart, numberPart] = item.children;
      markLook(item, look);
      write(numberPart, number);
      write(wordPart, word);
      /** @type {HTMLElement} */ (item).hidden = !count;
    }
  }

  return {
    model: {
      eventPrefix: 'document-translation-job',
      ids: ['batch-id'],
      method: 'watchBatch',
      call({ batchId }, options) {
        const ids = [...new Set(batchId.toLowerCase().split(/\s+/).filter(Boolean))];
        job.count = ids.length;
        return ids.length > 1 ? ['watchBatches', ids, options] : ['watchBatch', ids[0], options];
      },
      update(value) {
        const change = job.update(value);
        list.update(change?.documents ?? []);
        return change;
      },
      value: () => job.value,
      isEnded: () => job.isEnded,
      clear() {
        job.clear();
        list.clear();
      },
    },
    view: {
      render(options) {
        const { locale, resultHref, baseUrl } = options;
        const { batch, documents, progress, leftMs } = job;
        const content = batch
          ? jobContent(options, { batch, documents, progress, leftMs })
          : waitingContent(options, 'job');
        frame.show(content);
        renderCounts(countsContent(options, batch?.summary));
        list.element.hidden = list.size === 0;
        mark(list.element, 'aria-label', counted(locale, list.size, locale.phrases.documents));
        const before = written;
        written = [JSON.stringify([locale, resultHref, baseUrl]), names()];
        const isOther = before.some((part, index) => part !== written[index]);
        list.render(options, nameOf, isOther);
        return content;
      },
      announce: frame.announce,
    },
  };
}

/**
 * Shows the status of a job and its documents, or of several jobs as one.
 * @extends {StatusElement<JobChange | JobsChange>}
 * @fires document-translation-job-change detail: the job and the documents that changed
 * @fires document-translation-job-end detail: the job and all its documents
 * @fires document-translation-job-error detail: the error that ended the watching
 * @fires document-translation-job-interrupted detail: the error of the last request
 * @fires document-translation-job-resumed detail: the last status
 */
export class DocumentTranslationJobStatusElement extends StatusElement {
  static observedAttributes = StatusElement.observedAttributes.filter((name) => name !== 'document-id');

  /** @type {DocumentNames | undefined} */
  #names;

  constructor() {
    super((root, onRetry) => create(root, onRetry, () => this.documentNames));
  }

  /** @type {DocumentNames | undefined} The names of the documents by their ids, or a function that returns a document's name. */
  get documentNames() {
    return this.#names;
  }
  set documentNames(value) {
    const rule = 'It holds names by document id, or is a function that gives them.';
    this.#names = validate(this, 'documentNames', value, areNames, rule);
    this.redraw();
  }
}
