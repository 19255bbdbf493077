// What the elements have for a page: attributes, properties, events, slots, parts, custom properties and states. The one home of their
// descriptions: custom-elements.json is made of it by the build, and the tables of docs/element.md by npm run readme.
import { code, table } from '../docs/markdown.js';

/** @typedef {[name: string, type: string, description: string]} Row */

/** @type {Row[]} Each has a property of the same name in camel case. */
const ATTRIBUTES = [
  ['endpoint', 'string', 'where the proxy is, relative to the page; `/` where the page itself comes from it'],
  ['batch-id', 'string', 'the job'],
  ['document-id', 'string', 'the document of the job'],
  ['api-version', 'string', 'the version of the service’s API that the requests use; default 2024-05-01'],
  ['src', 'string', 'the whole URL of what is shown, in place of `endpoint`, `api-version` and the ids'],
  [
    'token',
    'string',
    'a view token of the proxy; the property may be a function that gives one, and is asked again after a 401',
  ],
  ['name', 'string', 'what it is called; else the last part of its `path`, where the proxy gives that'],
  ['result-href', 'string', 'where the translation can be had; `{documentId}` in it stands for a document’s id'],
  ['stream', 'boolean', 'have a document’s changes sent instead of asking, where the proxy can'],
  ['lang', 'string', 'the language to speak; else that of what it stands in, else the browser’s'],
];

/** @type {Row[]} Those without an attribute. */
const PROPERTIES = [
  ['client', 'DocumentTranslationClient', 'a client of one’s own, in place of `endpoint`, `api-version` and `token`'],
  ['words', 'Partial<Words>', 'phrases in place of the element’s own, or in a language that it doesn’t have'],
];

/** @type {Row[]} */
const SLOTS = [
  ['label', '', 'in place of the name'],
  ['action', '', 'what can be done when there is a translation; else a link to `result-href`'],
  ['error', '', 'in place of the words for what went wrong'],
];

/** @type {Row[]} */
const PARTS = [
  ['base', '', 'all of it'],
  ['header', '', 'the line of the name'],
  ['name', '', 'what it is called'],
  ['aside', '', 'beside the name: the language, or how many documents'],
  ['track', '', 'the whole length of the bar'],
  ['bar', '', 'what is done of it; in a job one for each state'],
  ['footer', '', 'the line under the bar'],
  ['status', '', 'the state in words'],
  ['time', '', 'since when and how long still, or what is in the way'],
  ['problem', '', 'what went wrong'],
  ['message', '', 'what went wrong, in words'],
  ['details', '', 'the technical details, folded'],
  ['retry', '', 'the button to try again'],
  ['actions', '', 'what can be done at the end'],
  ['action', '', 'the link to the translation'],
];

/** @type {Row[]} */
const JOB_PARTS = [
  ['counts', '', 'how many documents are in which state'],
  ['count', '', 'one of them'],
  ['count-number', '', 'its number'],
  ['documents', '', 'the list'],
  ['document', '', 'a row of it'],
  ['document-name', '', 'what it is called; a link where there is a translation'],
  ['document-language', '', 'the language it is translated to'],
  ['document-status', '', 'its state in words'],
  ['document-message', '', 'why it failed'],
];

/** @type {Row[]} */
const CUSTOM_PROPERTIES = [
  ['--document-translation-status-color', '<color>', 'of what is under way'],
  ['--document-translation-status-success', '<color>', 'of what has succeeded'],
  ['--document-translation-status-error', '<color>', 'of what has failed'],
  ['--document-translation-status-muted', '<color>', 'of the lesser texts'],
  ['--document-translation-status-track', '<color>', 'of the bar where nothing is done yet'],
  ['--document-translation-status-size', '<length>', 'the bar’s thickness, 0.5em'],
  ['--document-translation-status-radius', '<length>', 'the bar’s roundness, 1em'],
];

/** @type {Row[]} */
const JOB_CUSTOM_PROPERTIES = [
  ['--document-translation-status-list-size', '<length>', 'the height from which the list scrolls, 20em'],
];

/** @type {Row[]} */
const STATES = [
  ['waiting', '', 'nothing is known yet'],
  ['not-started', '', 'it waits for its turn'],
  ['running', '', 'it is being translated'],
  ['cancelling', '', 'it is being canceled'],
  ['succeeded', '', 'there is a translation'],
  ['failed', '', 'there is none'],
  ['canceled', '', 'it was canceled'],
  ['validation-failed', '', 'it was not accepted'],
  ['unknown', '', 'the service says what this version doesn’t know'],
  ['error', '', 'watching has ended, for what is in `error`'],
  ['offline', '', 'besides one of the above: the browser is offline'],
  ['interrupted', '', 'besides one of the above: there is no reply at the moment; it goes on trying'],
];

