// Lists of documents and of batches: filters, order, pages, and the link to the next page as the service writes it.

import { exactDate, wireStatus } from './wire.js';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 100;

/**
 * What a list asks for, or nothing where a parameter is not valid. The service reads names of parameters in any case.
 * @param {URLSearchParams} query
 * @param {string} prefix of the names that have one
 */
function readListQuery(query, prefix) {
  /** @param {string} name @returns {string | undefined} all its values */
  const text = (name) => {
    const sent = [...query].filter(([key, value]) => key.toLowerCase() === name.toLowerCase() && value !== '');
    return sent.length > 0 ? sent.map(([, value]) => value).join(',') : undefined;
  };
  /** @param {string} name @param {number} otherwise */
  const number = (name, otherwise) => {
    const digits = text(prefix + name);
    return digits === undefined ? otherwise : /^\d{1,9}$/.test(digits) ? Number(digits) : NaN;
  };
  /** @param {string} name @returns {string | undefined | null} null: it is no date */
  const date = (name) => {
    const sent = text(name);
    return sent === undefined ? undefined : (exactDate(sent) ?? null);
  };
  const asked = {
    top: number('top', Infinity),
    skip: number('skip', 0),
    maxPageSize: number('maxpagesize', DEFAULT_PAGE),
    ids: text('ids'),
    statuses: text('statuses'),
    start: date('createdDateTimeUtcStart'),
    end: date('createdDateTimeUtcEnd'),
    orderBy: text(`${prefix}orderBy`),
    apiVersion: text('api-version'),
  };
  const order = /^(createdDateTimeUtc|lastActionDateTimeUtc)( asc| desc)?$/i.exec(
    asked.orderBy ?? 'createdDateTimeUtc desc',
  );
  const valid =
    !Number.isNaN(asked.top) &&
    !Number.isNaN(asked.skip) &&
    asked.maxPageSize >= 1 &&
    asked.maxPageSize <= LARGEST_PAGE &&
    asked.start !== null &&
    asked.end !== null &&
    order;
  if (!valid) return undefined;
  const by = order[1].toLowerCase() === 'createddatetimeutc' ? 'createdDateTimeUtc' : 'lastActionDateTimeUtc';
  return { ...asked, by, descending: order[2]?.toLowerCase() === ' desc' };
}

/**
 * One page, and the link to the next one where there is one.
 * @param {Record<string, unknown>[]} statuses of all documents or batches, in the order of their making
 * @param {URL} url of this page
 * @param {boolean} dated whether the version is of the `YYYY-MM-DD` family
 * @returns {Record<string, unknown> | undefined} nothing where a parameter is not valid
 */
export function listPage(statuses, url, dated) {
  const prefix = dated ? '' : '$';
  const asked = readListQuery(url.searchParams, prefix);
  if (!asked) return undefined;
  const { top, skip, maxPageSize, start, end, by, descending } = asked;
  const ids = asked.ids?.toLowerCase().split(',');
  const wanted = asked.statuses?.split(',').map(wireStatus);
  const found = statuses
    .filter((item) => {
      const created = dateOf(item, 'createdDateTimeUtc');
      return (
        (!ids || ids.includes(String(item.id).toLowerCase())) &&
        (!wanted || wanted.includes(String(item.status))) &&
        (!start || created >= start) &&
        (!end || (created !== '' && created <= end))
      );
    })
    .map((item) => ({ item, date: dateOf(item, by) }))
    .sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)))
    .map(({ item }) => item);
  if (descending) found.reverse();
  const value = found.slice(skip, skip + Math.min(top, maxPageSize));
  const left = Math.min(top, found.length - skip) - value.length;
  if (left <= 0) return { value };
  const query = Object.entries({
    [`${prefix}skip`]: skip + value.length,
    [`${prefix}top`]: left,
    [`${prefix}maxpagesize`]: maxPageSize,
    ids: asked.ids,
    statuses: asked.statuses,
    createdDateTimeUtcStart: asked.start,
    createdDateTimeUtcEnd: asked.end,
    [`${prefix}orderBy`]: asked.orderBy,
    'api-version': dated ? asked.apiVersion : undefined,
  }).flatMap(([name, text]) => (text === undefined ? [] : [`${name}=${rawText(String(text))}`]));
  return { value, '@nextLink': `${url.origin}${url.pathname}?${query.join('&')}` };
}

/**
 * A date of an item in a form that sorts as text; an absent one is the oldest.
 * @param {Record<string, unknown>} item
 * @param {string} member
 */
const dateOf = (item, member) => exactDate(String(item[member] ?? '')) ?? '';

/** The service leaves spaces, commas and colons in a link as they are. @param {string} text */
const rawText = (text) => encodeURIComponent(text).replace(/%(?:20|2C|3A)/g, decodeURIComponent);
