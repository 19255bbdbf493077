// The value that the client must return for a body: the documented members, as JSON.parse reads them.

const DOCUMENT = [
  ...[
    'path',
    'sourcePath',
    'createdDateTimeUtc',
    'lastActionDateTimeUtc',
    'status',
    'to',
    'error',
    'progress',
    'id',
    'characterCharged',
  ],
  ...['totalImageScansSucceeded', 'totalImageScansFailed', 'imageCharged', 'imageCharacterDetected', 'deploymentName'],
];
const BATCH = ['id', 'createdDateTimeUtc', 'lastActionDateTimeUtc', 'status', 'error', 'summary'];
export const SUMMARY = [
  ...['total', 'failed', 'success', 'inProgress', 'notYetStarted', 'cancelled', 'totalCharacterCharged'],
  ...['totalImageScansSucceeded', 'totalImageScansFailed', 'totalImageCharged', 'totalImageCharacterDetected'],
];
const ERROR = ['code', 'message', 'target', 'details', 'innerError'];
/** Other names that the service uses for some members. @type {Record<string, string>} */
const OTHER_NAMES = {
  success: 'succeeded',
  notYetStarted: 'notStarted',
  cancelled: 'canceled',
  innerError: 'innererror',
};

/**
 * Picks the documented members of a parsed object. A member that is null counts as absent.
 * @param {any} from
 * @param {string[]} names
 * @param {Record<string, (value: any) => unknown>} [read] how some members are converted
 */
export const pick = (from, names, read = {}) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = from?.[name] ?? from?.[OTHER_NAMES[name]];
      return value === undefined || value === null ? [] : [[name, read[name] ? read[name](value) : value]];
    }),
  );

/** @param {any} from @returns {object} */
const errorOf = (from) => pick(from, ERROR, { code: String, innerError: errorOf });
/** @param {string} status */
export const statusOf = (status) => (status === 'Cancelled' ? 'Canceled' : status);
/** @param {any} from */
export const documentOf = (from) => pick(from, DOCUMENT, { status: statusOf, error: errorOf });
/** @param {any} from */
export const batchOf = (from) =>
  pick(from, BATCH, { status: statusOf, error: errorOf, summary: (summary) => pick(summary, SUMMARY) });

/** @param {any} page @param {(from: any) => unknown} read */
export function pageOf({ value, nextLink, '@nextLink': marked }, read) {
  const link = nextLink ?? marked;
  return { value: value.map(read), ...(link && { nextLink: new URL(link).href }) };
}

/** Parses JSON, and returns an object whatever the text is. @param {string} text */
export function parse(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
