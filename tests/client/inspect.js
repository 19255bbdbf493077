// A client whose module counts its allocations. Tests can read its memory and its outcomes, and replace its exports.

import { readFileSync } from 'node:fs';
import { createClient } from 'document-translation-status';
import { clientOn } from '../contract/kit.js';

/** The module as it is built for the tests, with `dts_live_allocations` and `dts_free`. */
export const COUNTED = new URL('../../build/wasm/counted.wasm', import.meta.url);

/**
 * @typedef {object} Inspected
 * @property {(fetch: unknown, options?: Record<string, unknown>) => Promise<any>} client a client on this module, as `clientOn` makes it
 * @property {any} exports of the newest instance; a function that is put over one is what the client calls from then on
 * @property {number} instances made so far
 * @property {number[]} deliveries the token of each outcome that the module delivered, in order
 * @property {() => number} live bytes that are allocated at the moment
 * @property {(text: string) => boolean} holds whether the text stands anywhere in the memory
 * @property {() => void} restore puts WebAssembly.Instance back
 */

/**
 * Until `restore` is called, every instance in the process is one that is looked into.
 * @param {BufferSource} [wasm]
 * @returns {Promise<Inspected>}
 */
export async function inspect(wasm = readFileSync(COUNTED)) {
  const { Instance } = WebAssembly;
  /** @type {Inspected} */
  const inspected = {
    client: (fetch, options) => clientOn(/** @type {any} */ ({ createClient }), fetch, { wasm, ...options }),
    exports: undefined,
    instances: 0,
    deliveries: [],
    live: () => inspected.exports.dts_live_allocations(),
    holds: (text) => Buffer.from(inspected.exports.memory.buffer).includes(text),
    restore: () => {
      WebAssembly.Instance = Instance;
    },
  };
  /** @param {WebAssembly.Module} module @param {any} imports */
  function InspectedInstance(module, { env }) {
    const deliver = (/** @type {number[]} */ ...args) => {
      inspected.deliveries.push(args[0]);
      return env.dts_host_deliver(...args);
    };
    inspected.exports = { ...new Instance(module, { env: { ...env, dts_host_deliver: deliver } }).exports };
    inspected.instances++;
    return { exports: inspected.exports };
  }
  WebAssembly.Instance = /** @type {any} */ (InspectedInstance);
  (await inspected.client(() => {})).close();
  inspected.deliveries.length = 0;
  return inspected;
}

/**
 * From now on: how many listeners the signal has, by those that are added and taken away.
 * @param {AbortSignal} signal
 * @returns {() => number}
 */
export function countListeners(signal) {
  let count = 0;
  for (const [name, by] of /** @type {const} */ ([
    ['addEventListener', 1],
    ['removeEventListener', -1],
  ])) {
    const change = signal[name].bind(signal);
    Object.defineProperty(signal, name, {
      value: (/** @type {[any, any]} */ ...args) => {
        count += by;
        change(...args);
      },
    });
  }
  return () => count;
}

/** The settled outcomes of promises, whatever they are. @param {Promise<unknown>[]} promises */
export const ends = async (promises) =>
  (await Promise.allSettled(promises)).map((end) => (end.status === 'fulfilled' ? end.value : end.reason));

/** Lets everything that is ready happen. */
export const turns = async (count = 3) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/**
 * The same module with another upper limit of its memory.
 * @param {Uint8Array} wasm
 * @param {number} pages of 64 KiB
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function limitMemory(wasm, pages) {
  const bytes = Uint8Array.from(wasm);
  /** @param {number} at @returns {[value: number, end: number]} */
  const number = (at) => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      value |= (bytes[at] & 0x7f) << shift;
      if (bytes[at++] < 0x80) return [value, at];
    }
  };
  for (let at = 8; at < bytes.length; ) {
    const [size, from] = number(at + 1);
    if (bytes[at] === 5) {
      const [, flags] = number(from);
      const [, minimum] = number(flags);
      const [, maximum] = number(minimum);
      const [, end] = number(maximum);
      for (let i = maximum; i < end; i++) bytes[i] = ((pages >> (7 * (i - maximum))) & 0x7f) | (i + 1 < end ? 0x80 : 0);
      return bytes;
    }
    at = from + size;
  }
  throw new Error('The module has no memory of its own.');
}
