// Registers <document-translation-status>, where there is a registry and the name is free.
import { DocumentTranslationStatusElement } from './element.js';

export { DocumentTranslationStatusElement };

const NAME = 'document-translation-status';
if (globalThis.customElements && !customElements.get(NAME))
  customElements.define(NAME, DocumentTranslationStatusElement);
