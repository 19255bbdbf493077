// The client's guards: where each stands, what stands there without it, and which tests then fail.

/**
 * @typedef {object} Guard
 * @property {string} file
 * @property {string} find stands in the file exactly once, whatever its line breaks
 * @property {string} [replace] default: nothing
 * @property {string} suite
 * @property {RegExp} test at least one test with such a name must fail
 */

const CONTRACT = 'tests/contract/node.test.js';
const TRAPS = 'tests/client/traps.test.js';
const PAGE = 'tests/client/page.test.js';
const COPIES = 'tests/client/copies.test.js';
const LEAKS = 'tests/memory/leaks.test.js';

/** @type {Guard[]} */
export const GUARDS = [
  // Trap 1: callbacks are not exactly-once.
  {
    file: 'web/module/exchange.js',
    find: 'if (this.isOver) return false;',
    suite: TRAPS,
    test: /settled exactly once|settles nothing/,
  },
  {
    file: 'src/wasm/transport.c',
    find: 'if (!cancelled) emscripten_fetch_close(fetch);',
    suite: TRAPS,
    test: /settled exactly once/,
  },
  { file: 'src/wasm/transport.c', find: 'free(data);', suite: TRAPS, test: /settled exactly once/ },
  { file: 'src/wasm/request.c', find: 'free(transfer);', suite: TRAPS, test: /exactly once/ },
  // Trap 2: handles are recycled at once, and nothing may happen inside emscripten_fetch or its callbacks.
  {
    file: 'web/module/exchange.js',
    find: 'await undefined;\n      if (this.isOver) return;',
    suite: CONTRACT,
    test: /from inside the caller’s fetch/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'if (this.isOver) return void response?.body?.cancel().catch(() => {});',
    suite: TRAPS,
    test: /is called off, though fetch heeds no signal/,
  },
  // Trap 3: closing one in flight.
  {
    file: 'web/module/instance.js',
    find: 'exports.dts_fetch_cancel(fetch);',
    suite: TRAPS,
    test: /giving up a hundred/,
  },
  {
    file: 'src/wasm/transport.c',
    find: 'cancelled ? NULL : &response',
    replace: '&response',
    suite: TRAPS,
    test: /giving up a hundred/,
  },
  // Trap 4: bodies in pieces, cut short, or too large.
  { file: 'web/module/instance.js', find: 'at += chunk.byteLength;', suite: CONTRACT, test: /may arrive in pieces/ },
  {
    file: 'web/module/exchange.js',
    find: 'if (size > MAX_BODY_SIZE) return',
    replace: 'if (size > 9 * MAX_BODY_SIZE) return',
    suite: CONTRACT,
    test: /reading stops/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'return this.#end(ERROR_BODY_SIZE, { status });',
    replace: 'break;',
    suite: CONTRACT,
    test: /1 MiB and a byte/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'this.#reader?.cancel().catch(() => {});',
    suite: TRAPS,
    test: /given up while it is read/,
  },
  {
    file: 'web/module/exchange.js',
    find: "if (!ArrayBuffer.isView(value)) throw new TypeError('The response body is not made of bytes.');",
    suite: CONTRACT,
    test: /something else than bytes/,
  },
  // Trap 5: redirects, caches, the caller's fetch.
  {
    file: 'web/module/exchange.js',
    find: " redirect: 'manual',",
    suite: CONTRACT,
    test: /follows no redirect|redirect is refused/,
  },
  {
    file: 'web/module/exchange.js',
    find: "if (response.redirected || response.type === 'opaqueredirect') return this.#end(ERROR_REDIRECT);",
    suite: CONTRACT,
    test: /opaque redirect/,
  },
  { file: 'web/module/exchange.js', find: ' ...cache,', suite: CONTRACT, test: /asks no cache/ },
  {
    file: 'web/module/platform.js',
    find: 'cacheInit = {};',
    replace: 'throw 0;',
    suite: COPIES,
    test: /takes no cache option/,
  },
  {
    file: 'src/wasm/request.c',
    find: 'return redirect ? DTS_ERROR_REDIRECT : DTS_ERROR_STATUS_CODE;',
    replace: 'return redirect ? DTS_ERROR_REDIRECT : DTS_OK;',
    suite: CONTRACT,
    test: /is not taken for a status/,
  },
  // Trap 6: headers and statuses.
  { file: 'web/module/exchange.js', find: ' && !/[\\r\\n]/.test(value)', suite: CONTRACT, test: /line breaks in it/ },
  { file: 'web/module/exchange.js', find: ' && status <= 999', suite: CONTRACT, test: /status that no reply has/ },
  {
    file: 'web/module/exchange.js',
    find: "if (!(status >= 100 && status <= 999)) throw new TypeError('The response has no valid status.');",
    suite: CONTRACT,
    test: /Response\.error/,
  },
  // Trap 7: no memory, no module, nobody left waiting.
  {
    file: 'web/module/instance.js',
    find: 'if (!at) return exports.dts_fetch_settle(fetch, ERROR_MEMORY, 0, 0, 0, 0, 0);',
    suite: TRAPS,
    test: /every allocation that fails/,
  },
  {
    file: 'src/wasm/request.c',
    find: 'if (!r) return DTS_ERROR_MEMORY;',
    suite: TRAPS,
    test: /every allocation that fails/,
  },
  {
    file: 'src/wasm/transport.c',
    find: 'if (!fetch) return false;',
    replace: 'if (!fetch) return true;',
    suite: TRAPS,
    test: /every allocation that fails/,
  },
  {
    file: 'src/wasm/record.c',
    find: 'if (!record->words) return false;',
    suite: TRAPS,
    test: /every allocation that fails/,
  },
  { file: 'web/module/instance.js', find: 'onFailure();', suite: TRAPS, test: /a module that traps in/ },
  {
    file: 'web/module/instance.js',
    find: 'exchange.attempt.settle({ error });',
    suite: TRAPS,
    test: /a module that traps in/,
  },
  {
    file: 'web/module/loader.js',
    find: 'loaded.instance = loaded.module = undefined;',
    suite: COPIES,
    test: /can’t be compiled/,
  },
  {
    file: 'web/module/loader.js',
    find: 'new WeakMap()',
    replace: 'new Map()',
    suite: LEAKS,
    test: /let go with the caller/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'clearTimeout(this.timer);',
    suite: CONTRACT,
    test: /^every member of a reply/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'this.#controller.abort();',
    suite: CONTRACT,
    test: /^silence is a timeout/,
  },
  // Trap 8: credentials.
  {
    file: 'web/module/exchange.js',
    find: "let head = '';",
    replace: "let head = Object.values(this.attempt.headers) + '\\n';",
    suite: TRAPS,
    test: /is nowhere in the module’s memory/,
  },
  {
    file: 'web/module/instance.js',
    find: 'return result ? exchange.attempt.redact(part) : part;',
    replace: 'return part;',
    suite: CONTRACT,
    test: /echoes the request’s headers/,
  },
  {
    file: 'src/wasm/record.c',
    find: 'if (masked) dts_signature_mask(copy, text.len);',
    replace: '(void)masked;',
    suite: CONTRACT,
    test: /signature of a SAS URL/,
  },
  {
    file: 'web/client/client.js',
    find: 'authentication = undefined;',
    suite: CONTRACT,
    test: /a call after close is refused/,
  },
  {
    file: 'web/client/credential.js',
    find: '/^[\\x21-\\x7e]+$/',
    replace: '/^[^]+$/',
    suite: CONTRACT,
    test: /the credential .* is refused|line break/,
  },
  {
    file: 'web/client/credential.js',
    find: 'if (inPage() && !allowKeyInBrowser) throw instance.error(ERROR_KEY_IN_BROWSER);',
    suite: PAGE,
    test: /a key in a page is refused/,
  },
  // What the caller gives.
  { file: 'web/module/instance.js', find: " && !part.includes('\\n')", suite: CONTRACT, test: /id .*\\n.* is refused/ },
  {
    file: 'web/client/client.js',
    find: 'this.unlisten?.();',
    suite: CONTRACT,
    test: /keeps no listeners/,
  },
];

/**
 * Where a guard stands in its file's text.
 * @param {Pick<Guard, 'file' | 'find'>} guard
 * @param {string} text
 * @returns {{ from: number, to: number }}
 * @throws {Error} unless it stands there exactly once
 */
export function locate({ file, find }, text) {
  const words = find
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const [match, ...more] = text.matchAll(new RegExp(words.join('\\s+'), 'g'));
  if (!match || more.length > 0) throw new Error(`${file} should have this once; mend the table: ${find}`);
  return { from: match.index, to: match.index + match[0].length };
}
