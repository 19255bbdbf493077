// The forms of secrets and storage paths, whatever their values are. A new form is a new line of one of the two lists.

/** @typedef {[start: number, end: number, isQuery?: boolean]} Span isQuery: of a path that stays. */

/** @typedef {'removed' | 'without query' | 'kept'} Paths What becomes of storage paths. */

const SAS_NAMES =
  'sig|sv|ss|srt|sp|st|se|sr|sip|spr|si|sdd|skoid|sktid|skt|ske|sks|skv|saoid|suoid|scid|sduoid|skdutid|rscc|rscd|rsce|rscl|rsct';
const SAS_VALUE = `(?:${SAS_NAMES})\\s{0,8}=\\s{0,8}[^\\s"'<>&=]{0,200}={0,2}`;
const CONNECTION_NAMES =
  'DefaultEndpointsProtocol|AccountName|AccountKey|SharedAccessKeyName|SharedAccessKey|SharedAccessSignature|(?:Blob|File|Queue|Table|Dfs)(?:Secondary)?Endpoint|EndpointSuffix';
const SECRET_NAMES =
  '(?:ocp-apim-)?(?:account|shared|storage|subscription|api|primary|secondary|client)[ _-]?(?:access[ _-]?)?(?:key|secret)|(?:access|refresh|id|sas)[ _-]?token|password|passwd|passphrase|pwd';
/** Between a header's or member's name and its value: also the quotes and brackets of JSON. */
const IS = '["\'\\\\\\]]{0,4}\\s{0,8}[:=][\\s"\'\\\\\\[]{0,8}';
const IS_WORD = `(?:${IS}|\\s{1,8}is[\\s:="']{1,8})`;
/** What a sentence says of a secret: `password: must be set`. */
const NO_SECRET =
  '(?!(?:an?|the|not|no|too|must|should|may|can|cannot|has|is|was|required|invalid|missing|empty|expired|incorrect|wrong|set)(?![^\\s.,;:!?"\'<>]))';
const HAS_DIGIT = '(?=[^\\s;,"\'<>]{0,200}\\d)';

const VALUE = '[^\\s;,"\'<>]+';
const pattern = (/** @type {string} */ source) => new RegExp(source, 'gi');

