// What is asked about: from the operands, the environment, or the lines of standard input; and to which hosts a credential may go.
import { parseOperationLocation } from './client.js';
import { actionOf, UsageError } from './options.js';

const URLS_MAX = 1000;

/**
 * @typedef {object} Target
 * @property {string} endpoint
 * @property {string | undefined} apiVersion
 * @property {string} batchId
 * @property {string | undefined} documentId
 * @property {boolean} isFromUrl Whether a URL that was given said where to ask.
 * @property {string} [url] As it stood on standard input.
 * @property {string} [where] For messages: its line.
 */

/** @typedef {import('./options.js').Arguments} Arguments */
/** @typedef {Record<string, string | undefined>} Environment */

/**
 * Where to ask, and which version.
 * @param {Arguments} args
 * @param {Environment} env
 * @param {{ endpoint: string, apiVersion: string }} [located] What a URL says of that.
 */
function findResource({ values }, env, located) {
  const endpoint = values.get('endpoint') ?? located?.endpoint ?? env.AZURE_DOCUMENT_TRANSLATION_ENDPOINT;
  if (!endpoint)
    throw new UsageError(
      'The endpoint is missing. Set AZURE_DOCUMENT_TRANSLATION_ENDPOINT or --endpoint, or pass a whole URL.',
    );
  const apiVersion =
    values.get('api-version') ?? located?.apiVersion ?? (env.AZURE_DOCUMENT_TRANSLATION_API_VERSION || undefined);
  return { endpoint, apiVersion };
}

/**
 * @param {Arguments} args
 * @param {string} first A URL, or a batch's id.
 * @param {string | undefined} second
 * @param {Environment} env
 * @returns {Promise<Target>}
 */
async function locate(args, first, second, env) {
  const located = first.includes('://') ? await parseOperationLocation(first) : undefined;
  const resource = findResource(args, env, located);
  if (located && second !== undefined) throw new UsageError('Pass either a URL or ids, not both.');
  return {
    ...resource,
    batchId: located?.batchId ?? first,
    documentId: located ? located.documentId : second,
    isFromUrl: located !== undefined && !args.values.has('endpoint'),
  };
}

/**
 * @param {AsyncIterable<Uint8Array | string>} input
 * @param {AbortSignal} signal
 */
async function readAll(input, signal) {
  const decoder = new TextDecoder();
  let text = '';
  const reading = (async () => {
    for await (const chunk of input)
      text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  })();
  const aborted = new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  await Promise.race([reading, aborted]);
  return text;
}

/**
 * @param {Arguments} args
 * @param {AsyncIterable<Uint8Array | string>} input
 * @param {Environment} env
 * @param {AbortSignal} signal
 * @returns {Promise<Target[]>}
 */
async function readList(args, input, env, signal) {
  const lines = (await readAll(input, signal)).split(/\r?\n/);
  /** @type {Map<string, Target>} */
  const targets = new Map();
  for (const [index, line] of lines.entries()) {
    const url = line.trim();
    if (!url || url.startsWith('#')) continue;
    const where = `Line ${index + 1} of standard input`;
    if (!url.includes('://')) throw new UsageError(`${where} is not a URL.`);
    const target = await locate(args, url, undefined, env).catch((error) => {
      throw new UsageError(`${where}: ${error.message}`);
    });
    targets.set(url, { ...target, url, where });
    if (targets.size > URLS_MAX) throw new UsageError(`Standard input has more than ${URLS_MAX} URLs.`);
  }
  if (!targets.size) throw new UsageError('Standard input has no URL. Write one URL on each line.');
  return [...targets.values()];
}

/**
 * @param {Arguments} args
 * @param {AsyncIterable<Uint8Array | string>} input
 * @param {Environment} env
 * @param {AbortSignal} signal
 * @returns {Promise<Target[]>} One without a batch id for the list of the resource's jobs and for the newest of them.
 */
export async function findTargets(args, input, env, signal) {
  const [first, second] = args.operands;
  if (actionOf(args.operands) === 'list' || args.flags.has('latest'))
    return [{ ...findResource(args, env), batchId: '', documentId: undefined, isFromUrl: false }];
  if (!first) throw new UsageError('The document is missing. Pass its URL, or a batch id and a document id.');
  if (first !== '-') return [await locate(args, first, second, env)];
  if (second !== undefined) throw new UsageError('Pass either - or a document, not both.');
  return readList(args, input, env, signal);
}

/** @param {string} url */
function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/**
 * A credential goes to one host: that of the environment's endpoint, where there is one. A URL comes from elsewhere.
 * @param {Target[]} targets
 * @param {Environment} env
 * @throws {UsageError}
 */
export function checkHosts(targets, { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: home }) {
  const expected = home ? originOf(home) : originOf(targets[0].endpoint);
  for (const { endpoint, isFromUrl, where = 'The URL' } of targets) {
    if (!isFromUrl || originOf(endpoint) === expected) continue;
    throw new UsageError(
      home
        ? `${where} has another host than AZURE_DOCUMENT_TRANSLATION_ENDPOINT, so the credential is not sent to it. To allow that, set --endpoint to that host or unset the variable.`
        : `${where} has another host than the first URL. A credential is sent to one host only.`,
    );
  }
}
