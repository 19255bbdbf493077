// Whether an element can be seen: its page is not hidden, and it is rendered and not far from the visible part of the page.

/** How far, in the size of that part. */
const NEAR = '200%';

export class Visibility {
  #element;
  #onChange;
  #isNear = true;
  /** The document of the element. It stays when the element has moved to another one, until start(). */
  page = globalThis.document;
  /** @type {IntersectionObserver | undefined} */
  #observer;

  /** @param {Element} element @param {() => void} onChange also called when the browser is online or offline */
  constructor(element, onChange) {
    this.#element = element;
    this.#onChange = onChange;
  }

  /** Whether it is rendered and near the visible part of the page. True until the browser has told. */
  get isNear() {
    return this.#isNear;
  }

  /** Observes the element in its document. */
  start() {
    const page = this.#element.ownerDocument;
    this.page = page;
    this.#isNear = true;
    for (const type of ['online', 'offline']) addEventListener(type, this.#onChange);
    page.addEventListener('visibilitychange', this.#onChange);
    const { IntersectionObserver } = /** @type {any} */ (page.defaultView ?? {});
    if (!IntersectionObserver) return;
    /** @param {IntersectionObserverEntry[]} entries */
    const onEntries = (entries) => {
      const isNear = entries[entries.length - 1].isIntersecting;
      if (isNear === this.#isNear) return;
      this.#isNear = isNear;
      this.#onChange();
    };
    this.#observer = new IntersectionObserver(onEntries, { rootMargin: NEAR });
    this.#observer?.observe(this.#element);
  }

  /** Also after the element has moved to another document. */
  stop() {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#onChange);
    this.page.removeEventListener('visibilitychange', this.#onChange);
    this.#observer?.disconnect();
  }
}
