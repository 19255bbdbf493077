// Compiles and instantiates the module from any source, once per source. A failure is not cached.
import { instantiate, moduleError } from './instance.js';

/** @typedef {import('./instance.js').Instance} Instance */
/** @typedef {import('./types.js').WasmModule} WasmModule */
/** @typedef {import('./types.js').WasmSource} WasmSource */

/**
 * Decodes what tools/build/embed.js wrote: 32 characters for the bytes 0 to 31, then the text, in which |, } and ~ add 64, 128 and 192
 * to the next byte.
 * @param {string} text
 */
function decodeEmbedded(text) {
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
  // Compared by tag: a module of another realm, as in Vercel's edge runtime, is not an instance of this realm's class.
  if (bytes[Symbol.toStringTag] === 'WebAssembly.Module') return bytes;
  // Synchronously: while a page loads, the promise of WebAssembly.compile settles much later than this returns.
  if (typeof source === 'string') return new WebAssembly.Module(decodeEmbedded(source));
  if (source instanceof URL) bytes = await fetch(source);
  // Recognised by its method: a Response of another realm is not an instance of this realm's class.
  if (bytes.arrayBuffer) {
    if (!bytes.ok) throw new TypeError(`The module failed to load: status ${bytes.status}`);
    bytes = await bytes.arrayBuffer();
  }
  return WebAssembly.compile(bytes);
}

/**
 * @typedef {object} Loaded
 * @property {WasmModule | Promise<WasmModule>} [module] Kept when an instance traps, because a Response can be read only once.
 * @property {Instance | Promise<Instance>} [instance]
 */

/** Embedded modules: a string cannot be the key of a WeakMap. @type {Map<string, Loaded>} */
const fromTexts = new Map();
/** Sources that callers supply: collected with them. @type {WeakMap<object, Loaded>} */
const fromObjects = new WeakMap();

/** @param {WasmSource} source @returns {Loaded} */
function loadedFrom(source) {
  const all = /** @type {Map<WasmSource, Loaded>} */ (typeof source === 'string' ? fromTexts : fromObjects);
  const loaded = all.get(source) ?? {};
  all.set(source, loaded);
  return loaded;
}

/** Forgets the instance if it traps: the next call makes a new one. @param {Loaded} loaded @param {WasmModule} module */
const instantiateIn = (loaded, module) =>
  instantiate(module, () => {
    loaded.instance = undefined;
  });

/**
 * @param {WasmSource} source
 * @returns {Promise<Instance>}
 */
export async function loadInstance(source) {
  const loaded = loadedFrom(source);
  if (!loaded.instance) {
    loaded.module ??= compile(source);
    loaded.instance = Promise.resolve(loaded.module)
      // The values replace their promises: startInstance finds the instance, and in Node a promise holds the async context that made it.
      .then((module) => {
        loaded.module = module;
        loaded.instance = instantiateIn(loaded, module);
        return loaded.instance;
      })
      .catch((cause) => {
        loaded.instance = loaded.module = undefined;
        throw moduleError(cause);
      });
  }
  return loaded.instance;
}

/**
 * Returns the instance synchronously, for callers that hold the compiled or embedded module.
 * @param {WasmModule | string} source
 * @returns {Instance}
 */
export function startInstance(source) {
  const loaded = loadedFrom(source);
  if (loaded.instance && 'request' in loaded.instance) return loaded.instance;
  try {
    const module =
      typeof source === 'string' ? new WebAssembly.Module(decodeEmbedded(source)) : /** @type {any} */ (source);
    loaded.instance = instantiateIn(loaded, module);
    return loaded.instance;
  } catch (cause) {
    throw moduleError(cause);
  }
}
