// Runs the contract on a module that traps at undefined behavior (UndefinedBehaviorSanitizer), at misaligned and out-of-bounds accesses
// (SAFE_HEAP), and at stack overflows: no case causes a trap.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import * as product from 'document-translation-status';
import { cases } from '../contract/cases.js';
import { connect } from '../contract/control.js';
import { runCases } from '../contract/run.js';
import { startService } from '../contract/service.js';

const file = (/** @type {string} */ path) => readFileSync(new URL(`../../${path}`, import.meta.url));
const shipped = file('dist/module/generated/module.wasm');
const watched = file('build/wasm/watched.wasm');
const { Module, Instance } = WebAssembly;

/** @type {string[]} */
const faults = [];
let instances = 0;
/** @type {any} */
let exports;

/** @param {string} what @returns {() => never} */
const fault = (what) => () => {
  faults.push(what);
  throw new WebAssembly.RuntimeError(what);
};

/** @param {WebAssembly.Module} module @param {any} imports */
function WatchedInstance(module, { env }) {
  const own = { segfault: fault('an access where nothing is'), alignfault: fault('an access that is not aligned') };
  const instance = new Instance(module, { env: { ...own, ...env } });
  exports = instance.exports;
  if (exports.__set_stack_limits) {
    instances++;
    exports.__set_stack_limits(exports.emscripten_stack_get_base(), exports.emscripten_stack_get_end());
  }
  return instance;
}

/** @type {Awaited<ReturnType<typeof startService>>} */
let server;
before(async () => {
  server = await startService();
  WebAssembly.Module = /** @type {any} */ (
    function (/** @type {Uint8Array} */ bytes) {
      return new Module(/** @type {any} */ (shipped.equals(bytes) ? watched : bytes));
    }
  );
  WebAssembly.Instance = /** @type {any} */ (WatchedInstance);
});
after(async () => {
  Object.assign(WebAssembly, { Module, Instance });
  await server.close();
});

test('the contract cases pass on the instrumented module, without a report', { timeout: 200_000 }, async () => {
  const results = await runCases({ ...product, service: connect(server.url) });
  assert.equal(results.length, cases.length);
  assert.deepEqual(
    results.filter(({ error }) => error),
    [],
  );
  assert.deepEqual(faults, []);
  assert.ok(instances > 0, 'It was the watched module');
  console.log(
    `| ${results.filter(({ skipped }) => !skipped).length} cases of the contract on a module with UBSan, SAFE_HEAP and a guarded stack`,
  );
});

test('the instrumented module reports reads at NULL, unaligned reads, reads past the end, and overflows of numbers and of the stack', () => {
  const address = exports.dts_layout();
  assert.ok(
    Number.isInteger(exports.dts_read_at(address)) && exports.dts_add(1, 2) === 3 && exports.dts_recurse(3) === 3,
  );
  for (const wrong of [0, address + 1, exports.memory.buffer.byteLength])
    assert.throws(() => exports.dts_read_at(wrong), WebAssembly.RuntimeError);
  assert.deepEqual(faults.splice(0), [
    'an access where nothing is',
    'an access that is not aligned',
    'an access where nothing is',
  ]);
  assert.throws(() => exports.dts_add(2 ** 31 - 1, 1), /unreachable/);
  for (const [a, b] of [
    [3037000500n, 3037000499n],
    [-(2n ** 62n), 2n],
    [2n ** 40n + 1n, -(2n ** 22n) + 1n],
  ])
    assert.equal(exports.dts_multiply(a, b), a * b);
  for (const [a, b] of [
    [3037000500n, 3037000500n],
    [2n ** 62n, 2n],
    [2n ** 62n, -4n],
    [-(2n ** 63n), -1n],
  ])
    assert.throws(() => exports.dts_multiply(a, b), /unreachable/);
  assert.throws(() => exports.dts_recurse(100), /unreachable|stack/);
});
