// Lists of documents and of jobs: their options as the module reads them, their pages, and ids that take more than one request.
import { UNUSABLE } from './core.js';
import { need, needNames, needSignal, optionError } from './options.js';
import { ERROR_NEXT_LINK_REPEATED, ERROR_NEXT_LINK_SIZE, ERROR_OPTION } from './tables.js';

/** @typedef {import('./client.js').ListOptions} ListOptions */
/** @typedef {import('./client.js').PageOptions} PageOptions */
/** @typedef {import('./client.js').Sending} Sending */

/**
 * @template T
 * @typedef {import('./client.js').Page<T>} Page
 */
/**
 * @template T
 * @typedef {import('./client.js').PagedList<T>} PagedList
 */

/** In the order of dts_list_query: what each must be. */
const RULES = {
  statuses: 'It is a list of statuses, such as Succeeded.',
  ids: 'It is a list of ids (8-4-4-4-12 hex digits).',
  top: 'It is a whole number from 0 to 999999999.',
  skip: 'It is a whole number from 0 to 999999999.',
  maxPageSize: 'It is a whole number from 1 to 100.',
  orderBy: 'It is createdDateTimeUtc or lastActionDateTimeUtc, and asc or desc.',
  createdDateTimeUtcStart: 'It is a Date, or a time as RFC 3339 has it: 2024-05-01T00:00:00Z.',
  createdDateTimeUtcEnd: 'It is a Date, or a time as RFC 3339 has it: 2024-05-01T00:00:00Z.',
};
const NAMES = /** @type {(keyof typeof RULES)[]} */ (Object.keys(RULES));
const [, IDS, TOP, SKIP, MAX_PAGE_SIZE] = NAMES.keys();
const TOKEN_RULE = 'It is the continuationToken of a page of the same list.';

/** The service has answered requests with a hundred; their URL has 4,000 characters. */
const IDS_AT_ONCE = 100;
const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE = '100';
const LARGEST_NUMBER = 999_999_999;
/** DTS_LINK_MAX, in bytes. What does not fit into the module's scratch buffer can't be measured there. */
const LONGEST_LINK = 16_384;
/** A page of a list that takes several requests is found again by its place. */
const MERGED_TOKEN = /^merged:(\d{1,9})$/;
/** Nothing valid is longer. */
const LONGEST_TEXT = 100;

/** @param {unknown} value */
const textPart = (value) => (typeof value === 'string' && value && value.length <= LONGEST_TEXT ? value : UNUSABLE);

/** @param {unknown} value */
const timePart = (value) =>
  value instanceof Date ? (Number.isNaN(value.getTime()) ? UNUSABLE : value.toISOString()) : textPart(value);

/** @param {unknown} list */
const listPart = (list) =>
  Array.isArray(list)
    ? Array.from(list, (item) => (typeof item === 'string' && !item.includes(',') ? item : UNUSABLE)).join(',')
    : UNUSABLE;

/**
 * The options as the module reads them. An empty part is an option that was not given.
 * @param {Record<string, any>} options
 */
function queryOf(options) {
  return NAMES.map((name) => {
    const value = options[name];
    if (value === undefined) return '';
    if (name === 'statuses' || name === 'ids') return listPart(value);
    if (name === 'orderBy') return textPart(value);
    if (name.startsWith('created')) return timePart(value);
    return typeof value === 'number' ? String(value) : UNUSABLE;
  });
}

/**
 * A query for each hundred ids; the same id is asked for once.
 * @param {string[]} query
 */
function splitIds(query) {
  const ids = [...new Map(query[IDS].split(',').map((id) => [id.toLowerCase(), id])).values()];
  const queries = [];
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE)
    queries.push(query.map((part, index) => (index === IDS ? ids.slice(at, at + IDS_AT_ONCE).join(',') : part)));
  return queries;
}

