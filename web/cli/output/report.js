// Reports statuses: as JSON, as lines of a log, or on a terminal as lines that are redrawn.
import { sentencesOf } from '../explain.js';
import { isWatch } from '../arguments.js';
import { attemptLine } from './attempt-line.js';
import { hasColor } from './color.js';
import { documentLine, documentLines } from './document-text.js';
import { createPlainProgress } from './plain-progress.js';
import { reasonsOf, tableReasons } from './reasons.js';
import { documentRow } from './rows.js';
import { createScreen } from './screen.js';
import { statusTable } from './status-table.js';
import { hasEnded, hasSucceeded, isKnown, nameOf, rowOf } from './subject.js';
import { batchSummary, MAX_PART, rowsSummary, summaryLines } from './summary.js';
import { fit, withoutControls, wrap, wrapMessage } from './text.js';

/** @typedef {import('./screen.js').Output} Output */
/** @typedef {import('./subject.js').Subject} Subject */
/** @typedef {import('../targets.js').Target} Target */
/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */

/** The columns that stay free at the right: the ^C that a terminal prints after the last line must not start another one. */
const FREE_COLUMNS = 2;

/**
 * @param {object} options
 * @param {Output} options.stdout
 * @param {Output} options.stderr
 * @param {Record<string, string | undefined>} options.env
 * @param {import('../arguments.js').Arguments} options.args
 */
