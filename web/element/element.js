// <document-translation-status>: attributes in, a watched document shown, events out. Can be imported where there is no document.
import { isTerminal, parseOperationLocation } from '../index.js';
import { shareClient } from './clients.js';
import {
  ago,
  documentProblem,
  duration,
  fileName,
  fill,
  knownLanguage,
  languageName,
  requestProblem,
  technicalDetails,
  wordsFor,
} from './format.js';
import { createView } from './view.js';

/** @typedef {import('../index.js').WatchedDocument} WatchedDocument */
/** @typedef {import('../index.js').DocumentTranslationClient} DocumentTranslationClient */
/** @typedef {import('./clients.js').Token} Token */
/** @typedef {import('./words.js').Words} Words */

const TICK_MS = 1000;
/** @type {Set<() => void>} */
const ticking = new Set();
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticker;

/** @param {() => void} tick @param {boolean} on */
function keepTime(tick, on) {
  if (on) ticking.add(tick);
  else ticking.delete(tick);
  if (ticking.size && !ticker)
    ticker = setInterval(() => {
      if (!document.hidden) for (const each of ticking) each();
    }, TICK_MS);
  if (!ticking.size) {
    clearInterval(ticker);
    ticker = undefined;
  }
}

/** @type {Record<string, string>} */
const STATES = {
  NotStarted: 'not-started',
  Running: 'running',
  Cancelling: 'cancelling',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Canceled: 'canceled',
  ValidationFailed: 'validation-failed',
};

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * How one document is doing.
 * @fires document-translation-change detail: the document's status, at each change
 * @fires document-translation-end detail: the document's last status
 * @fires document-translation-error detail: what ended the watching
 */
export class DocumentTranslationStatusElement extends Base {
  static observedAttributes = [
    'endpoint',
    'batch-id',
    'document-id',
    'api-version',
    'token',
    'src',
    'lang',
    'name',
    'result-href',
  ];

  #internals = this.attachInternals?.();
  #view = createView(this.attachShadow({ mode: 'open' }), () => this.retry());
  /** @type {AbortController | undefined} */
  #watching;
  #scheduled = false;
  /** @type {Token | undefined} */
  #token;
  /** @type {DocumentTranslationClient | undefined} */
  #client;
  /** @type {Partial<Words> | undefined} */
  #words;
  /** @type {WatchedDocument | undefined} */
  #document;
  /** @type {unknown} */
  #error;
  #progress = 0;
  #state = '';
  #announced = '';
  #tick = () => this.#render();

  /** Where the proxy (or the service) is; relative to the page. */
  get endpoint() {
    return this.#get('endpoint');
  }
  set endpoint(value) {
    this.#set('endpoint', value);
  }
  get batchId() {
    return this.#get('batch-id');
  }
  set batchId(value) {
    this.#set('batch-id', value);
  }
  get documentId() {
    return this.#get('document-id');
  }
  set documentId(value) {
    this.#set('document-id', value);
  }
  get apiVersion() {
    return this.#get('api-version');
  }
  set apiVersion(value) {
    this.#set('api-version', value);
  }
  /** A document's whole URL, in place of endpoint, version and ids. */
  get src() {
    return this.#get('src');
  }
  set src(value) {
    this.#set('src', value);
  }
  /** What the document is called. */
  get name() {
    return this.#get('name');
  }
  set name(value) {
    this.#set('name', value);
  }
  /** Where the translation can be had. */
  get resultHref() {
    return this.#get('result-href');
  }
  set resultHref(value) {
    this.#set('result-href', value);
  }

