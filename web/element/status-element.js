// The base class of both elements: attributes and properties, when to watch and when to pause, events and states. The subject decides what
// is watched and draws it. Can be imported where there is no document.
import { parseOperationLocation } from '../client/operation-location.js';
import { optionError } from '../client/options.js';
import { wasm } from '../module/generated/embedded.js';
import { shareClient } from './clients.js';
import { keepTime } from './clock.js';
import { areWords, fill, isPrepared, prepare, voiceFor } from './format.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('./clients.js').Token} Token */
/** @typedef {import('./format.js').Voice} Voice */
/** @typedef {import('../content/words.js').Words} Words */
/** @typedef {'' | 'offline' | 'interrupted'} Note Why there is no response at the moment. */
/** @typedef {{ batchId: string, documentId?: string }} Place Without documentId: the whole job. */
/** @typedef {{ voice: Voice, error: unknown, note: Note, name: string, href: (documentId?: string, batchId?: string) => string }} Scene */

/**
 * @template V
 * @typedef {object} Subject What an element shows.
 * @property {string} events the start of the names of its events
 * @property {string[]} ids the attributes that identify it, without `src`; an empty one is not known yet
 * @property {'watchDocument' | 'watchBatch'} method a method that each client must have
 * @property {(place: Place, options: WatchOptions, stream: boolean) => [method: string, ...args: any[]]} call the method that watches it, and its arguments
 * @property {(value: V) => boolean} take whether the value is not older than what is known
 * @property {() => V | undefined} value
 * @property {() => boolean} isEnded
 * @property {() => void} clear
 * @property {(scene: Scene) => { state: string, announcement: string }} draw what it has drawn
 * @property {(text: string) => void} announce
 */

/** Attributes that decide what is watched and how, and those that decide how it is shown. */
const WATCHED = [
  ...['endpoint', 'batch-id', 'document-id', 'api-version', 'token', 'src', 'stream'],
  ...['credentials', 'token-header'],
];
const SHOWN = ['lang', 'name', 'result-href'];

/** The objects of Intl are created after this time, while a slow response is pending. A faster response is shown before. */
const PREPARE_MS = 100;

/** The language around a node, shadow roots and their hosts included. @param {Element} element @returns {string} */
function languageAround(element) {
  const found = element.closest('[lang]')?.getAttribute('lang');
  const root = element.getRootNode();
  return found || (root instanceof ShadowRoot ? languageAround(root.host) : navigator.language);
}

/** The property of an attribute. @param {string} name */
const propertyOf = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** A URL relative to the page as an absolute one; empty if it is invalid. @param {string} url */
function resolve(url) {
  try {
    return new URL(url, document.baseURI).href;
  } catch {
    return '';
  }
}

/** Whether a header can contain the value. @param {unknown} value */
const isToken = (value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);

/** @param {unknown} value */
const isText = (value) => typeof value === 'string' || value instanceof URL;

const TOKEN_RULE = 'It must be a view token, or a function that gives one.';

const CLIENT_RULE = 'It must be a client, as createClient makes it.';

/** Azure sends no CORS headers and knows no view tokens. */
const AZURE_HOST = /\.cognitiveservices\.azure\./;

/** The properties with invalid values, and what they must be. @type {WeakMap<object, Map<string, string>>} */
const allInvalid = new WeakMap();

/** @param {object} element */
function invalidOf(element) {
  const invalid = allInvalid.get(element) ?? new Map();
  allInvalid.set(element, invalid);
  return invalid;
}

