// What both elements share: attributes and properties, when to watch and when to rest, events and states. What is watched and how it
// is drawn is the subject's. Can be imported where there is no document.
import { parseOperationLocation } from '../client/operation-location.js';
import { optionError } from '../client/options.js';
import { wasm } from '../module/generated/embedded.js';
import { shareClient } from './clients.js';
import { keepTime } from './clock.js';
import { areWords, isPrepared, prepare, voiceFor } from './format.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('./clients.js').Token} Token */
/** @typedef {import('./format.js').Voice} Voice */
/** @typedef {import('../content/words.js').Words} Words */
/** @typedef {'' | 'offline' | 'interrupted'} Note What stands in the way at the moment. */
/** @typedef {{ voice: Voice, error: unknown, note: Note, name: string, href: (id?: string) => string }} Scene */

/**
 * @template V
 * @typedef {object} Subject What an element shows.
 * @property {string} events What the names of its events begin with.
 * @property {string[]} needs The attributes that say what it is, where `src` doesn't.
 * @property {'watchDocument' | 'watchBatch'} method The method of a client that it needs.
 * @property {(client: DocumentTranslationClient, batchId: string, documentId: string, options: WatchOptions) => AsyncIterable<V>} watch
 * @property {(value: V) => boolean} take whether it is news: not older than what is known
 * @property {() => V | undefined} value
 * @property {() => boolean} isEnded
 * @property {() => void} clear
 * @property {(scene: Scene) => { state: string, announcement: string }} draw
 * @property {(text: string) => void} announce
 */

/** Attributes that say what to watch and how; the others say how to show it. */
const WATCHED = ['endpoint', 'batch-id', 'document-id', 'api-version', 'token', 'src', 'stream'];
const SHOWN = ['lang', 'name', 'result-href'];

/** A reply that comes sooner is shown before Intl is there; while a later one is waited for there is time for it. */
const PREPARE_MS = 100;

/** The language around a node, shadow roots and their hosts included. @param {Element} element @returns {string} */
function languageAround(element) {
  const found = element.closest('[lang]')?.getAttribute('lang');
  const root = element.getRootNode();
  return found || (root instanceof ShadowRoot ? languageAround(root.host) : navigator.language);
}

/** The property of an attribute. @param {string} name */
const propertyOf = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** The whole of a URL that is relative to the page; nothing where it is none. @param {string} url */
function resolve(url) {
  try {
    return new URL(url, document.baseURI).href;
  } catch {
    return '';
  }
}

/** Whether a header can hold it. @param {unknown} value */
const isToken = (value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);

/** @param {unknown} value */
const isText = (value) => typeof value === 'string' || value instanceof URL;

const TOKEN_RULE = 'It must be a view token, or a function that gives one.';

/** Properties whose values are not valid, and what they should be. @type {WeakMap<object, Map<string, string>>} */
const allInvalid = new WeakMap();

/** @param {object} element */
function invalidOf(element) {
  const invalid = allInvalid.get(element) ?? new Map();
  allInvalid.set(element, invalid);
  return invalid;
}

/**
 * What a property becomes: its value, or nothing where that is not valid. An element never throws: such a property ends the watching, as any
 * error does.
 * @template T
 * @param {StatusElement<any>} element @param {string} name @param {T | null | undefined} value
 * @param {(value: any) => boolean} isValid @param {string} rule what it should be
 * @returns {T | undefined}
 */
export function take(element, name, value, isValid, rule) {
  const given = value ?? undefined;
  const isFine = given === undefined || isValid(given);
  if (isFine ? invalidOf(element).delete(name) : invalidOf(element).set(name, rule)) element.retry();
  return isFine ? given : undefined;
}

/** @param {StatusElement<any>} element @param {string} name of the attribute @param {unknown} value of its property */
export function setText(element, name, value) {
  if (isText(value)) element.setAttribute(name, String(value));
  else element.removeAttribute(name);
  take(element, propertyOf(name), value, isText, 'It must be a text.');
}

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/** @template V */
export class StatusElement extends Base {
  static observedAttributes = [...WATCHED, ...SHOWN];

  #internals = this.attachInternals?.();
  /** @type {Subject<V>} */
  #subject;
  /** @type {AbortController | undefined} */
  #watching;
  #scheduled = false;
  /** @type {Token | undefined} */
  #token;
  /** @type {DocumentTranslationClient | undefined} */
  #client;
  /** @type {Partial<Words> | undefined} */
  #words;
  /** @type {unknown} */
  #error;
  /** One failure is passed over in silence where there is something to show; the second is told. */
  #failing = false;
  #interrupted = false;
  /** What is shown is of this place, and came by this client. @type {[string, unknown] | undefined} */
  #shown;
  #states = '';
  #announced = '';
  #render = () => this.#draw();
  #wake = () => {
    if (document.hidden) this.#stop();
    else if (!this.#watching && (!this.#error || /** @type {any} */ (this.#error).retryable)) this.#restartSoon();
    this.#draw();
  };

