// npm run bench:decode: decodes the bytes of a body to the caller's value, compared with a fatal TextDecoder, JSON.parse, and the checks that
// its result allows: required members, strings, counts, fractions, dates and the spelling of statuses. JSON.parse does not detect duplicate
// members or lone surrogates. Calls the module directly, as web/module/instance.js does, because the difference between two whole calls would
// be mostly noise. `npm run bench:decode -- ROUNDS`.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { readRecord } from '../../web/module/record.js';

const rounds = Number(process.argv[2] ?? 41);
const ID = '273622bd-835c-4946-9798-fd8f19f6bbf2';
const GET_DOCUMENT = 'dts_request_document';
const LIST_DOCUMENTS = 'dts_request_documents';
const document = (/** @type {number} */ number) => ({
  path: `https://contracts.blob.core.windows.net/target/fr/contract-${number}.docx`,
  sourcePath: `https://contracts.blob.core.windows.net/source/contract-${number}.docx`,
  createdDateTimeUtc: '2024-05-01T10:00:00.1234567Z',
  lastActionDateTimeUtc: '2024-05-01T10:01:00.1234567Z',
  status: 'Running',
  to: 'fr',
  progress: 0.42,
  id: `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
  characterCharged: number,
});
const encode = (/** @type {unknown} */ value) => new TextEncoder().encode(JSON.stringify(value));

const text = new TextDecoder('utf-8', { ignoreBOM: true });
/** @type {any} */
let record;
/** @type {string[]} */
let names = [];
let started = 0;
let bytes = new Uint8Array();
let words = new Uint32Array();
const heap = () => {
  if (!bytes.length) {
    bytes = new Uint8Array(wasm.memory.buffer);
    words = new Uint32Array(bytes.buffer);
  }
  return bytes;
};
const env = {
  emscripten_start_fetch(/** @type {number} */ fetch) {
    started = fetch;
  },
  dts_host_number: (/** @type {number} */ at, /** @type {number} */ length) =>
    Number(text.decode(heap().subarray(at, at + length))),
  /** @param {number[]} outcome token, result, hint, delay, words, text, length */
  dts_host_deliver(...[, result, , , at, strings, length]) {
    if (result) throw new Error(`The module returned ${result}`);
    const all = text.decode(heap().subarray(strings, strings + length));
    record = readRecord(words, at / 4, names, (from, to) => all.slice(from, to));
  },
};
const module = new WebAssembly.Module(
  readFileSync(new URL('../../dist/module/generated/module.wasm', import.meta.url)),
);
/** @type {any} */
const wasm = new WebAssembly.Instance(module, { env }).exports;
wasm.dts_initialize();
const [scratch, , , nameTable, nameTableSize] = new Uint32Array(wasm.memory.buffer, wasm.dts_layout());
names = text.decode(heap().subarray(nameTable, nameTable + nameTableSize)).split(/\0+/);

/** @param {string} operation */
const request = (operation) => {
  const parts = ['https://a.example', '2024-05-01', ID, operation === GET_DOCUMENT ? ID : ''].join('\n');
  new TextEncoder().encodeInto(parts, heap().subarray(scratch, scratch + parts.length));
  const length = wasm[operation](parts.length, 1, 0, 0, 0, 0, 0);
  if (length <= 0) throw new Error(`The module rejected the request: ${length}`);
};

/** @param {Uint8Array} body */
const decodeHere = (body) => {
  const at = wasm.malloc(body.length + 1);
  heap().set(body, at);
  wasm.dts_fetch_settle(started, 0, 200, at, body.length, 0, 0);
  return record;
};

const fatal = new TextDecoder('utf-8', { fatal: true });
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
const STRINGS = ['path', 'sourcePath', 'deploymentName'];
const COUNTS = ['characterCharged', 'totalImageScansSucceeded', 'totalImageScansFailed', 'imageCharged'];
const expect = (/** @type {boolean} */ isValid) => {
  if (!isValid) throw new TypeError('The body is not a status');
};
const check = (/** @type {any} */ value) => {
  expect(typeof value === 'object' && value !== null && !Array.isArray(value));
  for (const name of ['id', 'status', 'to']) expect(typeof value[name] === 'string');
  for (const name of ['createdDateTimeUtc', 'lastActionDateTimeUtc']) expect(TIME.test(value[name]));
  for (const name of STRINGS) expect(value[name] === undefined || typeof value[name] === 'string');
  for (const name of COUNTS)
    expect(value[name] === undefined || (Number.isSafeInteger(value[name]) && value[name] >= 0));
  expect(value.progress === undefined || (value.progress >= 0 && value.progress <= 1));
  if (value.status === 'Cancelled') value.status = 'Canceled';
  return value;
};
const decodeWithParse = (/** @type {Uint8Array} */ body) => {
  const value = JSON.parse(fatal.decode(body));
  if (!value.value) return check(value);
  for (const item of value.value) check(item);
  return value;
};

const quantile = (/** @type {number[]} */ values, /** @type {number} */ share) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

console.log(
  '| Node | body | this package, µs | JSON.parse and checks, µs | × (quartiles) |\n| --- | --- | ---: | ---: | ---: |',
);
for (const [what, operation, value, times] of /** @type {[string, string, unknown, number][]} */ ([
  ['a document', GET_DOCUMENT, document(1), 2000],
  ['a list of 1,000', LIST_DOCUMENTS, { value: Array.from({ length: 1000 }, (_, number) => document(number)) }, 10],
])) {
  const body = encode(value);
  request(operation);
  if (JSON.stringify(decodeHere(body)) !== JSON.stringify(decodeWithParse(body))) throw new Error('The results differ');
  /** @type {[number[], number[], number[]]} */
  const samples = [[], [], []];
  for (let round = -10; round < rounds; round++) {
    /** @param {() => unknown} run */
    const time = (run) => {
      const from = performance.now();
      for (let at = 0; at < times; at++) run();
      return ((performance.now() - from) * 1000) / times;
    };
    // Decoding completes a request, so a request must be created first. The time to create one is measured by creating and cancelling it.
    const creating = time(() => {
      request(operation);
      wasm.dts_fetch_cancel(started);
    });
    const both = time(() => {
      request(operation);
      decodeHere(body);
    });
    const other = time(() => decodeWithParse(body));
    if (round < 0) continue;
    samples[0].push(both - creating);
    samples[1].push(other);
    samples[2].push((both - creating) / other);
  }
  const [own, other, ratio] = samples;
  console.log(
    `| ${process.versions.node.split('.')[0]} | ${what} | ${quantile(own, 0.5).toFixed(1)} | ${quantile(other, 0.5).toFixed(1)} | ${[0.5, 0.25, 0.75].map((share) => quantile(ratio, share).toFixed(2)).join(', ')} |`,
  );
}
console.log(`\nLoad average ${loadavg()[0].toFixed(1)}.`);
