// The guards of the client: where each of them stands, what replaces it, and which tests then fail.

/**
 * @typedef {object} Guard
 * @property {string} file
 * @property {string} find a text that stands in the file exactly once, whatever its white space
 * @property {string} [replace] default: nothing
 * @property {string} suite
 * @property {RegExp} test matches the names of tests, of which at least one must fail
 */

/** This file, for error messages. */
export const TABLE = 'tests/client/guards.table.js';

export const CONTRACT = 'tests/contract/node.test.js';
const TRAPS = 'tests/client/traps.test.js';
const ATTEMPTS = 'tests/client/attempts.test.js';
const PAGE = 'tests/client/page.test.js';
const COPIES = 'tests/client/copies.test.js';
const LEAKS = 'tests/memory/leaks.test.js';

/** @type {Guard[]} */
export const GUARDS = [
  // Trap 1: a callback can be called more than once.
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
  // Trap 2: handles are reused at once, and emscripten_fetch must not be called inside its own callbacks.
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
    test: /is cancelled.* although fetch ignores its signal/,
  },
  // Trap 3: closing a request in flight.
  {
    file: 'web/module/instance.js',
    find: 'exports.dts_fetch_cancel(fetch);',
    suite: TRAPS,
    test: /with a hundred requests in flight/,
  },
  {
    file: 'src/wasm/transport.c',
    find: 'cancelled ? NULL : &response',
    replace: '&response',
    suite: TRAPS,
    test: /with a hundred requests in flight/,
  },
  // Trap 4: bodies in chunks, cut short, or too large.
  { file: 'web/module/instance.js', find: 'at += chunk.byteLength;', suite: CONTRACT, test: /may arrive in chunks/ },
  {
    file: 'web/module/exchange.js',
    find: 'this.#reader && size <= MAX_BODY_SIZE',
    replace: 'this.#reader && size <= 9 * MAX_BODY_SIZE',
    suite: CONTRACT,
    test: /^Reading stops/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'if (size > MAX_BODY_SIZE) return this.#end(ERROR_BODY_SIZE, { status });',
    suite: CONTRACT,
    test: /1 MiB and one byte/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'this.#reader?.cancel().catch(() => {});',
    suite: TRAPS,
    test: /if the call ends while the body is read/,
  },
  {
    file: 'web/module/exchange.js',
    find: "if (!ArrayBuffer.isView(value)) throw new TypeError('The response body is not bytes.');",
    suite: CONTRACT,
    test: /something else than bytes/,
  },
  // Trap 5: redirects, caches, the caller's fetch.
  {
    file: 'web/module/exchange.js',
    find: " redirect: 'manual',",
    suite: CONTRACT,
    test: /follows no redirect|redirect .*is rejected/,
  },
  {
    file: 'web/module/exchange.js',
    find: "if (response.redirected || response.type === 'opaqueredirect') return this.#end(ERROR_REDIRECT);",
    suite: CONTRACT,
    test: /^An opaque redirect/,
  },
  { file: 'web/module/exchange.js', find: ' ...cache,', suite: CONTRACT, test: /bypasses caches/ },
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
    test: /^A response with status \d+ is rejected and not retried/,
  },
  // Trap 6: headers and statuses.
  { file: 'web/module/exchange.js', find: ' && !/[\\r\\n]/.test(value)', suite: CONTRACT, test: /line breaks in it/ },
  { file: 'web/module/exchange.js', find: ' && status <= 999', suite: CONTRACT, test: /status that no response has/ },
  {
    file: 'web/module/exchange.js',
    find: "if (!(status >= 100 && status <= 999)) throw new TypeError('The response has no valid status.');",
    suite: CONTRACT,
    test: /Response\.error/,
  },
  // Trap 7: out of memory, no module, every promise settles.
  {
    file: 'web/module/instance.js',
    find: 'if (!at) return exports.dts_fetch_settle(fetch, ERROR_MEMORY, 0, 0, 0, 0, 0);',
    suite: TRAPS,
    test: /^Every failed allocation/,
  },
  {
    file: 'src/wasm/request.c',
    find: 'if (!r) return DTS_ERROR_MEMORY;',
    suite: TRAPS,
    test: /^Every failed allocation/,
  },
  {
    file: 'src/wasm/transport.c',
    find: 'if (!fetch) return false;',
    replace: 'if (!fetch) return true;',
    suite: TRAPS,
    test: /^Every failed allocation/,
  },
  {
    file: 'src/wasm/record.c',
    find: 'if (!record->words) return false;',
    suite: TRAPS,
    test: /^Every failed allocation/,
  },
  { file: 'web/module/instance.js', find: 'onFailure();', suite: TRAPS, test: /^A module that traps in/ },
  {
    file: 'web/module/instance.js',
    find: 'exchange.attempt.settle({ error });',
    suite: TRAPS,
    test: /^A module that traps in/,
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
    test: /^Every member of a response/,
  },
  {
    file: 'web/module/exchange.js',
    find: 'this.#controller.abort();',
    suite: CONTRACT,
    test: /^timeoutMs ends a call whose response stalls before the headers/,
  },
  // Trap 8: credentials.
  {
    file: 'web/module/exchange.js',
    find: "let head = '';",
    replace: "let head = Object.values(this.attempt.headers) + '\\n';",
    suite: TRAPS,
    test: /is not in the module’s memory/,
  },
  {
    file: 'web/module/instance.js',
    find: 'return result ? attempt.redact(part) : part;',
    replace: 'return part;',
    suite: CONTRACT,
    test: /^A key that a gateway echoes/,
  },
  {
    file: 'src/wasm/record.c',
    find: 'if (masked) dts_signature_mask(copy, text.len);',
    replace: '(void)masked;',
    suite: CONTRACT,
    test: /^The signature of a SAS URL/,
  },
  {
    file: 'web/client/client.js',
    find: 'state.authentication = undefined;',
    suite: CONTRACT,
    test: /^A call after close/,
  },
  {
    file: 'web/client/credential.js',
    find: '/^[\\x21-\\x7e]+$/',
    replace: '/^[^]+$/',
    suite: CONTRACT,
    test: /^The credential .* is rejected|line break/,
  },
  {
    file: 'web/client/credential.js',
    find: 'if (inPage() && !allowKeyInBrowser) throw errorOf(ERROR_KEY_IN_BROWSER);',
    suite: PAGE,
    test: /A key in a page is rejected/,
  },
  {
    file: 'web/client/credential.js',
    find: 'if (rejected === newest) newest = undefined;',
    replace: 'newest = undefined;',
    suite: CONTRACT,
    test: /^Ten 401s/,
  },
  {
    file: 'web/client/request.js',
    find: 'if (instance.failed) {',
    replace: 'if (false) {',
    suite: TRAPS,
    test: /^A call that waits for a (retry|token)/,
  },
  {
    file: 'web/client/attempts.js',
    find: '.catch(() => {});',
    replace: ';',
    suite: ATTEMPTS,
    test: /^an onAttempt that (throws|rejects)/,
  },
  // Arguments of the caller.
  {
    file: 'web/module/instance.js',
    find: " && !part.includes('\\n')",
    suite: CONTRACT,
    test: /id .*\\n.* is rejected/,
  },
  {
    file: 'web/client/request.js',
    find: 'this.unlisten?.();',
    suite: CONTRACT,
    test: /keeps no listeners/,
  },
];
