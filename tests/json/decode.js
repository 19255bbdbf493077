// How the product reads a JSON value: as the details of an error, which it gives out as they came.
import { createClient } from 'document-translation-status';
import { BATCH, DOCUMENT, ENDPOINT } from '../contract/kit.js';
import { raw } from './corpus.js';

/** @typedef {(body: Uint8Array | string) => Promise<any>} Ask */

/** @param {AsyncIterable<unknown>} list */
async function collect(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

/** @returns {Promise<{ read: (text: Uint8Array) => Promise<{ taken: boolean, value?: unknown }>, ask: Ask, askJob: Ask, askPage: Ask, askPageOfJobs: Ask, askError: Ask }>} */
export async function openDecoder() {
  /** @type {{ body: any, status: number }} */
  let next;
  const client = await createClient({
    endpoint: ENDPOINT,
    maxRetries: 0,
    fetch: async () => new Response(next.body, { status: next.status }),
  });
  return {
    async read(text) {
      next = { status: 400, body: raw('{"error":{"code":"Read","details":[', [...text], ']}}') };
      const error = await client.getDocumentStatus(BATCH, DOCUMENT).catch((thrown) => thrown);
      return error.code === 'Read' ? { taken: true, value: error.details } : { taken: false };
    },
    /** A document's status, from a reply with this body. */
    ask(body) {
      next = { status: 200, body };
      return client.getDocumentStatus(BATCH, DOCUMENT);
    },
    /** A job's status, likewise. */
    askJob(body) {
      next = { status: 200, body };
      return client.getBatchStatus(BATCH);
    },
    /** The documents of a page, likewise. */
    async askPage(body) {
      next = { status: 200, body };
      return collect(client.listDocumentStatuses(BATCH));
    },
    /** The jobs of a page, likewise. */
    async askPageOfJobs(body) {
      next = { status: 200, body };
      return collect(client.listBatchStatuses());
    },
    /** The error that a reply with this body comes to. */
    async askError(body) {
      next = { status: 400, body };
      const { code, message, target, innerError } = await client
        .getDocumentStatus(BATCH, DOCUMENT)
        .catch((thrown) => thrown);
      return { code, message, target, inner: innerError?.code };
    },
  };
}

/** The result of JSON.parse, or undefined if the text is not JSON in UTF-8. @param {Uint8Array} text */
export function parse(text) {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { taken: true, value: JSON.parse(decoder.decode(raw('[', [...text], ']'))) };
  } catch {
    return { taken: false };
  }
}
