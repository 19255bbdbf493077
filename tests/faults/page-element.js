// Runs in a page: creates an element for each response, whose fetch returns the response, and collects everything that the element reveals.
import 'document-translation-status/element/standalone';
import { BATCH, DOCUMENT, ENDPOINT, TOKEN } from '../contract/kit.js';
import { responseOf } from './page.js';
import { textOf } from './probe.js';

/**
 * @typedef {object} Shown
 * @property {string} state
 * @property {number} requests
 * @property {string} events the details of the events, without the storage URLs of a status, which the service sent
 * @property {string} paths these storage URLs
 * @property {string} shown markup and texts
 */

const EVENTS = ['change', 'end', 'error'].map((name) => `document-translation-${name}`);

/**
 * Everything that can be reached from a value: its members, the values of getters, and inherited members.
 * @param {any} value @param {Set<unknown>} [seen] @returns {string}
 */
function inspect(value, seen = new Set()) {
  if (Object(value) !== value) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const texts = [];
  for (let at = value; at && at !== Object.prototype && at !== Function.prototype; at = Object.getPrototypeOf(at))
    for (const name of Reflect.ownKeys(at)) {
      let member;
      try {
        member = Reflect.get(at, name, value);
      } catch (error) {
        member = String(error);
      }
      texts.push(`${String(name)}: ${typeof member === 'function' ? member.name : inspect(member, seen)}`);
    }
  return texts.join('\n');
}

/**
 * @param {import('./page.js').StubbedCall['reply'][]} replies
 * @returns {Promise<Shown[]>}
 */
export async function show(replies) {
  /** @type {Map<string, number>} */
  const requests = new Map();
  globalThis.fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    const [, index = ''] = /\/of-(\d+)\//.exec(url) ?? [];
    if (headers.get('Authorization') !== `Bearer ${TOKEN}`) throw new Error('The token was not sent.');
    requests.set(index, (requests.get(index) ?? 0) + 1);
    return responseOf(replies[Number(index)]);
  };
  return Promise.all(
    replies.map(async (_, index) => {
      const element = /** @type {any} */ (document.createElement('document-translation-status'));
      const texts = /** @type {string[]} */ ([]);
      const paths = /** @type {string[]} */ ([]);
      const reacted = new Promise((resolve) => {
        for (const type of EVENTS)
          element.addEventListener(type, (/** @type {CustomEvent} */ { detail }) => {
            const { path = '', sourcePath = '', ...rest } = detail instanceof Error ? {} : detail;
            paths.push(path, sourcePath);
            const own = detail instanceof Error ? detail : rest;
            texts.push(type, JSON.stringify(own), inspect(own), own === detail ? textOf(own, inspect) : '');
            resolve(undefined);
          });
        // A temporary failure fires no event. The element only shows it.
        new MutationObserver(() => element.matches(':state(interrupted)') && resolve(undefined)).observe(
          element.shadowRoot,
          { subtree: true, childList: true, characterData: true, attributes: true },
        );
      });
      Object.assign(element, {
        endpoint: `${ENDPOINT}/of-${index}`,
        batchId: BATCH,
        documentId: DOCUMENT,
        token: TOKEN,
      });
      document.body.append(element);
      await reacted;
      const state = ['error', 'interrupted', 'running'].find((each) => element.matches(`:state(${each})`)) ?? '';
      // The element, its shadow tree, and its texts without markup.
      const shown = [element.outerHTML, element.shadowRoot.innerHTML, element.shadowRoot.textContent].join('\n');
      element.remove();
      return {
        state,
        requests: requests.get(String(index)) ?? 0,
        events: texts.join('\n'),
        shown,
        paths: paths.join('\n'),
      };
    }),
  );
}
