// The table of the jobs of a resource, for the action `list`.
import { STATUS_COLORS } from './format.js';
import { endedCount, stateOf } from './summary.js';
import { fit, pad, paint, widthOf, withoutControls } from './text.js';

const SHORT_ID_LENGTH = 8;

/** Returns a time like `2024-05-01 10:00Z`, or an empty string. @param {string} [time] RFC 3339. */
function minuteOf(time = '') {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/**
 * Returns a line for each job. A narrow window first leaves out the time. Ids are cut last, because only a whole id can be used.
 * @param {import('../../module/types.js').BatchStatus[]} batches
 * @param {number} columns
 * @param {boolean} color
 */
export function jobsTable(batches, columns, color) {
  const rows = batches.map((batch) => {
    const { id, summary, createdDateTimeUtc } = batch;
    const ended = endedCount(summary);
    return {
      id: withoutControls(id),
      status: stateOf(batch),
      ended: ended === undefined || summary.total === undefined ? '' : `${ended} of ${summary.total}`,
      created: minuteOf(createdDateTimeUtc),
    };
  });
  const shortRows = rows.map((row) => ({
    ...row,
    id: fit(row.id, SHORT_ID_LENGTH + 1),
    created: row.created.slice(0, 10),
  }));
  /** @type {[rows: typeof rows, names: (keyof (typeof rows)[number])[]][]} */
  const choices = [
    [rows, ['id', 'status', 'ended', 'created']],
    [rows, ['id', 'status', 'ended']],
    [shortRows, ['id', 'status', 'ended', 'created']],
    [shortRows, ['id', 'status', 'ended']],
  ];
  const tables = choices.map(([from, names]) => {
    const widths = names.map((name) => Math.max(...from.map((row) => widthOf(row[name]))));
    return from.map((row) => names.map((name, index) => pad(row[name], widths[index])));
  });
  const lineOf = (/** @type {string[]} */ cells) => cells.join('  ').trimEnd();
  const fitting = tables.find((table) => table.every((cells) => widthOf(lineOf(cells)) <= columns));
  return (fitting ?? tables[tables.length - 1]).map((cells, index) => {
    const line = fit(lineOf(cells), columns);
    const start = cells[0].length + 2;
    const end = start + cells[1].trimEnd().length;
    if (!color || widthOf(line) < end) return line;
    return line.slice(0, start) + paint(line.slice(start, end), STATUS_COLORS[rows[index].status]) + line.slice(end);
  });
}
