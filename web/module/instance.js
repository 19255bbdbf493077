// One running instance of the WebAssembly module: text goes in, records come out.
import { errorOf } from './errors.js';
import { Exchange } from './exchange.js';
import { ERROR_ENDPOINT, ERROR_GLOBAL, ERROR_MEMORY, ERROR_MODULE, HINT_WORKERD } from './generated/tables.js';
import { inPage, isolatesRequests } from './platform.js';
import { readRecord } from './record.js';

/**
 * @typedef {object} Outcome The result of an attempt: a value or an error.
 * @property {any} [value]
 * @property {import('./errors.js').DocumentTranslationError} [error]
 * @property {number} [retryInMs] After an error: when the next attempt should start. -1, the default, is never.
 */

/**
 * @typedef {object} Attempt
 * @property {string} host Of the endpoint, for messages.
 * @property {typeof globalThis.fetch | undefined} fetch
 * @property {Record<string, string>} headers
 * @property {RequestCredentials} [cookies] The option `credentials` of fetch.
 * @property {string} tokenHeader The header that carries a token, if there is one.
 * @property {number} timeoutMs
 * @property {number} attempt From 0.
 * @property {number} maxRetries
 * @property {number} maxRetryDelayMs
 * @property {(text: string) => string} redact Removes credentials from a string of an error.
 * @property {(outcome: Outcome) => void} settle Called once, in a later turn, unless the attempt is cancelled.
 */

/** @param {any} cause */
export function moduleError(cause) {
  const target = ['WebAssembly', 'TextEncoder'].find((name) => !(name in globalThis));
  const hint = isolatesRequests() && cause?.name === 'CompileError' ? HINT_WORKERD : 0;
  return target ? errorOf(ERROR_GLOBAL, { target }, cause) : errorOf(ERROR_MODULE, {}, cause, { hint });
}

/** Stands for a value that cannot be passed to the module, such as a number in place of an id. The module rejects it in every argument. */
export const UNUSABLE = '\x7f';

/** An empty line is a part that was not given. @param {unknown} part */
const lineOf = (part) => (part === undefined ? '' : typeof part === 'string' && !part.includes('\n') ? part : UNUSABLE);

/**
 * @param {import('./types.js').WasmModule} module
 * @param {() => void} onFailure Called when the instance has trapped and must not be used any more.
 */
