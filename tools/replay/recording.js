// Reads recordings: files of JSON lines, gzipped or not. A line is a response, as --record of the command writes it, or a job with its
// responses in order ({ key, seq }).
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ToolError } from '../lib/process.js';

/** @typedef {{ file: string, line: number, url: string, status: number, headers: Record<string, string>, body: string }} RecordedResponse */
/** @typedef {{ file: string, line: number, seq: { url: string, status?: number, headers: Record<string, string>, body: string }[] }} RecordedJob */

/** @param {string} file @returns {(RecordedResponse | RecordedJob)[]} */
export function readRecording(file) {
  /** @type {Buffer} */
  let bytes;
  try {
    bytes = readFileSync(file);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
  } catch (cause) {
    throw new ToolError(`${file} can't be read: ${/** @type {Error} */ (cause).message}`, { cause });
  }
  const lines = bytes.toString().split('\n');
  const records = lines.flatMap((text, index) => {
    if (!text.trim()) return [];
    try {
      const record = JSON.parse(text);
      const isResponse =
        typeof record.url === 'string' && typeof record.status === 'number' && typeof record.body === 'string';
      const isJob =
        Array.isArray(record.seq) &&
        record.seq.every(
          (/** @type {any} */ response) => typeof response?.url === 'string' && typeof response.body === 'string',
        );
      if (!isResponse && !isJob)
        throw new TypeError('It has neither url, status and body nor a seq of objects with url and body.');
      return [{ ...record, file, line: index + 1 }];
    } catch (cause) {
      throw new ToolError(`${file}:${index + 1} is no recorded response: ${/** @type {Error} */ (cause).message}`, {
        cause,
      });
    }
  });
  if (!records.length) throw new ToolError(`${file} has no recorded response.`);
  return records;
}

/** Represents a byte that is not valid UTF-8 in a recording. */
const BAD_BYTE = '\udcff';

/** @param {string} text */
const bytesOf = (text) =>
  Buffer.concat(text.split(BAD_BYTE).flatMap((part, at) => [...(at ? [Buffer.of(0xff)] : []), Buffer.from(part)]));

/** @param {{ status?: number, headers: Record<string, string>, body: string }} recorded */
export const responseOf = ({ status = 200, headers, body }) =>
  new Response([204, 205, 304].includes(status) ? null : bytesOf(body), { status, headers });
