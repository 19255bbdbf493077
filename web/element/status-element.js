// The base class of both elements: attributes and properties, when to watch and when to pause, events and states. The model decides what is
// watched; the view shows its content. Can be imported where there is no document.
import { optionError } from '../client/options.js';
import { absoluteUrl } from '../content/links.js';
import { areWords, localeFor } from '../content/locale.js';
import { PAUSE, Pause } from '../watch/pause.js';
import { connect } from './connection.js';
import { isIntlStarted, startIntl } from './intl-start.js';
import { setPageTitle } from './page-title.js';
import { CLIENT_RULE, invalidOf, isToken, propertyOf, setFlag, setText, TOKEN_RULE, validate } from './properties.js';
import { serverNow } from './server-clock.js';
import { mayStream } from './stream-limit.js';
import { applyStyle } from './style.js';
import { setTicking } from './ticks.js';
import { Visibility } from './visibility.js';

/** @typedef {import('../module/types.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {import('../module/types.js').WatchOptions} WatchOptions */
/** @typedef {import('../content/content.js').Content} Content */
/** @typedef {import('../content/content.js').ContentOptions} ContentOptions */
/** @typedef {import('../content/words.js').Words} Words */
/** @typedef {import('./clients.js').Token} Token */

/**
 * What is known of a document or a job.
 * @template V
 * @typedef {object} Model
 * @property {string} eventPrefix
 * @property {string[]} ids the attributes that identify it, without `src`; an empty one is not known yet
 * @property {'watchDocument' | 'watchBatch'} method a method that each client must have
 * @property {(ids: import('./connection.js').Ids, options: WatchOptions, mayStream: () => boolean) => [method: string, ...args: any[]]} call the method that watches it, and its arguments
 * @property {(value: V) => V | undefined} update Returns what is new in a value; undefined: nothing, or it is older than what is known.
 * @property {() => V | undefined} value
 * @property {() => boolean} isEnded
 * @property {() => void} clear
 */

/**
 * @typedef {object} View
 * @property {(options: ContentOptions) => Content} render Returns what it shows.
 * @property {(text: string) => void} announce
 */

/** Attributes that decide what is watched and how, and those that decide how it is shown. */
const WATCHED = [
  ...['endpoint', 'batch-id', 'document-id', 'api-version', 'token', 'src', 'stream'],
  ...['credentials', 'token-header'],
];
const SHOWN = ['lang', 'name', 'result-href', 'background', 'page-title'];

/** The objects of Intl are created after this time, while a slow response is pending. A faster response is shown before. */
const START_INTL_MS = 100;

/** The language around a node, shadow roots and their hosts included. @param {Element} element @returns {string} */
function languageAround(element) {
  const found = element.closest('[lang]')?.getAttribute('lang');
  const root = element.getRootNode();
  return found || ('host' in root ? languageAround(/** @type {ShadowRoot} */ (root).host) : navigator.language);
}

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/** @template V */
export class StatusElement extends Base {
  static observedAttributes = [...WATCHED, ...SHOWN];

  #internals = this.attachInternals?.();
  /** @type {Model<V>} */
  #model;
  /** @type {View} */
  #view;
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
  /** The attributes and the client that the shown status came from. @type {[string, unknown] | undefined} */
  #shown;
  #states = '';
  #announced = '';
  #pause = new Pause();
  #isStreaming = false;
  /** @type {import('./connection.js').Connection | undefined} */
  #connection;
  #tick = () => this.#visibility.page.hidden || this.#render();
  /** Pauses or continues, after something changed that decides it. */
  #wake = () => {
    this.#pauseOrContinue();
    if (!this.#isPaused && !this.#watching && (!this.#error || /** @type {any} */ (this.#error).retryable))
      this.#restartSoon();
    this.#render();
  };
  #visibility = new Visibility(this, this.#wake);

