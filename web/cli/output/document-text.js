// Formats one document: a line for its progress, and the lines at its end.
import { bar, duration, percent, STATUS_COLORS } from './format.js';
import { reasonsOf } from './reasons.js';
import { fit, pad, paint, widthOf, withoutControls, wrap } from './text.js';

/** @typedef {import('../../module/types.js').WatchedDocument} WatchedDocument */

/**
 * @typedef {object} Layout The space and the features of the output.
 * @property {number} columns
 * @property {number} rows
 * @property {boolean} color
 * @property {boolean} bars Whether to draw progress bars.
 */

const BAR_LENGTH = 24;
const STATUS_WIDTH = 16;

/**
 * Returns the longest line that fits.
 * @param {WatchedDocument} document
 * @param {Layout} layout
 */
export function documentLine({ status, progress, to, estimatedRemainingMs }, { columns, color, bars }) {
  const name = withoutControls(status);
  const done = percent(progress);
  const language = to ? `  to ${withoutControls(to)}` : '';
  const left = estimatedRemainingMs === undefined ? '' : `, about ${duration(estimatedRemainingMs)} left`;
  const paddedName = pad(name, STATUS_WIDTH);
  const choices = [
    ...(bars && progress !== undefined ? [`${paddedName} ${bar(progress, BAR_LENGTH)} ${done}${language}${left}`] : []),
    `${paddedName} ${done || '     '}${language}${left}`,
    `${name} ${done}${language}${left}`,
    `${name} ${done}${language}`,
    `${name} ${done}`,
  ];
  const line = choices.find((choice) => widthOf(choice) <= columns) ?? fit(name, columns);
  return color ? paint(line.slice(0, name.length), STATUS_COLORS[status]) + line.slice(name.length) : line;
}

/**
 * Returns the document's line, its cost, and the URL of the translation or the error with its hint.
 * @param {WatchedDocument} document
 * @param {Layout} layout
 */
export function documentLines(document, layout) {
  const { characterCharged, path, error } = document;
  const lines = [documentLine(document, layout)];
  if (characterCharged) lines.push(`${characterCharged} characters charged`);
  if (path) lines.push(`The translation is at ${withoutControls(path)}`);
  if (error) lines.push(...reasonsOf(error).flatMap((text) => wrap(text, layout.columns)));
  return lines;
}
