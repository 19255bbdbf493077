// What secrets and storage paths look like, whatever their values are. A new form is a new line of one of the two tables.

/** @typedef {[start: number, end: number, isQuery?: boolean]} Span isQuery: of a path that stays. */

/** @typedef {'removed' | 'without query' | 'kept'} Paths What becomes of storage paths. */

const SAS_NAMES =
  'sig|sv|ss|srt|sp|st|se|sr|sip|spr|si|sdd|skoid|sktid|skt|ske|sks|skv|saoid|suoid|scid|sduoid|skdutid|rscc|rscd|rsce|rscl|rsct';
const CONNECTION_NAMES =
  'DefaultEndpointsProtocol|AccountName|AccountKey|SharedAccessKeyName|SharedAccessKey|SharedAccessSignature|(?:Blob|File|Queue|Table|Dfs)(?:Secondary)?Endpoint|EndpointSuffix';
const SECRET_NAMES =
  '(?:account|shared|storage|subscription|api|primary|secondary|client)[ _-]?(?:access[ _-]?)?(?:key|secret)|(?:access|refresh|id)[_-]token|password';
/** Between a header's or member's name and its value: also the quotes and brackets of JSON. */
const IS = '["\'\\\\\\]]{0,4}\\s{0,8}[:=][\\s"\'\\\\\\[]{0,8}';

/**
 * Secrets. None has an unbounded repetition but at its end: a text is read in a time that grows with its length only.
 * @type {[what: string, pattern: RegExp][]}
 */