  /** @internal @param {(root: ShadowRoot, onRetry: () => void) => { model: Model<V>, view: View }} create */
  constructor(create) {
    super();
    const { model, view } = create(this.attachShadow({ mode: 'open' }), () => this.retry());
    this.#model = model;
    this.#view = view;
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
    setFlag(this, 'stream', value);
  }
  /** Whether requests are sent while the page is hidden or the element is out of sight, and the end event is fired then. */
  get background() {
    return this.hasAttribute('background');
  }
  set background(value) {
    setFlag(this, 'background', value);
  }
  /** Whether the page's title shows the progress while the page is hidden. */
  get pageTitle() {
    return this.hasAttribute('page-title');
  }
  set pageTitle(value) {
    setFlag(this, 'page-title', value);
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
    const token = validate(this, 'token', value, (given) => typeof given === 'function' || isToken(given), TOKEN_RULE);
    const before = this.#token;
    if (token === before) return;
    this.#token = token;
    if (typeof before === 'function' && typeof token === 'function') this.#replaceToken(token);
    else this.#restartSoon();
  }
  /** @type {DocumentTranslationClient | undefined} A client of the page's own. Replaces endpoint, version and token. */
  get client() {
    return this.#client;
  }
  set client(value) {
    const isClient = (/** @type {any} */ given) => typeof given[this.#model.method] === 'function';
    const client = validate(this, 'client', value, isClient, CLIENT_RULE);
    if (client === this.#client) return;
    this.#client = client;
    this.#restartSoon();
  }
  /** @type {Partial<Words> | undefined} Phrases in place of the element's own. */
  get words() {
    return this.#words;
  }
  set words(value) {
    this.#words = validate(this, 'words', value, areWords, 'It holds phrases by the names of Words.');
    this.redraw();
  }
  /** What was last seen. @type {V | undefined} */
  get status() {
    return this.#model.value();
  }
  // A framework may assign every property. These two can only be read.
  /** @param {never} _ */
  set status(_) {}
  /** The error that ended the watching. @type {import('../module/types.js').DocumentTranslationError | undefined} */
  get error() {
    return /** @type {any} */ (this.#error);
  }
  /** @param {never} _ */
  set error(_) {}

  /** Writes all texts again, after a change that the element cannot observe: an outer `lang`, a name. */
  redraw() {
    this.#render();
  }

  /** Starts watching again after an error. */
  retry() {
    this.#restartSoon();
  }

  connectedCallback() {
    this.#takeEarlyProperties();
    this.#visibility.start();
    this.#restartSoon();
  }

  disconnectedCallback() {
    this.#visibility.stop();
    if (this.pageTitle) setPageTitle(this.#visibility.page, '');
    this.#stop();
    setTicking(this.#tick, false);
  }

  /** moveBefore() calls this in place of the two above, so that the watch continues. */
  connectedMoveCallback() {
    this.#render();
  }

  adoptedCallback() {
    applyStyle(/** @type {ShadowRoot} */ (this.shadowRoot));
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    if (WATCHED.includes(name)) this.#restartSoon();
    else if (name === 'background') this.#wake();
    else this.#render();
    if (name === 'page-title' && after === null) setPageTitle(this.ownerDocument, '');
    validate(this, propertyOf(name), after, (given) => name !== 'token' || isToken(given), TOKEN_RULE);
  }

  /** Properties that were set before the element was defined hide the accessors. Sets them again through the accessors. */
  #takeEarlyProperties() {
    const own = /** @type {any} */ (this);
    for (const name of Object.keys(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }

  /** @param {string} name */
  #get(name) {
    return this.getAttribute(name) ?? '';
  }

  #stop() {
    this.#watching?.abort();
    this.#watching = undefined;
    this.#connection = undefined;
    this.#isStreaming = false;
    this.#failing = false;
  }

  /** The list of some jobs is never complete. */
  get #isEnded() {
    return this.#isOver || this.#model.isEnded();
  }

  /** In a page that is shown, the first request is sent also out of sight: the status and the end of a short job become known. */
  get #isPaused() {
    const { page, isNear } = this.#visibility;
    return !this.background && (page.hidden || (!isNear && this.status !== undefined && !this.#isEnded));
  }

  #pauseOrContinue() {
    const isPaused = this.#isPaused;
    // A stream would keep its connection open.
    const isStreaming = this.#connection ? this.#isStreaming : this.stream;
    if (isPaused && isStreaming) this.#stop();
    this.#pause.isOn = isPaused;
  }

  /** A function that replaces a function is called after the next 401. @param {Token | undefined} token */
  async #replaceToken(token) {
    const watching = this.#watching;
    const isReplaced = await this.#connection?.replaceToken?.(token);
    if (isReplaced === false && watching === this.#watching) this.#restartSoon();
  }

  /** @param {boolean} isInterrupted @param {unknown} [cause] */
  #setInterrupted(isInterrupted, cause) {
    if (isInterrupted === this.#interrupted) return;
    this.#interrupted = isInterrupted;
    this.#render();
    if (isInterrupted) this.#emit('interrupted', cause);
    else this.#emit('resumed', this.#model.value());
  }

  #restartSoon() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.isConnected) return;
      this.#stop();
      this.#error = undefined;
      const source = JSON.stringify(
        this.src
          ? [this.src, this.endpoint]
          : [this.endpoint, ...this.#model.ids.map((name) => this.getAttribute(name))],
      );
      if (this.#shown?.[0] !== source || this.#shown[1] !== this.#client) {
        this.#shown = [source, this.#client];
        this.#announced = '';
        this.#interrupted = false;
        this.#isOver = false;
        this.#model.clear();
      }
      const isKnown = this.batchId.trim() && this.#model.ids.every((name) => this.getAttribute(name) !== '');
      const isSource = this.src || ((this.endpoint || this.#client) && isKnown);
      const [invalid] = invalidOf(this);
      if (invalid) return this.#fail(optionError(...invalid));
      const isDue = isSource && !this.#isEnded && !this.#isPaused;
      if (isDue) this.#watch();
      // In a page that is loading, the request is sent first, and the waiting state is shown before the next frame.
      if (isDue && !this.#states && document.readyState !== 'complete')
        for (const later of [setTimeout, requestAnimationFrame]) later(() => this.#states || this.#render());
      else this.#render();
    });
  }

  async #watch() {
    const controller = new AbortController();
    const { signal } = controller;
    this.#watching = controller;
    const pause = new Pause();
    this.#pause = pause;
    try {
      const connecting = connect(this, signal);
      const connection = 'then' in connecting ? await connecting : connecting;
      if (!connection) return;
      this.#connection = connection;
      // It was replaced meanwhile.
      if (connection.replaceToken && connection.token !== this.token) this.#replaceToken(this.token);
      const { client, ids } = connection;
      this.#batchId = ids.batchId.trim();
      /** @param {import('../module/types.js').Outage | undefined} outage */
      const onOutage = (outage) => {
        const again = this.#failing;
        this.#failing = outage !== undefined;
        const isShown = this.#failing && (again || this.#interrupted || this.#model.value() === undefined);
        if (!signal.aborted) this.#setInterrupted(isShown, outage?.error);
      };
      const timer = setTimeout(() => startIntl(this.#locale), START_INTL_MS);
      signal.addEventListener('abort', () => clearTimeout(timer));
      const options = { signal, maxOutageMs: Infinity, onOutage, [PAUSE]: pause };
      const server = absoluteUrl(client.endpoint ?? '', this.baseURI) || this.baseURI;
      const openStream = () => {
        if (!this.#isPaused) this.#restartSoon();
        return !this.#isPaused;
      };
      const [method, ...args] = this.#model.call(ids, options, () => {
        this.#isStreaming = this.stream && mayStream(server, signal, openStream);
        return this.#isStreaming;
      });
      const watch = /** @type {any} */ (client)[method];
      if (typeof watch !== 'function') throw optionError('client', CLIENT_RULE);
      for await (const value of watch.apply(client, args)) {
        if (signal.aborted) return;
        const change = this.#model.update(value);
        this.#setInterrupted(false);
        if (!change) continue;
        this.#render();
        if (!isIntlStarted()) this.#startIntlSoon();
        this.#emit('change', change);
        this.#pauseOrContinue();
      }
      if (signal.aborted) return;
      this.#isOver = true;
      this.#render();
      this.#emit('end', this.#model.value());
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
    this.#interrupted = false;
    this.#render();
    this.#emit('error', error);
  }

  /** Renders again, with languages and times, after the browser has painted. */
  #startIntlSoon() {
    requestAnimationFrame(() =>
      setTimeout(() => {
        startIntl(this.#locale);
        this.#render();
      }),
    );
  }

  /** @param {string} name @param {unknown} detail */
  #emit(name, detail) {
    this.dispatchEvent(
      new CustomEvent(`${this.#model.eventPrefix}-${name}`, { detail, bubbles: true, composed: true }),
    );
  }

  get #locale() {
    return localeFor(languageAround(this), this.#words);
  }

  #render() {
    if (!this.isConnected) return;
    const waiting = !this.#isEnded && !this.#error;
    /** @type {import('../content/content.js').Notice} */
    const notice = waiting && !navigator.onLine ? 'offline' : waiting && this.#interrupted ? 'interrupted' : '';
    const { name, resultHref, baseURI: baseUrl } = this;
    const { state, announcement, title } = this.#view.render({
      locale: this.#locale,
      now: serverNow(),
      error: this.#error,
      notice,
      name,
      resultHref,
      batchId: this.#batchId,
      baseUrl,
      isBrief: !isIntlStarted(),
    });
    if (this.pageTitle) setPageTitle(this.ownerDocument, this.ownerDocument.hidden ? title : '');
    this.#announce(state, announcement);
    this.#setStates(notice ? [state, notice] : [state]);
    setTicking(this.#tick, waiting && state !== 'waiting');
  }

  /** Announces each state once, but not the first one. @param {string} state @param {string} text */
  #announce(state, text) {
    if (state === this.#announced) return;
    const first = !this.#announced || this.#announced === 'waiting';
    this.#announced = state;
    this.#view.announce(first && state !== 'error' ? '' : text);
  }

  /** @param {string[]} wanted */
  #setStates(wanted) {
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
