// Reads the records in which the module delivers values (src/wasm/record.h): words with a type and a count, and the bytes of all strings.
import {
  RECORD_ARRAY,
  RECORD_DOUBLE,
  RECORD_FALSE,
  RECORD_NULL,
  RECORD_OBJECT,
  RECORD_SMALL,
  RECORD_STRING,
  RECORD_TRUE,
} from './generated/tables.js';

const pair = new Uint32Array(2);
const double = new Float64Array(pair.buffer);

/**
 * @param {Uint32Array} words
 * @param {number} at The index of the record's first word.
 * @param {string[]} names The names of member_names.def. A key of type SMALL is an index of them.
 * @param {(from: number, to: number) => string} textOf Decodes a range of the record's text.
 */
export function readRecord(words, at, names, textOf) {
  let from = 0;
  /** @returns {any} */
  const read = () => {
    const word = words[at++];
    let count = word >>> 3;
    switch (word & 7) {
      case RECORD_NULL:
        return null;
      case RECORD_FALSE:
        return false;
      case RECORD_TRUE:
        return true;
      case RECORD_DOUBLE:
        pair[0] = words[at++];
        pair[1] = words[at++];
        return double[0];
      case RECORD_STRING:
        from += count;
        return textOf(from - count, from);
      case RECORD_ARRAY: {
        const list = [];
        while (count--) list.push(read());
        return list;
      }
      case RECORD_OBJECT: {
        /** @type {Record<string, unknown>} */
        const object = {};
        while (count--) {
          const key = words[at];
          if ((key & 7) === RECORD_SMALL) {
            at++;
            object[names[key >>> 3]] = read();
            continue;
          }
          const name = read();
          const value = read();
          if (name === '__proto__')
            Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
          else object[name] = value;
        }
        return object;
      }
      default:
        return count;
    }
  };
  return read();
}
