// One instance of the module: strings in, records out, and the JavaScript half of emscripten_fetch. Each attempt is settled exactly
// once, whatever fetch, the network and the caller do.
import { errorOf } from './errors.js';
import { readRecord } from './record.js';
import { inPage, noStore } from './runtime.js';
import {
  ERROR_BODY_SIZE,
  ERROR_ENDPOINT,
  ERROR_MEMORY,
  ERROR_MODULE,
  ERROR_NETWORK,
  ERROR_REDIRECT,
  ERROR_TIMEOUT,
  MAX_BODY_SIZE,
} from './tables.js';

const LEAST_SECRET = 8;

/**
 * @typedef {object} Outcome What became of an attempt: one of the three.
 * @property {any} [value]
 * @property {import('./errors.js').DocumentTranslationError} [error]
 * @property {number} [retryInMs] Worth another attempt after that time.
 */

/**
 * @typedef {object} Attempt
 * @property {typeof globalThis.fetch | undefined} fetch
 * @property {Record<string, string>} headers
 * @property {number} timeoutMs
 * @property {number} attempt From 0.
 * @property {number} maxRetries
 * @property {number} maxRetryDelayMs
 * @property {(outcome: Outcome) => void} settle Called once, on a later turn, unless the attempt is cancelled.
 */

/** @param {unknown} cause */
export const moduleError = (cause) => errorOf(ERROR_MODULE, {}, cause);

/**
 * Node's parser keeps what came over the network, signatures and all, in its errors: away with it.
 * @param {any} error
 */
function forgetData(error) {
  for (let at = error, depth = 0; at && depth < 8; at = at.cause, depth++)
    if (String(at.code).startsWith('HPE_')) for (const name of ['data', 'rawPacket']) Reflect.deleteProperty(at, name);
  return error;
}

/** Stands for a value that no request can hold: the module takes it for nothing valid. */
export const UNUSABLE = '\x7f';

/** An empty line is a part that was not given. @param {unknown} part */
const lineOf = (part) => (part === undefined ? '' : typeof part === 'string' && !part.includes('\n') ? part : UNUSABLE);

/**
 * @param {import('./module/loader.js').WasmModule} module
 * @param {() => void} onFailure Called when the instance can't be used any more.
 */
