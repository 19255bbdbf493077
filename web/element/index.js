// The two elements' classes; nothing is registered. Can be imported where there is no document.
export { DocumentTranslationStatusElement } from './element.js';
export { DocumentTranslationJobStatusElement } from './job.js';
