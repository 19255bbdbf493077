// The interface of the elements: attributes, properties, methods, events, slots, parts, custom properties and states, with their
// descriptions. The build writes it to custom-elements.json, and npm run readme to docs/element.md.

/** @typedef {[name: string, type: string, description: string]} Row */

/** Each has a property of the same name in camel case. @type {Row[]} */
export const ATTRIBUTES = [
  ['endpoint', 'string', 'the URL of the proxy, relative to the page; `/` if the proxy is on the page’s own origin'],
  ['batch-id', 'string', 'the id of the job; in the job element also the ids of several jobs, separated by spaces'],
  [
    'document-id',
    'string',
    'the id of the document in the job; empty: not known yet, the element waits; without the attribute: the whole job',
  ],
  ['api-version', 'string', 'the version of the service’s API that the requests use; default 2024-05-01'],
  [
    'src',
    'string',
    'the full URL of the document or job, such as the `Operation-Location`; replaces `api-version` and the ids, and `endpoint` if that is not set',
  ],
  [
    'token',
    'string',
    'a view token of the proxy; the property may be a function that returns one, which is called again after a 401',
  ],
  [
    'token-header',
    'string',
    'the header that carries the token; `X-View-Token` if the host of the proxy replaces `Authorization`',
  ],
  ['credentials', 'string', 'whether requests carry cookies, as in `fetch`; `include` for a proxy of another origin'],
  ['name', 'string', 'the name to show; default: the last segment of the document’s `path`, if the proxy exposes it'],
  ['result-href', 'string', 'the URL of the translation; `{batchId}` and `{documentId}` in it are replaced by the ids'],
  [
    'stream',
    'boolean',
    'receives a document’s changes as server-sent events instead of polling, if the proxy supports it',
  ],
  [
    'lang',
    'string',
    'the language of the texts; default: the language of the closest ancestor with `lang`, then of the browser',
  ],
];

/** Those without an attribute. @type {Row[]} */
export const PROPERTIES = [
  ['client', 'DocumentTranslationClient', 'a client of your own; replaces `endpoint`, `api-version` and `token`'],
  ['words', 'Partial<Words>', 'texts that replace the element’s own, or add a language'],
];

/** @type {Row[]} */
export const SLOTS = [
  ['label', '', 'replaces the name'],
  ['action', '', 'actions for a finished translation; default: a link to `result-href`'],
  ['error', '', 'replaces the text of an error'],
];

/** @type {Row[]} */
export const PARTS = [
  ['base', '', 'the whole element'],
  ['header', '', 'the line with the name'],
  ['name', '', 'the name'],
  ['aside', '', 'beside the name: the language, or the number of documents'],
  ['track', '', 'the background of the bar'],
  ['bar', '', 'the filled part of the bar; in a job one for each state, and one for the progress of running documents'],
  ['footer', '', 'the line below the bar'],
  ['status', '', 'the state as text'],
  ['time', '', 'elapsed and remaining time, or the reason for a delay'],
  ['problem', '', 'the error with its details'],
  ['message', '', 'the text of the error'],
  ['details', '', 'the technical details, collapsed'],
  ['retry', '', 'the button that tries again'],
  ['actions', '', 'the actions at the end'],
  ['action', '', 'the link to the translation'],
];

/** @type {Row[]} */
const JOB_PARTS = [
  ['counts', '', 'the number of documents in each state'],
  ['count', '', 'one of these numbers with its state'],
  ['count-number', '', 'the number itself'],
  ['documents', '', 'the list of documents'],
  ['document', '', 'a row of the list'],
  ['document-name', '', 'the document’s name; a link once it is translated'],
  ['document-language', '', 'the target language'],
  ['document-status', '', 'the document’s state as text'],
  ['document-message', '', 'the reason of a failure'],
];

