// The content of a document in the list of its job.
import { resultLink } from './links.js';
import { cleanName, fileName, languageName, shortNameOf } from './names.js';
import { fill, numberOf, percentOf } from './numbers.js';
import { reasonOf } from './problems.js';
import { isFailure, lookOf, stateOf, wordFor } from './statuses.js';

/**
 * @param {import('./content.js').ContentOptions} options
 * @param {import('../module/types.js').DocumentStatus & { batchId?: string }} document
 * @param {number} index of the document among those of the job, from 0
 * @param {string} [name] default: the name of its file, or its number
 */
export function rowContent(options, document, index, name) {
  const { locale } = options;
  const { id, batchId, status, path, sourcePath, to, error, progress = 0 } = document;
  const state = stateOf(status);
  const failed = isFailure(state);
  const word = wordFor(locale, status);
  const [own] = [name, fileName(path), fileName(sourcePath)].map(cleanName).filter(Boolean);
  const shown = own ?? fill(locale.phrases.numbered, { number: numberOf(locale, index + 1) });
  return {
    ...lookOf(state),
    name: shown,
    shortName: shortNameOf(shown),
    href: state === 'succeeded' ? resultLink(options, id, batchId) : '',
    language: languageName(locale, to),
    status: state === 'running' && progress > 0 ? `${word} · ${percentOf(locale, progress)}` : word,
    problem: failed ? (reasonOf(locale, error) ?? locale.phrases.failedDocument) : '',
    /** Failed documents come first in the list, in the order in which they failed. */
    isFirst: failed,
  };
}
