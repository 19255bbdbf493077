// The list of a job's documents, failed ones first. It is fast with thousands of documents: rows out of sight are not laid out
// (content-visibility), a few hundred rows are written per frame, and only those of documents that changed.
import { make, mark, write } from './dom.js';
import { isFailure, languageName, percentOf, reasonOf, stateOf, wordFor } from './format.js';
import { keyOf } from './job-state.js';

/** @typedef {import('./job-state.js').JobDocument} JobDocument */
/** @typedef {import('./format.js').Voice} Voice */
/** @typedef {{ voice: Voice, nameOf: (document: JobDocument, index: number) => string, href: (id: string) => string }} Manner */

const ROWS_A_FRAME = 200;

export function createList() {
  const rows = make('ul', 'documents');
  rows.setAttribute('role', 'list');
  rows.tabIndex = 0;
  /** @type {Map<string, { document: JobDocument, index: number, draw?: (document: JobDocument, manner: Manner) => void }>} */
  const known = new Map();
  /** @type {Set<string>} */
  const pending = new Set();
  /** @type {Manner} */
  let manner;
  let frame = 0;
  let failedCount = 0;

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
    /** @param {JobDocument} document @param {Manner} now */
    return (document, { voice, nameOf, href }) => {
      const state = stateOf(document.status);
      const failed = isFailure(state);
      const word = wordFor(voice, document.status);
      const part = state === 'running' ? (document.progress ?? 0) : 0;
      mark(row, 'data-state', state);
      write(label, nameOf(document, index));
      mark(name, 'href', state === 'succeeded' ? href(document.id) : '');
      write(language, document.to ? languageName(voice, document.to) : '');
      write(status, part > 0 ? `${word} · ${percentOf(voice, part)}` : word);
      write(message, failed ? (reasonOf(voice, document.error) ?? voice.phrases.failedDocument) : '');
      if (failed && !isFirst) rows.insertBefore(row, rows.children[failedCount++]);
      else if (!row.parentNode) rows.append(row);
      isFirst ||= failed;
    };
  }

  function drawSome() {
    frame = 0;
    let left = ROWS_A_FRAME;
    for (const key of pending) {
      if (left-- === 0) break;
      pending.delete(key);
      const entry = known.get(key);
      if (!entry) continue;
      entry.draw ??= createRow(entry.index);
      entry.draw(entry.document, manner);
    }
    if (pending.size) frame = requestAnimationFrame(drawSome);
  }

  return {
    element: rows,
    get size() {
      return known.size;
    },
    /** @param {JobDocument[]} documents that are new or changed */
    take(documents) {
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
      failedCount = 0;
      rows.replaceChildren();
    },
    /** @param {Manner} wanted @param {boolean} anew whether all rows are to be written again */
    draw(wanted, anew) {
      manner = wanted;
      if (anew) for (const key of known.keys()) pending.add(key);
      if (!frame && pending.size) drawSome();
    },
  };
}