/**
 * The value of a property; undefined if it is invalid. An element never throws: an invalid property ends the watching, like any error.
 * @template T
 * @param {StatusElement<any>} element @param {string} name @param {T | null | undefined} value
 * @param {(value: any) => boolean} isValid @param {string} rule what it must be
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
  /** The first failure is not shown if there is a status to show; the second is. */
  #failing = false;
  #interrupted = false;
  /** Whether the last watch came to its end. */
  #isOver = false;
  /** The id of the job that is watched. */
  #batchId = '';
  /** The place and the client that the shown status came from. @type {[string, unknown] | undefined} */
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

  /** The URL of the proxy, relative to the page. */
  get endpoint() {
    return this.#get('endpoint');
  }
  set endpoint(value) {
    setText(this, 'endpoint', value);
  }
  /** The id of the job. */
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
  /** Whether requests carry cookies: `include` for a proxy of another origin. */
  get credentials() {
    return this.#get('credentials');
  }
  set credentials(value) {
    setText(this, 'credentials', value);
  }
  /** The header that carries the token: `X-View-Token` if something replaces `Authorization`. */
  get tokenHeader() {
    return this.#get('token-header');
  }
  set tokenHeader(value) {
    setText(this, 'token-header', value);
  }
  /** The URL of the job or the document. Replaces version and ids, and the endpoint if that is not set. */
  get src() {
    return this.#get('src');
  }
  set src(value) {
    setText(this, 'src', value);
  }
  /** Whether changes of a document are received as server-sent events instead of polled, if the proxy supports it. */
  get stream() {
    return this.hasAttribute('stream');
  }
  set stream(value) {
    this.toggleAttribute('stream', value === true);
    take(this, 'stream', value, (given) => typeof given === 'boolean', 'It must be true or false.');
  }
  /** The name to show. */
  get name() {
    return this.#get('name');
  }
  set name(value) {
    setText(this, 'name', value);
  }
  /** The URL of the translation. */
  get resultHref() {
    return this.#get('result-href');
  }
  set resultHref(value) {
    setText(this, 'result-href', value);
  }

  /** @type {Token | undefined} A view token, or a function that returns one, which is called again after a 401. */
  get token() {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }
  set token(value) {
    const token = take(this, 'token', value, (given) => typeof given === 'function' || isToken(given), TOKEN_RULE);
    if (token === this.#token) return;
    this.#token = token;
    this.#restartSoon();
  }
  /** @type {DocumentTranslationClient | undefined} A client of the page's own. Replaces endpoint, version and token. */
  get client() {
    return this.#client;
  }
  set client(value) {
    const isClient = (/** @type {any} */ given) => typeof given[this.#subject.method] === 'function';
    const client = take(this, 'client', value, isClient, CLIENT_RULE);
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
  /** The error that ended the watching. @type {import('../module/types.js').DocumentTranslationError | undefined} */
  get error() {
    return /** @type {any} */ (this.#error);
  }

  /** Writes all texts again, after a change that the element cannot observe: an outer `lang`, a name. */
  redraw() {
    this.#draw();
  }

  /** Starts watching again after an error. */
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

  /** Properties that were set before the element was defined hide the accessors. Sets them again through the accessors. */
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

  /** The list of some jobs is never complete. */
  get #isEnded() {
    return this.#isOver || this.#subject.isEnded();
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
        this.src
          ? [this.src, this.endpoint]
          : [this.endpoint, ...this.#subject.ids.map((name) => this.getAttribute(name))],
      );
      if (this.#shown?.[0] !== place || this.#shown[1] !== this.#client) {
        this.#shown = [place, this.#client];
        this.#announced = '';
        this.#isOver = false;
        this.#subject.clear();
      }
      const isKnown = this.batchId.trim() && this.#subject.ids.every((name) => this.getAttribute(name) !== '');
      const isPlace = this.src || ((this.endpoint || this.#client) && isKnown);
      const [invalid] = invalidOf(this);
      if (invalid) return this.#fail(optionError(...invalid));
      const asks = isPlace && !this.#isEnded && !document.hidden;
      if (asks) this.#watch();
      // In a page that is loading, the request is sent first, and the first picture is drawn before the next frame.
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
      let { endpoint, apiVersion } = this;
      let client = this.#client;
      /** @type {Place} */
      let place = { batchId: this.batchId, documentId: this.getAttribute('document-id') ?? undefined };
      if (this.src) {
        const located = await parseOperationLocation(wasm, resolve(this.src) || this.src);
        if (signal.aborted) return;
        place = located;
        apiVersion = located.apiVersion;
        endpoint ||= located.endpoint;
        if (!client && !this.endpoint && AZURE_HOST.test(new URL(endpoint).hostname))
          throw optionError('src', 'Set endpoint to the URL of your proxy: pages cannot send requests to Azure.');
      }
      this.#batchId = place.batchId.trim();
      if (!client) {
        const options = {
          endpoint,
          apiVersion: apiVersion || undefined,
          credentials: this.credentials || undefined,
          tokenHeader: this.tokenHeader || undefined,
        };
        const shared = shareClient(options, this.token);
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
      const options = { signal, maxOutageMs: Infinity, onOutage };
      const [method, ...args] = this.#subject.call(place, options, this.stream);
      const watch = /** @type {any} */ (client)[method];
      if (typeof watch !== 'function') throw optionError('client', CLIENT_RULE);
      for await (const value of watch.apply(client, args)) {
        if (signal.aborted) return;
        if (!this.#subject.take(value)) continue;
        this.#draw();
        if (!isPrepared()) this.#completeSoon();
        this.#emit('change', value);
      }
      if (signal.aborted) return;
      this.#isOver = true;
      this.#draw();
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

  /** Draws again, with languages and times, after the browser has painted. */
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
    const waiting = !this.#isEnded && !this.#error;
    const note = waiting && !navigator.onLine ? 'offline' : waiting && this.#interrupted ? 'interrupted' : '';
    const { state, announcement } = this.#subject.draw({
      voice: this.#voice,
      error: this.#error,
      note,
      name: this.name,
      href: (documentId, batchId) => this.#safeHref(documentId, batchId),
    });
    this.#announce(state, announcement);
    this.#mark(note ? [state, note] : [state]);
    keepTime(this.#render, waiting && state !== 'waiting');
  }

  /** The link to a translation; empty if an id in it is not known, or if it would run script. @param {string} [documentId] @param {string} [batchId] */
  #safeHref(documentId, batchId = this.#batchId) {
    // The element may show several jobs.
    const wanted = fill(this.resultHref, { documentId, batchId: /^\S+$/.test(batchId) ? batchId : undefined });
    if (!wanted || /\{(?:documentId|batchId)\}/.test(wanted)) return '';
    const href = resolve(wanted);
    return /^(?:https?|blob):/.test(href) ? href : '';
  }

  /** Announces each state once, but not the first one. @param {string} state @param {string} text */
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
