// A job's documents as the service lists them: filtered, in order and in pages. All names of parameters that the service's versions have
// are taken in every version: with and without $, orderBy and orderby.

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 100;
const ORDER = /^(createdDateTimeUtc|lastActionDateTimeUtc)(?: (asc|desc))?$/i;
const DATE = /^\d{4}-\d\d-\d\d/;

/** @typedef {{ id: string, status: string, createdDateTimeUtc?: string, lastActionDateTimeUtc: string }} Listed */

/** @param {string} name of a parameter, as any version writes it */
const plain = (name) => name.replace(/^\$/, '').toLowerCase();

/** The service doesn't say when a document was created before it starts. Such a document counts as the oldest. */
const UNKNOWN = -Infinity;

/** @param {string | undefined} date */
const timeOf = (date) => (date === undefined ? UNKNOWN : Date.parse(date));

/**
 * What a list asks for, or nothing where a parameter is not valid.
 * @param {URLSearchParams} query
 */
function readQuery(query) {
  /** @param {string} name */
  const given = (name) => [...query].filter(([each]) => plain(each) === name).map(([, value]) => value);
  /** @param {string} name */
  const values = (name) => given(name).flatMap((value) => value.split(',').filter(Boolean));
  let isValid = true;
  /** @param {string} name @param {RegExp} form @returns {string | undefined} a parameter that may be given once */
  const one = (name, form) => {
    const [text, ...more] = given(name);
    isValid &&= more.length === 0 && (text === undefined || form.test(text));
    return text;
  };
  /** @param {string} name @param {number} otherwise */
  const number = (name, otherwise) => Number(one(name, /^\d{1,9}$/) ?? otherwise);
  /** @param {string} name */
  const date = (name) => {
    const text = one(name, DATE);
    const time = text === undefined ? undefined : Date.parse(text);
    isValid &&= !Number.isNaN(time);
    return time;
  };
  const [, by, direction] = ORDER.exec(one('orderby', ORDER) ?? 'createdDateTimeUtc desc') ?? [];
  const asked = {
    top: number('top', Infinity),
    skip: number('skip', 0),
    maxPageSize: number('maxpagesize', DEFAULT_PAGE),
    ids: values('ids').map((id) => id.toLowerCase()),
    // As the service spells it.
    statuses: values('statuses').map((status) => (status === 'Canceled' ? 'Cancelled' : status)),
    start: date('createddatetimeutcstart'),
    end: date('createddatetimeutcend'),
    byLastAction: /^l/i.test(by),
    isAscending: !/^desc$/i.test(direction),
  };
  return isValid && asked.maxPageSize >= 1 && asked.maxPageSize <= LARGEST_PAGE ? asked : undefined;
}

/**
 * One page, and the link to the next one where there is one.
 * @param {Listed[]} documents the newest first, as the service gives them
 * @param {URL} url of this page
 * @param {boolean} isDated whether its version is a date
 * @returns {Record<string, unknown> | undefined} nothing where a parameter is not valid
 */
export function listPage(documents, url, isDated) {
  const asked = readQuery(url.searchParams);
  if (!asked) return undefined;
  const { top, skip, maxPageSize, ids, statuses, start, end, byLastAction, isAscending } = asked;
  const sign = isAscending ? 1 : -1;
  const isAny = start === undefined && end === undefined;
  const found = documents
    .map((document) => ({
      document,
      created: timeOf(document.createdDateTimeUtc),
      time: timeOf(byLastAction ? document.lastActionDateTimeUtc : document.createdDateTimeUtc),
    }))
    .filter(
      ({ document: { id, status }, created }) =>
        (isAny || (created !== UNKNOWN && created >= (start ?? UNKNOWN) && created <= (end ?? Infinity))) &&
        (ids.length === 0 || ids.includes(id.toLowerCase())) &&
        (statuses.length === 0 || statuses.includes(status)),
    )
    // Those of the same time stay in the service's order.
    .sort((a, b) => sign * (Number(a.time > b.time) - Number(a.time < b.time)));
  const value = found.slice(skip, skip + Math.min(top, maxPageSize)).map(({ document }) => document);
  const left = Math.min(top, found.length - skip) - value.length;
  if (left <= 0) return { value };
  const next = new URL(url);
  for (const name of [...url.searchParams.keys()])
    if (['skip', 'top'].includes(plain(name))) next.searchParams.delete(name);
  const prefix = isDated ? '' : '$';
  next.searchParams.set(`${prefix}skip`, String(skip + value.length));
  if (top !== Infinity) next.searchParams.set(`${prefix}top`, String(top - value.length));
  return { value, [isDated ? 'nextLink' : '@nextLink']: next.href.replaceAll('%24', '$') };
}