/** @type {Row[]} */
export const CUSTOM_PROPERTIES = [
  ['--document-translation-status-color', '<color>', 'documents in progress'],
  ['--document-translation-status-success', '<color>', 'documents that succeeded'],
  ['--document-translation-status-warning', '<color>', 'jobs that ended with documents that were not translated'],
  ['--document-translation-status-error', '<color>', 'documents that failed'],
  ['--document-translation-status-muted', '<color>', 'secondary text'],
  ['--document-translation-status-track', '<color>', 'the background of the bar'],
  ['--document-translation-status-size', '<length>', 'the height of the bar; default 0.5em'],
  ['--document-translation-status-radius', '<length>', 'the corner radius of the bar; default 1em'],
];

/** @type {Row[]} */
const JOB_CUSTOM_PROPERTIES = [
  ['--document-translation-status-list-size', '<length>', 'the maximum height of the list; default 20em'],
];

/** @type {Row[]} */
export const STATES = [
  ['waiting', '', 'no status has been received yet'],
  ['not-started', '', 'the translation has not started'],
  ['running', '', 'the translation is in progress'],
  ['cancelling', '', 'the translation is being canceled'],
  ['succeeded', '', 'the translation succeeded; of a job: all its documents were translated'],
  ['partial', '', 'in place of `succeeded`: the job ended, and some of its documents were not translated'],
  ['failed', '', 'the translation failed'],
  ['canceled', '', 'the translation was canceled'],
  ['validation-failed', '', 'the service rejected the input'],
  ['unknown', '', 'the service reported a status that this version does not know'],
  ['error', '', 'watching ended with the error in `error`'],
  ['offline', '', 'in addition to one of the above: the browser is offline'],
  ['interrupted', '', 'in addition to one of the above: requests are failing, and the element keeps trying'],
];

/** @type {{ tagName: string, className: string, summary: string, attributes: Row[], properties: Row[], events: Row[], parts: Row[], customProperties: Row[] }[]} */
export const ELEMENTS = [
  {
    tagName: 'document-translation-status',
    className: 'DocumentTranslationStatusElement',
    summary: 'Shows the status of one document, or of a job of which only the id is known.',
    attributes: ATTRIBUTES,
    properties: [
      ...PROPERTIES,
      [
        'status',
        'WatchedDocument | JobChange | undefined',
        'the last status; without `document-id`: the job and all its documents; read only',
      ],
      ['error', 'DocumentTranslationError | undefined', 'the error that ended watching; read only'],
    ],
    events: [
      [
        'document-translation-change',
        'CustomEvent<WatchedDocument | JobChange>',
        'at each change; without `document-id`: the job and the documents that changed',
      ],
      [
        'document-translation-end',
        'CustomEvent<WatchedDocument | JobChange>',
        'with the last status; without `document-id`: the job and all its documents',
      ],
      ['document-translation-error', 'CustomEvent<DocumentTranslationError>', 'with the error that ended watching'],
    ],
    parts: PARTS,
    customProperties: CUSTOM_PROPERTIES,
  },
  {
    tagName: 'document-translation-job-status',
    className: 'DocumentTranslationJobStatusElement',
    summary: 'Shows the status of a job and its documents, or of several jobs as one.',
    attributes: ATTRIBUTES.filter(([name]) => name !== 'document-id'),
    properties: [
      ...PROPERTIES,
      [
        'documentNames',
        'Record<string, string> | ((document: DocumentStatus) => string | undefined)',
        'in a job: the names of the documents, or a function that returns a document’s name',
      ],
      ['status', 'JobChange | JobsChange | undefined', 'the last status, with all documents; read only'],
      ['error', 'DocumentTranslationError | undefined', 'the error that ended watching; read only'],
    ],
    events: [
      [
        'document-translation-job-change',
        'CustomEvent<JobChange | JobsChange>',
        'at each change, with the documents that changed',
      ],
      ['document-translation-job-end', 'CustomEvent<JobChange | JobsChange>', 'with all documents'],
      ['document-translation-job-error', 'CustomEvent<DocumentTranslationError>', 'with the error that ended watching'],
    ],
    parts: [...PARTS, ...JOB_PARTS],
    customProperties: [...CUSTOM_PROPERTIES, ...JOB_CUSTOM_PROPERTIES],
  },
];

/** @type {Row[]} */
export const METHODS = [
  ['retry', '', 'starts watching again after an error'],
  ['redraw', '', 'writes all texts anew, for changes that the element cannot observe'],
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