export function createReport({ stdout, stderr, env, args }) {
  const { flags, values } = args;
  const isWatching = isWatch(args);
  const isJson = flags.has('json');
  const isQuiet = flags.has('quiet') || values.get('progress') === 'none';
  const showsProgress = !isQuiet && (!isJson || values.has('progress'));
  const canRedraw = Boolean(stderr.isTTY) && env.TERM !== 'dumb';
  const isLive = showsProgress && canRedraw && values.get('progress') !== 'plain';
  const isTerminalOutput = Boolean(stdout.isTTY);
  const color = hasColor(stdout, env, flags);
  const progressColor = hasColor(stderr, env, flags);
  const screen = createScreen(stderr);
  const plain = createPlainProgress((text) => stderr.write(text));
  /** @type {Subject[]} */
  const subjects = [];
  /** The failures that are retried: a text, and when the next attempt is. @type {Map<Subject, { text: string, at: number }>} */
  const outages = new Map();

  /** Whether there are several URLs. */
  const isList = () => subjects[0].target.url !== undefined;
  const rows = () =>
    isList() ? subjects.map(rowOf) : subjects.flatMap(({ documents }) => [...documents.values()].map(documentRow));
  const summary = () => {
    const [{ batch, documents }] = subjects;
    return isList() || !batch ? rowsSummary(rows()) : batchSummary(batch, [...documents.values()]);
  };

  /** Returns the oldest outage. The countdown is never cut. @param {number} columns @param {number} [maxLines] */
  const outageLines = (columns, maxLines = 1) => {
    const [outage] = outages.values();
    if (!outage) return [];
    const seconds = Math.ceil((outage.at - Date.now()) / 1000);
    const retry = seconds > 0 ? `Retrying in ${seconds} s.` : 'Retrying now.';
    const wrapped = wrap(`${outage.text} ${retry}`, columns);
    if (wrapped.length <= maxLines) return wrapped.map((line) => fit(line, columns));
    const text = fit(outage.text, columns - retry.length - 1);
    return [text ? `${text} ${retry}` : fit(retry, columns)];
  };

  const liveLines = () => {
    const columns = (stderr.columns || 80) - FREE_COLUMNS;
    const height = stderr.rows || 24;
    const below = outageLines(columns, height * MAX_PART);
    const layout = { columns, rows: height - below.length, color: progressColor, bars: true };
    const [{ document, target }] = subjects;
    if (!subjects.some(isKnown)) return [fit(`Waiting for ${new URL(target.endpoint).host} …`, columns), ...below];
    if (document && !isList()) return [documentLine(document, layout), ...below];
    const summaryPart = summaryLines(summary(), layout);
    return [...statusTable(rows(), { ...layout, rows: layout.rows - summaryPart.length }), ...summaryPart, ...below];
  };

  const plainLine = () => {
    if (outages.size) return outageLines(Infinity)[0];
    const [{ document }] = subjects;
    const layout = { columns: Infinity, rows: Infinity, color: progressColor, bars: false };
    return document && !isList() ? documentLine(document, layout) : summary();
  };

  const showProgress = () => {
    if (isLive) screen.show(liveLines);
    // The last status goes to standard output.
    else if (showsProgress && (outages.size || (subjects.some(isKnown) && !subjects.every(hasEnded))))
      plain.show(plainLine());
  };

  return {
    hasColor: color,
    isQuiet,

    /** @param {Target} target @returns {Subject} */
    add(target) {
      /** @type {Subject} */
      const subject = { target, documents: new Map() };
      subjects.push(subject);
      return subject;
    },

    /** Shows the host on a terminal until the first response. */
    start() {
      if (isLive) screen.show(liveLines);
    },

    /**
     * @param {Subject} subject With its new status.
     * @param {WatchedDocument[]} changed The documents that changed.
     */
    update(subject, changed) {
      const { target, document, batch } = subject;
      const url = isList() ? { url: target.url } : {};
      if (isJson) stdout.write(`${JSON.stringify({ ...url, ...(document ?? { ...batch, documents: changed }) })}\n`);
      if (isWatching) showProgress();
    },

    /**
     * @param {Subject} subject
     * @param {string} text
     */
    fail(subject, text) {
      subject.requestFailed = true;
      outages.delete(subject);
      screen.writeAbove(wrapMessage(text, stderr));
    },

    /** Writes a line of --verbose, which stays one line. @param {import('../../module/types.js').Attempt} attempt */
    showAttempt: (attempt) => screen.writeAbove(`${attemptLine(attempt)}\n`),

    /** Writes a message that stays. @param {string} text With the end of its line. */
    note: (text) => screen.writeAbove(wrapMessage(text, stderr)),

    /** Draws again after the process was stopped and continued, because a shell has written to the terminal. */
    resume: () => screen.redrawBelow(),

    /**
     * @param {Subject} subject
     * @param {import('../../module/types.js').Outage | undefined} outage Undefined when it is over.
     */
    showOutage(subject, outage) {
      outages.delete(subject);
      if (outage) {
        const name = isList() ? [`${nameOf(subject)}:`] : [];
        const text = withoutControls([...name, ...sentencesOf(outage.error)].join(' '));
        outages.set(subject, { text, at: Date.now() + outage.retryInMs });
      }
      if (showsProgress) showProgress();
      else if (isQuiet || !outages.size) plain.stop(false);
      else plain.show(outageLines(Infinity)[0]);
    },

    /** Replaces the progress by the final status. */
    finish() {
      outages.clear();
      plain.stop(false);
      if (isTerminalOutput || !isWatching) screen.clear();
      else screen.keep();
      if (isJson) return;
      const columns = (isTerminalOutput && stdout.columns) || Infinity;
      const layout = { columns, rows: Infinity, color, bars: isTerminalOutput };
      const [{ document, batch }] = subjects;
      if (document && !isList()) return void stdout.write(`${documentLines(document, layout).join('\n')}\n`);
      const ownRows = rows();
      const { below, shared } = tableReasons(ownRows);
      const error = isList() || ownRows.some(({ failures }) => failures.length) ? undefined : batch?.error;
      const reasons = error ? reasonsOf(error) : shared;
      const lines = [
        ...statusTable(ownRows, layout, below),
        ...reasons.flatMap((text) => wrap(text, columns)),
        ...summaryLines(summary(), layout),
      ];
      stdout.write(`${lines.join('\n')}\n`);
    },

    /**
     * Keeps the progress, and puts the cursor on an empty line below it.
     * @param {boolean} isInterrupted
     * @param {boolean} keepsOutage Whether no error is printed that repeats it.
     */
    stop(isInterrupted, keepsOutage) {
      plain.stop(keepsOutage || !outages.size);
      if (!keepsOutage) outages.clear();
      if (outages.size || subjects.some(isKnown)) screen.keep();
      else screen.clear();
      // The terminal prints ^C on the line of the cursor.
      if (isInterrupted && stderr.isTTY) stderr.write(env.TERM === 'dumb' ? '\n' : '\r\x1b[K');
    },

    allSucceeded: () => subjects.every(hasSucceeded),
  };
}

/** @typedef {ReturnType<typeof createReport>} Report */