export function instantiate(module, onFailure) {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** @type {Map<number, Exchange>} */
  const exchanges = new Map();
  let lastToken = 0;
  /** @type {Exchange | undefined} The one that is being started. */
  let starting;

  /**
   * The module has trapped: rejects all pending requests.
   * @param {unknown} cause
   */
  const fail = (cause) => {
    const error = moduleError(cause);
    onFailure();
    for (const exchange of exchanges.values()) {
      exchange.release();
      exchange.attempt.settle({ error });
    }
    exchanges.clear();
    return error;
  };

  /** The module's memory. The views are made again when it has grown. */
  const heap = () => {
    if (!bytes.length) {
      bytes = new Uint8Array(exports.memory.buffer);
      words = new Uint32Array(bytes.buffer);
    }
    return bytes;
  };

  /** @param {number} at */
  const textAt = (at) => decoder.decode(heap().subarray(at, heap().indexOf(0, at)));

  const env = {
    /** @param {number} fetch */
    emscripten_start_fetch(fetch) {
      const exchange = /** @type {Exchange} */ (starting);
      exchange.fetch = fetch;
      exchanges.set(exchange.token, exchange);
    },
    /** @param {number} at @param {number} length */
    dts_host_number: (at, length) => Number(decoder.decode(heap().subarray(at, at + length))),
    /**
     * @param {number} token
     * @param {number} result 0 for a value, otherwise the number of an error.
     * @param {number} hint
     * @param {number} delay Before the next attempt; -1 for none.
     * @param {number} at The address of the record.
     * @param {number} text The address of the record's strings.
     * @param {number} length
     */
    dts_host_deliver(token, result, hint, delay, at, text, length) {
      const exchange = /** @type {Exchange} */ (exchanges.get(token));
      const { attempt, cause, member, advice } = exchange;
      const strings = heap().subarray(text, text + length);
      const whole = decoder.decode(strings);
      // In ASCII, a character's position is its byte's position, so one decoded string serves all values.
      const textOf =
        result || whole.length !== length
          ? (/** @type {number} */ from, /** @type {number} */ to) => {
              const part = decoder.decode(strings.subarray(from, to));
              return result ? attempt.redact(part) : part;
            }
          : (/** @type {number} */ from, /** @type {number} */ to) => whole.slice(from, to);
      const value = at ? readRecord(words, at >>> 2, names, textOf) : {};
      const { host, timeoutMs: ms, redact } = attempt;
      const context = { hint, advice, member, host, ms, redact };
      exchanges.delete(token);
      attempt.settle(result ? { error: errorOf(result, value, cause, context), retryInMs: delay } : { value });
    },
  };

  /** @type {any} */
  const exports = new WebAssembly.Instance(module, { env }).exports;
  let bytes = new Uint8Array();
  let words = new Uint32Array();
  exports.dts_initialize();
  const [scratch, scratchSize, url, nameTable, nameTableSize, headerNames] = new Uint32Array(
    heap().buffer,
    exports.dts_layout(),
  );
  const names = decoder.decode(heap().subarray(nameTable, nameTable + nameTableSize)).split(/\0+/);
  const [keyHeader, tokenHeader, ...responseHeaders] = textAt(headerNames).split(' ');

  /** @type {import('./exchange.js').Owner} */
  const owner = {
    responseHeaders,
    settle({ fetch, status }, failure, { chunks = [], size = 0, head = '' }) {
      try {
        const room = head.length * 3;
        let at = exports.malloc(size + room + 1);
        if (!at) return exports.dts_fetch_settle(fetch, ERROR_MEMORY, 0, 0, 0, 0, 0);
        const data = at;
        for (const chunk of chunks) {
          heap().set(chunk, at);
          at += chunk.byteLength;
        }
        const { written } = encoder.encodeInto(head, heap().subarray(at, at + room));
        exports.dts_fetch_settle(fetch, failure, status, data, size, written, Date.now());
      } catch (cause) {
        fail(cause);
      }
    },
    cancel({ fetch, token }) {
      exchanges.delete(token);
      try {
        exports.dts_fetch_cancel(fetch);
      } catch (cause) {
        fail(cause);
      }
    },
  };

  /**
   * Writes the parts into the module's scratch buffer, one per line.
   * @param {unknown[]} parts
   * @returns {number} bytes
   */
  const put = (parts) => {
    const lines = parts.map(lineOf);
    for (;;) {
      const text = lines.join('\n');
      const { read, written } = encoder.encodeInto(
        text.slice(0, scratchSize),
        heap().subarray(scratch, scratch + scratchSize),
      );
      if (read === text.length) return written;
      // Valid parts fit, so the longest part is invalid.
      const lengths = lines.map(({ length }) => length);
      lines[lengths.indexOf(Math.max(...lengths))] = UNUSABLE;
    }
  };

  const instance = {
    keyHeader,
    tokenHeader,

    put,

    /**
     * Calls a function of the module that returns a number.
     * @param {string} name
     * @param {(number | boolean)[]} args
     * @returns {number}
     */
    call(name, ...args) {
      try {
        return exports[name](...args);
      } catch (cause) {
        throw fail(cause);
      }
    },

    /**
     * Calls a function of the module that returns lines of text, the first of which is an endpoint.
     * @param {string} name
     * @param {unknown[]} parts
     * @param {(number | boolean)[]} args
     */
    ask(name, parts, ...args) {
      const length = this.call(name, put(parts), ...args);
      if (length < 0) throw errorOf(-length);
      const lines = decoder.decode(heap().subarray(scratch, scratch + length)).split('\n');
      try {
        new URL(lines[0]);
      } catch {
        // The host is invalid Punycode.
        throw errorOf(ERROR_ENDPOINT);
      }
      return lines;
    },

    /**
     * Starts one attempt.
     * @param {string} operation The module's function that starts it.
     * @param {unknown[]} parts What that function reads.
     * @param {Attempt} attempt
     * @returns {() => void} Cancels the attempt.
     */
    request(operation, parts, attempt) {
      const exchange = new Exchange(owner, attempt, ++lastToken);
      starting = exchange;
      let length = 0;
      let error;
      try {
        length = exports[operation](
          put(parts),
          exchange.token,
          attempt.attempt,
          attempt.maxRetries,
          attempt.maxRetryDelayMs,
          Math.random(),
          inPage(),
        );
      } catch (cause) {
        error = fail(cause);
      }
      starting = undefined;
      if (length > 0) exchange.run(decoder.decode(heap().subarray(url, url + length)));
      else if (exchange.release()) attempt.settle({ error: error ?? errorOf(-length) });
      return () => exchange.cancel();
    },
  };
  return instance;
}

/** @typedef {ReturnType<typeof instantiate>} Instance */
