// Lists of documents and of batches: filters, order and pages, under the parameter names of both version families.

import { wireStatus } from './wire.js';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 100;

/**
 * What a list asks for, or nothing where a parameter is not valid.
 * @param {URLSearchParams} query
 * @param {boolean} dated
 */
function readListQuery(query, dated) {
  const prefix = dated ? '' : '$';
  /** @param {string} name */
  const values = (name) =>
    query
      .getAll(name)
      .flatMap((value) => value.split(','))
      .filter((value) => value !== '');
  /** @param {string} name @param {number} otherwise */
  const number = (name, otherwise) => {
    const text = query.get(prefix + name);
    return text === null ? otherwise : /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  };
  /** @param {string} name @param {number} otherwise */
  const date = (name, otherwise) => (query.has(name) ? Date.parse(query.get(name) ?? '') : otherwise);
  const [order = 'createdDateTimeUtc desc', ...more] = values(`${prefix}order${dated ? 'by' : 'By'}`);
  const asked = {
    top: number('top', Infinity),
    skip: number('skip', 0),
    maxPageSize: number('maxpagesize', DEFAULT_PAGE),
    ids: values('ids').map((id) => id.toLowerCase()),
    statuses: values('statuses').map(wireStatus),
    start: date('createdDateTimeUtcStart', -Infinity),
    end: date('createdDateTimeUtcEnd', Infinity),
    ascending: /^createdDateTimeUtc( asc)?$/i.test(order),
  };
  const valid =
    [asked.top, asked.skip, asked.start, asked.end].every((value) => !Number.isNaN(value)) &&
    asked.maxPageSize >= 1 &&
    asked.maxPageSize <= LARGEST_PAGE &&
    more.length === 0 &&
    /^createdDateTimeUtc( asc| desc)?$/i.test(order);
  return valid ? asked : undefined;
}

/**
 * One page, and the link to the next one where there is one.
 * @template {{ id: string, createdAt: number }} Item
 * @param {Item[]} items oldest first
 * @param {(item: Item) => Record<string, unknown>} statusOf
 * @param {URL} url of this page
 * @param {boolean} dated
 * @returns {Record<string, unknown> | undefined} nothing where a parameter is not valid
 */
export function listPage(items, statusOf, url, dated) {
  const asked = readListQuery(url.searchParams, dated);
  if (!asked) return undefined;
  const { top, skip, maxPageSize, ids, statuses, start, end, ascending } = asked;
  const found = items
    .filter(
      ({ id, createdAt }) =>
        createdAt >= start && createdAt <= end && (ids.length === 0 || ids.includes(id.toLowerCase())),
    )
    .sort((a, b) => a.createdAt - b.createdAt)
    .map(statusOf)
    .filter(({ status }) => statuses.length === 0 || statuses.includes(String(status)));
  if (!ascending) found.reverse();
  const value = found.slice(skip, skip + Math.min(top, maxPageSize));
  const left = Math.min(top, found.length - skip) - value.length;
  if (left <= 0) return { value };
  const next = new URL(url);
  const prefix = dated ? '' : '$';
  next.searchParams.set(`${prefix}skip`, String(skip + value.length));
  if (top !== Infinity) next.searchParams.set(`${prefix}top`, String(top - value.length));
  return { value, [dated ? 'nextLink' : '@nextLink']: next.href.replaceAll('%24', '$') };
}
