// Parses an event stream as the HTML standard says: bytes in, events out. The work is linear in the number of bytes, however they are cut
// into chunks.
import { MAX_BODY_SIZE } from '../module/generated/tables.js';

/** @typedef {{ type: string, data: string }} StreamEvent `type` is empty if the server sent none. */

/** Parses one connection's stream. */
export class EventParser {
  /** The `id` of the last event that was complete, also of one without data. */
  lastEventId;
  /** @type {number | undefined} The last valid `retry`, in ms. */
  retryMs;
  // It also removes a byte order mark.
  #decoder = new TextDecoder('utf-8', { fatal: true });
  /** The start of a line whose end has not arrived. */
  #line = '';
  #endsWithCr = false;
  #type = '';
  /** The lines of data, each followed by a line feed. */
  #data = '';
  #id;

  /** @param {string} [lastEventId] Of the connection before. */
  constructor(lastEventId = '') {
    this.lastEventId = this.#id = lastEventId;
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {Generator<StreamEvent, void, void>} the events that these bytes complete
   * @throws {TypeError | RangeError} if the bytes are not UTF-8, or the data of an event or a line is larger than the limit of a body
   */
  *parse(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (!text) return;
    if (this.#endsWithCr && text[0] === '\n') text = text.slice(1);
    this.#endsWithCr = text.endsWith('\r');
    const lines = text.split(/\r\n|\r|\n/);
    lines[0] = this.#line + lines[0];
    this.#line = /** @type {string} */ (lines.pop());
    for (const line of lines) {
      if (line) this.#readField(line);
      else {
        const type = this.#type;
        const data = this.#data;
        this.#type = this.#data = '';
        this.lastEventId = this.#id;
        if (data) yield { type, data: data.slice(0, -1) };
      }
    }
    this.#limit(this.#line);
  }

  /** @param {string} line */
  #readField(line) {
    const [, name, value] = /** @type {RegExpExecArray} */ (/^([^:]*):? ?(.*)$/s.exec(line));
    if (name === 'data') {
      this.#data += `${value}\n`;
      this.#limit(this.#data);
    } else if (name === 'event') this.#type = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  /** @param {string} text */
  #limit(text) {
    if (text.length > MAX_BODY_SIZE) throw new RangeError('The event is too large.');
  }
}
