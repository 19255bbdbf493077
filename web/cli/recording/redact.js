// Removes private data from the URLs, headers and bodies of a recording. Values on the allow list are kept, ids are replaced by other ids, and
// all other text is replaced by placeholders.
import { HEADERS, isRouteSegment, MEMBERS, PARAMETERS } from './allow-list.js';
import { maskEscaped, maskNumber, maskText } from './placeholders.js';

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const ANY_NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** @param {string} raw A JSON string with its quotes. @returns {string | undefined} */
function unquote(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** Decodes a part of a query. Returns undefined if its encoding is invalid. @param {string} text */
function decodeParameter(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The tokens of JSON, valid or not: strings with the colon after a member name, opening brackets, and other words. */
const TOKENS = /("[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$))(?=(\s*:)?)|[{[]|[^\s"{}[\]:,]+/g;

/** The first placeholder of a port. It is above the default ports of the schemes. */
const FIRST_PORT = 1000;

/** @param {() => number} [random] Returns a number from 0 to 1. */
export function createRedactor(random = Math.random) {
  /** @type {Map<string, string>} */
  const aliases = new Map();
  /** @type {Map<string, string[]>} By placeholder: the hosts that get it. They differ by the placeholder of the port. */
  const hosts = new Map();

  /** Returns a random id, always the same for the same id. An id with capital letters gets one in capitals. @param {string} id */
  function aliasOf(id) {
    const key = id.toLowerCase();
    const alias = aliases.get(key) ?? key.replace(/[^-]/gu, () => Math.floor(random() * 16).toString(16));
    aliases.set(key, alias);
    return id === key ? alias : alias.toUpperCase();
  }

  /** Replaces GUIDs by their aliases, and the texts between them. @param {string} text @param {(rest: string) => string} maskRest */
  function withAliases(text, maskRest) {
    let result = '';
    let from = 0;
    for (const { 0: id, index } of text.matchAll(GUID)) {
      result += maskRest(text.slice(from, index)) + aliasOf(id);
      from = index + id.length;
    }
    return result + maskRest(text.slice(from));
  }

  /** @param {string} text */
  const hide = (text) => withAliases(text, maskText);

  /**
   * Two hosts with the same placeholder get different ports, so that a link to another host stays one.
   * @param {string} host
   * @param {string} defaultPort Of the scheme. A host with it and without it is the same host.
   */
  function hideHost(host, defaultPort) {
    const [, name, port = ''] = /** @type {string[]} */ (/^(.*?)(:\d{0,5})?$/s.exec(host.toLowerCase()));
    const isDefault = ['', ':', defaultPort].includes(port);
    // An IPv6 address is replaced as a whole, because placeholders of its digits would not be an address.
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

  /** @param {string} url The URL of a request, or a link to the next page. */
  function redactUrl(url) {
    const [, scheme, host, path, query, fragment] =
      /^(https?:\/\/|)([^/?#]*)([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/i.exec(url) ?? [];
    if (path === undefined) return hide(url);
    const segments = path.split('/').map((part) => (isRouteSegment(part) ? part : hide(part)));
    const parameters = query?.slice(1).split('&').map(redactParameter).join('&');
    // In a URL without a scheme, the host is the first segment of a relative path.
    const shownHost = scheme ? hideHost(host, /^https/i.test(scheme) ? ':443' : ':80') : hide(host);
    return `${scheme}${shownHost}${segments.join('/')}${query ? `?${parameters}` : ''}${hide(fragment ?? '')}`;
  }

  /** @param {string} raw A JSON string with its quotes. @param {string | undefined} name Of its member, if the member is on the list. */
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

    /** @param {string} text JSON, valid or not, or any other text. */
    body(text) {
      /** @type {string | undefined} The member of the next value, if it is on the list. */
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
