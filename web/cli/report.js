// What the command tells while it runs and at its end: as JSON, as text, and, on a terminal, as lines that are redrawn.
import { isTerminal } from '../client/terminal.js';
import { sentencesOf } from './explain.js';
import { createScreen } from './screen.js';
import { fit, plain } from './text.js';
import {
  batchRow,
  batchSummary,
  documentLine,
  documentRow,
  documentText,
  listSummary,
  reasons,
  summaryLines,
  tableText,
} from './view.js';

/** @typedef {import('./screen.js').Output} Output */
/** @typedef {import('./targets.js').Target} Target */
/** @typedef {import('../module/types.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../module/types.js').BatchStatus} BatchStatus */

/**
 * @typedef {object} Subject A document or a job, and what is known of it so far.
 * @property {Target} target
 * @property {WatchedDocument} [document]
 * @property {BatchStatus} [batch]
 * @property {Map<string, WatchedDocument>} documents
 * @property {boolean} [failed] It couldn't be asked about.
 */

/** Off a terminal, of more than so many at once only those that ended are told. */
const FEW = 10;

/** @param {Subject} subject */
const hasEnded = ({ document, batch, failed }) => failed || isTerminal((document ?? batch)?.status ?? '');

/** @param {Output} output @param {Record<string, string | undefined>} env @param {Set<string>} flags */
function hasColor(output, env, flags) {
  if (flags.has('no-color') || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return Boolean(output.isTTY) && env.TERM !== 'dumb' && (output.hasColors?.(env) ?? true);
}

/** @param {Subject} subject */
const isKnown = ({ document, batch, failed }) => Boolean(document ?? batch ?? failed);

/** @param {Subject} subject @returns {import('./view.js').Row} */
function rowOf({ target, document, batch, failed }) {
  const id = target.documentId ?? target.batchId;
  const row = document ? documentRow(document) : batch ? batchRow(batch) : { status: 'NotStarted', name: id, id };
  return failed ? { ...row, status: 'Error' } : row;
}

/** What may say why something failed: a job itself does where none of its documents does. @param {Subject} subject */
function culprits({ document, batch, documents }) {
  const rows = (document ? [document] : [...documents.values()]).map(documentRow);
  return batch && !rows.some(({ error }) => error) ? [batchRow(batch)] : rows;
}

/**
 * @param {{ stdout: Output, stderr: Output, env: Record<string, string | undefined>, flags: Set<string>, isWatching: boolean }} to
 */
export function createReport({ stdout, stderr, env, flags, isWatching }) {
  const isJson = flags.has('json');
  const isQuiet = flags.has('quiet');
  const isLive = Boolean(stderr.isTTY) && env.TERM !== 'dumb' && !isJson;
  const showsProgress = isWatching && !isJson && !isQuiet;
  const onTerminal = Boolean(stdout.isTTY);
  const color = hasColor(stdout, env, flags);
  const progressColor = hasColor(stderr, env, flags);
  const screen = createScreen(stderr);
  /** @type {Subject[]} */
  const subjects = [];
  let trouble = '';
  /** What was written last: a change need not be one for people. */
  let told = '';

  const isList = () => subjects[0].target.url !== undefined;
  /** The documents, or what a list is of. */
  const rows = () =>
    isList() ? subjects.map(rowOf) : subjects.flatMap(({ documents }) => [...documents.values()].map(documentRow));
  const summary = () => {
    const [{ batch }] = subjects;
    return isList() || !batch ? listSummary(rows()) : batchSummary(batch);
  };

  const draw = () => {
    const columns = (stderr.columns || 80) - 1;
    const below = trouble ? [fit(plain(trouble), columns)] : [];
    const place = { columns, rows: (stderr.rows || 24) - below.length, color: progressColor, bars: true };
    const [{ document, target }] = subjects;
    if (!subjects.some(isKnown)) return [fit(`Asking ${new URL(target.endpoint).host} …`, columns), ...below];
    if (document && !isList()) return [documentLine(document, place), ...below];
    const under = summaryLines(summary(), place);
    return [...tableText(rows(), { ...place, rows: place.rows - under.length }), ...under, ...below];
  };

  /** Off a terminal: what is new, but for the end, of which standard output tells. @param {Subject} subject @param {WatchedDocument[]} changed */
  const news = (subject, changed) => {
    const place = { columns: Infinity, rows: Infinity, color: progressColor, bars: false };
    if (subjects.every(hasEnded)) return [];
    if (isList()) return subjects.length <= FEW || hasEnded(subject) ? tableText([rowOf(subject)], place) : [];
    if (subject.document) return [documentLine(subject.document, place)];
    const told = changed.length <= FEW ? changed : changed.filter(({ status }) => isTerminal(status));
    return [...tableText(told.map(documentRow), place), summary()];
  };

  /** @param {string[]} lines */
  const tell = (lines) => {
    if (isLive) return screen.show(draw);
    const text = lines.map((line) => `${line}\n`).join('');
    if (text && text !== told) stderr.write(text);
    told = text;
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

    /** Tells what is being done until there is something to tell. */
    begin() {
      if (isLive && !isQuiet) screen.show(draw);
    },

    /**
     * @param {Subject} subject
     * @param {WatchedDocument[]} changed
     */
    changed(subject, changed) {
      const { target, document, batch } = subject;
      const url = isList() ? { url: target.url } : {};
      if (isJson) stdout.write(`${JSON.stringify({ ...url, ...(document ?? { ...batch, documents: changed }) })}\n`);
      if (showsProgress) tell(news(subject, changed));
    },

    /**
     * @param {Subject} subject
     * @param {string} text
     */
    failed(subject, text) {
      subject.failed = true;
      screen.above(text);
    },

    /** Writes lines for good, above what is redrawn. @param {string} text */
    note: (text) => screen.above(text),

    /** What was drawn is no longer the last on the terminal: the process was stopped meanwhile. */
    resumed: () => screen.again(),

    /** @param {import('../module/types.js').Outage | undefined} outage */
    outage(outage) {
      const again = outage && `Retrying in ${Math.ceil(outage.retryInMs / 1000)} s.`;
      trouble = outage ? [...sentencesOf(outage.error), again].join(' ') : '';
      if (showsProgress) tell(trouble ? [trouble] : []);
      else if (isJson && !isQuiet && trouble) stderr.write(`${trouble}\n`);
    },

    /** Takes the progress away, and tells the end of it. */
    end() {
      if (onTerminal || !isWatching) screen.clear();
      else screen.leave();
      if (isJson) return;
      const columns = (onTerminal && stdout.columns) || Infinity;
      const place = { columns, rows: Infinity, color, bars: onTerminal };
      const [{ document }] = subjects;
      const lines =
        document && !isList()
          ? documentText(document, place)
          : [...tableText(rows(), place), ...reasons(subjects.flatMap(culprits)), summary()];
      stdout.write(`${lines.join('\n')}\n`);
    },

    /** Leaves the progress, where there is some, and goes on below it, on a line that has nothing else. @param {boolean} isInterrupted */
    leave(isInterrupted) {
      if (subjects.some(isKnown)) screen.leave();
      else screen.clear();
      // The terminal has put a ^C there.
      if (isInterrupted && stderr.isTTY) stderr.write(env.TERM === 'dumb' ? '\n' : '\r\x1b[K');
    },

    allSucceeded: () =>
      subjects.every(({ document, batch, documents }) =>
        [document ?? batch, ...documents.values()].every((state) => state?.status === 'Succeeded'),
      ),
  };
}

/** @typedef {ReturnType<typeof createReport>} Report */
