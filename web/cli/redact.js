// What a recording may contain. Only what is listed here gets in: headers, members, statuses and error codes, dates, numbers and languages.
// Ids get other ids in their place, and every other string a placeholder of the same form, so that spaces, encodings and URLs stay what
// they are.

/** Stands for a byte that is not UTF-8 in a recording's text: replayed, it is the byte FF. */
export const BAD_BYTE = '\udcff';

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const NUMBER = /^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,4})?$/i;
const ANY_NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const LANGUAGE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;
const VERSION = /^(v\d{1,2}\.\d{1,2}(-preview(\.\d{1,2})?)?|\d{4}-\d\d-\d\d(-preview)?)$/;
const STATUS_CODE = /^[1-5]\d\d(\d{3})?$/;
const ORDER = /^(createdDateTimeUtc|lastActionDateTimeUtc)( (asc|desc))?$/i;

/** The words that statuses, error codes and targets consist of. A value with any other word may be somebody's name. */
export const WORDS = new Set(
  `Access Account Action Already Api Argument Authentication Bad Batch Blob Cancel Canceled Cancelled Cancelling Character Characters Charge
  Client Code Completed Conflict Container Content Corrupted Count Credential Custom Data Deadline Denied Deployment Disabled Document
  Documents Domain Duplicate Empty Encoding Encrypted Endpoint Error Exceeded Exists Expired Extension Extraction Failed Failure File Files
  Folder Forbidden Format Found Gateway Glossary Header High Id Image Images In Input Internal Invalid Is Key Kind Language Large Length
  Level Limit Location Long Lock Locked Malformed Max Maximum Media Method Missing Model Name Network No Not Number Of Operation Option
  Or Output Page Paid Parameter Parse Password Path Paused Payload Pending Permission Prefix Protected Query Queued Quota Rate Read Region
  Request Required Resource Running SAS Sas Scanned Server Service Size Skip Source Started State Status Storage Subscription Succeeded
  Success Suffix Supported Target Temporary Text Throttled Tier Timeout To Token Too Top Transient Translatable Translation Type Unable
  Unauthorized Unavailable Unknown Unprocessable Unsupported Url Usage Validation Value Version Virtual With Write Wrong Zone`.split(
    /\s+/,
  ),
);

/** @param {string} text */
const isWords = (text) => {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [];
  return words.join('') === text && words.every((word) => WORDS.has(word));
};

/** @param {RegExp} form @returns {(text: string) => boolean} */
const has = (form) => (text) => form.test(text);
/** @param {string} text */
const isCode = (text) => isWords(text) || STATUS_CODE.test(text);
/** @param {string} text */
const isStatuses = (text) => text.split(',').every(isWords);
const never = () => false;

/** The members whose names are kept, and which of their values are. @type {Record<string, (text: string) => boolean>} */
export const MEMBERS = {
  ...Object.fromEntries(
    [
      'value',
      'summary',
      'error',
      'innerError',
      'innererror',
      'details',
      'message',
      'path',
      'sourcePath',
      'deploymentName',
    ].map((name) => [name, never]),
  ),
  ...Object.fromEntries(
    [
      ...[
        'progress',
        'characterCharged',
        'totalImageScansSucceeded',
        'totalImageScansFailed',
        'imageCharged',
        'imageCharacterDetected',
      ],
      ...[
        'total',
        'failed',
        'success',
        'succeeded',
        'inProgress',
        'notYetStarted',
        'notStarted',
        'cancelled',
        'canceled',
      ],
      ...['totalCharacterCharged', 'totalImageCharged', 'totalImageCharacterDetected', 'statusCode'],
    ].map((name) => [name, has(NUMBER)]),
  ),
  id: never,
  nextLink: never,
  '@nextLink': never,
  status: isWords,
  code: isCode,
  target: isWords,
  to: has(LANGUAGE),
  createdDateTimeUtc: has(TIME),
  lastActionDateTimeUtc: has(TIME),
};

/** The parts of a path that are kept. */
const SEGMENTS = new Set(['translator', 'text', 'batch', 'document', 'batches', 'documents']);

/** The parameters whose names are kept, without their $, and which of their values are. @type {Record<string, (text: string) => boolean>} */
export const PARAMETERS = {
  'api-version': has(VERSION),
  top: has(NUMBER),
  skip: has(NUMBER),
  maxpagesize: has(NUMBER),
  orderby: has(ORDER),
  statuses: isStatuses,
  ids: never,
  createddatetimeutcstart: has(TIME),
  createddatetimeutcend: has(TIME),
};

const REGION =
  /^(?:(?:north|south|east|west|central|us|europe|asia|japan|korea|india|australia|canada|brazil|uk|france|germany|switzerland|norway|sweden|poland|italy|spain|israel|qatar|uae|mexico|africa|new|zealand|gov|virginia|arizona|texas|china)[ -]?)+\d?$/i;
