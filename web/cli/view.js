// What people see: one line for a document, a table for many of them or for jobs, the summary under it.
import { isTerminal } from '../client/terminal.js';
import { fit, pad, paint, plain, widthOf, wrap } from './text.js';

/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */

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
/** A table's, from left to right; and those that a narrow window does without, the least important first. */
const COLUMNS = /** @type {const} */ (['status', 'bar', 'percent', 'to', 'left', 'name', 'id']);
const DROPPED = /** @type {const} */ (['id', 'bar', 'left', 'to', 'percent']);
const BAR = 24;
const SHORT_BAR = 10;
const STATUS_WIDTH = 16;
const STATUS_WIDTH_LEAST = 7;
const NAME_WIDTH = 24;
const NAME_WIDTH_LEAST = 12;
const BARS_FROM = 60;
const WITH_IDS_FROM = 150;
/** A summary has more than one line only where it takes no more than this part of the window. */
const SUMMARY_PART = 1 / 4;

/** @param {number} part @param {number} length */
function bar(part, length) {
  const filled = Math.round(part * length);
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}

/** @param {number | undefined} progress */
const percent = (progress) => (progress === undefined ? '' : `${Math.floor(progress * 100 + 1e-9)} %`.padStart(5));

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
  const language = to ? `  to ${plain(to)}` : '';
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

/** @param {import('../module/types.js').ServiceError} error */
function reason(error) {
  let inner = error;
  while (inner.innerError) inner = inner.innerError;
  const { code, message } = { ...error, ...inner };
  return plain(`${code ?? 'Error'}: ${message ?? ''}`);
}

/**
 * @typedef {object} Row One thing in a table.
 * @property {string} status
 * @property {string} [counted] The status that it counts as, where that is another: a job succeeds, though documents of it failed.
 * @property {number} [progress]
 * @property {string} [to]
 * @property {number} [leftMs]
 * @property {string} name
 * @property {string} [more] What its cell says beside the name.
 * @property {string} id
 * @property {import('../module/types.js').ServiceError} [error]
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

/** How many documents have ended, where the service says how many succeeded. @param {Counts} counts */
const ended = ({ success, failed = 0, cancelled = 0 }) =>
  success === undefined ? undefined : success + failed + cancelled;

/** @param {BatchStatus} batch @returns {Row} */
export function batchRow({ id, status, summary, error }) {
  const { total, success } = summary;
  const done = ended(summary);
  const progress = total && done !== undefined ? Math.min(1, done / total) : undefined;
  const isShort = total !== undefined && success !== undefined && success < total;
  const counted = isTerminal(status) && isShort ? 'Failed' : status;
  return { status, counted, progress, name: `job ${id.slice(0, 8)}`, more: `: ${counts(summary)}`, id, error };
}

/** @typedef {Partial<import('../module/types.js').BatchSummary>} Counts Any of them may be absent. */

/** @param {Counts} counts */
function counts({ total, success, failed, cancelled, inProgress, notYetStarted }) {
  if (total === 0) return 'no documents';
  const documents = total === undefined ? '' : `${total} documents`;
  const of = total === undefined ? '' : ` of ${total}`;
  const rest = { failed, canceled: cancelled, running: inProgress, 'not started': notYetStarted };
  const others = Object.entries(rest).flatMap(([what, count]) => (count ? [`${count} ${what}`] : []));
  const parts = [success === undefined ? documents : `${success}${of} succeeded`, ...others].filter(Boolean);
  return parts.join(', ') || 'no counts';
}

/** @param {BatchStatus} batch */
export const batchSummary = ({ status, summary }) => `${plain(status)}: ${counts(summary)}`;

/** @param {Row} row */
const countedAs = ({ status, counted = status }) => counted;

/** @param {Row[]} rows */
export function listSummary(rows) {
  const count = (/** @type {string[]} */ ...statuses) => rows.filter((row) => statuses.includes(countedAs(row))).length;
  return counts({
    total: rows.length,
    success: count('Succeeded'),
    failed: count('Failed', 'ValidationFailed', 'Error'),
    cancelled: count('Canceled'),
    inProgress: count('Running', 'Cancelling'),
    notYetStarted: count('NotStarted'),
  });
}

/**
 * The summary's lines: cut to one where the window is too low for all of it.
 * @param {string} text
 * @param {Place} place
 */
export function summaryLines(text, { columns, rows }) {
  const lines = wrap(text, columns);
  return (lines.length <= rows * SUMMARY_PART ? lines : [text]).map((line) => fit(line, columns));
}