  /** @type {Token | undefined} A view token, or what gives one; that is asked again after a 401. */
  get token() {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }
  set token(value) {
    if (value === this.#token) return;
    this.#token = value ?? undefined;
    this.#restartSoon();
  }
  /** @type {DocumentTranslationClient | undefined} A client of one's own, in place of endpoint, version and token. */
  get client() {
    return this.#client;
  }
  set client(value) {
    if (value === this.#client) return;
    this.#client = value ?? undefined;
    this.#restartSoon();
  }
  /** @type {Partial<Words> | undefined} Phrases in place of the element's own. */
  get words() {
    return this.#words;
  }
  set words(value) {
    this.#words = value;
    this.#render();
  }
  /** The last status that was seen. */
  get status() {
    return this.#document;
  }
  /** What ended the watching. */
  get error() {
    return this.#error;
  }

  /** Begins again after an error. */
  retry() {
    this.#restartSoon();
  }

  connectedCallback() {
    addEventListener('online', this.#tick);
    addEventListener('offline', this.#tick);
    this.#restartSoon();
  }

  disconnectedCallback() {
    removeEventListener('online', this.#tick);
    removeEventListener('offline', this.#tick);
    this.#stop();
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.isConnected) return;
    if (['lang', 'name', 'result-href'].includes(name)) this.#render();
    else this.#restartSoon();
  }

  /** @param {string} name */
  #get(name) {
    return this.getAttribute(name) ?? '';
  }

  /** @param {string} name @param {string} value */
  #set(name, value) {
    if (value === undefined || value === null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  #stop() {
    this.#watching?.abort();
    this.#watching = undefined;
    keepTime(this.#tick, false);
  }

  #restartSoon() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.isConnected) return;
      this.#stop();
      this.#document = undefined;
      this.#error = undefined;
      this.#progress = 0;
      this.#render();
      if (this.src || ((this.endpoint || this.#client) && this.batchId && this.documentId)) this.#watch();
    });
  }

  async #watch() {
    const controller = new AbortController();
    const { signal } = controller;
    this.#watching = controller;
    try {
      let { endpoint, apiVersion, batchId, documentId } = this;
      if (this.src) {
        const place = await parseOperationLocation(new URL(this.src, document.baseURI).href);
        if (signal.aborted) return;
        ({ endpoint, apiVersion, batchId } = place);
        documentId = place.documentId ?? documentId;
      }
      let client = this.#client;
      if (!client) {
        const shared = shareClient(endpoint, apiVersion || undefined, this.token);
        signal.addEventListener('abort', shared.release);
        client = await shared.client;
      }
      if (signal.aborted) return;
      for await (const status of client.watchDocument(batchId, documentId, { signal })) {
        if (signal.aborted) return;
        this.#document = status;
        this.#render();
        this.#emit('change', status);
        if (isTerminal(status.status)) this.#emit('end', status);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
      this.#render();
      this.#emit('error', error);
    } finally {
      controller.abort();
    }
  }

  /** @param {string} name @param {unknown} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(`document-translation-${name}`, { detail, bubbles: true, composed: true }));
  }

  #render() {
    if (!this.isConnected) return;
    const language = knownLanguage(this.closest('[lang]')?.getAttribute('lang') || navigator.language);
    const phrases = wordsFor(language, this.#words);
    const status = this.#document;
    const error = this.#error;
    const ended = status !== undefined && isTerminal(status.status);
    const offline = !navigator.onLine && !ended;
    const state = error ? 'error' : status ? (STATES[status.status] ?? 'unknown') : 'waiting';
    const running = state === 'running' || state === 'cancelling' || state === 'unknown';
    this.#progress = Math.max(this.#progress, status?.progress ?? 0);
    const name = this.name || fileName(status?.path) || phrases.document;
    const failed = state === 'failed' || state === 'validation-failed';
    const word = offline
      ? phrases.offline
      : (phrases[/** @type {keyof Words} */ (error ? 'error' : (status?.status ?? 'waiting'))] ?? status?.status ?? '');
    const percent =
      running && this.#progress > 0
        ? new Intl.NumberFormat(language, { style: 'percent' }).format(Math.floor(this.#progress * 100) / 100)
        : '';
    const busy = !error && (!ended || state === 'succeeded');
    this.#view.show({
      state,
      offline,
      name,
      language: status ? fill(phrases.target, { language: languageName(language, status.to) }) : '',
      direction: /^(ar|fa|he|ur)\b/.test(language) && phrases.document === wordsFor(language).document ? 'rtl' : '',
      locale: language,
      status: percent && !offline ? `${word} · ${percent}` : word,
      time: status && !error ? this.#time(language, phrases, status, ended) : '',
      progress: state === 'succeeded' ? 1 : running && this.#progress > 0 ? this.#progress : undefined,
      busy,
      problem: error ? phrases[requestProblem(error)] : failed ? phrases[documentProblem(status?.error)] : '',
      details: technicalDetails(error ?? (failed ? status?.error : undefined)),
      detailsLabel: phrases.details,
      retry: error ? phrases.retry : '',
      action: fill(phrases.open, { name }),
      href: this.#safeHref(),
    });
    this.#announce(`${state} ${offline}`, `${name}: ${word}`);
    this.#mark(state, offline);
    keepTime(this.#tick, Boolean(status) && !ended && !error);
  }

  /** @param {string} language @param {Words} phrases @param {WatchedDocument} status @param {boolean} ended */
  #time(language, phrases, status, ended) {
    const created = Date.parse(status.createdDateTimeUtc);
    if (Number.isNaN(created)) return '';
    if (ended) {
      const took = Date.parse(status.lastActionDateTimeUtc) - created;
      return took >= 0 ? fill(phrases.took, { time: duration(language, phrases, took) }) : '';
    }
    if (status.status === 'NotStarted') return '';
    const left = status.estimatedRemainingMs;
    const parts = [fill(phrases.started, { time: ago(language, Date.now() - created) })];
    if (left !== undefined) parts.push(fill(phrases.left, { time: duration(language, phrases, left) }));
    return parts.join(' · ');
  }

  /** The link to the translation, unless it is one that runs script. */
  #safeHref() {
    if (!this.resultHref) return '';
    try {
      const { protocol, href } = new URL(this.resultHref, document.baseURI);
      return ['http:', 'https:', 'blob:'].includes(protocol) ? href : '';
    } catch {
      return '';
    }
  }

  /** Says what changed, once for each state. @param {string} key @param {string} text */
  #announce(key, text) {
    if (key === this.#announced) return;
    this.#announced = key;
    this.#view.announce(text);
  }

  /** @param {string} state @param {boolean} offline */
  #mark(state, offline) {
    const wanted = offline ? [state, 'offline'] : [state];
    if (wanted.join() === this.#state) return;
    this.#state = wanted.join();
    const states = this.#internals?.states;
    if (!states) return;
    states.clear();
    for (const each of wanted) {
      try {
        states.add(each);
      } catch {
        states.add(`--${each}`);
      }
    }
  }
}
