// Registers <document-translation-status> and <document-translation-job-status>, where there is a registry and the names are free.
/// <reference path="./globals.d.ts" preserve="true" />
import { DocumentTranslationJobStatusElement, DocumentTranslationStatusElement } from './element.js';

export { DocumentTranslationJobStatusElement, DocumentTranslationStatusElement };

/** @type {[string, CustomElementConstructor][]} */
const elements = [
  ['document-translation-status', DocumentTranslationStatusElement],
  ['document-translation-job-status', DocumentTranslationJobStatusElement],
];
if (globalThis.customElements)
  for (const [name, element] of elements) if (!customElements.get(name)) customElements.define(name, element);