/** @param {Row} row */
function rank(row) {
  const place = ATTENTION.indexOf(countedAs(row));
  return place < 0 ? 0 : place;
}

/**
 * A table that stays within its place: what needs attention first.
 * @param {Row[]} rows
 * @param {Place} place
 */
export function tableText(rows, { columns, rows: room, color, bars }) {
  const sorted = [...rows].sort((a, b) => rank(a) - rank(b));
  const shown = sorted.length > room ? sorted.slice(0, Math.max(0, room - 1)) : sorted;
  const withIds = columns >= WITH_IDS_FROM;
  const cells = shown.map((row) => ({
    status: plain(row.status),
    name: pad(`${row.name}${row.more ?? ''}`, withIds ? NAME_WIDTH : 0),
    percent: percent(row.progress),
    to: plain(row.to ?? ''),
    left: row.leftMs === undefined ? '' : duration(row.leftMs).padStart(6),
    bar: bars && columns >= BARS_FROM && row.progress !== undefined ? bar(row.progress, SHORT_BAR) : '',
    id: withIds && row.id !== row.name ? row.id : '',
  }));
  /** @param {(typeof cells)[number][]} all @param {keyof (typeof cells)[number]} column */
  const widthIn = (all, column) => Math.max(0, ...all.map((cell) => widthOf(cell[column])));
  const widths = Object.fromEntries(COLUMNS.map((column) => [column, widthIn(cells, column)]));
  const used = () => COLUMNS.reduce((sum, column) => sum + (widths[column] && widths[column] + 2), -2);
  const excess = () => used() - widths.name + Math.min(widths.name, NAME_WIDTH_LEAST) - columns;
  for (const column of DROPPED) if (excess() > 0) widths[column] = 0;
  if (excess() > 0) widths.status = Math.max(STATUS_WIDTH_LEAST, widths.status - excess());
  if (used() > columns) widths.name = Math.max(1, widths.name - (used() - columns));
  const lines = cells.map((cell, index) => {
    const texts = COLUMNS.filter((column) => widths[column]).map((column) =>
      pad(fit(cell[column], widths[column]), widths[column]),
    );
    const line = fit(texts.join('  ').trimEnd(), columns);
    const head = fit(cell.status, Math.min(widths.status, columns)).length;
    return color ? paint(line.slice(0, head), COLORS[countedAs(shown[index])]) + line.slice(head) : line;
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

const SHORT_ID = 8;

/** `2024-05-01 10:00Z`, or nothing. @param {string} [time] RFC 3339. */
function minuteOf(time = '') {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? '' : `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/**
 * The jobs of a resource, a line each. In a narrow window the time goes first; then ids are cut, which are of use only as a whole.
 * @param {BatchStatus[]} batches
 * @param {Place} place
 */
export function jobsText(batches, { columns, color }) {
  const rows = batches.map(({ id, status, summary, createdDateTimeUtc }) => {
    const done = ended(summary);
    return {
      id: plain(id),
      status: plain(status),
      done: done === undefined || summary.total === undefined ? '' : `${done} of ${summary.total}`,
      created: minuteOf(createdDateTimeUtc),
    };
  });
  const short = rows.map((row) => ({ ...row, id: fit(row.id, SHORT_ID + 1), created: row.created.slice(0, 10) }));
  /** @type {[from: typeof rows, columns: (keyof (typeof rows)[number])[]][]} */
  const choices = [
    [rows, ['id', 'status', 'done', 'created']],
    [rows, ['id', 'status', 'done']],
    [short, ['id', 'status', 'done', 'created']],
    [short, ['id', 'status', 'done']],
  ];
  const tables = choices.map(([from, names]) => {
    const widths = names.map((name) => Math.max(...from.map((row) => widthOf(row[name]))));
    return from.map((row) => names.map((name, index) => pad(row[name], widths[index])));
  });
  const lineOf = (/** @type {string[]} */ cells) => cells.join('  ').trimEnd();
  const fits = tables.find((table) => table.every((cells) => widthOf(lineOf(cells)) <= columns));
  return (fits ?? tables[tables.length - 1]).map((cells, index) => {
    const line = fit(lineOf(cells), columns);
    const [from, to] = [cells[0].length + 2, cells[0].length + 2 + cells[1].trimEnd().length];
    if (!color || widthOf(line) < to) return line;
    return line.slice(0, from) + paint(line.slice(from, to), COLORS[rows[index].status]) + line.slice(to);
  });
}
