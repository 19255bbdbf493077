// The matrix's element in a page: one for each question, whose fetch gives the question's reply; and all that it lets out.
import 'document-translation-status/element/standalone';
import { BATCH, DOCUMENT, ENDPOINT, TOKEN } from '../contract/kit.js';
import { responseOf } from './page.js';
import { textOf } from './probe.js';

/**
 * @typedef {object} Shown
 * @property {string} state
 * @property {number} asked
 * @property {string} events their details, in JSON and inspected; without the storage URLs of a status, which are the service's own words
 * @property {string} paths those
 * @property {string} shown markup and text
 */

const EVENTS = ['change', 'end', 'error'].map((name) => `document-translation-${name}`);

/**
 * Everything that can be reached from a value: members of any kind, what getters give, what is inherited.
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
 * @param {import('./page.js').Stubbed['reply'][]} replies
 * @returns {Promise<Shown[]>}
 */
export async function show(replies) {
  /** @type {Map<string, number>} */
  const asked = new Map();
  globalThis.fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    const [, index = ''] = /\/of-(\d+)\//.exec(url) ?? [];
    if (headers.get('Authorization') !== `Bearer ${TOKEN}`) throw new Error('The token was not sent.');
    asked.set(index, (asked.get(index) ?? 0) + 1);
    return responseOf(replies[Number(index)]);
  };
  return Promise.all(
    replies.map(async (_, index) => {
      const element = /** @type {any} */ (document.createElement('document-translation-status'));
      const texts = /** @type {string[]} */ ([]);
      const paths = /** @type {string[]} */ ([]);
      const told = new Promise((resolve) => {
        for (const type of EVENTS)
          element.addEventListener(type, (/** @type {CustomEvent} */ { detail }) => {
            const { path = '', sourcePath = '', ...rest } = detail instanceof Error ? {} : detail;
            paths.push(path, sourcePath);
            const own = detail instanceof Error ? detail : rest;
            texts.push(type, JSON.stringify(own), inspect(own), own === detail ? textOf(own, inspect) : '');
            resolve(undefined);
          });
        // A failure that may pass is no event: it is only shown.
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
      await told;
      const state = ['error', 'interrupted', 'running'].find((each) => element.matches(`:state(${each})`)) ?? '';
      // Outside and inside, texts and attributes; as markup, and without it.
      const shown = [element.outerHTML, element.shadowRoot.innerHTML, element.shadowRoot.textContent].join('\n');
      element.remove();
      return { state, asked: asked.get(String(index)) ?? 0, events: texts.join('\n'), shown, paths: paths.join('\n') };
    }),
  );
}