  /** @internal @param {(root: ShadowRoot, onRetry: () => void) => Subject<V>} createSubject */
  constructor(createSubject) {
    super();
    this.#subject = createSubject(this.attachShadow({ mode: 'open' }), () => this.retry());
  }

  /** Where the proxy (or the service) is; relative to the page. */
  get endpoint() {
    return this.#get('endpoint');
  }
  set endpoint(value) {
    setText(this, 'endpoint', value);
  }
  /** The job. */
  get batchId() {
    return this.#get('batch-id');
  }
  set batchId(value) {
    setText(this, 'batch-id', value);
  }
  /** The version of the service's API; default 2024-05-01. */
  get apiVersion() {
    return this.#get('api-version');
  }
  set apiVersion(value) {
    setText(this, 'api-version', value);
  }
  /** The whole URL of what is shown, in place of endpoint, version and ids. */
  get src() {
    return this.#get('src');
  }
  set src(value) {
    setText(this, 'src', value);
  }
  /** Whether a document's changes are sent, by a proxy that can, instead of asked for. */
  get stream() {
    return this.hasAttribute('stream');
  }
  set stream(value) {
    this.toggleAttribute('stream', value === true);
    take(this, 'stream', value, (given) => typeof given === 'boolean', 'It must be true or false.');
  }
  /** What it is called. */
  get name() {
    return this.#get('name');
  }
  set name(value) {
    setText(this, 'name', value);
  }
  /** Where the translation can be had. */
  get resultHref() {
    return this.#get('result-href');
  }
  set resultHref(value) {
    setText(this, 'result-href', value);
  }

