// --record: writes each response that the client has read to a new file, without what is private.
import { require } from './builtin.js';
import { UsageError } from './options.js';
import { BAD_BYTE, createRedactor } from './redact.js';

/** @type {typeof import('node:fs')} */
const fs = require('node:fs');

/** Bytes that are no UTF-8 stay visible as such. @param {Uint8Array[]} chunks */
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
 * @param {(text: string) => void} report Told once if the file can't be written any more.
 */
export function createRecorder(path, report) {
  const redactor = createRedactor();
  /** @type {number | undefined} */
  let file;
  let size = 0;

  /** Does something with the file. A failure ends the recording, and nothing else. @param {(file: number) => void} act */
  function attempt(act) {
    if (file === undefined) return;
    const open = file;
    try {
      act(open);
    } catch (error) {
      file = undefined;
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      report(`--record: the recording stopped, because the file cannot be written: ${code ?? message}.\n`);
      try {
        // Half a line could not be replayed.
        fs.ftruncateSync(open, size);
        fs.closeSync(open);
      } catch {
        // The first failure is the one that was reported.
      }
    }
  }

  /** @param {string} url @param {Response} response @param {Uint8Array[]} chunks */
  const write = (url, { status, headers }, chunks) =>
    attempt((open) => {
      const body = redactor.body(textOf(chunks));
      const reply = { method: 'GET', url: redactor.url(url), status, headers: redactor.headers(headers), body };
      const line = Buffer.from(`${JSON.stringify(reply)}\n`);
      fs.appendFileSync(open, line);
      size += line.length;
    });

  return {
    /** Makes the file. @throws {UsageError} where there is one already, or none can be made. */
    open() {
      try {
        file = fs.openSync(path, 'wx', 0o600);
      } catch (error) {
        const { code } = /** @type {NodeJS.ErrnoException} */ (error);
        const why = code === 'EEXIST' ? 'the file already exists' : `the file cannot be created: ${code}`;
        throw new UsageError(`--record: ${why}. Use the path of a new file.`);
      }
    },

    /**
     * A fetch whose responses are written once they were read to their end.
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

    /** A file without a response goes away: the same call can then be made again. */
    close() {
      attempt((open) => {
        fs.closeSync(open);
        if (!size) fs.unlinkSync(path);
      });
      file = undefined;
    },
  };
}
