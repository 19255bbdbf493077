// fetch as the client needs it, over node:http and node:https: a command that asks once need not wait for all of Node's own fetch.
import { require } from './builtin.js';

/** The service is asked by so many connections at once. */
const SOCKETS = 8;
const EMPTY = [204, 205, 304];

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

/** @type {Record<string, import('node:http').Agent>} */
const agents = {};

/**
 * Whether Node is as it comes, so that nobody can tell its fetch from this one: no proxy, no option, nothing loaded before.
 * @param {Record<string, string | undefined>} env
 */
export const isPlainNode = ({ NODE_OPTIONS, NODE_USE_ENV_PROXY }) =>
  !(NODE_OPTIONS || NODE_USE_ENV_PROXY || process.execArgv.length || process.versions.bun || process.versions.deno);

/**
 * The body without its codings, as fetch has it: several, in the order of their making; what isn't known stays as it is.
 * @param {IncomingMessage} incoming
 * @param {string} codings
 * @returns {import('node:stream').Readable}
 */
function decode(incoming, codings) {
  const { pipeline } = require('node:stream');
  const { createBrotliDecompress, createGunzip, createInflate } = require('node:zlib');
  /** @type {Record<string, () => import('node:stream').Transform>} */
  const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const steps = codings.split(',').map((coding) => decoders[coding.trim().toLowerCase()]);
  if (!steps.every(Boolean)) return incoming;
  /** @type {import('node:stream').Readable[]} */
  const streams = [incoming, ...steps.reverse().map((make) => make())];
  pipeline(streams, () => {});
  return streams[steps.length];
}

/** @param {IncomingMessage} incoming */
function replyOf(incoming) {
  const { statusCode = 0, headersDistinct } = incoming;
  /** @param {string} name */
  const get = (name) => headersDistinct[name.toLowerCase()]?.join(', ') ?? null;
  const headers = { get };
  if (EMPTY.includes(statusCode)) {
    incoming.resume();
    return { status: statusCode, headers, body: null };
  }
  const cancel = async () => void incoming.destroy();
  const getReader = () => {
    const codings = get('content-encoding');
    const chunks = (codings ? decode(incoming, codings) : incoming)[Symbol.asyncIterator]();
    return { read: () => chunks.next(), cancel };
  };
  return { status: statusCode, headers, body: { getReader, cancel } };
}

/**
 * @param {string} url
 * @param {{ headers: Record<string, string>, signal: AbortSignal }} init
 * @returns {Promise<any>} What the client reads of a Response.
 */
function ask(url, { headers, signal }) {
  const scheme = url.startsWith('https:') ? 'https' : 'http';
  const { Agent, request } = require(`node:${scheme}`);
  agents[scheme] ??= new Agent({ keepAlive: true, maxSockets: SOCKETS });
  return new Promise((resolve, reject) => {
    request(url, { agent: agents[scheme], signal, headers: { Accept: '*/*', 'User-Agent': 'node', ...headers } })
      .on('response', (/** @type {IncomingMessage} */ incoming) => resolve(replyOf(incoming)))
      .on('error', reject)
      .end();
  });
}

export const nodeFetch = /** @type {typeof globalThis.fetch} */ (/** @type {unknown} */ (ask));