  /** @type {Token | undefined} A view token, or what gives one; that is asked again after a 401. */
  get token() {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }
  set token(value) {
    const token = take(this, 'token', value, (given) => typeof given === 'function' || isToken(given), TOKEN_RULE);
    if (token === this.#token) return;
    this.#token = token;
    this.#restartSoon();
  }
  /** @type {DocumentTranslationClient | undefined} A client of one's own, in place of endpoint, version and token. */
  get client() {
    return this.#client;
  }
  set client(value) {
    const isClient = (/** @type {any} */ given) => typeof given[this.#subject.method] === 'function';
    const client = take(this, 'client', value, isClient, 'It must be a client, as createClient makes it.');
    if (client === this.#client) return;
    this.#client = client;
    this.#restartSoon();
  }
  /** @type {Partial<Words> | undefined} Phrases in place of the element's own. */
  get words() {
    return this.#words;
  }
  set words(value) {
    this.#words = take(this, 'words', value, areWords, 'It holds phrases by the names of Words.');
    this.redraw();
  }
  /** What was last seen. @type {V | undefined} */
  get status() {
    return this.#subject.value();
  }
  /** What ended the watching. */
  get error() {
    return this.#error;
  }

  /** Writes all texts anew, where what they are made of changed unseen: an outer `lang`, a name. */
  redraw() {
    this.#draw();
  }

  /** Begins again after an error. */
  retry() {
    this.#restartSoon();
  }

  connectedCallback() {
    this.#takeEarlyProperties();
    for (const type of ['online', 'offline']) addEventListener(type, this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    this.#restartSoon();
  }

  disconnectedCallback() {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#stop();
    keepTime(this.#render, false);
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    if (WATCHED.includes(name)) this.#restartSoon();
    else this.#draw();
    take(this, propertyOf(name), after, (given) => name !== 'token' || isToken(given), TOKEN_RULE);
  }

  /** Properties set before the element was defined lie over the accessors: moves them where they belong. */
  #takeEarlyProperties() {
    const own = /** @type {any} */ (this);
    for (const name of Object.keys(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      const value = own[name];
      delete own[name];
      // An assignment would throw for a property that can only be read.
      Reflect.set(own, name, value);
    }
  }

  /** @param {string} name */
  #get(name) {
    return this.getAttribute(name) ?? '';
  }

  #stop() {
    this.#watching?.abort();
    this.#watching = undefined;
    this.#failing = false;
    this.#interrupted = false;
  }

  #restartSoon() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.isConnected) return;
      this.#stop();
      this.#error = undefined;
      const place = JSON.stringify(
        this.src || [this.endpoint, ...this.#subject.needs.map((name) => this.getAttribute(name))],
      );
      if (this.#shown?.[0] !== place || this.#shown[1] !== this.#client) {
        this.#shown = [place, this.#client];
        this.#announced = '';
        this.#subject.clear();
      }
      const isPlace =
        this.src || ((this.endpoint || this.#client) && this.#subject.needs.every((name) => this.getAttribute(name)));
      const [invalid] = invalidOf(this);
      if (invalid) return this.#fail(optionError(...invalid));
      const asks = isPlace && !this.#subject.isEnded() && !document.hidden;
      if (asks) this.#watch();
      // In a page that is loading, the first picture is drawn behind the request, before the next frame.
      if (asks && !this.#states && document.readyState !== 'complete')
        for (const later of [setTimeout, requestAnimationFrame]) later(() => this.#states || this.#draw());
      else this.#draw();
    });
  }

  async #watch() {
    const controller = new AbortController();
    const { signal } = controller;
    this.#watching = controller;
    try {
      let { endpoint, apiVersion, batchId } = this;
      let documentId = this.#get('document-id');
      if (this.src) {
        const place = await parseOperationLocation(wasm, resolve(this.src) || this.src);
        ({ endpoint, apiVersion, batchId, documentId = '' } = place);
      }
      if (signal.aborted) return;
      let client = this.#client;
      if (!client) {
        const shared = shareClient(endpoint, apiVersion || undefined, this.token);
        signal.addEventListener('abort', shared.release);
        client = await shared.client;
      }
      if (signal.aborted) return;
      /** @param {import('../module/types.js').Outage | undefined} outage */
      const onOutage = (outage) => {
        const again = this.#failing;
        this.#failing = outage !== undefined;
        const interrupted = this.#failing && (again || this.#subject.value() === undefined);
        if (signal.aborted || interrupted === this.#interrupted) return;
        this.#interrupted = interrupted;
        this.#draw();
      };
      const preparing = setTimeout(() => prepare(this.#voice), PREPARE_MS);
      signal.addEventListener('abort', () => clearTimeout(preparing));
      const options = { signal, maxOutageMs: Infinity, onOutage, stream: this.stream };
      for await (const value of this.#subject.watch(client, batchId, documentId, options)) {
        if (signal.aborted) return;
        if (!this.#subject.take(value)) continue;
        this.#draw();
        if (!isPrepared()) this.#completeSoon();
        this.#emit('change', value);
      }
      if (signal.aborted) return;
      this.#emit('end', this.#subject.value());
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      controller.abort();
      if (this.#watching === controller) this.#watching = undefined;
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#error = error;
    this.#draw();
    this.#emit('error', error);
  }

  /** Draws again, with languages and times, when what is drawn was painted. */
  #completeSoon() {
    requestAnimationFrame(() =>
      setTimeout(() => {
        prepare(this.#voice);
        this.#draw();
      }),
    );
  }

  /** @param {string} name @param {unknown} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(`${this.#subject.events}-${name}`, { detail, bubbles: true, composed: true }));
  }

  get #voice() {
    return voiceFor(languageAround(this), this.#words);
  }

  #draw() {
    if (!this.isConnected) return;
    const ended = this.#subject.isEnded();
    const waiting = !ended && !this.#error;
    const note = waiting && !navigator.onLine ? 'offline' : waiting && this.#interrupted ? 'interrupted' : '';
    const { state, announcement } = this.#subject.draw({
      voice: this.#voice,
      error: this.#error,
      note,
      name: this.name,
      href: (id) => this.#safeHref(id),
    });
    this.#announce(state, announcement);
    this.#mark(note ? [state, note] : [state]);
    keepTime(this.#render, waiting && state !== 'waiting');
  }

  /** The link to a translation, unless it is one that runs script. @param {string} [id] in place of {documentId} */
  #safeHref(id) {
    const wanted = this.resultHref.replaceAll('{documentId}', id ?? '{documentId}');
    if (!wanted || wanted.includes('{documentId}')) return '';
    const href = resolve(wanted);
    return /^(?:https?|blob):/.test(href) ? href : '';
  }

  /** Says what changed, once for each state, and not what was there from the start. @param {string} state @param {string} text */
  #announce(state, text) {
    if (state === this.#announced) return;
    const first = !this.#announced || this.#announced === 'waiting';
    this.#announced = state;
    this.#subject.announce(first && state !== 'error' ? '' : text);
  }

  /** @param {string[]} wanted */
  #mark(wanted) {
    if (wanted.join(' ') === this.#states) return;
    this.#states = wanted.join(' ');
    const states = /** @type {CustomStateSet} */ (this.#internals?.states);
    try {
      states.clear();
      for (const each of wanted) states.add(each);
    } catch {
      // A browser from before :state().
      this.dataset.state = this.#states;
    }
  }
}
