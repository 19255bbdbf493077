// <document-translation-job-status>: a whole job, or several jobs as one, with one bar by state and a list of the documents.
import { isObject } from '../client/options.js';
import { make, mark, write } from './dom.js';
import { counted, fileName, fill, numberOf, stateOf, wordFor } from './format.js';
import { createFrame } from './frame.js';
import { JobState } from './job-state.js';
import { createList } from './list.js';
import { COUNTS, jobPicture, waitingPicture } from './pictures.js';
import { StatusElement, take } from './status-element.js';

/** @typedef {import('./job-state.js').JobDocument} JobDocument */
/** @typedef {import('./format.js').Voice} Voice */
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
 * @returns {import('./status-element.js').Subject<JobChange | JobsChange>}
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
  const job = new JobState();
  /** The texts and names that the rows were written with. @type {[string, unknown]} */
  let written = ['', undefined];

  /** @param {JobDocument} document */
  function givenName(document) {
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

  /** @param {JobDocument} document @param {number} index @param {Voice} voice */
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
    ids: ['batch-id'],
    method: 'watchBatch',
    call({ batchId }, options) {
      const ids = [...new Set(batchId.toLowerCase().split(/\s+/).filter(Boolean))];
      job.count = ids.length;
      return ids.length > 1 ? ['watchBatches', ids, options] : ['watchBatch', ids[0], options];
    },
    take(value) {
      const news = job.take(value);
      list.take(news ?? []);
      return news !== undefined;
    },
    value: () => job.value,
    isEnded: () => job.isEnded,
    clear() {
      job.clear();
      list.clear();
    },
    draw(scene) {
      const { voice, href } = scene;
      const { language, phrases } = voice;
      const picture = job.batch ? jobPicture(scene, job) : waitingPicture(scene, 'job');
      frame.show(picture);
      for (const [index, [member, status]] of COUNTS.entries()) {
        const count = job.batch?.summary[member] ?? 0;
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
      return picture;
    },
    announce: frame.announce,
  };
}

/**
 * Shows the status of a job and its documents, or of several jobs as one.
 * @extends {StatusElement<JobChange | JobsChange>}
 * @fires document-translation-job-change detail: the job and the documents that changed
 * @fires document-translation-job-end detail: the job and all its documents
 * @fires document-translation-job-error detail: the error that ended the watching
 */
export class DocumentTranslationJobStatusElement extends StatusElement {
  static observedAttributes = StatusElement.observedAttributes.filter((name) => name !== 'document-id');

  /** @type {DocumentNames | undefined} */
  #names;

  constructor() {
    super((root, onRetry) => createJob(root, onRetry, () => this.documentNames));
  }

  /** @type {DocumentNames | undefined} The names of the documents by their ids, or a function that returns a document's name. */
  get documentNames() {
    return this.#names;
  }
  set documentNames(value) {
    const rule = 'It holds names by document id, or is a function that gives them.';
    this.#names = take(this, 'documentNames', value, areNames, rule);
    this.redraw();
  }
}
