// The list of a job's documents, failed ones first. It is fast with thousands of documents: rows out of sight are not laid out
// (content-visibility), a few hundred rows are written per frame, and only those of documents that changed.
import { rowContent } from '../content/row-content.js';
import { make, mark, markLook, write } from './dom.js';
import { keyOf } from './job-state.js';

/** @typedef {import('./job-state.js').JobDocument} JobDocument */
/** @typedef {import('../content/content.js').ContentOptions} ContentOptions */
/** @typedef {(document: JobDocument) => string | undefined} NameOf The name that the page has given to a document. */

const ROWS_A_FRAME = 200;

export function createList() {
  const rows = make('ul', 'documents');
  rows.setAttribute('role', 'list');
  rows.tabIndex = 0;
  /** @type {Map<string, { document: JobDocument, index: number, render?: (document: JobDocument) => void }>} */
  const known = new Map();
  /** @type {Set<string>} */
  const pending = new Set();
  /** @type {ContentOptions} */
  let options;
  /** @type {NameOf} */
  let nameOf;
  let frame = 0;
  let firstCount = 0;

  /** @param {number} index */
  function createRow(index) {
    const label = make('bdi', '');
    const name = make('a', 'document-name', label);
    const language = make('span', 'document-language');
    const status = make('span', 'document-status');
    const message = make('span', 'document-message');
    const row = make('li', 'document', name, language, status, message);
    /** Whether the row is among the failed ones. */
    let isFirst = false;
    /** @param {JobDocument} document */
    return (document) => {
      const content = rowContent(options, document, index, nameOf(document));
      markLook(row, content);
      write(label, content.shortName);
      mark(name, 'title', content.shortName === content.name ? '' : content.name);
      mark(name, 'href', content.href);
      write(language, content.language);
      write(status, content.status);
      write(message, content.problem);
      if (content.isFirst && !isFirst) rows.insertBefore(row, rows.children[firstCount++]);
      else if (!row.parentNode) rows.append(row);
      isFirst ||= content.isFirst;
    };
  }

  function renderSome() {
    frame = 0;
    let left = ROWS_A_FRAME;
    for (const key of pending) {
      if (left-- === 0) break;
      pending.delete(key);
      const entry = known.get(key);
      if (!entry) continue;
      entry.render ??= createRow(entry.index);
      entry.render(entry.document);
    }
    if (pending.size) frame = requestAnimationFrame(renderSome);
  }

  return {
    element: rows,
    get size() {
      return known.size;
    },
    /** @param {JobDocument[]} documents that are new or changed */
    update(documents) {
      for (const document of documents) {
        const key = keyOf(document);
        const entry = known.get(key);
        if (entry) entry.document = document;
        else known.set(key, { document, index: known.size });
        pending.add(key);
      }
    },
    clear() {
      known.clear();
      pending.clear();
      cancelAnimationFrame(frame);
      frame = 0;
      firstCount = 0;
      rows.replaceChildren();
    },
    /** @param {ContentOptions} newOptions @param {NameOf} newNameOf @param {boolean} anew whether all rows are to be written again */
    render(newOptions, newNameOf, anew) {
      options = newOptions;
      nameOf = newNameOf;
      if (anew) for (const key of known.keys()) pending.add(key);
      if (!frame && pending.size) renderSome();
    },
  };
}
