// The allow list of recordings: the headers, members, query parameters, path segments and values that are kept. Other headers are left out, and
// all other text is replaced.

const NUMBER = /^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,4})?$/i;
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const LANGUAGE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;
const VERSION = /^(v\d{1,2}\.\d{1,2}(-preview(\.\d{1,2})?)?|\d{4}-\d\d-\d\d(-preview)?)$/;
const STATUS_CODE = /^[1-5]\d\d(\d{3})?$/;
const ORDER = /^(createdDateTimeUtc|lastActionDateTimeUtc)( (asc|desc))?$/i;

/** The words in statuses, error codes and targets. A value with any other word may be a private name. */
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
const matches = (form) => (text) => form.test(text);
/** @param {string} text */
const isCode = (text) => isWords(text) || STATUS_CODE.test(text);
/** @param {string} text */
const isStatuses = (text) => text.split(',').every(isWords);
const never = () => false;
/** @param {string} names Separated by spaces. @param {(text: string) => boolean} isKept */
const withRule = (names, isKept) => Object.fromEntries(names.split(/\s+/).map((name) => [name, isKept]));

/** By the name of a member: which of its values are kept. @type {Record<string, (text: string) => boolean>} */
export const MEMBERS = {
  ...withRule('value summary error innerError innererror details message path sourcePath deploymentName', never),
  ...withRule(
    `progress characterCharged totalImageScansSucceeded totalImageScansFailed imageCharged imageCharacterDetected total failed success
    succeeded inProgress notYetStarted notStarted cancelled canceled totalCharacterCharged totalImageCharged totalImageCharacterDetected
    statusCode`,
    matches(NUMBER),
  ),
  id: never,
  nextLink: never,
  '@nextLink': never,
  status: isWords,
  code: isCode,
  target: isWords,
  to: matches(LANGUAGE),
  createdDateTimeUtc: matches(TIME),
  lastActionDateTimeUtc: matches(TIME),
};

/** The words of the service's routes. */
const ROUTE_WORDS = new Set(['translator', 'text', 'batch', 'document', 'batches', 'documents']);

/** Whether a segment of a path is kept. @param {string} segment */
export const isRouteSegment = (segment) => ROUTE_WORDS.has(segment) || VERSION.test(segment);

/** By the name of a query parameter, in lower case and without `$`: which of its values are kept. @type {Record<string, (text: string) => boolean>} */
export const PARAMETERS = {
  'api-version': matches(VERSION),
  top: matches(NUMBER),
  skip: matches(NUMBER),
  maxpagesize: matches(NUMBER),
  orderby: matches(ORDER),
  statuses: isStatuses,
  ids: never,
  createddatetimeutcstart: matches(TIME),
  createddatetimeutcend: matches(TIME),
};

const REGION =
  /^(?:(?:north|south|east|west|central|us|europe|asia|japan|korea|india|australia|canada|brazil|uk|france|germany|switzerland|norway|sweden|poland|italy|spain|israel|qatar|uae|mexico|africa|new|zealand|gov|virginia|arizona|texas|china)[ -]?)+\d?$/i;
const MEDIA_TYPE =
  /^(application\/(problem\+)?(json|xml)|text\/(plain|html|xml))(; ?charset=(utf-8|us-ascii|iso-8859-1))?$/i;
const CACHE_CONTROL =
  /^((public|private|no-cache|no-store|no-transform|must-revalidate|proxy-revalidate|immutable|(s-maxage|max-age)=\d{1,10})(, ?|$))+$/i;

/** By the name of a header: which of its values are kept. ETags and request ids are replaced as ids. @type {Record<string, (text: string) => boolean>} */
export const HEADERS = {
  'content-type': matches(MEDIA_TYPE),
  'retry-after': (text) => NUMBER.test(text) || HTTP_DATE.test(text),
  'retry-after-ms': matches(NUMBER),
  'x-ms-retry-after-ms': matches(NUMBER),
  'cache-control': matches(CACHE_CONTROL),
  date: matches(HTTP_DATE),
  age: matches(NUMBER),
  'x-ms-region': matches(REGION),
  etag: never,
  'apim-request-id': never,
  'x-requestid': never,
  'x-ms-request-id': never,
};
