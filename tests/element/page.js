// Functions of the test pages: they add and inspect elements, create clients that the tests control, and record events and errors.

/** @type {string[]} */
const violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`),
);
/** @type {string[]} */
const errors = [];
addEventListener('error', ({ message }) => errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));

/** @type {unknown[][]} */
const events = [];
for (const part of ['document-translation', 'document-translation-job'])
  for (const kind of ['change', 'end', 'error', 'interrupted', 'resumed'])
    addEventListener(`${part}-${kind}`, (/** @type {any} */ { type, detail, target }) =>
      events.push([type, detail?.status ?? detail?.code ?? detail?.batch?.status, target.localName]),
    );

/** Creates a client whose watches yield the values that the test gives. */
function createControlledClient() {
  /** @type {any[]} */
  const watches = [];
  const watch = (/** @type {any[]} */ ...args) => {
    const options = args.at(-1);
    /** @type {any[]} */
    const queue = [];
    let wake = () => {};
    const entry = { args, signal: options.signal, onOutage: options.onOutage, queue, ended: false, wake: () => wake() };
    options.signal.addEventListener('abort', () => wake());
    watches.push(entry);
    return (async function* () {
      while (!options.signal.aborted) {
        if (!queue.length) await new Promise((resolve) => (wake = () => resolve(undefined)));
        while (queue.length && !options.signal.aborted) {
          const { value, error } = queue.shift();
          if (error) throw error;
          yield value;
          // The documents of a job that has ended may follow.
          if (value.continues) continue;
          const states = value.batches ?? [value.batch ?? value];
          const isEnded = (/** @type {any} */ { status }) => ['Succeeded', 'Failed', 'Canceled'].includes(status);
          if (states.length >= (value.batches ? args[0].length : 1) && states.every(isEnded)) return;
        }
      }
    })();
  };
  const push = (/** @type {object} */ item) => {
    const last = watches.at(-1);
    last.queue.push(item);
    last.wake();
  };
  return {
    watches,
    watchDocument: watch,
    watchBatch: watch,
    watchBatches: watch,
    give: (/** @type {object} */ value) => push({ value }),
    fail: (/** @type {Error} */ error) => push({ error }),
    outage: (/** @type {object | undefined} */ outage) => watches.at(-1).onOutage(outage),
  };
}

const T = '2026-01-02T03:04:05Z';
const documentOf = (/** @type {object} */ members) => ({
  id: '0002d2a0-0000-0000-0000-000000000000',
  status: 'Running',
  createdDateTimeUtc: T,
  lastActionDateTimeUtc: T,
  to: 'fr',
  ...members,
});
const jobOf = (
  /** @type {object} */ members,
  /** @type {object} */ summary,
  /** @type {object[]} */ documents = [],
) => ({
  batch: {
    id: '727bf148-f327-47a0-9481-abae6362f11e',
    status: 'Running',
    createdDateTimeUtc: T,
    lastActionDateTimeUtc: T,
    summary: { total: 0, failed: 0, success: 0, inProgress: 0, notYetStarted: 0, cancelled: 0, ...summary },
    ...members,
  },
  documents,
});

const IDS = {
  'batch-id': '727bf148-f327-47a0-9481-abae6362f11e',
  'document-id': '0002d2a0-0000-0000-0000-000000000000',
};

/**
 * Adds an element to the page. An attribute that is null is not set.
 * @param {Record<string, string | null>} attributes @param {object} [properties] @param {string} [tag] */
function add(attributes, properties = {}, tag = 'document-translation-status') {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
  Object.assign(element, properties);
  document.querySelector('main')?.append(element);
  return element;
}

const element = () =>
  /** @type {any} */ (document.querySelector('document-translation-status, document-translation-job-status'));
const inside = (/** @type {string} */ selector) => element().shadowRoot.querySelector(selector);
const isShown = (/** @type {Element | undefined} */ node) => Boolean(node?.getClientRects().length);

/** Whether an element has a custom state. */
const has = (/** @type {string} */ state, /** @type {Element} */ of = element()) =>
  of?.matches(`:state(${state})`) ?? false;

Object.assign(globalThis, {
  violations,
  errors,
  events,
  add,
  element,
  inside,
  has,
  documentOf,
  jobOf,
  text: (/** @type {string} */ selector) => inside(selector)?.textContent,
  bar: (/** @type {string} */ name) => inside('[role=progressbar]').getAttribute(name),
  /** Adds an element with a client that the test controls. @param {Record<string, string | null>} [attributes] @param {string} [tag] */
  addByHand(attributes = {}, tag = 'document-translation-status') {
    globalThis.client = createControlledClient();
    return add({ ...IDS, name: 'Contract.docx', ...attributes }, { client: globalThis.client }, tag);
  },
  /** Simulates a hidden page or an offline browser. @param {{ hidden?: boolean, onLine?: boolean }} members */
  pretend(members) {
    if ('hidden' in members) {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => members.hidden });
      const state = members.hidden ? 'hidden' : 'visible';
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange'));
    }
    if ('onLine' in members) {
      Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => members.onLine });
      dispatchEvent(new Event(members.onLine ? 'online' : 'offline'));
    }
  },
  async findings() {
    const { violations: found } = await globalThis.axe.run(document, { preload: false });
    return found.map((/** @type {any} */ each) => `${each.id}: ${each.nodes[0].html}`);
  },
  /** Sets the width of the content to that of a page with margins. @param {number} width */
  setWidth(width) {
    /** @type {HTMLElement} */ (document.querySelector('main')).style.inlineSize = `${width - 16}px`;
  },
  /** Returns the boxes of the parts, and the misplaced ones: outside the element, or with content that does not fit. @param {any} of */
  layout(of = element()) {
    for (const animation of of.shadowRoot.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
    const outer = of.getBoundingClientRect();
    /** @type {Record<string, object>} */
    const boxes = {};
    /** @type {string[]} */
    const misplaced = [];
    for (const node of of.shadowRoot.querySelectorAll('[part]')) {
      if (!isShown(node)) continue;
      const { left, right, top, bottom, width } = node.getBoundingClientRect();
      const part = node.getAttribute('part');
      const scrolls = node.closest('.document') !== null;
      const isOutside = left < outer.left - 1 || right > outer.right + 1;
      if (part !== 'bar' && (isOutside || (!scrolls && (top < outer.top - 1 || bottom > outer.bottom + 1))))
        misplaced.push(`${part} is outside the element`);
      if (!['track', 'bar'].includes(part) && node.scrollWidth > node.clientWidth + 1 && node.clientWidth)
        misplaced.push(`the content of ${part} does not fit`);
      boxes[part] ??= {
        left: left - outer.left,
        right: outer.right - right,
        top: top - outer.top,
        bottom: bottom - outer.top,
        width,
      };
    }
    const main = /** @type {HTMLElement} */ (document.querySelector('main'));
    if (main.scrollWidth > main.clientWidth) misplaced.push('the element is wider than its container');
    return { width: outer.width, height: outer.height, boxes, misplaced };
  },
  /** Returns the misplaced parts at all widths, in all languages, with 100 % and 200 % text. */
  misplaced() {
    const found = [];
    for (const width of [1200, 640, 320, 208])
      for (const size of ['', '32px'])
        for (const lang of ['en', 'de', 'fr', 'es', 'ar', 'ja', 'zh']) {
          globalThis.setWidth(width);
          document.body.style.fontSize = size;
          element().lang = lang;
          for (const problem of globalThis.layout().misplaced) found.push(`${width} px, ${size} ${lang}: ${problem}`);
        }
    document.body.style.fontSize = '';
    element().lang = 'en';
    return found;
  },
});
