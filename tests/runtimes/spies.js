// Detects side effects of an import: calls of the runtime's APIs, and changed or new globals.

/** @type {[name: string, target: any, members: string[]][]} */
const WATCHED = [
  [
    'WebAssembly',
    WebAssembly,
    ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'validate', 'Module', 'Instance', 'Memory'],
  ],
  [
    'globalThis',
    globalThis,
    [
      'setTimeout',
      'setInterval',
      'setImmediate',
      'requestAnimationFrame',
      'requestIdleCallback',
      'fetch',
      'AbortController',
      'BroadcastChannel',
      'MessageChannel',
      'Worker',
      'addEventListener',
    ],
  ],
  ['Math', Math, ['random']],
  ['crypto', globalThis.crypto, ['getRandomValues', 'randomUUID']],
];

/** Every global, its members, and the members of its prototype. @returns {Map<string, unknown>} */
function globals() {
  const found = new Map();
  /** @param {string} path @param {unknown} owner */
  const record = (path, owner) => {
    if ((typeof owner !== 'object' && typeof owner !== 'function') || !owner) return;
    for (const name of Reflect.ownKeys(owner)) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, name);
      found.set(`${path}.${String(name)}`, descriptor?.get ?? descriptor?.value);
    }
  };
  record('globalThis', globalThis);
  for (const [path, value] of [...found]) {
    if (value === globalThis) continue;
    record(path, value);
    if (typeof value === 'function')
      record(`${path}.prototype`, Object.getOwnPropertyDescriptor(value, 'prototype')?.value);
  }
  return found;
}

/** @returns {() => string[]} removes the spies, and returns the calls and changes that were seen */
export function watchRuntime() {
  /** @type {string[]} */
  const seen = [];
  /** @type {(() => void)[]} */
  const restore = [];
  for (const [name, target, members] of WATCHED) {
    for (const member of members) {
      const original = target?.[member];
      if (typeof original !== 'function') continue;
      const own = Object.getOwnPropertyDescriptor(target, member);
      const note = () => {
        // Node loads its fetch when the global is first read, which globals() does.
        if (!new Error().stack?.includes('node:internal/deps/undici')) seen.push(`${name}.${member} is called`);
      };
      const value = new Proxy(original, {
        apply(callee, _, args) {
          note();
          return Reflect.apply(callee, target, args);
        },
        construct(callee, args) {
          note();
          return Reflect.construct(callee, args);
        },
      });
      // Frozen intrinsics cannot be replaced.
      if (!Reflect.defineProperty(target, member, { value, configurable: true, writable: true })) continue;
      restore.push(() => (own ? Reflect.defineProperty(target, member, own) : Reflect.deleteProperty(target, member)));
    }
  }
  globals(); // Some globals are created when they are first read.
  const before = globals();
  const known = new Set(before.keys());
  // Some getters return a new value each time.
  for (const [path, value] of globals()) if (!Object.is(before.get(path), value)) before.delete(path);
  return () => {
    const after = globals();
    for (const undo of restore) undo();
    for (const [path, value] of before) if (!Object.is(value, after.get(path))) seen.push(`${path} is changed`);
    for (const path of after.keys()) if (!known.has(path)) seen.push(`${path} is new`);
    return seen;
  };
}