export function instantiate(module, onFailure) {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** @type {Map<number, Exchange>} */
  const exchanges = new Map();
  let lastToken = 0;
  /** @type {Exchange | undefined} The one that is being started. */
  let starting;

  /** One request on its way. */
  class Exchange {
    /** @param {Attempt} attempt */
    constructor(attempt) {
      this.attempt = attempt;
      this.token = ++lastToken;
      this.fetch = 0;
      this.over = false;
      /** @type {unknown} */
      this.cause = undefined;
      this.controller = new AbortController();
      /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
      this.reader = undefined;
      this.timer = setTimeout(() => this.end(ERROR_TIMEOUT), attempt.timeoutMs);
    }

    /**
     * Lets go of the network. False if that was done before.
     * @param {boolean} [whole] Nothing more comes from there.
     */
    leave(whole) {
      if (this.over) return false;
      this.over = true;
      clearTimeout(this.timer);
      if (whole) return true;
      this.controller.abort();
      this.reader?.cancel().catch(() => {});
      return true;
    }

    /** Gives the attempt up; nothing is settled. */
    cancel() {
      if (!this.leave()) return;
      exchanges.delete(this.token);
      try {
        exports.dts_fetch_cancel(this.fetch);
      } catch (cause) {
        fail(cause);
      }
    }

    /** @param {string} url */
    async run(url) {
      try {
        // Whatever the caller's fetch does (throw, abort, close, ask again): there is a way by then to give this up.
        await undefined;
        if (this.over) return;
        const { fetch = globalThis.fetch, headers } = this.attempt;
        // From a page, a token goes to a proxy, which says what may be kept. If nothing might, browsers would ask it before each request
        // whether a page of another origin may make it, as they keep no answer to that either.
        const cache = inPage() && tokenHeader in headers ? {} : noStore();
        const { signal } = this.controller;
        const response = await fetch(url, { headers, redirect: 'manual', ...cache, signal });
        // Not every fetch heeds its signal: a reply that nobody waits for is called off here.
        if (this.over) return void response?.body?.cancel().catch(() => {});
        this.reader = response.body?.getReader();
        if (response.redirected || response.type === 'opaqueredirect') return this.end(ERROR_REDIRECT);
        const { headers: came, status } = response;
        if (!(status >= 100 && status <= 999)) throw new TypeError('That is no reply: it has no status.');
        let head = '';
        for (const name of replyHeaders) {
          const value = came.get(name);
          head += `${value && !/[\r\n]/.test(value) ? value : ''}\n`;
        }
        /** @type {Uint8Array[]} */
        const chunks = [];
        let size = 0;
        while (this.reader) {
          const { done, value } = await this.reader.read();
          if (done) break;
          if (!ArrayBuffer.isView(value)) throw new TypeError('The body is not made of bytes.');
          chunks.push(value);
          size += value.byteLength;
          if (size > MAX_BODY_SIZE) return this.end(ERROR_BODY_SIZE, status);
        }
        this.end(0, status, chunks, size, head);
      } catch (error) {
        this.cause = forgetData(error);
        this.end(ERROR_NETWORK);
      }
    }

    /**
     * Hands over what came.
     * @param {number} failure
     * @param {number} [status]
     * @param {Uint8Array[]} [chunks]
     * @param {number} [size]
     * @param {string} [head]
     */
    end(failure, status = 0, chunks = [], size = 0, head = '') {
      if (!this.leave(failure === 0)) return;
      try {
        const room = head.length * 3;
        let at = exports.malloc(size + room + 1);
        if (!at) return exports.dts_fetch_settle(this.fetch, ERROR_MEMORY, 0, 0, 0, 0, 0);
        const data = at;
        for (const chunk of chunks) {
          heap().set(chunk, at);
          at += chunk.byteLength;
        }
        const { written } = encoder.encodeInto(head, heap().subarray(at, at + room));
        exports.dts_fetch_settle(this.fetch, failure, status, data, size, written, Date.now());
      } catch (cause) {
        fail(cause);
      }
    }
  }

  /**
   * The module has trapped: nobody is left waiting, and the instance is given up.
   * @param {unknown} cause
   */
  const fail = (cause) => {
    const error = moduleError(cause);
    core.failed = true;
    onFailure();
    for (const exchange of exchanges.values()) {
      exchange.leave();
      exchange.attempt.settle({ error });
    }
    exchanges.clear();
    return error;
  };

  /**
   * For gateways that quote the request in their errors, and for errors that are cut in the middle of it: from where the credential's
   * first characters stand, as far as it goes.
   * @param {string} text
   * @param {Record<string, string>} headers
   */
  const hideCredential = (text, headers) => {
    for (const name of [keyHeader, tokenHeader]) {
      const secret = headers[name]?.replace(/^Bearer /, '') ?? '';
      // What is shorter is no secret, but a word that messages may have.
      if (secret.length < LEAST_SECRET) continue;
      const [before, ...parts] = text.split(secret.slice(0, LEAST_SECRET));
      const hidden = parts.map((part) => {
        let more = 0;
        while (more < part.length && part[more] === secret[LEAST_SECRET + more]) more++;
        return '*'.repeat(LEAST_SECRET + more) + part.slice(more);
      });
      text = before + hidden.join('');
    }
    return text;
  };

  /** The module's memory: a view loses it when it grows. */
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
     * @param {number} result 0 for a value, -1 to try again, an error's number.
     * @param {number} hint
     * @param {number} delay
     * @param {number} at Of the record's words.
     * @param {number} text
     * @param {number} length
     */
    dts_host_deliver(token, result, hint, delay, at, text, length) {
      const exchange = /** @type {Exchange} */ (exchanges.get(token));
      exchanges.delete(token);
      /** @type {Outcome} */
      let outcome = { retryInMs: delay };
      if (result >= 0) {
        const strings = heap().subarray(text, text + length);
        const whole = decoder.decode(strings);
        // Where each character is one byte, the strings are parts of one.
        const textOf =
          result || whole.length !== length
            ? (/** @type {number} */ from, /** @type {number} */ to) => {
                const part = decoder.decode(strings.subarray(from, to));
                return result ? hideCredential(part, exchange.attempt.headers) : part;
              }
            : (/** @type {number} */ from, /** @type {number} */ to) => whole.slice(from, to);
        const record = at ? readRecord(words, at >>> 2, names, textOf) : {};
        outcome = result ? { error: errorOf(result, record, exchange.cause, hint) } : { value: record };
      }
      exchange.attempt.settle(outcome);
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
  const [keyHeader, tokenHeader, ...replyHeaders] = textAt(headerNames).split(' ');

  /**
   * Puts the parts into the module's scratch buffer, a line each.
   * @param {unknown[]} parts
   * @returns {number} bytes
   */
  const put = (parts) => {
    const lines = parts.map(lineOf);
    for (;;) {
      const text = lines.join('\n');
      // Valid parts fit.
      const { read, written } = encoder.encodeInto(
        text.slice(0, scratchSize),
        heap().subarray(scratch, scratch + scratchSize),
      );
      if (read === text.length) return written;
      const lengths = lines.map(({ length }) => length);
      lines[lengths.indexOf(Math.max(...lengths))] = UNUSABLE;
    }
  };

  const core = {
    /** Whether the instance was given up. */
    failed: false,
    keyHeader,
    tokenHeader,

    /**
     * The error of one of the product's own codes.
     * @param {number} code
     * @param {string} [target]
     * @param {unknown} [cause]
     */
    error: (code, target, cause) => errorOf(code, target ? { target } : {}, cause),

    put,

    /**
     * Calls one of the module's functions that answer at once: a number.
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
     * The same for one that answers with lines of text, an endpoint first, or with an error's number.
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
        // A host in Punycode that this platform can't read.
        throw errorOf(ERROR_ENDPOINT);
      }
      return lines;
    },

    /**
     * Makes one attempt.
     * @param {string} operation The module's function that starts it.
     * @param {unknown[]} parts What that wants to know.
     * @param {Attempt} attempt
     * @returns {() => void} Gives the attempt up.
     */
    request(operation, parts, attempt) {
      const exchange = new Exchange(attempt);
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
      else if (exchange.leave()) attempt.settle({ error: error ?? errorOf(-length) });
      return () => exchange.cancel();
    },
  };
  return core;
}

/** @typedef {ReturnType<typeof instantiate>} Core */
