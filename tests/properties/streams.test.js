// Tests event streams with generated input: the parser compared with eventsource-parser, its work for any chunks, and that a watch returns
// each status once and always the newest, whatever the chunks, the ends of connections and the speed of its reader.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser } from '../../web/watch/event-parser.js';
import { startClock } from '../watch/clock.js';
import { BATCH, body, DOCUMENT, stage } from '../watch/stage.js';
import { check, fc } from './kit.js';

const { createParser } = await import('eventsource-parser');
const timeout = 120_000;
const encoder = new TextEncoder();

/** Cuts bytes at these positions, modulo the length, so characters and line ends are cut too. @param {Uint8Array} bytes @param {number[]} cuts */
function chunksOf(bytes, cuts) {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((to, index) => bytes.subarray(at[index], to));
}

/** @param {Uint8Array[]} chunks */
function parse(chunks) {
  const parser = new EventParser();
  const events = [];
  for (const chunk of chunks)
    for (const { type, data } of parser.parse(chunk)) events.push({ type, data, id: parser.lastEventId });
  return { events, retryMs: parser.retryMs, lastEventId: parser.lastEventId };
}

/** The same with eventsource-parser. Its `id` is that of the event itself. @param {Uint8Array[]} chunks */
function parseWithPackage(chunks) {
  const decoder = new TextDecoder();
  /** @type {{ type: string, data: string, id?: string }[]} */
  const events = [];
  /** @type {number | undefined} */
  let retryMs;
  const parser = createParser({
    onEvent: (/** @type {any} */ { event = '', data, id }) => events.push({ type: event, data, id }),
    onRetry: (/** @type {number} */ ms) => {
      retryMs = ms;
    },
  });
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return { events, retryMs };
}

const END_OF_LINE = ['\n', '\r', '\r\n'];
const TOKENS = ['data', 'event', 'id', 'retry', ':', ' ', 'x', 'é', '😀', '\0', '\uFEFF', '\u2028', '\v', '7', '-1'];
const anyLine = fc.oneof(
  fc.constantFrom('', '', 'data: x', 'data:', 'data', ':'),
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 6 }).map((/** @type {string[]} */ tokens) => tokens.join('')),
  fc
    .tuple(
      fc.constantFrom('data', 'event', 'id', 'retry', '', 'other'),
      fc.constantFrom(':', ': ', ':  ', ''),
      fc.constantFrom('', 'status', 'a:b', '3000', '1e3', '-5', 'é😀', 'a\0b'),
    )
    .map((/** @type {string[]} */ parts) => parts.join('')),
);
const anyStream = fc.tuple(
  fc.boolean(),
  fc.array(fc.tuple(anyLine, fc.constantFrom(...END_OF_LINE)), { maxLength: 30, size: 'max' }),
  fc.array(fc.nat(1000), { maxLength: 40 }),
);

test('The parser returns the events, ids and retry times that eventsource-parser returns', { timeout }, async () => {
  const counts = await check('event streams', 20_000, anyStream, async ([hasMark, lines, cuts]) => {
    const text = (hasMark ? '\uFEFF' : '') + lines.map((/** @type {string[]} */ line) => line.join('')).join('');
    // eventsource-parser handles a CR at the end only when more follows.
    const chunks = [...chunksOf(encoder.encode(text), cuts), encoder.encode(':\n')];
    const own = parse(chunks);
    const expected = parseWithPackage(chunks);
    const withoutIds = (/** @type {any[]} */ events) => events.map(({ type, data }) => ({ type, data }));
    assert.deepEqual(withoutIds(own.events), withoutIds(expected.events));
    assert.equal(own.retryMs, expected.retryMs);
    for (const [index, { id }] of expected.events.entries())
      if (id !== undefined) assert.equal(own.events[index].id, id);
    return `${Math.min(own.events.length, 3)} events`;
  });
  assert.ok((counts.get('3 events') ?? 0) > 1000);
});

test('The parser returns the same however the bytes are cut', { timeout }, async () => {
  await check('ways to cut an event stream', 5000, anyStream, async ([hasMark, lines, cuts]) => {
    const bytes = encoder.encode((hasMark ? '\uFEFF' : '') + lines.flat().join(''));
    const whole = parse([bytes]);
    assert.deepEqual(parse(chunksOf(bytes, cuts)), whole);
    assert.deepEqual(parse([...bytes].map((byte) => Uint8Array.of(byte))), whole);
    return 'equal';
  });
});

test('The id stays until another one arrives, also that of an event without data', () => {
  const bytes = (/** @type {string} */ text) => [encoder.encode(text)];
  const ids = (/** @type {string} */ text) => parse(bytes(text)).events.map(({ id }) => id);
  assert.deepEqual(ids('id: 1\ndata\n\ndata\n\nid: 2\n\ndata\n\nid: a\0b\ndata\n\nid\ndata\n\n'), [
    '1',
    '1',
    '2',
    '2',
    '',
  ]);
  assert.equal(parse(bytes('id: 1\n\nid: 2\ndata: not complete\n')).lastEventId, '1');
});

