// The content of both elements' shadow roots: created once, then told what to show.
import { wholePercent } from '../content/numbers.js';
import { lookOf } from '../content/statuses.js';
import { make, mark, markLook, slot, write } from './dom.js';
import { applyStyle } from './style.js';

/** @typedef {import('../content/content.js').Content} Content */

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 * @param {Node[]} [inner] between the footer and the problem
 */
export function createFrame(root, onRetry, inner = []) {
  const name = make('bdi', '');
  const nameBox = make('span', 'name', slot('label', name));
  const aside = make('span', 'aside');
  const track = make('div', 'track');
  const status = make('span', 'status');
  const time = make('span', 'time');
  const message = make('p', 'message');
  const summary = make('summary', '');
  const details = make('pre', '');
  details.dir = 'auto';
  const fold = make('details', 'details', summary, details);
  const retry = make('button', 'retry');
  retry.type = 'button';
  retry.addEventListener('click', onRetry);
  const problem = make('div', 'problem', slot('error', message), fold, retry);
  const link = make('a', 'action');
  const ownAction = slot('action', link);
  const action = make('div', 'actions', ownAction);
  let isDone = false;
  const showAction = () => {
    action.hidden = !isDone || (link.hidden && !ownAction.assignedNodes().length);
  };
  ownAction.addEventListener('slotchange', showAction);
  const announcement = make('span', '');
  announcement.className = 'announcement';
  announcement.setAttribute('role', 'status');
  track.setAttribute('role', 'progressbar');
  track.setAttribute('aria-valuemin', '0');
  track.setAttribute('aria-valuemax', '100');
  const base = make(
    'div',
    'base',
    make('div', 'header', nameBox, aside),
    track,
    make('div', 'footer', status, time),
    ...inner,
    problem,
    action,
    announcement,
  );
  root.append(base);
  applyStyle(root);

  /** @type {Map<string, HTMLElement>} */
  const bars = new Map();
  /** @param {Content['segments']} segments */
  function showBars(segments) {
    const some = segments.filter(({ part }) => part > 0);
    const wanted = some.length ? some : [{ ...lookOf('unknown'), part: segments.length ? 0 : undefined }];
    const [first, ...rest] = [...bars.keys()];
    // A single bar is kept when its state changes, so that it grows and does not flicker.
    if (wanted.length === 1 && first !== undefined && !rest.length && first !== wanted[0].state) {
      bars.set(wanted[0].state, /** @type {HTMLElement} */ (bars.get(first)));
      bars.delete(first);
    }
    for (const [state, bar] of bars) {
      if (wanted.some((segment) => segment.state === state)) continue;
      bar.remove();
      bars.delete(state);
    }
    for (const [index, { part, ...look }] of wanted.entries()) {
      const { state } = look;
      const bar = bars.get(state) ?? make('div', 'bar');
      if (!bar.parentNode) track.append(bar);
      bars.set(state, bar);
      bar.style.order = String(index);
      markLook(bar, look);
      bar.style.inlineSize = part === undefined ? '' : `${part * 100}%`;
    }
  }

  return {
    /** @param {Content} content */
    show(content) {
      const { locale, value, hasBar, notice } = content;
      const { phrases } = locale;
      markLook(base, content);
      mark(base, 'data-notice', notice);
      mark(base, 'dir', locale.direction);
      mark(base, 'lang', locale.language);
      write(name, content.shortName);
      mark(nameBox, 'title', content.shortName === content.name ? '' : content.name);
      write(aside, content.aside);
      write(status, content.status);
      write(time, content.time);
      track.hidden = !hasBar;
      track.classList.toggle('parts', content.segments.length > 1);
      track.classList.toggle('indeterminate', hasBar && value === undefined);
      showBars(content.segments);
      mark(track, 'aria-label', content.name);
      mark(track, 'aria-valuetext', content.status);
      mark(track, 'aria-valuenow', value === undefined ? '' : String(wholePercent(value)));
      const focused = root.activeElement;
      write(message, content.problem);
      write(details, content.details);
      write(summary, phrases.details);
      fold.hidden = !content.details;
      write(retry, phrases.retry);
      retry.hidden = !content.canRetry;
      problem.hidden = !content.problem;
      write(link, phrases.open);
      mark(link, 'aria-label', `${phrases.open}: ${content.name}`);
      mark(link, 'href', content.href);
      link.hidden = !content.href;
      isDone = content.isDone;
      showAction();
      if (focused?.closest('[hidden]')) {
        status.tabIndex = -1;
        status.focus();
      }
    },
    /** @param {string} text */
    announce: (text) => write(announcement, text),
  };
}
