// Bodies of responses with status 200 that are not the status of a document, and the error that each of them causes. Only web platform
// globals are used, because the contract suite runs in every runtime.

import { bytesOf, COMPLETE, NEEDED, REQUIRED } from '../contract/kit.js';

/**
 * @typedef {object} MalformedResponse
 * @property {string} name
 * @property {string | Uint8Array<ArrayBuffer>} body
 * @property {'InvalidJson' | 'InvalidMember' | 'MissingMember' | 'DuplicateMember'} code
 * @property {string} [target] the member that the error names
 */

const VALID = JSON.stringify(COMPLETE);

/** The valid body with one member replaced or, without `json`, left out. @param {string} name @param {string} [json] */
function withMember(name, json) {
  const { [name]: _, ...rest } = /** @type {Record<string, unknown>} */ (COMPLETE);
  const text = JSON.stringify(rest);
  return json === undefined ? text : `${text.slice(0, -1)},"${name}":${json}}`;
}

/** @param {(string | number[])[]} parts text, and bytes as numbers */
const bytes = (...parts) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...bytesOf(part)] : part)));

/** The valid body with a string that consists of these bytes. @param {number[]} content */
const withBytes = (...content) => bytes(VALID.slice(0, -1), ',"x":"', content, '"}');

/** @type {[name: string, body: MalformedResponse['body']][]} */
const NOT_JSON = [
  ['an empty body', ''],
  ['white space', ' \n'],
  ['HTML', '<!DOCTYPE html><html><body>It works!</body></html>'],
  ['plain text', 'OK'],
  ['the first half of a body', VALID.slice(0, VALID.length >> 1)],
  ['a body without its last brace', VALID.slice(0, -1)],
  ['a letter after the value', `${VALID}x`],
  ['a second value', `${VALID}${VALID}`],
  ['a NUL after the value', `${VALID}\0`],
  ['a byte order mark', bytes([0xef, 0xbb, 0xbf], VALID)],
  ['UTF-16', bytes(Array.from(VALID).flatMap((c) => [c.charCodeAt(0), 0]))],
  ['a guard against JSON hijacking', `)]}',\n${VALID}`],
  ['JSONP', `callback(${VALID})`],
  ['JSON lines', `${VALID}\n${VALID}\n`],
  ['an event stream', `data: ${VALID}\n\n`],
  ['a trailing comma', `${VALID.slice(0, -1)},}`],
  ['a comment', `${VALID}/* */`],
  ['single quotes', VALID.replaceAll('"', "'")],
  ['a member name without quotes', VALID.replace('"status"', 'status')],
  ['a number with a leading zero', withMember('progress', '01')],
  ['a number that ends with a point', withMember('progress', '1.')],
  ['a number that starts with a point', withMember('progress', '.5')],
  ['a number with a plus sign', withMember('progress', '+1')],
  ['a hexadecimal number', withMember('progress', '0x1')],
  ['NaN', withMember('progress', 'NaN')],
  ['Infinity', withMember('progress', 'Infinity')],
  ['a literal in capitals', withMember('x', 'TRUE')],
  ['a NUL in a string', withMember('to', '"f\\u0000r"')],
  ['a NUL in a member name', `${VALID.slice(0, -1)},"a\\u0000b":1}`],
  ['a lone high surrogate', withMember('to', '"\\ud83d"')],
  ['a lone low surrogate', withMember('to', '"\\ude00"')],
  ['surrogates in the wrong order', withMember('to', '"\\ude00\\ud83d"')],
  ['an unknown escape', withMember('to', '"\\x41"')],
  ['a tab in a string', withMember('to', '"a\tb"')],
  ['a line feed in a string', withMember('to', '"a\nb"')],
  ['a UTF-8 continuation byte without a lead byte', withBytes(0x80)],
  ['a UTF-8 lead byte without a continuation byte', withBytes(0xc3, 0x28)],
  ['a truncated UTF-8 sequence', withBytes(0xe2, 0x82)],
  ['an overlong UTF-8 sequence', withBytes(0xc0, 0xaf)],
  ['a surrogate in UTF-8', withBytes(0xed, 0xa0, 0x80)],
  ['UTF-8 past the last code point', withBytes(0xf4, 0x90, 0x80, 0x80)],
  ['a byte that UTF-8 never uses', withBytes(0xff)],
  ['5,000 levels of nesting', withMember('x', `${'['.repeat(5000)}${']'.repeat(5000)}`)],
  ['500,000 levels of nesting that are never closed', '['.repeat(500_000)],
  ['more than 100,000 values', withMember('x', `[${'0,'.repeat(200_000)}0]`)],
];