/** @param {import('./client.js').Requester} requester */
export function createLists({ core, place, request }) {
  /**
   * Checks what a page is asked for by, before anything is sent.
   * @param {boolean} isOfJobs
   * @param {unknown[]} parts
   * @param {string} [link] What a wrong next link is called: `nextLink`, or `continuationToken` where the caller gave it.
   */
  function check(isOfJobs, parts, link) {
    const result = -core().call('dts_check_list', core().put([...place, ...parts]), isOfJobs);
    if (!result) return;
    const number = result & 255;
    const name = NAMES[result >> 8];
    if (number === ERROR_OPTION) throw optionError(name, RULES[name]);
    const error = core().error(number, link);
    throw link === 'continuationToken' && error.kind === 'invalid-response' ? optionError(link, TOKEN_RULE) : error;
  }

  /**
   * Pages as the service has them, from the first one or from that of a token.
   * @param {boolean} isOfJobs
   * @param {string | undefined} batchId
   * @param {string[]} query
   * @param {ListOptions & PageOptions} options
   * @param {Sending} [sending]
   * @returns {AsyncGenerator<Page<any>, void, void>}
   */
  async function* readPages(isOfJobs, batchId, query, { signal, top = Infinity, continuationToken }, sending) {
    const followed = new Set();
    const operation = isOfJobs ? 'dts_request_batches' : 'dts_request_documents';
    let link = continuationToken;
    let left = top;
    do {
      followed.add(link);
      const { value, nextLink } = await request(operation, [batchId, link, ...query], { signal }, sending);
      left -= value.length;
      const more = left > 0 && nextLink ? nextLink : undefined;
      yield { value: left < 0 ? value.slice(0, left) : value, ...(more && { continuationToken: more }) };
      if (more && new TextEncoder().encode(more).length > LONGEST_LINK)
        throw core().error(ERROR_NEXT_LINK_SIZE, 'nextLink');
      if (more) check(isOfJobs, [batchId, more], 'nextLink');
      if (more && followed.has(more)) throw core().error(ERROR_NEXT_LINK_REPEATED, 'nextLink');
      link = more;
    } while (link);
  }

  /**
   * The items of several requests as one list.
   * @param {boolean} isOfJobs
   * @param {string | undefined} batchId
   * @param {string[][]} queries
   * @param {ListOptions} options
   * @param {Sending} [sending]
   */
  async function readMerged(isOfJobs, batchId, queries, options, sending) {
    const { signal, orderBy = 'createdDateTimeUtc desc', top = Infinity, skip = 0 } = options;
    // Of each request, the merged list may need as many items as this.
    const most = top + skip <= LARGEST_NUMBER ? String(top + skip) : '';
    /** @type {Map<string, any>} */
    const found = new Map();
    for (const query of queries) {
      const own = Object.assign([...query], { [TOP]: most, [SKIP]: '', [MAX_PAGE_SIZE]: LARGEST_PAGE });
      for await (const { value } of readPages(isOfJobs, batchId, own, { signal }, sending))
        for (const item of value) found.set(item.id.toLowerCase(), item);
    }
    const [name, order] = orderBy.split(' ');
    const sign = order === 'asc' ? 1 : -1;
    const items = [...found.values()].sort(
      (a, b) => sign * core().call('dts_compare_times', core().put([a[name], b[name]])),
    );
    return items.slice(skip, skip + top);
  }

  /**
   * @param {boolean} isOfJobs
   * @param {string | undefined} batchId
   * @param {ListOptions} [options]
   * @param {PageOptions} [pageOptions]
   * @param {Sending} [sending] The product's own.
   * @returns {AsyncGenerator<Page<any>, void, void>}
   */
  async function* pages(isOfJobs, batchId, options, pageOptions, sending) {
    needNames(options, ['signal', ...NAMES]);
    needNames(pageOptions, ['maxPageSize', 'continuationToken']);
    /** @type {ListOptions & PageOptions} */
    const asked = { ...options, ...pageOptions };
    const { signal, statuses, ids, top, maxPageSize = DEFAULT_PAGE_SIZE, continuationToken } = asked;
    needSignal(signal);
    const query = queryOf(asked);
    const queries = splitIds(query);
    for (const part of queries) check(isOfJobs, [batchId, undefined, ...part]);
    const isMerged = queries.length > 1;
    if (continuationToken !== undefined) {
      const isToken = typeof continuationToken === 'string' && continuationToken !== '';
      need(isToken && MERGED_TOKEN.test(continuationToken) === isMerged, 'continuationToken', TOKEN_RULE);
      if (!isMerged) check(isOfJobs, [batchId, continuationToken], 'continuationToken');
    }
    if (top === 0 || statuses?.length === 0 || ids?.length === 0) return;
    if (!isMerged) return yield* readPages(isOfJobs, batchId, query, asked, sending);
    const items = await readMerged(isOfJobs, batchId, queries, asked, sending);
    const start = Number(MERGED_TOKEN.exec(continuationToken ?? '')?.[1] ?? 0);
    for (let at = start; at < items.length; at += maxPageSize) {
      const next = at + maxPageSize;
      yield { value: items.slice(at, next), ...(next < items.length && { continuationToken: `merged:${next}` }) };
    }
  }

  return {
    pages,
    /**
     * @template T
     * @param {boolean} isOfJobs
     * @param {string | undefined} batchId
     * @param {ListOptions} [options]
     * @returns {PagedList<T>}
     */
    list(isOfJobs, batchId, options) {
      async function* items() {
        for await (const { value } of pages(isOfJobs, batchId, options)) yield* value;
      }
      return Object.assign(items(), {
        byPage: (/** @type {PageOptions} */ pageOptions) => pages(isOfJobs, batchId, options, pageOptions),
      });
    },
  };
}