/** @type {{ tagName: string, className: string, summary: string, attributes: Row[], properties: Row[], events: Row[], parts: Row[], customProperties: Row[] }[]} */
const ELEMENTS = [
  {
    tagName: 'document-translation-status',
    className: 'DocumentTranslationStatusElement',
    summary: 'How one document is doing.',
    attributes: ATTRIBUTES,
    properties: [
      ...PROPERTIES,
      ['status', 'WatchedDocument | undefined', 'what was last seen; read only'],
      ['error', 'DocumentTranslationError | undefined', 'what ended the watching; read only'],
    ],
    events: [
      ['document-translation-change', 'CustomEvent<WatchedDocument>', 'at each change'],
      ['document-translation-end', 'CustomEvent<WatchedDocument>', 'with the last status'],
      ['document-translation-error', 'CustomEvent<DocumentTranslationError>', 'with what ended the watching'],
    ],
    parts: PARTS,
    customProperties: CUSTOM_PROPERTIES,
  },
  {
    tagName: 'document-translation-job-status',
    className: 'DocumentTranslationJobStatusElement',
    summary: 'How a whole job is doing, and its documents.',
    attributes: ATTRIBUTES.filter(([name]) => name !== 'document-id'),
    properties: [
      ...PROPERTIES,
      [
        'documentNames',
        'Record<string, string> | ((document: DocumentStatus) => string | undefined)',
        'in a job: what the documents are called',
      ],
      ['status', 'JobChange | undefined', 'what was last seen, of all documents; read only'],
      ['error', 'DocumentTranslationError | undefined', 'what ended the watching; read only'],
    ],
    events: [
      ['document-translation-job-change', 'CustomEvent<JobChange>', 'at each change, with the documents that changed'],
      ['document-translation-job-end', 'CustomEvent<JobChange>', 'with all documents'],
      ['document-translation-job-error', 'CustomEvent<DocumentTranslationError>', 'with what ended the watching'],
    ],
    parts: [...PARTS, ...JOB_PARTS],
    customProperties: [...CUSTOM_PROPERTIES, ...JOB_CUSTOM_PROPERTIES],
  },
];

/** @type {Row[]} */
const METHODS = [
  ['retry', '', 'begins again after an error'],
  ['redraw', '', 'writes all texts anew, where what they are made of changed unseen'],
];

/** @param {string} attribute */
const camelCase = (attribute) => attribute.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/**
 * The custom elements manifest, https://github.com/webcomponents/custom-elements-manifest.
 * @returns {import('custom-elements-manifest').Package}
 */
export function createManifest() {
  const named = (/** @type {Row} */ [name, , description]) => ({ name, description });
  const typed = (/** @type {Row} */ [name, text, description]) => ({ name, type: { text }, description });
  const [classes, define] = ['dist/entries/element.js', 'dist/entries/define.js'];
  return {
    schemaVersion: '2.1.0',
    modules: [
      {
        kind: 'javascript-module',
        path: classes,
        declarations: ELEMENTS.map((element) => ({
          kind: 'class',
          customElement: true,
          name: element.className,
          tagName: element.tagName,
          summary: element.summary,
          superclass: { name: 'HTMLElement' },
          attributes: element.attributes.map((row) => ({ ...typed(row), fieldName: camelCase(row[0]) })),
          members: [
            ...element.attributes.map(([attribute, type, description]) => ({
              kind: /** @type {const} */ ('field'),
              name: camelCase(attribute),
              attribute,
              type: { text: attribute === 'token' ? 'string | (() => string | Promise<string>)' : type },
              description,
            })),
            ...element.properties.map((row) => ({
              kind: /** @type {const} */ ('field'),
              ...typed(row),
              ...(['status', 'error'].includes(row[0]) && { readonly: true }),
            })),
            ...METHODS.map((row) => ({ kind: /** @type {const} */ ('method'), ...named(row) })),
          ],
          events: element.events.map(typed),
          slots: SLOTS.map(named),
          cssParts: element.parts.map(named),
          cssProperties: element.customProperties.map(([name, syntax, description]) => ({ name, syntax, description })),
          cssStates: STATES.map(named),
        })),
        exports: ELEMENTS.map(({ className: name }) => ({ kind: 'js', name, declaration: { name } })),
      },
      {
        kind: 'javascript-module',
        path: define,
        exports: ELEMENTS.flatMap(({ tagName, className }) => [
          { kind: 'js', name: className, declaration: { name: className, module: classes } },
          { kind: 'custom-element-definition', name: tagName, declaration: { name: className, module: classes } },
        ]),
      },
    ],
  };
}

/** The tables of docs/element.md: one of each kind, and what the job's element has besides. */
export function elementTables() {
  const [document, job] = ELEMENTS;
  const more = (/** @type {'parts' | 'customProperties'} */ kind) =>
    job[kind].slice(document[kind].length).map(([name, type, text]) => [name, type, `in a job: ${text}`]);
  const section = (/** @type {string} */ title, /** @type {string} */ content) => `### ${title}\n\n${content}`;
  return [
    section(
      'Attributes',
      table(
        ['attribute', ''],
        ATTRIBUTES.map(([name, , text]) => [code(name), text]),
      ),
    ),
    section(
      'Properties',
      `Every attribute has one, in camel case: \`batchId\`. Besides:\n\n${table(
        ['property', 'type', ''],
        [...document.properties, job.properties[PROPERTIES.length]].map(([name, type, text]) => [
          code(name),
          code(type),
          text,
        ]),
      )}\n\nMethods: ${METHODS.map(([name, , text]) => `\`${name}()\` ${text}`).join('; ')}.`,
    ),
    section(
      'Events',
      table(
        ['event', 'type', ''],
        [...document.events, ...job.events].map(([name, type, text]) => [code(name), code(type), text]),
      ),
    ),
    section(
      'Slots',
      table(
        ['slot', ''],
        SLOTS.map(([name, , text]) => [code(name), text]),
      ),
    ),
    section(
      'Parts',
      table(
        ['part', ''],
        [...PARTS, ...more('parts')].map(([name, , text]) => [code(name), text]),
      ),
    ),
    section(
      'Custom properties',
      table(
        ['custom property', 'type', ''],
        [...CUSTOM_PROPERTIES, ...more('customProperties')].map(([name, type, text]) => [code(name), code(type), text]),
      ),
    ),
    section(
      'States',
      table(
        ['state', ''],
        STATES.map(([name, , text]) => [code(`:state(${name})`), text]),
      ),
    ),
  ].join('\n\n');
}
