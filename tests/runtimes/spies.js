// Watches what code uses of its runtime and changes in it: spies on what an import must leave alone, and a record of the globals.

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

/** Every global, and what hangs on it and on its prototype. @returns {Map<string, unknown>} */
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

/**
 * @returns {() => string[]} takes the spies away and tells what was used and what was changed
 */
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
        // Node loads its own fetch when somebody looks at it, which the record of the globals does.
        if (!new Error().stack?.includes('node:internal/deps/undici')) seen.push(`${name}.${member} is used`);
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
      // Where intrinsics are frozen there is nothing to watch.
      if (!Reflect.defineProperty(target, member, { value, configurable: true, writable: true })) continue;
      restore.push(() => (own ? Reflect.defineProperty(target, member, own) : Reflect.deleteProperty(target, member)));
    }
  }
  globals(); // what is made when it is first looked at is there from now on
  const before = globals();
  const known = new Set(before.keys());
  // A getter of a runtime may give something new each time.
  for (const [path, value] of globals()) if (!Object.is(before.get(path), value)) before.delete(path);
  return () => {
    const after = globals();
    for (const undo of restore) undo();
    for (const [path, value] of before) if (!Object.is(value, after.get(path))) seen.push(`${path} is changed`);
    for (const path of after.keys()) if (!known.has(path)) seen.push(`${path} is new`);
    return seen;
  };
}