test('The work of the parser is linear in the number of bytes, in chunks of any size', { timeout }, () => {
  /** CPU time in ms, the best of three. @param {string} text @param {number} size of a chunk */
  const cost = (text, size) => {
    const bytes = encoder.encode(text);
    const times = Array.from({ length: 3 }, () => {
      const parser = new EventParser();
      const { user } = process.cpuUsage();
      for (let at = 0; at < bytes.length; at += size) for (const _ of parser.parse(bytes.subarray(at, at + size)));
      return (process.cpuUsage().user - user) / 1000;
    });
    return Math.min(...times);
  };
  const shapes = /** @type {[string, (length: number) => string][]} */ ([
    ['one long line', (length) => `data: ${'x'.repeat(length)}\n\n`],
    ['many lines of one event', (length) => `${'data: x\n'.repeat(length / 8)}\n`],
    ['many events', (length) => 'data: x\n\n'.repeat(length / 9)],
    ['empty lines', (length) => '\r'.repeat(length)],
  ]);
  for (const [what, shape] of shapes)
    for (const size of [1, 100, 1e9]) {
      const small = cost(shape(30_000), size);
      const large = cost(shape(30_000 * 16), size);
      // 16 times the bytes; quadratic work would be 256 times as much. A small cost is noise.
      assert.ok(large < 100 * Math.max(small, 1), `${what}, chunks of ${size}: ${small} ms and ${large} ms`);
    }
});

test('A line or the data of an event larger than a body is an error, in any chunks', () => {
  for (const text of ['x'.repeat(2 ** 20 + 1), 'data: x\n'.repeat(2 ** 19 + 1)])
    for (const size of [1000, 1e9])
      assert.throws(
        () =>
          parse(
            chunksOf(
              encoder.encode(text),
              Array.from({ length: Math.ceil(text.length / size) }, (_, i) => i * size),
            ),
          ),
        RangeError,
      );
});

const anyStep = fc.oneof(
  fc.constant({ do: 'change' }),
  fc.record({ do: fc.constant('send'), bytes: fc.integer({ min: 1, max: 700 }) }),
  fc.constant({ do: 'read' }),
  fc.constant({ do: 'settle' }),
  fc.constant({ do: 'repeat' }),
  fc.constant({ do: 'old' }),
  fc.constant({ do: 'fail' }),
  fc.record({ do: fc.constantFrom('end', 'cut') }),
  fc.record({ do: fc.constant('pass'), ms: fc.constantFrom(1, 3000, 50_000) }),
);

test('A watch returns each status once and always the newest, for any chunks, ends and reader', {
  timeout: 300_000,
}, async () => {
  const counts = await check(
    'runs of a stream',
    1500,
    fc.array(anyStep, { maxLength: 40, size: 'max' }),
    async (steps) => {
      const clock = startClock();
      try {
        /** The service's state: the number of changes. */
        let state = 1;
        let isEnded = false;
        const stateOf = (/** @type {number} */ number) => {
          const status = isEnded && number === state ? 'Succeeded' : 'Running';
          const data = JSON.stringify(body(status, number, { progress: number / 1000 }));
          return `event: status\ndata: ${data}\n\n`;
        };
        /** @type {any} */
        let controller;
        /** The bytes that were written on this connection, with the state in each event. @type {[text: string, state: number][]} */
        let written = [];
        let sent = 0;
        let received = 0;
        let connections = 0;
        const write = (/** @type {string} */ text, /** @type {number} */ number) =>
          controller && written.push([text, number]);
        const send = (/** @type {number} */ count) => {
          if (!controller) return;
          const bytes = encoder.encode(written.map(([text]) => text).join(''));
          const to = Math.min(sent + count, bytes.length);
          if (to > sent) controller.enqueue(bytes.slice(sent, to));
          sent = to;
          let end = 0;
          for (const [text, number] of written) {
            end += text.length;
            if (end <= sent) received = Math.max(received, number);
          }
        };
        const { client } = await stage(() => {
          connections++;
          const stream = new ReadableStream({
            start: (given) => {
              controller = given;
            },
            cancel: () => {
              controller = undefined;
            },
          });
          written = [];
          sent = 0;
          write(stateOf(state), state);
          send(1e9);
          return Promise.resolve(new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } }));
        });
        const watching = client.watchDocument(BATCH, DOCUMENT, { stream: true });
        let last = 0;
        /** @type {Promise<void> | undefined} */
        let reading;
        let isDone = false;
        const read = () => {
          reading ??= watching.next().then(({ done, value }) => {
            reading = undefined;
            if (done) {
              isDone = true;
              return;
            }
            const number = Math.round((value.progress ?? 0) * 1000);
            assert.ok(number > last, `${number} after ${last}`);
            last = number;
          });
          reading.catch(() => {});
          return reading;
        };
        for (const step of steps) {
          if (step.do === 'change') write(stateOf(++state), state);
          else if (step.do === 'repeat') write(stateOf(state), state);
          else if (step.do === 'old') write(stateOf(Math.max(1, state - 1)), state - 1);
          else if (step.do === 'fail')
            write('event: failure\ndata: {"statusCode":503,"error":{"code":"X","message":"m"}}\n\n', 0);
          else if (step.do === 'send') send(step.bytes);
          else if (step.do === 'settle') await clock.settle();
          else if (step.do === 'pass') await clock.pass(step.ms);
          else if (step.do === 'read') {
            await clock.settle();
            const newest = received;
            const isNews = !reading && connections > 0 && newest > last;
            read();
            await clock.settle();
            // It has the newest at once, unless an outage makes the watch wait.
            if (isNews && !reading) assert.equal(last, newest);
          } else if (controller) {
            // A cut discards what was not read.
            await clock.settle();
            if (step.do === 'end') controller.close();
            else controller.error(new TypeError('terminated'));
            controller = undefined;
          }
        }
        state++;
        isEnded = true;
        write(stateOf(state), state);
        send(1e9);
        while (!isDone) await clock.until(read());
        assert.equal(last, state);
        client.close();
        await clock.settle();
        assert.equal(clock.timers, 0);
        return connections > 1 ? 'several connections' : 'one connection';
      } finally {
        clock.restore();
      }
    },
  );
  assert.ok((counts.get('several connections') ?? 0) > 100);
});
