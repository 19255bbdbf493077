// What people see: one line for a document, a table for many of them or for jobs, the summary under it.
import { fit, pad, paint, plain, widthOf } from './text.js';

/** @typedef {import('../client.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../client.js').BatchStatus} BatchStatus */

/**
 * @typedef {object} Place Where it is to be seen.
 * @property {number} columns
 * @property {number} rows
 * @property {boolean} color
 * @property {boolean} bars
 */

/** @type {Record<string, number>} */
const COLORS = {
  Succeeded: 32,
  Failed: 31,
  ValidationFailed: 31,
  Error: 31,
  Canceled: 33,
  Cancelling: 33,
  Running: 36,
};
const ATTENTION = [
  'Error',
  'Failed',
  'ValidationFailed',
  'Canceled',
  'Cancelling',
  'Running',
  'NotStarted',
  'Succeeded',
];
const BAR = 24;
const SHORT_BAR = 10;
const STATUS_WIDTH = 16;
const WITH_IDS_FROM = 150;

/** @param {number} part @param {number} length */
function bar(part, length) {
  const filled = Math.round(part * length);
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}

/** @param {number | undefined} progress */
const percent = (progress) => (progress === undefined ? '' : `${Math.floor(progress * 100)} %`.padStart(5));

/** @param {number} ms */
function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/**
 * The most of it that has room.
 * @param {WatchedDocument} document
 * @param {Place} place
 */
export function documentLine({ status, progress, to, estimatedRemainingMs }, { columns, color, bars }) {
  const name = plain(status);
  const done = percent(progress);
  const language = `  to ${plain(to)}`;
  const left = estimatedRemainingMs === undefined ? '' : `, about ${duration(estimatedRemainingMs)} left`;
  const head = pad(name, STATUS_WIDTH);
  const choices = [
    ...(bars && progress !== undefined ? [`${head} ${bar(progress, BAR)} ${done}${language}${left}`] : []),
    `${head} ${done || '     '}${language}${left}`,
    `${name} ${done}${language}${left}`,
    `${name} ${done}${language}`,
    `${name} ${done}`,
  ];
  const line = choices.find((choice) => widthOf(choice) <= columns) ?? fit(name, columns);
  return color ? paint(line.slice(0, name.length), COLORS[status]) + line.slice(name.length) : line;
}

/**
 * What is known of a document, for the end: its line, then what it cost, where it is, or why there is none.
 * @param {WatchedDocument} document
 * @param {Place} place
 */
export function documentText(document, place) {
  const { characterCharged, path, error } = document;
  const lines = [documentLine(document, place)];
  if (characterCharged) lines.push(`${characterCharged} characters charged`);
  if (path) lines.push(`The translation is at ${plain(path)}`);
  if (error) lines.push(reason(error));
  return lines;
}

/** @param {import('../errors.js').ServiceError} error */
function reason(error) {
  let inner = error;
  while (inner.innerError) inner = inner.innerError;
  const { code, message } = { ...error, ...inner };
  return plain(`${code ?? 'Error'}: ${message ?? ''}`);
}

/**
 * @typedef {object} Row One thing in a table.
 * @property {string} status
 * @property {number} [progress]
 * @property {string} [to]
 * @property {number} [leftMs]
 * @property {string} name
 * @property {string} id
 * @property {import('../errors.js').ServiceError} [error]
 */

/** The name of the file, for people, where it is told. @param {WatchedDocument} document */
function fileName({ sourcePath = '', id }) {
  const last = sourcePath.split('?')[0].split('/').at(-1) || id;
  try {
    return plain(decodeURIComponent(last));
  } catch {
    return plain(last);
  }
}

/** @param {WatchedDocument} document @returns {Row} */
export function documentRow(document) {
  const { id, status, progress, to, estimatedRemainingMs, error } = document;
  return { status, progress, to, leftMs: estimatedRemainingMs, name: fileName(document), id, error };
}

/** @param {BatchStatus} batch @returns {Row} */
export function batchRow({ id, status, summary, error }) {
  const { total, success, failed, cancelled } = summary;
  const progress = total ? (success + failed + cancelled) / total : undefined;
  return { status, progress, name: `job ${id.slice(0, 8)}: ${counts(summary)}`, id, error };
}

/** @param {{ total: number, success: number, failed: number, cancelled: number, inProgress: number, notYetStarted: number }} summary */
function counts({ total, success, failed, cancelled, inProgress, notYetStarted }) {
  const rest = { failed, canceled: cancelled, running: inProgress, 'not started': notYetStarted };
  const others = Object.entries(rest).filter(([, count]) => count > 0);
  return [`${success} of ${total} succeeded`, ...others.map(([what, count]) => `${count} ${what}`)].join(', ');
}

/** @param {BatchStatus} batch */
export const batchSummary = ({ status, summary }) => `${plain(status)}: ${counts(summary)}`;

/** @param {Row[]} rows */
export function listSummary(rows) {
  const count = (/** @type {string[]} */ ...statuses) => rows.filter(({ status }) => statuses.includes(status)).length;
  return counts({
    total: rows.length,
    success: count('Succeeded'),
    failed: count('Failed', 'ValidationFailed', 'Error'),
    cancelled: count('Canceled'),
    inProgress: count('Running', 'Cancelling'),
    notYetStarted: count('NotStarted'),
  });
}

/** @param {Row} row */
function rank({ status }) {
  const place = ATTENTION.indexOf(status);
  return place < 0 ? 0 : place;
}

/**
 * A table that stays within its place, with a row left for a summary: what needs attention first.
 * @param {Row[]} rows
 * @param {Place} place
 */
export function tableText(rows, place) {
  const { columns, color } = place;
  const sorted = [...rows].sort((a, b) => rank(a) - rank(b));
  const room = place.rows - 1;
  const shown = sorted.length > room ? sorted.slice(0, Math.max(0, room - 1)) : sorted;
  const withBars = place.bars && columns >= 60;
  const cells = shown.map(({ status, progress, to = '', leftMs, name, id }) => [
    plain(status),
    ...(withBars ? [progress === undefined ? '' : bar(progress, SHORT_BAR)] : []),
    percent(progress),
    plain(to),
    leftMs === undefined ? '' : duration(leftMs).padStart(6),
    columns >= WITH_IDS_FROM ? pad(name, 24) : name,
    ...(columns >= WITH_IDS_FROM && id !== name ? [id] : []),
  ]);
  /** @type {number[]} */
  const widths = [];
  for (const row of cells)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  const lines = cells.map((row, index) => {
    const padded = row.map((cell, at) => (at === row.length - 1 ? cell : pad(cell, widths[at])));
    const line = fit(
      padded
        .filter((_, at) => widths[at] > 0)
        .join('  ')
        .trimEnd(),
      columns,
    );
    const head = plain(shown[index].status).length;
    return color ? paint(line.slice(0, head), COLORS[shown[index].status]) + line.slice(head) : line;
  });
  if (shown.length < sorted.length && room > 0) lines.push(fit(`… and ${sorted.length - shown.length} more`, columns));
  return lines;
}

/**
 * Why things failed, for the end.
 * @param {Row[]} rows
 */
export const reasons = (rows) =>
  rows.flatMap(({ name, id, error }) => (error ? [`${name === id ? id : `${name} (${id})`}: ${reason(error)}`] : []));
