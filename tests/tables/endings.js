// How a call ends although its response never completes: how much of the response arrives, and what ends the call. Only web platform
// globals are used, because the contract suite runs in every runtime.

import { bytesOf, COMPLETE } from '../contract/kit.js';

/** The ways to end a call, and the error that it rejects with. An abort rejects with its own reason. */
export const ENDINGS = {
  timeout: { name: 'timeoutMs', outcome: 'timeout/Timeout' },
  abort: { name: 'an abort', outcome: 'aborted' },
  close: { name: 'close()', outcome: 'invalid-argument/ClientClosed' },
};

/** Reasons of an abort. Without one the runtime makes an AbortError. @type {[name: string, reason: unknown][]} */
export const ABORT_REASONS = [
  ['an Error', new Error('enough')],
  ['a string', 'enough'],
  ['null', null],
  ['0', 0],
  ['no reason', undefined],
];

/**
 * How far a response comes before nothing more arrives.
 * @typedef {object} Stall
 * @property {string} name
 * @property {number} [status] absent: not even the headers arrive
 * @property {string} [body] the part of the body that arrives
 * @property {true} [isWhole] the body is complete, only its end is missing
 */

const BODY = JSON.stringify(COMPLETE);

/** @type {Stall[]} */
export const STALLS = [
  { name: 'before the headers' },
  { name: 'after the headers', status: 200, body: '' },
  { name: 'in the middle of the body', status: 200, body: BODY.slice(0, BODY.length >> 1) },
  { name: 'at the end of the body', status: 200, body: BODY, isWhole: true },
  { name: 'after the headers of an error', status: 500, body: '' },
  { name: 'in the body of an error', status: 500, body: '{"er' },
];

/**
 * The result of `fetch` for a response that stalls.
 * @param {Stall} stall
 * @param {{ signal?: AbortSignal }} request
 * @param {object} [options]
 * @param {boolean} [options.heedsSignal] an abort of the request ends the response, as it does with the runtime's own fetch
 * @param {() => void} [options.onStall] called when all that arrives has been read
 * @param {() => void} [options.onCancel] called when the body is cancelled
 * @returns {Response | Promise<never>}
 */
export function stalledFetch(
  { status, body },
  { signal },
  { heedsSignal = true, onStall = () => {}, onCancel = () => {} } = {},
) {
  /** @param {(reason: unknown) => void} reject */
  const heed = (reject) => heedsSignal && signal?.addEventListener('abort', () => reject(signal.reason));
  if (status === undefined) {
    onStall();
    return new Promise((_, reject) => void heed(reject));
  }
  const chunks = body ? [bytesOf(body)] : [];
  const stream = new ReadableStream(
    {
      start: (controller) => void heed((reason) => controller.error(reason)),
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk) return controller.enqueue(chunk);
        onStall();
        return new Promise(() => {});
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status });
}