const MEDIA_TYPE =
  /^(application\/(problem\+)?(json|xml)|text\/(plain|html|xml))(; ?charset=(utf-8|us-ascii|iso-8859-1))?$/i;
const CACHE_CONTROL =
  /^((public|private|no-cache|no-store|no-transform|must-revalidate|proxy-revalidate|immutable|(s-maxage|max-age)=\d{1,10})(, ?|$))+$/i;

/** The headers that are kept, and which of their values are. An etag's and a request id's are ids. @type {Record<string, (text: string) => boolean>} */
export const HEADERS = {
  'content-type': has(MEDIA_TYPE),
  'retry-after': (text) => NUMBER.test(text) || HTTP_DATE.test(text),
  'retry-after-ms': has(NUMBER),
  'x-ms-retry-after-ms': has(NUMBER),
  'cache-control': has(CACHE_CONTROL),
  date: has(HTTP_DATE),
  age: has(NUMBER),
  'x-ms-region': has(REGION),
  etag: never,
  'apim-request-id': never,
  'x-requestid': never,
  'x-ms-request-id': never,
};

/** A character of the same kind and number of bytes. An unpaired surrogate stays unpaired. An invalid byte stays invalid. @param {string} char */
function maskOf(char) {
  const code = /** @type {number} */ (char.codePointAt(0));
  if (code >= 0xd800 && code < 0xdc00) return '\ud83d';
  if (code >= 0xdc00 && code < 0xe000) return BAD_BYTE;
  if (/[\s\p{Cc}]/u.test(char)) return char;
  if (code < 0x80) return char.replace(/[a-z]/, 'x').replace(/[A-Z]/, 'X').replace(/\d/, '1');
  return code < 0x800 ? 'é' : code < 0x10000 ? '文' : '😀';
}

/** An encoded byte, as in %41: what isn't ASCII becomes the bytes of one character after the other. @param {string} hex */
function maskOfByte(hex) {
  const code = Number.parseInt(hex, 16);
  if (code < 0x80) return hexOf(maskOf(String.fromCharCode(code)).charCodeAt(0), 2);
  // The bytes of é, 文 and 😀.
  return code < 0xc0 ? 'A9' : code < 0xe0 ? 'C3' : code < 0xf0 ? 'E6' : 'F0';
}

/** @param {number} code @param {number} digits */
const hexOf = (code, digits) => code.toString(16).toUpperCase().padStart(digits, '0');

/** Letters and digits replaced; what makes a URL of it stays. @param {string} text Without ids. */
const maskText = (text) =>
  text.replace(/https?:(?=\/\/)|%([0-9a-f]{2})|[\s\S]/giu, (part, byte) =>
    byte ? `%${maskOfByte(byte)}` : part.length > 2 ? part : maskOf(part),
  );

