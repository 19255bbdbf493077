// What the command tells while it runs and at its end: as JSON, as text, and, on a terminal, as lines that are redrawn.
import { isTerminal } from '../index.js';
import { createScreen } from './screen.js';
import { fit } from './text.js';
import {
  batchRow,
  batchSummary,
  documentLine,
  documentRow,
  documentText,
  listSummary,
  reasons,
  tableText,
} from './view.js';

/** @typedef {import('./screen.js').Output} Output */
/** @typedef {import('./targets.js').Target} Target */
/** @typedef {import('../client.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../client.js').BatchStatus} BatchStatus */

/**
 * @typedef {object} Subject A document or a job, and what is known of it so far.
 * @property {Target} target
 * @property {WatchedDocument} [document]
 * @property {BatchStatus} [batch]
 * @property {Map<string, WatchedDocument>} documents
 * @property {boolean} [failed] It couldn't be asked about.
 */

/** @param {Subject} subject */
const hasEnded = ({ document, batch, failed }) => failed || isTerminal((document ?? batch)?.status ?? '');

/** @param {Output} output @param {Record<string, string | undefined>} env @param {Set<string>} flags */
function hasColor(output, env, flags) {
  if (flags.has('no-color') || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return Boolean(output.isTTY) && env.TERM !== 'dumb' && (output.hasColors?.(env) ?? true);
}

/** @param {Subject} subject @returns {import('./view.js').Row} */
function rowOf({ target, document, batch, failed }) {
  const id = target.documentId ?? target.batchId;
  const row = document ? documentRow(document) : batch ? batchRow(batch) : { status: 'NotStarted', name: id, id };
  return failed ? { ...row, status: 'Error' } : row;
}

/**
 * @param {{ stdout: Output, stderr: Output, env: Record<string, string | undefined>, flags: Set<string>, isWatching: boolean }} to
 */
export function createReport({ stdout, stderr, env, flags, isWatching }) {
  const isJson = flags.has('json');
  const showsProgress = isWatching && !isJson && !flags.has('quiet');
  const isLive = Boolean(stderr.isTTY) && env.TERM !== 'dumb';
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
    const below = trouble ? [fit(trouble, columns)] : [];
    const place = { columns, rows: (stderr.rows || 24) - below.length, color: progressColor, bars: true };
    const [{ document }] = subjects;
    if (document && !isList()) return [documentLine(document, place), ...below];
    return [...tableText(rows(), place), fit(summary(), columns), ...below];
  };

  /** Off a terminal: what is new, but for the end, of which standard output tells. @param {Subject} subject @param {WatchedDocument[]} changed */
  const news = (subject, changed) => {
    const place = { columns: Infinity, rows: Infinity, color: progressColor, bars: false };
    if (subjects.every(hasEnded)) return [];
    if (isList()) return tableText([rowOf(subject)], place);
    if (subject.document) return [documentLine(subject.document, place)];
    return [...tableText(changed.map(documentRow), place), summary()];
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

    /** @param {import('../watch.js').Outage | undefined} outage */
    outage(outage) {
      trouble = outage ? `${outage.error.message} Asking again in ${Math.ceil(outage.retryInMs / 1000)} s.` : '';
      if (showsProgress) tell(trouble ? [trouble] : []);
    },

    /** Takes the progress away, and tells the end of it. */
    end() {
      if (onTerminal) screen.clear();
      else screen.leave();
      if (isJson) return;
      const columns = (onTerminal && stdout.columns) || Infinity;
      const place = { columns, rows: Infinity, color, bars: onTerminal };
      const [{ document }] = subjects;
      const lines =
        document && !isList()
          ? documentText(document, place)
          : [...tableText(rows(), place), summary(), ...reasons(rows())];
      stdout.write(`${lines.join('\n')}\n`);
    },

    /** Leaves the progress where it is, and goes on below it. */
    leave: () => screen.leave(),

    allSucceeded: () =>
      subjects.every(({ document, batch, documents }) =>
        [document ?? batch, ...documents.values()].every((state) => state?.status === 'Succeeded'),
      ),
  };
}

/** @typedef {ReturnType<typeof createReport>} Report */
