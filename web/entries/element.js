// The two elements' classes; nothing is registered. Can be imported where there is no document.

/** @typedef {import('../element/status-element.js').Words} Words */
/** @typedef {import('../element/clients.js').Token} Token */
/** @typedef {import('../element/job.js').DocumentNames} DocumentNames */
/** @typedef {import('../element/job-state.js').JobChange} JobChange */
/** @typedef {import('../element/job-state.js').JobDocument} JobDocument */
/** @typedef {import('../element/job-state.js').JobsChange} JobsChange */

export { DocumentTranslationStatusElement } from '../element/element.js';
export { DocumentTranslationJobStatusElement } from '../element/job.js';
