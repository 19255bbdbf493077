// Credentials that createClient rejects. The names of the tests must not contain them: see `describeCredential`.

import { KEY, TOKEN } from '../contract/kit.js';

/** @type {unknown[]} */
export const WRONG_CREDENTIALS = [
  null,
  42,
  '',
  'a-key-as-it-is',
  {},
  [],
  { key: undefined },
  { key: null },
  { key: '' },
  { key: 42 },
  { key: ' ' },
  { key: `${KEY}\n` },
  { key: `${KEY}\r\nX-Injected: 1` },
  { key: 'k3y\0' },
  { key: 'é' },
  { key: '日本語' },
  { key: 'ключ' },
  { key: KEY, token: TOKEN },
  { key: [KEY] },
  { key: KEY, region: 'westus' },
  { token: TOKEN, scope: 'x' },
  { token: '' },
  { token: null },
  { token: 42 },
  { token: `${TOKEN}\n` },
  { token: '日本語' },
  { getToken: 'x' },
];

/** @param {unknown} credential */
export const describeCredential = (credential) =>
  JSON.stringify(credential, (_, value) => (value === undefined ? 'undefined' : value))
    .replaceAll(KEY, 'KEY')
    .replaceAll(TOKEN, 'TOKEN');
