// What people see: one line for a document, a table for a job, and the place on the terminal where they are redrawn.

/** @typedef {import('../client.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../client.js').BatchStatus} BatchStatus */

/** @typedef {object} Output
 * @property {(text: string) => unknown} write
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 * @property {number} [rows]
 * @property {(event: 'error', listener: (error: Error) => void) => unknown} on
 * @property {(event: 'error', listener: (error: Error) => void) => unknown} off
 */

/** @type {Record<string, number>} */
const COLORS = { Succeeded: 32, Failed: 31, ValidationFailed: 31, Canceled: 33, Cancelling: 33, Running: 36 };
const ATTENTION = ['Failed', 'ValidationFailed', 'Canceled', 'Cancelling', 'Running', 'NotStarted', 'Succeeded'];
const BAR = 24;

/** Without control characters: what the service sends is not to steer the terminal. @param {string} text */
const plain = (text) => text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');

/** @param {number} ms */
function timeLeft(ms) {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/**
 * @param {WatchedDocument} document
 * @param {number} columns The width to stay within.
 * @param {boolean} color
 */
export function documentLine({ id, status, progress, to, estimatedRemainingMs }, columns, color, withId = false) {
  const filled = Math.round((progress ?? 0) * BAR);
  const bar = columns >= 70 ? `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ` : '';
  const percent = progress === undefined ? '     ' : `${String(Math.round(progress * 100)).padStart(3)} %`;
  const left = estimatedRemainingMs === undefined ? '' : `, about ${timeLeft(estimatedRemainingMs)} left`;
  const head = plain(status).padEnd(16);
  const line = `${head} ${bar}${percent}  to ${plain(to)}${left}${withId ? `  ${id}` : ''}`.slice(0, columns);
  const code = color && COLORS[status];
  return code ? `\x1b[${code}m${line.slice(0, head.length)}\x1b[39m${line.slice(head.length)}` : line;
}

/**
 * What is known of a document, for the end: its line, then what it cost, where it is, or why there is none.
 * @param {WatchedDocument} document
 * @param {boolean} color
 */
export function documentText(document, color) {
  const { characterCharged, path, error } = document;
  const lines = [documentLine(document, Infinity, color)];
  if (characterCharged !== undefined) lines.push(`${characterCharged} characters charged`);
  if (path) lines.push(`The translation is at ${plain(path)}`);
  if (error) lines.push(errorLine(error));
  return lines;
}

/** @param {import('../errors.js').ServiceError} error */
function errorLine(error) {
  let inner = error;
  while (inner.innerError) inner = inner.innerError;
  const { code, message } = { ...error, ...inner };
  return plain(`${code ?? 'Error'}: ${message ?? ''}`);
}

/**
 * A whole job: what needs attention first, the summary under it.
 * @param {BatchStatus} batch
 * @param {WatchedDocument[]} documents
 * @param {{ columns: number, rows: number, color: boolean }} screen
 */
export function batchText({ status, summary, error }, documents, { columns, rows, color }) {
  const rank = (/** @type {WatchedDocument} */ { status }) => {
    const place = ATTENTION.indexOf(status);
    return place < 0 ? 0 : place;
  };
  const sorted = [...documents].sort((a, b) => rank(a) - rank(b));
  const room = Math.max(1, rows - 3);
  const lines = sorted.slice(0, room).map((document) => documentLine(document, columns, color, true));
  if (sorted.length > room) lines.push(`… and ${sorted.length - room} more`.slice(0, columns));
  const { total, success, failed, cancelled, inProgress, notYetStarted } = summary;
  const counts = `${success} of ${total} succeeded, ${failed} failed, ${cancelled} canceled`;
  lines.push(`${plain(status)}: ${counts}, ${inProgress} running, ${notYetStarted} not started`.slice(0, columns));
  if (error) lines.push(errorLine(error).slice(0, columns));
  return lines;
}

/**
 * Lines that are redrawn in place on a terminal; elsewhere each drawing is written once, below the last one.
 * @param {Output} output
 * @param {boolean} live
 */
export function createScreen(output, live) {
  let drawn = 0;
  const home = () => (drawn > 1 ? `\r\x1b[${drawn - 1}A\x1b[J` : '\r\x1b[J');
  return {
    /** @param {string[]} lines */
    draw(lines) {
      output.write(live ? `${drawn ? home() : ''}${lines.join('\n')}` : `${lines.join('\n')}\n`);
      drawn = lines.length;
    },
    /** Takes the lines away, for what comes in their place. */
    clear() {
      if (live && drawn) output.write(home());
      drawn = 0;
    },
    /** Leaves the lines, and the cursor below them. */
    leave() {
      if (live && drawn) output.write('\n');
      drawn = 0;
    },
  };
}
