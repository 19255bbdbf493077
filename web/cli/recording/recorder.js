// The option --record: writes each response that the client has read to a new file, without private data.
import { require } from '../builtin.js';
import { UsageError } from '../errors.js';
import { BAD_BYTE } from './placeholders.js';
import { createRedactor } from './redact.js';

/** @type {typeof import('node:fs')} */
const fs = require('node:fs');

/** Decodes UTF-8. Invalid bytes stay invalid, because they can be the reason of an error. @param {Uint8Array[]} chunks */
function textOf(chunks) {
  const bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replaceAll('\ufffd', BAD_BYTE);
  }
}

/**
 * @param {string} path
 * @param {(text: string) => void} report Called once if a write to the file fails.
 */
export function createRecorder(path, report) {
  const redactor = createRedactor();
  /** @type {number | undefined} */
  let file;
  let size = 0;

  /** Calls a function with the open file. If it fails, the recording ends and the command continues. @param {(file: number) => void} use */
  function withFile(use) {
    if (file === undefined) return;
    const open = file;
    try {
      use(open);
    } catch (error) {
      file = undefined;
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      report(`--record: the recording stopped, because the file cannot be written: ${code ?? message}.\n`);
      try {
        // Removes an incomplete last line, which could not be replayed.
        fs.ftruncateSync(open, size);
        fs.closeSync(open);
      } catch {
        // The first failure was reported.
      }
    }
  }

  /** @param {string} url @param {Response} response @param {Uint8Array[]} chunks */
  const write = (url, { status, headers }, chunks) =>
    withFile((open) => {
      const body = redactor.body(textOf(chunks));
      const record = { method: 'GET', url: redactor.url(url), status, headers: redactor.headers(headers), body };
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      fs.appendFileSync(open, line);
      size += line.length;
    });

  return {
    /** Creates the file. @throws {UsageError} If it exists, or cannot be created. */
    open() {
      try {
        file = fs.openSync(path, 'wx', 0o600);
      } catch (error) {
        const { code } = /** @type {NodeJS.ErrnoException} */ (error);
        const reason = code === 'EEXIST' ? 'the file already exists' : `the file cannot be created: ${code}`;
        throw new UsageError(`--record: ${reason}. Use the path of a new file.`);
      }
    },

    /**
     * Returns a fetch that writes each response to the file when the client has read its whole body.
     * @param {typeof globalThis.fetch} fetch
     * @returns {typeof globalThis.fetch}
     */
    wrap: (fetch) => async (url, init) => {
      const response = await fetch(url, init);
      const { status, headers, body, redirected, type } = response;
      if (!body) {
        write(String(url), response, []);
        return response;
      }
      /** @type {Uint8Array[]} */
      const chunks = [];
      const getReader = () => {
        const reader = body.getReader();
        const read = async () => {
          const result = await reader.read();
          if (result.done) write(String(url), response, chunks);
          else chunks.push(result.value);
          return result;
        };
        return { read, cancel: () => reader.cancel() };
      };
      const recorded = { status, headers, redirected, type, body: { getReader, cancel: () => body.cancel() } };
      return /** @type {any} */ (recorded);
    },

    /** Closes the file. An empty file is removed, so that the same call can be repeated. */
    close() {
      withFile((open) => {
        fs.closeSync(open);
        if (!size) fs.unlinkSync(path);
      });
      file = undefined;
    },
  };
}
