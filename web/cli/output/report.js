// Reports statuses: as JSON, as lines of a log, or on a terminal as lines that are redrawn.
import { isTerminal } from '../../client/terminal.js';
import { sentencesOf } from '../explain.js';
import { isWatch } from '../arguments.js';
import { hasColor } from './color.js';
import { documentLine, documentLines } from './document-text.js';
import { documentRow, errorLines } from './rows.js';
import { createScreen } from './screen.js';
import { statusTable } from './status-table.js';
import { hasEnded, hasSucceeded, isKnown, rowOf, rowsForErrors } from './subject.js';
import { batchSummary, rowsSummary, summaryLines } from './summary.js';
import { fit, withoutControls } from './text.js';

/** @typedef {import('./screen.js').Output} Output */
/** @typedef {import('./subject.js').Subject} Subject */
/** @typedef {import('../targets.js').Target} Target */
/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */

/** If more change at once, a log has only those that ended. */
const MAX_LOGGED = 10;

/**
 * @param {object} options
 * @param {Output} options.stdout
 * @param {Output} options.stderr
 * @param {Record<string, string | undefined>} options.env
 * @param {import('../arguments.js').Arguments} options.args
 */
export function createReport({ stdout, stderr, env, args }) {
  const { flags } = args;
  const isWatching = isWatch(args);
  const isJson = flags.has('json');
  const isQuiet = flags.has('quiet');
  const isLive = Boolean(stderr.isTTY) && env.TERM !== 'dumb' && !isJson;
  const showsProgress = isWatching && !isJson && !isQuiet;
  const isTerminalOutput = Boolean(stdout.isTTY);
  const color = hasColor(stdout, env, flags);
  const progressColor = hasColor(stderr, env, flags);
  const screen = createScreen(stderr);
  /** @type {Subject[]} */
  const subjects = [];
  let outageText = '';
  /** Prevents a repeated line in a log: not every change is visible in the text. */
  let lastLogged = '';

  /** Whether the URLs come from standard input. */
  const isList = () => subjects[0].target.url !== undefined;
  const rows = () =>
    isList() ? subjects.map(rowOf) : subjects.flatMap(({ documents }) => [...documents.values()].map(documentRow));
  const summary = () => {
    const [{ batch }] = subjects;
    return isList() || !batch ? rowsSummary(rows()) : batchSummary(batch);
  };

  const liveLines = () => {
    const columns = (stderr.columns || 80) - 1;
    const below = outageText ? [fit(withoutControls(outageText), columns)] : [];
    const layout = { columns, rows: (stderr.rows || 24) - below.length, color: progressColor, bars: true };
    const [{ document, target }] = subjects;
    if (!subjects.some(isKnown)) return [fit(`Waiting for ${new URL(target.endpoint).host} …`, columns), ...below];
    if (document && !isList()) return [documentLine(document, layout), ...below];
    const summaryPart = summaryLines(summary(), layout);
    return [...statusTable(rows(), { ...layout, rows: layout.rows - summaryPart.length }), ...summaryPart, ...below];
  };

  /** The last status is not logged, because it goes to standard output. @param {Subject} subject @param {WatchedDocument[]} changed */
  const logLines = (subject, changed) => {
    const layout = { columns: Infinity, rows: Infinity, color: progressColor, bars: false };
    if (subjects.every(hasEnded)) return [];
    if (isList())
      return subjects.length <= MAX_LOGGED || hasEnded(subject) ? statusTable([rowOf(subject)], layout) : [];
    if (subject.document) return [documentLine(subject.document, layout)];
    const logged = changed.length <= MAX_LOGGED ? changed : changed.filter(({ status }) => isTerminal(status));
    return [...statusTable(logged.map(documentRow), layout), summary()];
  };

  /** @param {string[]} lines The lines for a log. */
  const writeProgress = (lines) => {
    if (isLive) return screen.show(liveLines);
    const text = lines.map((line) => `${line}\n`).join('');
    if (text && text !== lastLogged) stderr.write(text);
    lastLogged = text;
  };

  return {
    hasColor: color,

    /** @param {Target} target @returns {Subject} */
    add(target) {
      /** @type {Subject} */
      const subject = { target, documents: new Map() };
      subjects.push(subject);
      return subject;
    },

    /** Shows the host on a terminal until the first response. */
    start() {
      if (isLive && !isQuiet) screen.show(liveLines);
    },

    /**
     * @param {Subject} subject With its new status.
     * @param {WatchedDocument[]} changed The documents that changed.
     */
    update(subject, changed) {
      const { target, document, batch } = subject;
      const url = isList() ? { url: target.url } : {};
      if (isJson) stdout.write(`${JSON.stringify({ ...url, ...(document ?? { ...batch, documents: changed }) })}\n`);
      if (showsProgress) writeProgress(logLines(subject, changed));
    },

    /**
     * @param {Subject} subject
     * @param {string} text
     */
    fail(subject, text) {
      subject.requestFailed = true;
      screen.writeAbove(text);
    },

    /** Writes a message that stays. @param {string} text */
    note: (text) => screen.writeAbove(text),

    /** Draws again after the process was stopped and continued, because a shell has written to the terminal. */
    resume: () => screen.redrawBelow(),

    /** @param {import('../../module/types.js').Outage | undefined} outage Undefined when it is over. */
    showOutage(outage) {
      const retry = outage && `Retrying in ${Math.ceil(outage.retryInMs / 1000)} s.`;
      outageText = outage ? [...sentencesOf(outage.error), retry].join(' ') : '';
      if (showsProgress) writeProgress(outageText ? [outageText] : []);
      else if (isJson && !isQuiet && outageText) stderr.write(`${outageText}\n`);
    },

    /** Replaces the progress by the final status. */
    finish() {
      if (isTerminalOutput || !isWatching) screen.clear();
      else screen.keep();
      if (isJson) return;
      const columns = (isTerminalOutput && stdout.columns) || Infinity;
      const layout = { columns, rows: Infinity, color, bars: isTerminalOutput };
      const [{ document }] = subjects;
      const lines =
        document && !isList()
          ? documentLines(document, layout)
          : [...statusTable(rows(), layout), ...errorLines(subjects.flatMap(rowsForErrors)), summary()];
      stdout.write(`${lines.join('\n')}\n`);
    },

    /** Keeps the progress, and puts the cursor on an empty line below it. @param {boolean} isInterrupted */
    stop(isInterrupted) {
      if (subjects.some(isKnown)) screen.keep();
      else screen.clear();
      // The terminal prints ^C on the line of the cursor.
      if (isInterrupted && stderr.isTTY) stderr.write(env.TERM === 'dumb' ? '\n' : '\r\x1b[K');
    },

    allSucceeded: () => subjects.every(hasSucceeded),
  };
}

/** @typedef {ReturnType<typeof createReport>} Report */
