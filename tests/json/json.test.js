// Proves that the product reads JSON as RFC 8259 has it: a corpus with verdicts, everything compared with JSON.parse, and thousands of
// generated texts, valid and broken, through the public surface.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { corpus } from './corpus.js';
import { openDecoder, parse } from './decode.js';
import { dice, generator } from './generate.js';

const VALUES = 5_000;
const DOCUMENTS = 5_000;
const OTHERS = 2_000;
const BROKEN = 10_000;
const SEED = 8259;

const encoder = new TextEncoder();
const show = (/** @type {Uint8Array} */ text) => JSON.stringify(Buffer.from(text.subarray(0, 400)).toString('latin1'));

/** Whether all strings of a JSON text are text: with a NUL or half a surrogate pair they are refused. @param {Uint8Array} json */
function isText(json) {
  const strings =
    Buffer.from(json)
      .toString()
      .match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return strings.map((string) => JSON.parse(string)).every((string) => !string.includes('\0') && string.isWellFormed());
}

/** @type {Awaited<ReturnType<typeof openDecoder>>} */
let decoder;
before(async () => {
  decoder = await openDecoder();
});

for (const verdict of ['valid', 'invalid', 'refused'])
  test(`each ${verdict} text of the corpus is judged so`, { timeout: 60_000 }, async () => {
    const specimens = corpus.filter((specimen) => specimen.verdict === verdict);
    for (const { what, text } of specimens) {
      const [ours, theirs] = [await decoder.read(text), parse(text)];
      assert.equal(ours.taken, verdict === 'valid', `${what}: ${show(text)}`);
      assert.equal(theirs.taken, verdict !== 'invalid', `JSON.parse on ${what}: ${show(text)}`);
      if (ours.taken) assert.deepEqual(ours.value, theirs.value, `${what}: ${show(text)}`);
    }
    console.log(`| ${specimens.length} ${verdict} texts in the corpus`);
  });

test('generated values are read as JSON.parse reads them', { timeout: 60_000 }, async () => {
  const { value } = generator(dice(SEED));
  for (let n = 0; n < VALUES; n++) {
    const text = encoder.encode(value());
    const ours = await decoder.read(text);
    assert.ok(ours.taken, show(text));
    assert.deepEqual(ours, parse(text), show(text));
  }
  console.log(`| ${VALUES} generated values, all taken, each as JSON.parse has it`);
});

test('generated documents are taken with every member', { timeout: 60_000 }, async () => {
  const { document } = generator(dice(SEED + 1));
  for (let n = 0; n < DOCUMENTS; n++) {
    const { text, expected } = document();
    const doc = await decoder.ask(text).catch((error) => assert.fail(`${error.message} (${error.target}): ${text}`));
    assert.deepEqual(doc, expected, text);
  }
  console.log(`| ${DOCUMENTS} generated documents, all taken`);
});

test('generated jobs, pages of documents or jobs, and errors are taken with every member', {
  timeout: 60_000,
}, async () => {
  const { job, page, pageOfJobs, error } = generator(dice(SEED + 3));
  for (let n = 0; n < OTHERS; n++)
    for (const [make, ask] of /** @type {const} */ ([
      [job, decoder.askJob],
      [page, decoder.askPage],
      [pageOfJobs, decoder.askPageOfJobs],
      [error, decoder.askError],
    ])) {
      const { text, expected } = make();
      const came = await ask(text).catch((thrown) => assert.fail(`${thrown.message} (${thrown.target}): ${text}`));
      if ('message' in came) {
        assert.ok(came.message.includes(/** @type {any} */ (expected).message), text);
        came.message = /** @type {any} */ (expected).message;
      }
      assert.deepEqual(came, expected, text);
    }
  console.log(`| ${OTHERS} generated jobs, and as many pages of documents, pages of jobs and errors, all taken`);
});

test('a broken text is taken where JSON.parse takes it too, with the same value, and nowhere else', {
  timeout: 60_000,
}, async () => {
  const { value, broken } = generator(dice(SEED + 2));
  let taken = 0;
  for (let n = 0; n < BROKEN; n++) {
    const text = broken(encoder.encode(value()));
    const [ours, theirs] = [await decoder.read(text), parse(text)];
    if (ours.taken) assert.deepEqual(ours, theirs, show(text));
    else assert.ok(!theirs.taken || !isText(text), `JSON.parse takes it: ${show(text)}`);
    if (ours.taken) taken++;
  }
  assert.ok(taken > BROKEN / 100 && taken < BROKEN * 0.9, `${taken} taken`);
  console.log(
    `| ${BROKEN} texts with something broken: ${taken} still JSON, taken with the value of JSON.parse; ${BROKEN - taken} refused`,
  );
});
