// From whatever holds the module to a running instance: compiled at the first use, once; a failure is not remembered.
import { instantiate, moduleError } from '../core.js';

/** @typedef {import('../core.js').Core} Core */
/**
 * WebAssembly.Module, also for projects whose types don't know WebAssembly: those for Node without the DOM's.
 * @typedef {typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object} WasmModule
 */
/** @typedef {WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string} WasmSource A string is the module's bytes in base64. */

/**
 * @param {string} base64
 * @returns {BufferSource}
 */
function bytesOf(base64) {
  // Read off globalThis: where a page's code names Buffer itself, Parcel wants a polyfill for it.
  const { Buffer } = globalThis;
  if (Buffer) return Buffer.from(base64, 'base64');
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/**
 * @param {WasmSource} source
 * @returns {Promise<WasmModule>}
 */
async function compile(source) {
  // By its tag: a module that another realm compiled, as Vercel's edge does, is no instance of this realm's class.
  if (Object.prototype.toString.call(source) === '[object WebAssembly.Module]')
    return /** @type {WasmModule} */ (source);
  if (typeof source === 'string') return WebAssembly.compile(bytesOf(source));
  if (source instanceof URL) return compile(await fetch(source));
  if (typeof Response === 'function' && source instanceof Response) {
    if (!source.ok) throw new TypeError(`The module's file can't be had: ${source.status}`);
    return WebAssembly.compile(await source.arrayBuffer());
  }
  return WebAssembly.compile(/** @type {BufferSource} */ (source));
}

/** @type {Map<WasmSource, Promise<Core>>} */
const cores = new Map();

/**
 * @param {WasmSource} source
 * @returns {Promise<Core>}
 */
export function loadCore(source) {
  let core = cores.get(source);
  if (!core) {
    const forget = () => void cores.delete(source);
    core = compile(source).then((module) => instantiate(module, forget));
    core = core.catch((cause) => {
      forget();
      throw moduleError(cause);
    });
    cores.set(source, core);
  }
  return core;
}
