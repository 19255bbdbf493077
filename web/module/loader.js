// Compiles and instantiates the module from any source, once per source. A failure is not cached.
import { instantiate, moduleError } from './instance.js';
import { readFile } from './platform.js';

/** @typedef {import('./instance.js').Instance} Instance */
/** @typedef {import('./types.js').WasmModule} WasmModule */
/** @typedef {{ embedded: string }} EmbeddedModule The module as text, as tools/build/embed.js writes it. */
/** @typedef {WasmModule | EmbeddedModule} PresentModule A module that needs no loading. */
/** @typedef {Exclude<import('./types.js').WasmSource, string> | EmbeddedModule} ModuleSource */

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
 * The compiled module, of a compiled or embedded one.
 * @param {any} source
 * @returns {WasmModule}
 */
const moduleOf = (source) => (source.embedded ? new WebAssembly.Module(decodeEmbedded(source.embedded)) : source);

/**
 * @param {ModuleSource} source
 * @returns {Promise<WasmModule>}
 */
async function compile(source) {
  /** @type {any} */
  let bytes = source;
  // Compared by tag: a module of another realm, as in Vercel's edge runtime, is not an instance of this realm's class.
  if (bytes[Symbol.toStringTag] === 'WebAssembly.Module') return bytes;
  if (source instanceof URL) bytes = await (readFile(source) ?? fetch(source));
  // Recognised by its method: a Response of another realm is not an instance of this realm's class.
  if (bytes.arrayBuffer) {
    if (!bytes.ok) throw new TypeError(`The module failed to load: status ${bytes.status}`);
    bytes = await bytes.arrayBuffer();
  }
  return WebAssembly.compile(bytes);
}

/**
 * @typedef {object} Loaded
 * @property {WasmModule} [module] Kept when an instance traps, because a Response can be read only once.
 * @property {Instance | Promise<Instance>} [instance]
 */

/** By source. @type {WeakMap<ModuleSource, Loaded>} */
const all = new WeakMap();

/** @param {ModuleSource} source @returns {Loaded} */
function loadedFrom(source) {
  const loaded = all.get(source) ?? {};
  all.set(source, loaded);
  return loaded;
}

/**
 * Returns the instance synchronously: of a compiled or embedded module, or of any source that was loaded before.
 * @param {ModuleSource} source
 * @returns {Instance}
 */
export function startInstance(source) {
  const loaded = loadedFrom(source);
  if (loaded.instance && 'request' in loaded.instance) return loaded.instance;
  try {
    loaded.module ??= moduleOf(source);
    // Replaces the promise of loadInstance: in Node a promise holds the async context that made it. Forgotten if it traps.
    loaded.instance = instantiate(loaded.module, () => {
      loaded.instance = undefined;
    });
    return loaded.instance;
  } catch (cause) {
    loaded.instance = undefined;
    throw moduleError(cause);
  }
}

/**
 * @param {ModuleSource} source
 * @returns {Promise<Instance>}
 */
export async function loadInstance(source) {
  // Not with WebAssembly.compile: while a page loads, its promise settles much later than the constructor returns.
  if ('embedded' in source) return startInstance(source);
  const loaded = loadedFrom(source);
  loaded.instance ??= compile(loaded.module ?? source).then(
    (module) => {
      loaded.module = module;
      return startInstance(source);
    },
    (cause) => {
      loaded.instance = undefined;
      throw moduleError(cause);
    },
  );
  return loaded.instance;
}
