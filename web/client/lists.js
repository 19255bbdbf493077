// Lists of documents and of jobs: their options as the module reads them, their pages, and ids that take more than one request. Also the
// client's methods that request jobs and lists once.
import { errorOf } from '../module/errors.js';
import { UNUSABLE } from '../module/instance.js';
import { need, needNames, needSignal, optionError } from './options.js';
import {
  ERROR_NEXT_LINK_REPEATED,
  ERROR_NEXT_LINK_SIZE,
  ERROR_OPTION,
  LIST_IDS,
  LIST_MAX_PAGE_SIZE,
  LIST_SKIP,
  LIST_TOP,
  listOptions,
  MAX_LINK_LENGTH,
} from '../module/generated/tables.js';

/** @typedef {import('../module/types.js').ListOptions} ListOptions */
/** @typedef {import('../module/types.js').PageOptions} PageOptions */
/** @typedef {import('./request.js').RequestSettings} RequestSettings */

/**
 * @template T
 * @typedef {import('../module/types.js').Page<T>} Page
 */
/**
 * @template T
 * @typedef {import('../module/types.js').PagedList<T>} PagedList
 */

/** The rule for each option's value. */
const RULES = {
  statuses: 'It must be an array of statuses, like Succeeded.',
  ids: 'It must be an array of ids (8-4-4-4-12 hex digits).',
  top: 'It must be a whole number from 0 to 999999999.',
  skip: 'It must be a whole number from 0 to 999999999.',
  maxPageSize: 'It must be a whole number from 1 to 100.',
  orderBy: 'It must be createdDateTimeUtc or lastActionDateTimeUtc, then asc or desc.',
  createdDateTimeUtcStart: 'It must be a Date or an RFC 3339 time, like 2024-05-01T00:00:00Z.',
  createdDateTimeUtcEnd: 'It must be a Date or an RFC 3339 time, like 2024-05-01T00:00:00Z.',
};
const TOKEN_RULE = 'It must be the continuationToken of a page of the same list.';

/** How many ids a request has at most. The service has responded to requests with 100 ids, whose URLs have 4,000 characters. */
const IDS_AT_ONCE = 100;
const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE = '100';
const LARGEST_NUMBER = 999_999_999;
/** The fingerprint of the list, and how many of its items came before. */
const TOKEN = /^([\da-z]{1,7})\.(\d{1,9})$/;
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
    ? Array.from(list, (item) => (typeof item === 'string' && item && !item.includes(',') ? item : UNUSABLE)).join(',')
    : UNUSABLE;

/**
 * The options as the module reads them. An empty part is an option that was not given.
 * @param {Record<string, any>} options
 * @param {unknown} maxPageSize
 */
