// What stands in the element's shadow: made once, then told what to show. Knows nothing of requests.
import { styleSheet } from './style.js';

/**
 * @typedef {object} Picture
 * @property {string} state
 * @property {boolean} offline
 * @property {string} name
 * @property {string} language
 * @property {string} direction
 * @property {string} locale
 * @property {string} status
 * @property {string} time
 * @property {number | undefined} progress 0 to 1; undefined: unknown
 * @property {boolean} busy whether there is a bar
 * @property {string} problem
 * @property {string} details
 * @property {string} detailsLabel
 * @property {string} retry The button's label; empty: no button.
 * @property {string} action
 * @property {string} href
 */

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 */
export function createView(root, onRetry) {
  const { ownerDocument } = root;
  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {string} part also the class
   * @param {Node[]} children
   */
  const make = (tag, part, ...children) => {
    const element = ownerDocument.createElement(tag);
    if (part) {
      element.className = part;
      element.setAttribute('part', part);
    }
    element.append(...children);
    return element;
  };
  /** @param {string} name @param {Node[]} children */
  const slot = (name, ...children) => {
    const element = make('slot', '', ...children);
    element.name = name;
    return element;
  };
  const name = ownerDocument.createTextNode('');
  const language = make('span', 'language');
  const bar = make('div', 'bar');
  const track = make('div', 'track', bar);
  const status = make('span', 'status');
  const time = make('span', 'time');
  const message = make('p', 'message');
  const summary = make('summary', '');
  const details = make('pre', '');
  const fold = make('details', 'details', summary, details);
  const retry = make('button', 'retry');
  retry.type = 'button';
  retry.addEventListener('click', onRetry);
  const problem = make('div', 'problem', slot('error', message), fold, retry);
  const link = make('a', 'action');
  const action = make('div', 'actions', slot('action', link));
  const announcement = make('span', 'announcement');
  announcement.setAttribute('role', 'status');
  const base = make(
    'div',
    'base',
    make('div', 'header', make('span', 'name', slot('label', name)), language),
    track,
    make('div', 'footer', status, time),
    problem,
    action,
    announcement,
  );
  root.adoptedStyleSheets = [styleSheet()];
  root.append(base);

  /** @param {Node} node @param {string} text */
  const write = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };

  return {
    /** @param {Picture} picture */
    show(picture) {
      const { progress, busy, offline } = picture;
      base.dataset.state = picture.state;
      base.toggleAttribute('data-offline', offline);
      base.dir = picture.direction;
      base.lang = picture.locale;
      write(name, picture.name);
      write(language, picture.language);
      write(status, picture.status);
      write(time, picture.time);
      track.hidden = !busy;
      track.classList.toggle('indeterminate', progress === undefined);
      bar.style.inlineSize = progress === undefined ? '' : `${progress * 100}%`;
      track.setAttribute('role', 'progressbar');
      track.setAttribute('aria-label', picture.name);
      track.setAttribute('aria-valuetext', picture.status);
      track.setAttribute('aria-valuemin', '0');
      track.setAttribute('aria-valuemax', '100');
      if (progress === undefined) track.removeAttribute('aria-valuenow');
      else track.setAttribute('aria-valuenow', String(Math.floor(progress * 100)));
      const focused = root.activeElement;
      write(message, picture.problem);
      write(details, picture.details);
      write(summary, picture.detailsLabel);
      fold.hidden = !picture.details;
      write(retry, picture.retry);
      retry.hidden = !picture.retry;
      problem.hidden = !picture.problem;
      write(link, picture.action);
      if (picture.href) link.href = picture.href;
      else link.removeAttribute('href');
      link.hidden = !picture.href;
      action.hidden = picture.state !== 'succeeded';
      if (focused && focused === retry && (retry.hidden || problem.hidden)) {
        status.tabIndex = -1;
        status.focus();
      }
    },
    /** @param {string} text */
    announce: (text) => write(announcement, text),
  };
}
