// The links to a list's next page, for a list of the documents of `BATCH` at `ORIGIN` with version 2024-05-01.

import { BATCH, DOCUMENT } from '../contract/kit.js';

export const ORIGIN = 'https://service.example';
const LIST = `${ORIGIN}/translator/document/batches/${BATCH}/documents?api-version=2024-05-01`;
const OTHER_BATCH = BATCH.replace('7', '8');

/** Links that the client does not follow, and the code of the error. @type {[nextLink: string, code: string][]} */
export const WRONG_NEXT_LINKS = [
  ['https://evil.example/documents', 'UnsafeNextLink'],
  ['https://service.example.evil.example/x', 'UnsafeNextLink'],
  ['http://service.example/x', 'UnsafeNextLink'],
  ['//evil.example/x', 'UnsafeNextLink'],
  ['https://service.example:8443/x', 'UnsafeNextLink'],
  ['https://user@service.example/x', 'NextLinkHasUserInfo'],
  [`${LIST}&skip=5\n`, 'NextLinkHasControlCharacters'],
  [`${LIST}#top`, 'NextLinkHasControlCharacters'],
  [`${LIST}&x=${'a'.repeat(16_384)}`, 'NextLinkTooLong'],
  [`${LIST}&x=${'a'.repeat(100_000)}`, 'NextLinkTooLong'],
  [`${LIST}&x=${'é'.repeat(16_000)}`, 'NextLinkTooLong'],
  [`${ORIGIN}/x`, 'NextLinkToOtherOperation'],
  [`${ORIGIN}/translator/document/batches?api-version=2024-05-01&skip=5`, 'NextLinkToOtherOperation'],
  [`${ORIGIN}/translator/text/batch/latest/batches`, 'NextLinkToOtherOperation'],
  [`${ORIGIN}/translator/text/batch/2024-05-01/batches`, 'NextLinkToOtherOperation'],
  [LIST.replace(BATCH, OTHER_BATCH), 'NextLinkToOtherOperation'],
  [LIST.replace('/documents', ''), 'NextLinkToOtherOperation'],
  [LIST.replace('/documents', `/documents/${DOCUMENT}`), 'NextLinkToOtherOperation'],
];

const SEEN = `translator/text/batch/v1.0/batches/${BATCH}/documents?$skip=50&$top=1213&$maxpagesize=50&ids=a,b&statuses=Succeeded&$orderBy=createdDateTimeUtc`;

/** Links as the service writes them, and the URL that the client requests. @type {[nextLink: string, url: string][]} */
export const NEXT_LINKS = [
  [`${ORIGIN}/${SEEN} asc`, `${ORIGIN}/${SEEN}%20asc`],
  [`${ORIGIN}//${SEEN} asc`, `${ORIGIN}//${SEEN}%20asc`],
  [`${LIST}&orderby=createdDateTimeUtc desc`, `${LIST}&orderby=createdDateTimeUtc%20desc`],
  [
    `${LIST.replace(BATCH, BATCH.toUpperCase())}&x="<ü>'`,
    `${LIST.replace(BATCH, BATCH.toUpperCase())}&x=%22%3C%C3%BC%3E%27`,
  ],
  [`${LIST}&x=${'a'.repeat(16_384 - LIST.length - 3)}`, `${LIST}&x=${'a'.repeat(16_384 - LIST.length - 3)}`],
];
