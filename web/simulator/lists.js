// Lists of documents and batches: filters, order, pages, and the link to the next page as the service writes it.

import { exactDate, wireStatus } from './format.js';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;

/**
 * Reads the parameters of a list. Returns undefined if one is invalid. The service ignores the case of their names.
 * @param {URLSearchParams} query
 * @param {string} prefix of some names: `$` or nothing
 */
function readListQuery(query, prefix) {
  /** @param {string} name @returns {string | undefined} all values of the parameter, with commas between them */
  const text = (name) => {
    const sent = [...query].filter(([key, value]) => key.toLowerCase() === name.toLowerCase() && value !== '');
    return sent.length > 0 ? sent.map(([, value]) => value).join(',') : undefined;
  };
  /** @param {string} name @param {number} fallback */
  const number = (name, fallback) => {
    const digits = text(prefix + name);
    return digits === undefined ? fallback : /^\d{1,9}$/.test(digits) ? Number(digits) : NaN;
  };
  /** @param {string} name @returns {string | undefined | null} null if it is not a date */
  const date = (name) => {
    const sent = text(name);
    return sent === undefined ? undefined : (exactDate(sent) ?? null);
  };
  const parameters = {
    top: number('top', Infinity),
    skip: number('skip', 0),
    maxPageSize: number('maxpagesize', DEFAULT_PAGE_SIZE),
    ids: text('ids'),
    statuses: text('statuses'),
    start: date('createdDateTimeUtcStart'),
    end: date('createdDateTimeUtcEnd'),
    orderBy: text(`${prefix}orderBy`),
    apiVersion: text('api-version'),
  };
  const order = /^(createdDateTimeUtc|lastActionDateTimeUtc)( asc| desc)?$/i.exec(
    parameters.orderBy ?? 'createdDateTimeUtc desc',
  );
  const valid =
    !Number.isNaN(parameters.top) &&
    !Number.isNaN(parameters.skip) &&
    parameters.maxPageSize >= 1 &&
    parameters.maxPageSize <= MAX_PAGE_SIZE &&
    parameters.start !== null &&
    parameters.end !== null &&
    order;
  if (!valid) return undefined;
  const by = order[1].toLowerCase() === 'createddatetimeutc' ? 'createdDateTimeUtc' : 'lastActionDateTimeUtc';
  return { ...parameters, by, descending: order[2]?.toLowerCase() === ' desc' };
}

/**
 * One page, with a link to the next page if there is one.
 * @param {Record<string, unknown>[]} statuses of all documents or batches, in the order of their creation
 * @param {URL} url of this page
 * @param {boolean} dated whether the API version is a date
 * @returns {Record<string, unknown> | undefined} undefined if a parameter is invalid
 */
export function listPage(statuses, url, dated) {
  const prefix = dated ? '' : '$';
  const parameters = readListQuery(url.searchParams, prefix);
  if (!parameters) return undefined;
  const { top, skip, maxPageSize, start, end, by, descending } = parameters;
  const ids = parameters.ids?.toLowerCase().split(',');
  const statusFilter = parameters.statuses?.split(',').map(wireStatus);
  const found = statuses
    .filter((item) => {
      const created = dateOf(item, 'createdDateTimeUtc');
      return (
        (!ids || ids.includes(String(item.id).toLowerCase())) &&
        (!statusFilter || statusFilter.includes(String(item.status))) &&
        (!start || created >= start) &&
        (!end || (created !== '' && created <= end))
      );
    })
    .map((item) => ({ item, date: dateOf(item, by) }))
    .sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)))
    .map(({ item }) => item);
  if (descending) found.reverse();
  const value = found.slice(skip, skip + Math.min(top, maxPageSize));
  const remaining = Math.min(top, found.length - skip) - value.length;
  if (remaining <= 0) return { value };
  const query = Object.entries({
    [`${prefix}skip`]: skip + value.length,
    [`${prefix}top`]: remaining,
    [`${prefix}maxpagesize`]: maxPageSize,
    ids: parameters.ids,
    statuses: parameters.statuses,
    createdDateTimeUtcStart: parameters.start,
    createdDateTimeUtcEnd: parameters.end,
    [`${prefix}orderBy`]: parameters.orderBy,
    'api-version': dated ? parameters.apiVersion : undefined,
  }).flatMap(([name, text]) => (text === undefined ? [] : [`${name}=${rawText(String(text))}`]));
  return { value, '@nextLink': `${url.origin}${url.pathname}?${query.join('&')}` };
}

/**
 * A date of an item in a form that sorts as text. An absent date sorts as the oldest.
 * @param {Record<string, unknown>} item
 * @param {string} member
 */
const dateOf = (item, member) => exactDate(String(item[member] ?? '')) ?? '';

/** The service leaves spaces, commas and colons in a link as they are. @param {string} text */
const rawText = (text) => encodeURIComponent(text).replace(/%(?:20|2C|3A)/g, decodeURIComponent);
