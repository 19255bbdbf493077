// Records times until the first status of a page, in ms since the start of the navigation, by wrapping functions that the page calls. It is
// the first script of both pages. `marked` resolves with the times when the complete status is shown and painted.
const NAME = 'document-translation-status';
const host = /** @type {any} */ (globalThis);

/** @type {Record<string, number>} */
const marks = {};

/** @param {string} name only its first time is kept */
host.mark = (name) => {
  marks[name] ??= performance.now();
};

/** @param {any} owner @param {string} name @param {(call: () => any) => any} around */
function wrap(owner, name, around) {
  const original = owner[name];
  owner[name] = function (/** @type {any[]} */ ...args) {
    return around(() => original.apply(this, args));
  };
}

/** @param {any} owner @param {string} name @param {{ before?: string, after: string, change?: (made: any) => any }} marks */
function wrapClass(owner, name, { before = '', after, change = (made) => made }) {
  owner[name] = new Proxy(owner[name], {
    construct(Class, args) {
      host.mark(before);
      const made = change(new Class(...args));
      host.mark(after);
      return made;
    },
  });
}

wrapClass(WebAssembly, 'Module', { before: 'bytes', after: 'compiled' });
wrapClass(WebAssembly, 'Instance', {
  after: 'instantiated',
  change(instance) {
    const exports = { ...instance.exports };
    wrap(exports, 'dts_fetch_settle', (settle) => {
      settle();
      host.mark('decoded');
    });
    return { exports };
  },
});
wrap(host, 'fetch', async (fetch) => {
  host.mark('asked');
  const response = await fetch();
  host.mark('headers');
  return response;
});
wrap(Response.prototype, 'json', async (json) => {
  const value = await json();
  host.mark('body');
  return value;
});
wrap(ReadableStreamDefaultReader.prototype, 'read', async (read) => {
  const result = await read();
  if (result.done) host.mark('body');
  return result;
});

/** @param {Node} root that will contain the status */
function watch(root) {
  new MutationObserver((_, observer) => {
    const text = root.textContent ?? '';
    if (/42/.test(text) && !marks.shown) {
      host.mark('shown');
      // Runs before other work that waits for the frame.
      requestAnimationFrame(() => host.scheduler.postTask(() => finish('painted'), { priority: 'user-blocking' }));
    }
    if (!/to fr/i.test(text)) return;
    observer.disconnect();
    finish('detailed');
  }).observe(root, { subtree: true, childList: true, characterData: true });
}

/** @type {(marks: Record<string, number>) => void} */
let resolve;
host.marked = new Promise((fulfil) => {
  resolve = fulfil;
});

/** @param {string} name */
function finish(name) {
  host.mark(name);
  if (!marks.detailed || !marks.painted) return;
  /** @param {string} type @param {RegExp} pattern */
  const receivedAt = (type, pattern) => {
    const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType(type));
    return entries.find(({ name }) => pattern.test(name))?.responseEnd ?? 0;
  };
  resolve({ ...marks, page: receivedAt('navigation', /./), script: receivedAt('resource', /(fetch|element)\.js$/) });
}

// Modules run when all of the page is there.
document.addEventListener('readystatechange', () => {
  const place = document.getElementById('status');
  if (place && document.readyState === 'interactive') watch(place);
});
customElements.whenDefined(NAME).then(() => {
  watch(/** @type {ShadowRoot} */ (document.querySelector(NAME)?.shadowRoot));
});