/** Secrets. None has an unbounded repetition but at its end: a text is read in a time that grows with its length only. */
const SECRETS = [
  // A signature in a query.
  /sig=[^\s"'<>]*/gi,
  // A parameter of a SAS.
  pattern(`[?&](?:${SAS_NAMES})\\s{0,8}=\\s{0,8}[^\\s"'<>]*`),
  // Several of them. One alone is an equation, as `se=5`.
  pattern(`(?<![a-z0-9_])${SAS_VALUE}(?:[\\s&,;]{1,8}${SAS_VALUE})+[^\\s"'<>]*`),
  // A signature elsewhere.
  pattern(`(?<![a-z0-9])(?:sig${IS}|signature\\s{0,8}=\\s{0,8})[^\\s"'<>]+`),
  // The parts of a connection string.
  pattern(`(?<![a-z])(?:${CONNECTION_NAMES})["']?\\s{0,8}[:=][\\s"']{0,8}[^\\s;"'<>]*;?`),
  // A key or a password.
  pattern(`(?<![a-z])(?:${SECRET_NAMES})${IS_WORD}${NO_SECRET}${VALUE}`),
  // A secret or a token. Sentences have these names too: behind a colon, a digit tells a value from a word.
  pattern(
    `(?<![a-z])(?:secret|token)(?:(?:\\s{0,8}=|["'\\\\]{1,4}\\s{0,8}[:=])[\\s"'\\\\[]{0,8}|${IS_WORD}${HAS_DIGIT})${VALUE}`,
  ),
  // The header of a token. Without a scheme, a digit tells a token from a word of a sentence.
  pattern(
    `(?:authorization|x-view-token)${IS}(?:(?:bearer|basic|sharedkey|sharedkeylite)\\s{1,8}|${HAS_DIGIT})${VALUE}`,
  ),
  // A token, and not `Bearer authentication`.
  /(?<![a-z])bearer\s{1,8}(?:(?=[\w.~+/-]{0,200}\d)|(?!auth|cred)(?=[\w.~+/-]{12}))[\w.~+/-]{8,}=*/gi,
  // The signature of a shared key.
  pattern(`sharedkey(?:lite)?\\s{1,8}[^\\s:"'<>]{1,64}:${VALUE}`),
  // A JWT.
  /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g,
  // The user of a URL.
  /(?<=(?:https?|s?ftps?|smb):[\\/]{2,8})[^\s/?#@"'<>\\]{1,256}@/gi,
];

/**
 * Where storage paths begin. `back` is what may stand before the match and belongs to it.
 * @type {[pattern: RegExp, back?: RegExp][]}
 */
const PATHS = [
  // A URL. Its scheme has two letters or more: `C:\\new` has none.
  [/(?<=[a-z][a-z0-9+.-]):[\\/]{2}|(?<=https?|ftps?|smb|nfs|file):[\\/]/gi, /[a-z0-9+.-]/i],
  // A URL of Hadoop without slashes.
  [/(?<![a-z])(?:wasbs?|abfss?|adl):(?=[^\s"'<>])/gi],
  // A UNC path.
  [/\\{2,8}[^\s\\/"'<>]{1,255}[\\/]{1,8}(?=[^\s"'<>])/g],
  // A host of Azure Storage.
  [
    /\.(?:blob|dfs|file|queue|table|web)\.(?:(?:core|storage)\.[a-z]|fabric\.microsoft\.com|(?=[\w.-]{1,100}(?::\d{1,5})?[\\/]))|\.azuredatalakestore\.net/gi,
    /[\w.@-]/,
  ],
];

/** Links in the service's messages that stay where they have no query. */
const DOCUMENTATION =
  /(?<=https?):[\\/]{2,8}(?:aka\.ms|(?:learn|docs)\.microsoft\.com)(?:[\\/][^\s?"'<>]{0,512})?[.,;:!?)]{0,4}(?![^\s"'<>])/iy;

/** A storage path goes on to the end of the sentence. The URL of a web server does not, nor a storage account with at most a container. */
const WEB = /^https?:/i;
const STORAGE = /\.(?:blob|dfs|file|queue|table|web|azuredatalakestore)\./i;
const CONTAINER = /^(?:https?:)?[\\/]*[^\\/@]+(?:[\\/]+[a-z0-9-]*)?[^\w%]*$/i;

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
const SENTENCE_END = /[.!?]$/;

/**
 * Where a path that begins before `from` ends. Names have spaces: in quotes it ends with these. Else it goes on behind a space where, a few
 * words later, comes a file name's extension, another folder or a query, without the end of a sentence before. A storage path without any of
 * these goes on to the end of the sentence.
 * @param {string} text @param {number} start @param {number} from @param {Paths} paths
 */
function endOfPath(text, start, from, paths) {
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
  const place = text.slice(start, Math.min(end, start + 1024));
  const isStored = paths === 'removed' && (STORAGE.test(place) ? !CONTAINER.test(place) : !WEB.test(place));
  const stop = isStored ? SENTENCE_END : PUNCTUATION;
  for (let words = 0; (isStored || words < MOST_WORDS) && !stop.test(last.slice(-1)); words++) {
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
    else if (isStored) end = next;
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
  for (const pattern of SECRETS) {
    for (const match of text.matchAll(pattern)) found.push([match.index, match.index + match[0].length]);
  }
  if (paths === 'kept') return found;
  for (const [pattern, back] of PATHS) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      DOCUMENTATION.lastIndex = match.index;
      if (DOCUMENTATION.test(text)) continue;
      let start = match.index;
      while (back && start > 0 && match.index - start < LONGEST_HOST && back.test(text[start - 1])) start--;
      const from = match.index + match[0].length;
      const end = endOfPath(text, start, from, paths);
      const query = text.slice(from, end).search(/[?#]/);
      if (paths === 'removed') found.push([start, end]);
      else if (query >= 0) found.push([from + query, end, true]);
      pattern.lastIndex = Math.max(from, end);
    }
  }
  return found;
}