function queryOf(options, maxPageSize) {
  return listOptions.map((name) => {
    const value = name === 'maxPageSize' ? maxPageSize : options[name];
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
  const ids = [...new Map(query[LIST_IDS].split(',').map((id) => [id.toLowerCase(), id])).values()];
  const queries = [];
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE)
    queries.push(query.map((part, index) => (index === LIST_IDS ? ids.slice(at, at + IDS_AT_ONCE).join(',') : part)));
  return queries;
}

/**
 * A hash (FNV-1a) of a list's job, filters, order, `top` and `skip`. A continuation token contains it, so
 * that it is not used for another list. The hash need not be secure: the request is always built from the options of the call.
 * @param {unknown[]} parts
 */
function fingerprint(parts) {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(parts)) hash = Math.imul(hash ^ Number(character.codePointAt(0)), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** @param {import('./client.js').Requester} requester */
export function createLists({ instance, place, host, request }) {
  /** @param {number} number */
  const linkError = (number) => errorOf(number, { target: 'nextLink' }, undefined, { host });

  /**
   * Checks the arguments of the request for a page, before anything is sent.
   * @param {boolean} isOfJobs
   * @param {unknown[]} parts
   */
  function check(isOfJobs, parts) {
    const result = -instance().call('dts_check_list', instance().put([...place, ...parts]), isOfJobs);
    if (!result) return;
    const number = result & 255;
    const name = listOptions[result >> 8];
    if (number === ERROR_OPTION) throw optionError(name, RULES[name]);
    throw parts[1] ? linkError(number) : errorOf(number);
  }

  /** @param {boolean} isOfJobs @param {string | undefined} batchId @param {string} link */
  function checkLink(isOfJobs, batchId, link) {
    // The module has no room for a much longer one, and would not report it as too long.
    if (new TextEncoder().encode(link).length > MAX_LINK_LENGTH) throw linkError(ERROR_NEXT_LINK_SIZE);
    check(isOfJobs, [batchId, link]);
  }

  /**
   * The service's pages, from the first one on.
   * @param {boolean} isOfJobs
   * @param {string | undefined} batchId
   * @param {string[]} query
   * @param {ListOptions} options
   * @param {RequestSettings} [sending]
   * @returns {AsyncGenerator<{ value: any[], isLast: boolean }, void, void>}
   */
  async function* readPages(isOfJobs, batchId, query, { signal, top = Infinity }, sending) {
    const followed = new Set();
    const operation = isOfJobs ? 'dts_request_batches' : 'dts_request_documents';
    /** @type {string | undefined} */
    let link;
    let left = top;
    for (;;) {
      const { value, nextLink } = await request(operation, [batchId, link, ...query], { signal }, sending);
      left -= value.length;
      link = left > 0 && nextLink ? nextLink : undefined;
      yield { value: left < 0 ? value.slice(0, left) : value, isLast: !link };
      if (!link) return;
      checkLink(isOfJobs, batchId, link);
      if (followed.has(link)) throw linkError(ERROR_NEXT_LINK_REPEATED);
      followed.add(link);
    }
  }

  /**
   * The items of several requests as one list.
   * @param {boolean} isOfJobs
   * @param {string | undefined} batchId
   * @param {string[][]} queries
   * @param {ListOptions} options
   * @param {RequestSettings} [sending]
   */
  async function readMerged(isOfJobs, batchId, queries, options, sending) {
    const { signal, orderBy = 'createdDateTimeUtc desc', top = Infinity, skip = 0 } = options;
    // The merged list may need up to this many items from each request.
    const most = top + skip <= LARGEST_NUMBER ? String(top + skip) : '';
    /** @type {Map<string, any>} */
    const found = new Map();
    for (const query of queries) {
      const own = Object.assign([...query], { [LIST_TOP]: most, [LIST_SKIP]: '', [LIST_MAX_PAGE_SIZE]: LARGEST_PAGE });
      for await (const { value } of readPages(isOfJobs, batchId, own, { signal }, sending))
        for (const item of value) found.set(item.id.toLowerCase(), item);
    }
    const [name, order] = orderBy.split(' ');
    const sign = order === 'asc' ? 1 : -1;
    const compare = (/** @type {any} */ a, /** @type {any} */ b, /** @type {string} */ time) =>
      sign * instance().call('dts_compare_times', instance().put([a[time], b[time]]));
    // Items that have not started have the same creation time, none.
    return [...found.values()]
      .sort((a, b) => compare(a, b, name) || compare(a, b, 'lastActionDateTimeUtc'))
      .slice(skip, skip + top);
  }

  /**
   * @param {boolean} isOfJobs
   * @param {string | undefined} batchId
   * @param {ListOptions} [options]
   * @param {PageOptions} [pageOptions]
   * @param {RequestSettings} [sending] The product's own.
   * @returns {AsyncGenerator<Page<any>, void, void>}
   */
  async function* pages(isOfJobs, batchId, options = {}, pageOptions = {}, sending) {
    needNames(options, ['signal', ...listOptions]);
    needNames(pageOptions, ['maxPageSize', 'continuationToken']);
    const { signal, statuses, ids, top = Infinity, skip = 0, orderBy } = options;
    const { maxPageSize = options.maxPageSize, continuationToken } = pageOptions;
    needSignal(signal);
    const query = queryOf(options, maxPageSize);
    const queries = splitIds(query);
    for (const part of queries) check(isOfJobs, [batchId, undefined, ...part]);
    const print = fingerprint([
      isOfJobs,
      batchId?.toLowerCase(),
      ...query.map((part, index) => (index === LIST_MAX_PAGE_SIZE ? '' : part)),
    ]);
    const token = continuationToken === undefined ? `${print}.0` : continuationToken;
    const [, tokenPrint, tokenCount] = (typeof token === 'string' && TOKEN.exec(token)) || [];
    let count = Number(tokenCount);
    need(tokenPrint === print && skip + count <= LARGEST_NUMBER, 'continuationToken', TOKEN_RULE);
    /** @param {any[]} value @param {boolean} isLast @returns {Page<any>} */
    const page = (value, isLast) => {
      count += value.length;
      return { value, ...(!isLast && { continuationToken: `${print}.${count}` }) };
    };
    // The list without the items that came before.
    const rest = { signal, orderBy, top: top - count, skip: skip + count };
    if (rest.top <= 0 || statuses?.length === 0 || ids?.length === 0) return void (yield page([], true));
    if (queries.length === 1) {
      if (count)
        Object.assign(query, { [LIST_SKIP]: String(rest.skip), [LIST_TOP]: top === Infinity ? '' : String(rest.top) });
      for await (const { value, isLast } of readPages(isOfJobs, batchId, query, rest, sending))
        yield page(value, isLast);
      return;
    }
    const items = await readMerged(isOfJobs, batchId, queries, rest, sending);
    const size = maxPageSize ?? DEFAULT_PAGE_SIZE;
    for (let at = 0; at === 0 || at < items.length; at += size)
      yield page(items.slice(at, at + size), at + size >= items.length);
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

/**
 * The client's methods that request jobs and lists once.
 * @param {import('./client.js').Requester} requester
 * @param {ReturnType<typeof createLists>} [lists]
 * @returns {Pick<import('../module/types.js').JobMethods, 'getBatchStatus' | 'listBatchStatuses' | 'listDocumentStatuses'>}
 */
export const readMethods = (requester, { list } = createLists(requester)) => ({
  getBatchStatus: (batchId, options) => requester.request('dts_request_batch', [batchId], options),
  listBatchStatuses: (options) => list(true, undefined, options),
  listDocumentStatuses: (batchId, options) => list(false, batchId, options),
});
