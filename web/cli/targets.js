// Finds the documents and jobs that a call is about: from the arguments, the environment or standard input.
import { UsageError } from './errors.js';
import { parseOperationLocation } from './library.js';
import { actionOf, hasSeveralUrls } from './arguments.js';

const MAX_URLS = 1000;

/**
 * @typedef {object} Target
 * @property {string} endpoint
 * @property {string | undefined} apiVersion
 * @property {string} batchId
 * @property {string | undefined} documentId
 * @property {boolean} isFromUrl Whether the endpoint is that of a URL in the arguments or on standard input.
 * @property {string} [url] The URL, if there are several.
 * @property {string} [source] Where the URL comes from, for messages: the line of standard input or the argument.
 */

/** @typedef {import('./arguments.js').Arguments} Arguments */
/** @typedef {Record<string, string | undefined>} Environment */

/**
 * Finds the endpoint and the API version.
 * @param {Arguments} args
 * @param {Environment} env
 * @param {{ endpoint: string, apiVersion: string }} [located] The parts of the URL, if there is one.
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
 * @param {string} first A URL or a batch id.
 * @param {string | undefined} second A document id.
 * @param {Environment} env
 * @returns {Promise<Target>}
 */
async function findTarget(args, first, second, env) {
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
 * Reads standard input to its end.
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
 * Finds the targets of several URLs. The same URL is one target.
 * @param {Arguments} args
 * @param {[source: string, url: string][]} list
 * @param {Environment} env
 * @returns {Promise<Target[]>}
 */
async function findAll(args, list, env) {
  /** @type {Map<string, Target>} */
  const targets = new Map();
  for (const [source, url] of list) {
    if (!url.includes('://')) throw new UsageError(`${source} is not a URL.`);
    const target = await findTarget(args, url, undefined, env).catch((error) => {
      throw new UsageError(`${source}: ${error.message}`);
    });
    targets.set(url, { ...target, url, source });
    if (targets.size > MAX_URLS) throw new UsageError(`There are more than ${MAX_URLS} URLs.`);
  }
  return [...targets.values()];
}

/**
 * Reads one URL from each line of standard input.
 * @param {AsyncIterable<Uint8Array | string>} input
 * @param {AbortSignal} signal
 * @returns {Promise<[source: string, url: string][]>}
 */
async function readUrls(input, signal) {
  const lines = (await readAll(input, signal)).split(/\r?\n/).map((line) => line.trim());
  const urls = [...lines.entries()].filter(([, line]) => line && !line.startsWith('#'));
  if (!urls.length) throw new UsageError('Standard input has no URL. Write one URL on each line.');
  return urls.map(([index, url]) => [`Line ${index + 1} of standard input`, url]);
}

/**
 * @param {Arguments} args
 * @param {AsyncIterable<Uint8Array | string>} input
 * @param {Environment} env
 * @param {AbortSignal} signal
 * @returns {Promise<Target[]>} With list and --latest, one target without a batch id.
 */
export async function findTargets(args, input, env, signal) {
  const [first, second] = args.operands;
  if (actionOf(args) === 'list' || args.flags.has('latest'))
    return [{ ...findResource(args, env), batchId: '', documentId: undefined, isFromUrl: false }];
  if (!first) throw new UsageError('The document is missing. Pass its URL, or a batch id and a document id.');
  if (hasSeveralUrls(args))
    return findAll(
      args,
      args.operands.map((url, index) => [`URL ${index + 1}`, url]),
      env,
    );
  if (first !== '-') return [await findTarget(args, first, second, env)];
  if (second !== undefined) throw new UsageError('Pass either - or a document, not both.');
  return findAll(args, await readUrls(input, signal), env);
}