const SECRETS = [
  ['a signature in a query', /sig=[^\s"'<>]*/gi],
  ['the parameters of a SAS', new RegExp(`(?:[?&]|(?<![a-z0-9_]))(?:${SAS_NAMES})\\s{0,8}=\\s{0,8}[^\\s"'<>]*`, 'gi')],
  ['a signature elsewhere', new RegExp(`(?<![a-z0-9])(?:sig${IS}|signature\\s{0,8}=\\s{0,8})[^\\s"'<>]+`, 'gi')],
  [
    'the parts of a connection string',
    new RegExp(`(?<![a-z])(?:${CONNECTION_NAMES})["']?\\s{0,8}[:=][\\s"']{0,8}[^\\s;"'<>]*;?`, 'gi'),
  ],
  ['a key or a password', new RegExp(`(?<![a-z])(?:${SECRET_NAMES})${IS}[^\\s;,"'<>]+`, 'gi')],
  ['the header of a subscription key', new RegExp(`ocp-apim-subscription-key${IS}[^\\s;,"'<>]+`, 'gi')],
  // Without a scheme, a digit tells a token from a word of a sentence.
  [
    'the header of a token',
    new RegExp(
      `authorization${IS}(?:(?:bearer|basic|sharedkey|sharedkeylite)\\s{1,8}|(?=[^\\s;,"'<>]{0,200}\\d))[^\\s;,"'<>]+`,
      'gi',
    ),
  ],
  ['a token', /(?<![a-z])bearer\s{1,8}(?=[\w.~+/-]{0,200}\d)[\w.~+/-]{8,}=*/gi],
  ['a JWT', /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g],
  ['the user of a URL', /(?<=(?:https?|s?ftps?|smb):[\\/]{2,8})[^\s/?#@"'<>\\]{1,256}@/gi],
];

/**
 * Where storage paths begin. `back` is what may stand before the match and belongs to it.
 * @type {[what: string, pattern: RegExp, back?: RegExp][]}
 */
const PATHS = [
  ['a URL', /(?:https?|wasbs?|abfss?|adl|s?ftps?|smb|nfs|file):[\\/]/gi],
  ['a URL of Hadoop without slashes', /(?<![a-z])(?:wasbs?|abfss?|adl):(?=[^\s"'<>])/gi],
  ['a UNC path', /\\{2,8}[^\s\\/"'<>]{1,255}\\{1,8}(?=[^\s"'<>])/g],
  [
    'a host of Azure Storage',
    /\.(?:blob|dfs|file|queue|table|web)\.(?:(?:core|storage)\.[a-z]|fabric\.microsoft\.com)|\.azuredatalakestore\.net/gi,
    /[\w.@-]/,
  ],
];

const LONGEST_HOST = 255;

/** @type {Record<string, string>} */
const CLOSING = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’', '«': '»', '<': '>' };
const LONGEST_QUOTED = 512;

/** An apostrophe inside a word is part of a name. */
const RUN = /(?:[^\s"'<>]|'(?=\w))*/y;
const MORE = /[ \u00a0]{1,4}((?:[^\s"'<>]|'(?=\w))+)/y;
const MOST_WORDS = 8;
const PUNCTUATION = /[.,;:!?)\]}]+$/;
/** `report.docx`, and not `10.5` or `i.e`. */
const HAS_EXTENSION = /\.[a-z][a-z0-9]{1,4}$/i;
/** `folder/report`, and not `and/or`. */
const HAS_FOLDER = /^(?!and\/or$)[^\\/]+[\\/]+[^\\/]/i;
const HAS_QUERY = /[?&]\w{1,20}=/;

/**
 * Where a path that begins before `from` ends. Names have spaces: in quotes it ends with these. Else it goes on behind a space where, a few
 * words later, comes a file name's extension, another folder or a query, without the end of a sentence before.
 * @param {string} text @param {number} start @param {number} from
 */
function endOfPath(text, start, from) {
  const closing = CLOSING[text[start - 1]];
  if (closing) {
    const [near] = text.slice(from, from + LONGEST_QUOTED).split('\n', 1);
    for (let at = near.indexOf(closing); at >= 0; at = near.indexOf(closing, at + 1))
      if (!/\w/.test(near[at + 1] ?? '')) return from + at;
  }
  RUN.lastIndex = from;
  let last = /** @type {RegExpExecArray} */ (RUN.exec(text))[0];
  let end = from + last.length;
  let next = end;
  for (let words = 0; words < MOST_WORDS && !PUNCTUATION.test(last.slice(-1)); words++) {
    if (HAS_QUERY.test(last.slice(0, 1024))) break;
    // `old.report 2.docx` is one name; behind a whole one, a sentence goes on.
    const isWhole = HAS_EXTENSION.test(last.slice(-6));
    MORE.lastIndex = next;
    const more = MORE.exec(text);
    if (!more || /:[\\/]/.test(more[1].slice(0, 16))) break;
    last = more[1];
    next += more[0].length;
    const bare = last.slice(-32).replace(PUNCTUATION, '');
    if (HAS_EXTENSION.test(bare) || HAS_FOLDER.test(last.slice(0, 256)) || HAS_QUERY.test(last.slice(0, 1024)))
      end = next;
    else if (isWhole) break;
  }
  return end - /** @type {string} */ (PUNCTUATION.exec(text.slice(Math.max(from, end - 8), end))?.[0] ?? '').length;
}

/**
 * @param {string} text
 * @param {Paths} paths
 * @returns {Span[]}
 */
export function findForms(text, paths) {
  /** @type {Span[]} */
  const found = [];
  for (const [, pattern] of SECRETS) {
    for (const match of text.matchAll(pattern)) found.push([match.index, match.index + match[0].length]);
  }
  if (paths === 'kept') return found;
  for (const [, pattern, back] of PATHS) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      let start = match.index;
      while (back && start > 0 && match.index - start < LONGEST_HOST && back.test(text[start - 1])) start--;
      const from = match.index + match[0].length;
      const end = endOfPath(text, start, from);
      const query = text.slice(from, end).search(/[?#]/);
      if (paths === 'removed') found.push([start, end]);
      else if (query >= 0) found.push([from + query, end, true]);
      pattern.lastIndex = Math.max(from, end);
    }
  }
  return found;
}
