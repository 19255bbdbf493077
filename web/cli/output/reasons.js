// Formats why documents and jobs did not succeed: below their rows, and once for all that share a reason.
import { withFullStop, withoutControls } from './text.js';

/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('../../module/types.js').ServiceError} ServiceError */

/**
 * @typedef {object} Failure
 * @property {string} text
 * @property {string} [hint]
 * @property {{ name: string, id: string }} [document] Below the row of its job.
 * @property {boolean} [isJob] Whether it is the job that failed, not a document.
 */

/**
 * Returns the code and the message of the innermost error, and the hint.
 * @param {ServiceError} error
 * @returns {Failure}
 */
export function failureOf(error) {
  let inner = error;
  while (inner.innerError) inner = inner.innerError;
  const { code, message } = { ...error, ...inner };
  return { text: withFullStop(withoutControls(`${code ?? 'Error'}: ${message ?? ''}`)), hint: error.hint };
}

/** @param {Failure} failure */
function textsOf({ document, text, hint }) {
  const start = document ? `${document.name}: ` : '';
  const end = document && document.name !== document.id ? ` (${document.id})` : '';
  return [`${start}${text}${end}`, ...(hint ? [hint] : [])];
}

/** Returns the reason and the hint of one document or job. @param {ServiceError} error */
export const reasonsOf = (error) => textsOf(failureOf(error));

/**
 * Returns the texts below each row, and those below the table: the reasons that several rows share. A hint is not repeated.
 * @param {Row[]} rows
 * @returns {{ below: Map<Row, string[]>, shared: string[] }}
 */
export function tableReasons(rows) {
  /** @type {Map<string, Failure[]>} */
  const groups = new Map();
  const keyOf = (/** @type {Failure} */ { text, isJob }) => `${isJob ? 'jobs' : 'documents'}: ${text}`;
  for (const failure of rows.flatMap(({ failures }) => failures)) {
    const group = groups.get(keyOf(failure));
    if (group) group.push(failure);
    else groups.set(keyOf(failure), [failure]);
  }
  const isShared = (/** @type {Failure} */ failure) => Number(groups.get(keyOf(failure))?.length) > 1;
  const below = rows.map((row) => {
    const texts = row.failures.flatMap((failure) =>
      textsOf(isShared(failure) ? { ...failure, hint: undefined } : failure),
    );
    return /** @type {const} */ ([row, texts]);
  });
  const shared = [...groups].flatMap(([key, group]) =>
    group.length > 1 ? [[`${group.length} ${key}`, group[0].hint].filter(Boolean).join(' ')] : [],
  );
  return { below: new Map(below), shared };
}
