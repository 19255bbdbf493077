// The two elements' classes; nothing is registered. Can be imported where there is no document.
export { DocumentTranslationStatusElement } from '../element/element.js';
export { DocumentTranslationJobStatusElement } from '../element/job.js';
