// The tables of docs/element.md, from the interface of the elements.
import {
  ATTRIBUTES,
  CUSTOM_PROPERTIES,
  ELEMENTS,
  METHODS,
  PARTS,
  PROPERTIES,
  SLOTS,
  STATES,
} from '../build/element-manifest.js';
import { code, table } from './markdown.js';

/** A table of each kind; rows that only the job's element has are marked. */
export function elementTables() {
  const [document, job] = ELEMENTS;
  const jobOnly = (/** @type {'parts' | 'customProperties'} */ kind) =>
    job[kind].slice(document[kind].length).map(([name, type, text]) => [name, type, `in a job: ${text}`]);
  const section = (/** @type {string} */ title, /** @type {string} */ content) => `### ${title}\n\n${content}`;
  return [
    section(
      'Attributes',
      table(
        ['attribute', ''],
        ATTRIBUTES.map(([name, , text]) => [code(name), text]),
      ),
    ),
    section(
      'Properties',
      `Every attribute has a property in camel case: \`batchId\`. Further properties:\n\n${table(
        ['property', 'type', ''],
        [...document.properties, job.properties[PROPERTIES.length]].map(([name, type, text]) => [
          code(name),
          code(type),
          text,
        ]),
      )}\n\nMethods: ${METHODS.map(([name, , text]) => `\`${name}()\` ${text}`).join('; ')}.`,
    ),
    section(
      'Events',
      table(
        ['event', 'type', ''],
        [...document.events, ...job.events].map(([name, type, text]) => [code(name), code(type), text]),
      ),
    ),
    section(
      'Slots',
      table(
        ['slot', ''],
        SLOTS.map(([name, , text]) => [code(name), text]),
      ),
    ),
    section(
      'Parts',
      table(
        ['part', ''],
        [...PARTS, ...jobOnly('parts')].map(([name, , text]) => [code(name), text]),
      ),
    ),
    section(
      'Custom properties',
      table(
        ['custom property', 'type', ''],
        [...CUSTOM_PROPERTIES, ...jobOnly('customProperties')].map(([name, type, text]) => [
          code(name),
          code(type),
          text,
        ]),
      ),
    ),
    section(
      'States',
      table(
        ['state', ''],
        STATES.map(([name, , text]) => [code(`:state(${name})`), text]),
      ),
    ),
  ].join('\n\n');
}
