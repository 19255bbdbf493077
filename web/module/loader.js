// From whatever holds the module to a running instance: compiled at the first use, once; a failure is not remembered.
import { instantiate, moduleError } from './instance.js';

/** @typedef {import('./instance.js').Core} Core */
/**
 * WebAssembly.Module, also for projects whose types don't know WebAssembly: those for Node without the DOM's.
 * @typedef {typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object} WasmModule
 */
/**
 * A string is the module's bytes as tools/build/embed.js wrote them.
 * @typedef {WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string} WasmSource
 */

/**
 * The bytes that tools/build/embed.js wrote: 32 characters for the bytes 0 to 31, then the text; |, } and ~ add to the next one.
 * @param {string} text
 */
function bytesOf(text) {
  const bytes = new Uint8Array(text.length);
  /** @type {number[]} By the character that stands for them. */
  const values = [];
  let size = 0;
  let more = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (at < 32) values[code] = at;
    else if (code > 123) more = (code - 123) << 6;
    else {
      bytes[size++] = (values[code] ?? code) + more;
      more = 0;
    }
  }
  return bytes.subarray(0, size);
}

/**
 * @param {WasmSource} source
 * @returns {Promise<WasmModule>}
 */
async function compile(source) {
  /** @type {any} */
  let bytes = source;
  // By its tag: a module that another realm compiled, as Vercel's edge does, is no instance of this realm's class.
  if (bytes[Symbol.toStringTag] === 'WebAssembly.Module') return bytes;
  // At once: in a page that is loading, the promise of a compiled module waits for its turn much longer than this takes.
  if (typeof source === 'string') return new WebAssembly.Module(bytesOf(source));
  if (source instanceof URL) bytes = await fetch(source);
  // By its method: another realm's Response is no instance of this realm's class.
  if (bytes.arrayBuffer) {
    if (!bytes.ok) throw new TypeError(`The module's file can't be had: ${bytes.status}`);
    bytes = await bytes.arrayBuffer();
  }
  return WebAssembly.compile(bytes);
}

/**
 * @typedef {object} Loaded What was made of a source.
 * @property {Promise<WasmModule>} [module] Kept when an instance is given up: a Response can't be read twice.
 * @property {Core | Promise<Core>} [core]
 */

/** By the text of an embedded module, which can't be the key of a WeakMap. @type {Map<string, Loaded>} */
const fromTexts = new Map();
/** By what a caller supplied: collected with it. @type {WeakMap<object, Loaded>} */
const fromObjects = new WeakMap();

/** @param {WasmSource} source @returns {Loaded} */
function loadedOf(source) {
  const all = /** @type {Map<WasmSource, Loaded>} */ (typeof source === 'string' ? fromTexts : fromObjects);
  const loaded = all.get(source) ?? {};
  all.set(source, loaded);
  return loaded;
}

/**
 * @param {WasmSource} source
 * @returns {Promise<Core>}
 */
export async function loadCore(source) {
  const loaded = loadedOf(source);
  if (!loaded.core) {
    const forget = () => {
      loaded.core = undefined;
    };
    loaded.module ??= compile(source);
    loaded.core = loaded.module
      .then((compiled) => instantiate(compiled, forget))
      .catch((cause) => {
        forget();
        loaded.module = undefined;
        throw moduleError(cause);
      });
  }
  return loaded.core;
}

/**
 * The same at once, for those who can't wait and have the module at hand.
 * @param {WasmModule | string} source
 * @returns {Core}
 */
export function startCore(source) {
  const loaded = loadedOf(source);
  if (loaded.core && 'request' in loaded.core) return loaded.core;
  try {
    const module = typeof source === 'string' ? new WebAssembly.Module(bytesOf(source)) : /** @type {any} */ (source);
    loaded.core = instantiate(module, () => {
      loaded.core = undefined;
    });
    return loaded.core;
  } catch (cause) {
    throw moduleError(cause);
  }
}