/** The same for a string as JSON has it, with its escapes. @param {string} raw */
const maskEscaped = (raw) =>
  raw.replace(/https?:(?=\\?\/\\?\/)|\\u([0-9a-f]{4})|\\[\s\S]|%[0-9a-f]{2}|[\s\S]/giu, (part, code) => {
    if (code) return `\\u${hexOf(maskOf(String.fromCharCode(Number.parseInt(code, 16))).charCodeAt(0), 4)}`;
    if (part[0] !== '\\') return part.endsWith(':') ? part : maskText(part);
    return /^\\["\\/bfnrtu]?$/.test(part) ? part : `\\${maskOf(part.slice(1))}`;
  });

/** A number of the same length. A zero at its beginning stays: it may be what makes it invalid. @param {string} text */
const maskNumber = (text) =>
  text.replace(/\d/g, (digit, at) => (digit === '0' && /^-?$/.test(text.slice(0, at)) ? '0' : '1'));

/** @param {string} raw With its quotes. @returns {string | undefined} */
function unquote(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** Decoded as in a query; undefined where that can't be done. @param {string} text */
function decodeParameter(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Strings, member names among them, and what stands between them as far as it is a word. */
const TOKENS = /("[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$))(?=(\s*:)?)|[{[]|[^\s"{}[\]:,]+/g;

/** Placeholders of ports count from here. So none is the default port of a scheme. */
const FIRST_PORT = 1000;

/** @param {() => number} [random] 0 to 1. */
export function createRedactor(random = Math.random) {
  /** @type {Map<string, string>} */
  const aliases = new Map();
  /** @type {Map<string, string[]>} The hosts that have the same placeholder but for its port. */
  const hosts = new Map();

  /** What stands for an id: the same for the same one, in capitals or not. @param {string} id */
  function aliasOf(id) {
    const key = id.toLowerCase();
    const alias = aliases.get(key) ?? key.replace(/[^-]/gu, () => Math.floor(random() * 16).toString(16));
    aliases.set(key, alias);
    return id === key ? alias : alias.toUpperCase();
  }

  /** Each GUID's alias, and what stands between them as the function has it. @param {string} text @param {(rest: string) => string} between */
  function withAliases(text, between) {
    let result = '';
    let from = 0;
    for (const { 0: id, index } of text.matchAll(GUID)) {
      result += between(text.slice(from, index)) + aliasOf(id);
      from = index + id.length;
    }
    return result + between(text.slice(from));
  }

  /** @param {string} text */
  const hide = (text) => withAliases(text, maskText);

  /**
   * Two hosts of the same form get different ports, so that a link to another host or port remains one.
   * @param {string} host
   * @param {string} defaultPort Which is kept: with it and without it, a host is the same.
   */
  function hideHost(host, defaultPort) {
    const [, name, port = ''] = /** @type {string[]} */ (/^(.*?)(:\d{0,5})?$/s.exec(host.toLowerCase()));
    const isDefault = ['', ':', defaultPort].includes(port);
    // The letters and digits of an IPv6 address can't be replaced one by one: the result would be no address.
    const hidden = hide(name.replace(/\[.*\]$/s, '[::1]'));
    const known = hosts.get(hidden) ?? [];
    hosts.set(hidden, known);
    const key = isDefault ? name : name + port;
    if (!known.includes(key)) known.push(key);
    const at = known.indexOf(key);
    return at || !isDefault ? `${hidden}:${FIRST_PORT + at}` : hidden + port;
  }

  /** @param {string} parameter */
  function redactParameter(parameter) {
    const [name, ...rest] = parameter.split('=');
    const value = rest.join('=');
    const known = decodeParameter(name)?.toLowerCase().replace(/^\$/, '') ?? '';
    if (!Object.hasOwn(PARAMETERS, known)) return hide(parameter);
    const isKept = PARAMETERS[known](decodeParameter(value) ?? '');
    return rest.length ? `${name}=${isKept ? value : hide(value)}` : name;
  }

  /** The URL of a request, or a link to the next page. @param {string} url */
  function redactUrl(url) {
    const [, scheme, host, path, query, fragment] =
      /^(https?:\/\/|)([^/?#]*)([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/i.exec(url) ?? [];
    if (path === undefined) return hide(url);
    const segments = path.split('/').map((part) => (SEGMENTS.has(part) || VERSION.test(part) ? part : hide(part)));
    const parameters = query?.slice(1).split('&').map(redactParameter).join('&');
    // Without a scheme it is the first part of a relative path.
    const shownHost = scheme ? hideHost(host, /^https/i.test(scheme) ? ':443' : ':80') : hide(host);
    return `${scheme}${shownHost}${segments.join('/')}${query ? `?${parameters}` : ''}${hide(fragment ?? '')}`;
  }

  /** @param {string} raw A string of JSON with its quotes. @param {string | undefined} name Of the member that it is the value of. */
  function redactString(raw, name) {
    const text = unquote(raw);
    if (text !== undefined && name !== undefined) {
      if (MEMBERS[name](text)) return raw;
      if (/nextLink$/.test(name)) {
        const link = JSON.stringify(redactUrl(text));
        return raw.includes('\\/') ? link.replaceAll('/', '\\/') : link;
      }
      if (name === 'id' && new RegExp(`^${GUID.source}$`, 'i').test(text)) return `"${aliasOf(text)}"`;
    }
    return withAliases(raw, maskEscaped);
  }

  return {
    url: redactUrl,

    /**
     * @param {{ get(name: string): string | null }} headers
     * @returns {Record<string, string>}
     */
    headers(headers) {
      /** @type {Record<string, string>} */
      const kept = {};
      for (const [name, isKept] of Object.entries(HEADERS)) {
        const value = headers.get(name);
        if (value === null) continue;
        const [, before, tag] = (name === 'etag' && /^((?:W\/)?")([^"]+)"$/.exec(value)) || [];
        kept[name] = isKept(value) ? value : tag ? `${before}${aliasOf(tag)}"` : hide(value);
      }
      return kept;
    },

    /** JSON, whole or not, or any other text. @param {string} text */
    body(text) {
      /** @type {string | undefined} The member that the next value is of, where that is a known one. */
      let name;
      let result = '';
      let from = 0;
      for (const { 0: token, 1: string, 2: colon, index } of text.matchAll(TOKENS)) {
        result += text.slice(from, index);
        from = index + token.length;
        if (string && colon) {
          const member = unquote(string);
          name = member !== undefined && Object.hasOwn(MEMBERS, member) ? member : undefined;
          result += name === undefined ? withAliases(string, maskEscaped) : string;
          continue;
        }
        if (string) result += redactString(string, name);
        else if (/^(true|false|null|[{[])$/.test(token) || (name !== undefined && MEMBERS[name](token)))
          result += token;
        else result += ANY_NUMBER.test(token) ? maskNumber(token) : hide(token);
        name = undefined;
      }
      return result + text.slice(from);
    },
  };
}