const NOT_AN_OBJECT = ['42', '[]', `[${VALID}]`, '"Succeeded"', 'null', 'true'];

/** @type {[name: string, body: string, target?: string][]} */
const WITHOUT_A_MEMBER = [
  ['an empty object', '{}'],
  ['an error object', '{"error":{"code":"InternalServerError","message":"Sorry"}}'],
  ['a page of a list', '{"value":[]}'],
  ...NEEDED.flatMap(
    (name) =>
      /** @type {[string, string, string][]} */ ([
        [`no ${name}`, withMember(name), name],
        [`${name} null`, withMember(name, 'null'), name],
      ]),
  ),
  ['a status whose name has a capital', VALID.replace('"status"', '"Status"'), 'status'],
  ['a status inside __proto__', `{"__proto__":{"status":"Succeeded"},${withMember('status').slice(1)}`, 'status'],
];

const TEXTS = ['status', 'to', 'id', 'path', 'sourcePath', 'deploymentName'];
const TIMES = ['createdDateTimeUtc', 'lastActionDateTimeUtc'];
const COUNTS = [
  'characterCharged',
  'totalImageScansSucceeded',
  'totalImageScansFailed',
  'imageCharged',
  'imageCharacterDetected',
];

/** The values that a member may not have, as JSON. @type {[names: string[], values: string[]][]} */
const WRONG_VALUES = [
  [
    [...TEXTS, ...TIMES],
    ['1', 'true', '[]', '{}'],
  ],
  [
    TIMES,
    ['""', '"yesterday"', '"2021-03-23"', '"2021-13-23T09:27:17Z"', '"2021-02-29T09:27:17Z"', '"2021-03-23T09:27:17"'],
  ],
  [['progress'], ['1.5', '-0.5', '1.0000001', '1e400', '-1e400', '"0.5"', 'true', '[]', '{}']],
  [COUNTS, ['-1', '0.5', '"5"', '9007199254740993', '123456789012345678901234567890', '1e400', 'false', '{}']],
  [['error'], ['"Failed"', '1', '[]', 'true']],
];

/** Every member that the client knows, with a valid value. @type {Record<string, unknown>} */
const ALL = {
  ...REQUIRED,
  path: 'a',
  sourcePath: 'b',
  error: {},
  progress: 0,
  ...Object.fromEntries(COUNTS.map((name) => [name, 0])),
  deploymentName: 'c',
};

/** @type {[name: string, body: string, target: string][]} */
const WITH_A_DUPLICATE = [
  ...Object.entries(ALL).map(
    ([name, value]) =>
      /** @type {[string, string, string]} */ ([
        `${name} twice`,
        `{"${name}":${JSON.stringify(value)},${JSON.stringify(ALL).slice(1)}`,
        name,
      ]),
  ),
  ['a second status at the end', `${VALID.slice(0, -1)},"status":"Succeeded"}`, 'status'],
  ['a second status with an escape in its name', `${VALID.slice(0, -1)},"\\u0073tatus":"Succeeded"}`, 'status'],
];

/** @type {MalformedResponse[]} */
export const malformedResponses = [
  ...NOT_JSON.map(([name, body]) => ({ name, body, code: /** @type {const} */ ('InvalidJson') })),
  ...NOT_AN_OBJECT.map((body) => ({
    name: `${body.slice(0, 20)} instead of an object`,
    body,
    code: /** @type {const} */ ('InvalidMember'),
  })),
  ...WITHOUT_A_MEMBER.map(([name, body, target]) => ({
    name,
    body,
    code: /** @type {const} */ ('MissingMember'),
    ...(target && { target }),
  })),
  ...WRONG_VALUES.flatMap(([names, values]) =>
    names.flatMap((target) =>
      values.map((json) => ({
        name: `${target} ${json}`,
        body: withMember(target, json),
        code: /** @type {const} */ ('InvalidMember'),
        target,
      })),
    ),
  ),
  ...WITH_A_DUPLICATE.map(([name, body, target]) => ({
    name,
    body,
    code: /** @type {const} */ ('DuplicateMember'),
    target,
  })),
];
