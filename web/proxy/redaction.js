// Removes what viewers must not see from all texts of the service, here and nowhere else: values that the proxy knows, in whatever
// encoding, and what looks like a secret or a storage path (forms.js).
import { ALL, decode, OF_URLS, readings } from './encodings.js';
import { findForms } from './forms.js';

/** @typedef {import('./forms.js').Span} Span */

/**
 * @typedef {object} Value What must not come out.
 * @property {string} text Folded.
 * @property {number} least A prefix of at least this length is removed too.
 * @property {boolean} isWord Remove it only as a whole word: a short name may be part of other words.
 */

const REMOVED = '***';

/** Shorter values are not removed: ordinary words could match. */
const SHORTEST_SECRET = 8;
/** A name of this length is removed inside a longer word too. */
const LONG_NAME = 8;
const SHORTEST_NAME = 3;

/** A renewed token is quoted while requests with the one before are under way. */
const TOKENS_KEPT = 4;

const ID = /^[0-9a-f-]{36}$/;
/** Values of these members that cannot be a storage name. */
const PLAIN =
  /^(?:[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|[a-z]{2,3}(?:-(?:[a-z]{4}|[a-z]{2}|\d{3})){0,2}|Not ?Started|Running|Succeeded|Failed|Cancell?(?:ed|ing)|ValidationFailed)$/i;
const PLAIN_MEMBERS = ['id', 'status', 'to', 'createdDateTimeUtc', 'lastActionDateTimeUtc'];

const WORD = /[\p{L}\p{N}]/u;

/**
 * The same for all spellings of a text: in capitals or not, composed or not, with or without accents, and with any separator of paths or words.
 * Form encoding writes a space as +. Each character is folded alone, so that a text and a part of it give the same.
 * @param {string} text
 */
const fold = (text) =>
  text
    .toLowerCase()
    .toUpperCase()
    .replace(/[\u0080-\u{10ffff}]/gu, (character) => character.normalize('NFD'))
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('\\', '/')
    .replace(/[\s_+-]/g, ' ');

/** Folding takes long: what was folded is kept. There are 65536 at most. @type {Map<string, string>} */
const folds = new Map();

/** @param {string} character */
function foldOne(character) {
  const known = folds.get(character);
  if (known !== undefined) return known;
  const folded = fold(character);
  if (character.length === 1) folds.set(character, folded);
  return folded;
}

/** Words of the service's own messages. As names of containers, folders and files they tell nothing, and sentences need them. */
const OWN_WORDS = new Set(
  fold(`access account azure batch binary blob code container content data details document documents encoding endpoint error errors exists failed file files
  filter filters folder format glossary image input invalid job key keys language location message name output path permission permissions
  request resource result results server service source sources status storage subscription target targets text the translatable translate
  translated translation translations translator`).split(/ +/),
);

/** @param {string} text @param {string} encodings */
const decoded = (text, encodings) => decode(text, encodings).text;

/**
 * Where the values stand. At each position all readings are tried: what stands before a value can't hide it by making an escape of its first
 * characters.
 * @param {string} text @param {Value[]} values
 * @returns {Span[]}
 */
function findValues(text, values) {
  // Where nothing is encoded, only the values that the text contains need the search below.
  if (!/[%&\\]/.test(text)) {
    const folded = fold(text);
    values = values.filter((value) => folded.includes(value.text.slice(0, value.least)));
    if (!values.length) return [];
  }
  /** @type {Map<string, Value[]>} */
  const byFirst = new Map();
  for (const value of values) byFirst.set(value.text[0], [...(byFirst.get(value.text[0]) ?? []), value]);
  /** @type {Span[]} */
  const found = [];
  /** Whether a word may begin there. */
  const begins = new Uint8Array(text.length + 1);
  begins[0] = 1;
  // A text that is made to take long is removed as a whole.
  let steps = 2 * text.length + Math.min(values.length * text.length, 100_000) + 1000;

  /** Where the value ends that begins at `at`, or -1. @param {Value} value @param {number} at @param {number} index @returns {number} */
  const endOf = (value, at, index) => {
    let end = -1;
    // Behind the last character may stand its accents: they fold to nothing.
    while (at < text.length && steps > 0) {
      const all = readings(text, at, ALL);
      steps -= all.length;
      const [first, ...others] = all.filter(([character]) => value.text.startsWith(foldOne(character), index));
      if (!first) break;
      for (const [character, next] of others)
        end = Math.max(end, endOf(value, next, index + foldOne(character).length));
      index += foldOne(first[0]).length;
      [, at] = first;
    }
    return index >= value.least ? Math.max(end, at) : end;
  };
  const isWordEnd = (/** @type {number} */ at) =>
    at >= text.length || !WORD.test(String.fromCodePoint(Number(text.codePointAt(at))));

  for (let at = 0; at < text.length && steps > 0; at++) {
    for (const [character, next] of readings(text, at, ALL)) {
      const folded = foldOne(character);
      if (!WORD.test(folded)) begins[next] = 1;
      for (const value of byFirst.get(folded[0]) ?? []) {
        if (value.isWord && !begins[at]) continue;
        if (!value.text.startsWith(folded)) continue;
        const end = endOf(value, next, folded.length);
        if (end > 0 && !(value.isWord && !isWordEnd(end))) found.push([at, end]);
      }
    }
  }
  return steps > 0 ? found : [[0, text.length]];
}

/** @param {string} text @param {import('./forms.js').Paths} paths @returns {Span[]} */
function findEncodedForms(text, paths) {
  const found = findForms(text, paths);
  if (!/[%&\\]/.test(text)) return found;
  const seen = [text];
  for (const encodings of [OF_URLS, ALL]) {
    const view = decode(text, encodings);
    if (seen.includes(view.text)) continue;
    seen.push(view.text);
    for (const [start, end, isQuery] of findForms(view.text, paths))
      if (end > start) found.push([view.startOf(start), view.endOf(end), isQuery]);
  }
  return found;
}

/** @param {string} text @param {Span[]} spans */
function remove(text, spans) {
  spans.sort((a, b) => a[0] - b[0] || Number(b[2] ?? 0) - Number(a[2] ?? 0));
  let rest = '';
  let from = -1;
  for (const [start, end, isQuery] of spans) {
    if (end <= Math.max(from, start)) continue;
    // Adjacent spans become one.
    if (start > from) rest += text.slice(Math.max(from, 0), start) + (isQuery ? '' : REMOVED);
    from = end;
  }
  return rest + text.slice(Math.max(from, 0));
}

/** As it was before it was folded: folding makes several characters of a Korean syllable. @param {string} folded */
const lengthOf = (folded) => folded.normalize('NFC').length;

/** @param {string} text Folded. @param {number} [least] @returns {Value} */
const nameOf = (text, least = text.length) => ({ text, least, isWord: lengthOf(text.slice(0, least)) < LONG_NAME });

/** @returns {Value[]} */
const noNames = () => [];

/** @param {string} endpoint */
function hostsOf(endpoint) {
  const { host, hostname } = new URL(endpoint);
  // An IPv6 address also without its brackets.
  return [host, hostname, hostname.replace(/^\[|\]$/g, '')];
}

/**
 * The storage account, the container, folders and file of a URL, each and as a path.
 * @param {unknown} url
 * @returns {Value[]}
 */
function namesOf(url) {
  if (typeof url !== 'string') return [];
  const [, , before = '', after = ''] = /^([a-z][a-z0-9+.-]*:)?[\\/]*([^\\/?]*)([^?]*)/i.exec(url) ?? [];
  // wasbs://container@account.blob.core.windows.net
  const [host = '', ...users] = fold(decoded(before, OF_URLS)).split('@').reverse();
  const bare = host.replace(/:\d*$/, '');
  const account = /^[\d.]+$|^\[/.test(bare) ? '' : bare.split('.')[0];
  const segments = fold(decoded(after, OF_URLS)).split('/').filter(Boolean);
  // A message may name the file without its extension, or with another.
  const stem = segments.at(-1)?.replace(/\.[^.]*$/, '') ?? '';
  const single = [bare, account, ...users, ...segments, stem].filter(
    (name) => lengthOf(name) >= SHORTEST_NAME && !name.split(' ').every((word) => OWN_WORDS.has(word)),
  );
  // The container with its first folder, with more of them, or with the file; and without the container.
  const paths = [segments, segments.slice(1)].map((parts) =>
    nameOf(parts.join('/'), parts.slice(0, 2).join('/').length),
  );
  return [...single.map((name) => nameOf(name)), ...paths.filter(({ text }) => text.includes('/'))];
}

/**
 * @param {object} options
 * @param {string} options.endpoint
 * @param {{ keyHeader: string, tokenHeader: string }} options.instance
 * @param {boolean} options.exposePaths
 */
export function createRedaction({ endpoint, instance, exposePaths }) {
  const hosts = hostsOf(endpoint).map((host) => nameOf(fold(host)));
  /** @type {Value[]} The newest first. */
  let credentials = [];

  /** @param {string} text @param {() => Value[]} [names] @param {import('./forms.js').Paths} [paths] */
  function redact(text, names = noNames, paths = exposePaths ? 'without query' : 'removed') {
    const values = [...credentials, ...hosts, ...names()];
    // Most texts are plain, and are not searched for forms.
    const forms = PLAIN.test(text) ? [] : findEncodedForms(text, paths);
    return remove(text, [...findValues(text, values), ...forms]);
  }

  /** @param {any} value @param {() => Value[]} names @param {boolean} [isOpen] Whether the service chooses the members' names. @returns {any} */
  function redactAll(value, names, isOpen = false) {
    if (typeof value === 'string') return redact(value, names);
    if (Array.isArray(value)) return value.map((item) => redactAll(item, names, isOpen));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, item]) => [
      isOpen ? redact(name, names) : name,
      redactAll(item, names, isOpen || name === 'details'),
    ]);
    return Object.fromEntries(members);
  }

  /** @param {unknown} url */
  function redactPath(url) {
    if (!exposePaths || typeof url !== 'string') return undefined;
    // A blob's own name may have an encoded question mark: it only ends the path where a secret follows.
    const path = url.replace(/[?#].*/s, '');
    const safe = redact(path, noNames, 'kept');
    return safe === path ? path : redact(path.replace(/%(?:25)*(?:3f|23).*/is, ''), noNames, 'kept');
  }

  return {
    /** Told of all headers that go to the service: it may quote what is in them. @param {Record<string, string>} headers */
    sent(headers) {
      for (const name of [instance.keyHeader, instance.tokenHeader]) {
        const secret = fold(headers[name]?.replace(/^Bearer /, '') ?? '');
        if (secret.length < SHORTEST_SECRET || credentials[0]?.text === secret) continue;
        const value = { text: secret, least: SHORTEST_SECRET, isWord: false };
        credentials = [value, ...credentials.filter(({ text }) => text !== secret)].slice(0, TOKENS_KEPT);
      }
    },

    /** @param {string} text */
    text: (text) => redact(text),

    /**
     * A document or a batch, for viewers.
     * @param {any} status
     * @param {(string | undefined)[]} ids Of the request. They stay, and so does the document's.
     */
    status({ path, sourcePath, ...status }, ids) {
      const kept = [...ids, status.id]
        .map((id) => String(id).toLowerCase())
        .filter((id) => ID.test(id))
        .map(fold);
      /** @type {Value[] | undefined} Most documents have no text in which to look for them. */
      let found;
      const names = () => {
        found ??= exposePaths ? [] : [path, sourcePath].flatMap(namesOf).filter(({ text }) => !kept.includes(text));
        return found;
      };
      const rest = Object.entries(status).map(([name, value]) => {
        const isPlain = PLAIN_MEMBERS.includes(name) && PLAIN.test(/** @type {any} */ (value));
        return [name, redactAll(value, isPlain ? noNames : names)];
      });
      return { path: redactPath(path), sourcePath: redactPath(sourcePath), ...Object.fromEntries(rest) };
    },
  };
}

/** @typedef {ReturnType<typeof createRedaction>} Redaction */
