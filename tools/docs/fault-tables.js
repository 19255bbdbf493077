// Tables of the simulator's faults, with the comments of web/simulator/faults.js, and of the errors of the service.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../../web/simulator/errors.js';
import { deliveries, transforms } from '../../web/simulator/faults.js';
import { root } from '../lib/files.js';
import { code, table } from './markdown.js';

/** The comment above each member of an object, by the name of the member. @param {string} source */
const commentsOf = (source) =>
  Object.fromEntries(
    Array.from(source.matchAll(/^ {2}\/\*\*[\s*]+((?:(?!\*\/).)*?)\s*\*\/\n {2}(\w+):/gms), ([, comment, name]) => [
      name,
      comment.replace(/\s*\n\s*\* /g, ' '),
    ]),
  );

/** The message of an error, or nothing if its body is not JSON. @param {(typeof ERRORS)[keyof typeof ERRORS]} error */
function messageOf({ body }) {
  if (typeof body === 'string' && !body.startsWith('{')) return '';
  const { error, message } = typeof body === 'string' ? JSON.parse(body) : body;
  return error?.message ?? message;
}

/** @returns {string} */
export function faultTables() {
  const comments = commentsOf(readFileSync(join(root, 'web/simulator/faults.js'), 'utf8'));
  /** @param {string} name */
  const row = (name) => {
    if (!comments[name]) throw new Error(`The fault ${name} has no comment in web/simulator/faults.js.`);
    return [code(name), comments[name]];
  };
  const errors = Object.entries(ERRORS).map(([name, error]) => [code(name), String(error.status), messageOf(error)]);
  return [
    ['Faults of the response', table(['', ''], Object.keys(transforms).map(row))],
    ['Faults of the connection', table(['', ''], Object.keys(deliveries).map(row))],
    ['Errors of the service and its gateway', table(['', 'status', 'message'], errors)],
  ]
    .map(([title, text]) => `### ${title}\n\n${text}`)
    .join('\n\n');
}
