// The table of several documents or jobs, within the window. Rows that need attention come first.
import { bar, duration, percent, STATUS_COLORS } from './format.js';
import { PARTIAL } from './summary.js';
import { fit, pad, paint, widthOf, withoutControls, wrap } from './text.js';

/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./document-text.js').Layout} Layout */

/** The order of the rows. */
const STATUS_ORDER = [
  'Error',
  'Failed',
  'ValidationFailed',
  PARTIAL,
  'Canceled',
  'Cancelling',
  'Running',
  'NotStarted',
  'Succeeded',
];
/** The columns, from left to right. */
const COLUMNS = /** @type {const} */ (['status', 'bar', 'percent', 'to', 'left', 'name', 'id']);
/** The columns that a narrow window leaves out, in this order. */
const OPTIONAL_COLUMNS = /** @type {const} */ (['id', 'bar', 'left', 'to', 'percent']);
const BAR_LENGTH = 10;
const MIN_STATUS_WIDTH = 7;
const NAME_WIDTH = 24;
const MIN_NAME_WIDTH = 12;
/** The least columns of a window for bars, and for ids. */
const BARS_FROM = 60;
const IDS_FROM = 150;

/** @param {Row} row */
function orderOf({ status }) {
  const index = STATUS_ORDER.indexOf(status);
  // An unknown status needs attention, too.
  return index < 0 ? 0 : index;
}

/**
 * Returns the cells of a row, by column.
 * @param {Row} row
 * @param {Layout} layout
 */
function cellsOf(row, { columns, bars }) {
  const { status, name, nameSuffix = '', progress, to = '', leftMs, id } = row;
  const hasIds = columns >= IDS_FROM;
  return {
    status: withoutControls(status),
    name: pad(`${name}${nameSuffix}`, hasIds ? NAME_WIDTH : 0),
    percent: percent(progress),
    to: withoutControls(to),
    left: leftMs === undefined ? '' : duration(leftMs).padStart(6),
    bar: bars && columns >= BARS_FROM && progress !== undefined ? bar(progress, BAR_LENGTH) : '',
    id: hasIds && id !== name ? id : '',
  };
}

/**
 * Chooses the widths of the columns. A column of width 0 is left out.
 * @param {ReturnType<typeof cellsOf>[]} cells
 * @param {number} columns
 * @param {boolean} hasCounts Whether the names contain counts, which say more than bars.
 */
function columnWidths(cells, columns, hasCounts) {
  /** @param {(typeof COLUMNS)[number]} column */
  const widest = (column) => Math.max(0, ...cells.map((cell) => widthOf(cell[column])));
  const widths = Object.fromEntries(COLUMNS.map((column) => [column, widest(column)]));
  const used = () => COLUMNS.reduce((sum, column) => sum + (widths[column] && widths[column] + 2), -2);
  /** @param {number} minNameWidth */
  const excess = (minNameWidth) => used() - widths.name + Math.min(widths.name, minNameWidth) - columns;
  for (const column of OPTIONAL_COLUMNS) {
    // The percent does not give way to counts that are cut anyway.
    const isFutile = column === 'percent' && excess(Infinity) > widths.percent + 2;
    if (excess(hasCounts && !isFutile ? Infinity : MIN_NAME_WIDTH) > 0) widths[column] = 0;
  }
  if (excess(MIN_NAME_WIDTH) > 0) widths.status = Math.max(MIN_STATUS_WIDTH, widths.status - excess(MIN_NAME_WIDTH));
  if (used() > columns) widths.name = Math.max(1, widths.name - (used() - columns));
  return widths;
}

const INDENT = '  ';

/**
 * Returns the lines below a row: its reasons, and its id if the row does not show it.
 * @param {Row} row
 * @param {string[]} reasons
 * @param {number} columns
 */
function reasonLines({ name, id }, reasons, columns) {
  const details = columns >= IDS_FROM || id === name || !reasons.length ? reasons : [...reasons, id];
  return details.flatMap((text) => wrap(text, columns - INDENT.length).map((line) => INDENT + line));
}

/**
 * @param {Row[]} rows
 * @param {Layout} layout
 * @param {Map<Row, string[]>} [below] The reasons below each row.
 */
export function statusTable(rows, layout, below) {
  const { columns, rows: maxLines, color } = layout;
  const sorted = [...rows].sort((a, b) => orderOf(a) - orderOf(b));
  const shown = sorted.length > maxLines ? sorted.slice(0, Math.max(0, maxLines - 1)) : sorted;
  const cells = shown.map((row) => cellsOf(row, layout));
  const hasCounts = shown.some(({ nameSuffix }) => nameSuffix);
  const widths = columnWidths(cells, columns, hasCounts);
  const lines = cells.flatMap((cell, index) => {
    const reasons = reasonLines(shown[index], below?.get(shown[index]) ?? [], columns);
    const texts = COLUMNS.filter((column) => widths[column]).map((column) =>
      pad(fit(cell[column], widths[column]), widths[column]),
    );
    const line = fit(texts.join('  ').trimEnd(), columns);
    if (!color) return [line, ...reasons];
    const statusLength = fit(cell.status, Math.min(widths.status, columns)).length;
    const painted = paint(line.slice(0, statusLength), STATUS_COLORS[shown[index].status]);
    return [painted + line.slice(statusLength), ...reasons];
  });
  const hidden = sorted.length - shown.length;
  if (hidden > 0 && maxLines > 0) lines.push(fit(`… and ${hidden} more`, columns));
  return lines;
}
