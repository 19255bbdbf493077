// The content of both elements' shadow roots: created once, then told what to show.
import { make, mark, slot, write } from './dom.js';
import { wholePercent } from './format.js';
import { styleSheet } from './style.js';

/**
 * @typedef {object} Picture
 * @property {import('./format.js').Voice} voice
 * @property {string} state
 * @property {string} note why there is no response at the moment, or empty
 * @property {string} name
 * @property {string} aside beside the name
 * @property {string} status
 * @property {string} time
 * @property {number | undefined} value of the bar, 0 to 1; undefined: unknown
 * @property {{ state: string, part: number }[]} segments of the bar
 * @property {boolean} busy whether there is a bar
 * @property {string} problem
 * @property {string} details
 * @property {boolean} retry
 * @property {string} href of the result
 * @property {boolean} done whether there is a translation to open
 */

/**
 * @param {ShadowRoot} root
 * @param {() => void} onRetry
 * @param {Node[]} [inner] between the footer and the problem
 */
export function createFrame(root, onRetry, inner = []) {
  const name = make('bdi', '');
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
    make('div', 'header', make('span', 'name', slot('label', name)), aside),
    track,
    make('div', 'footer', status, time),
    ...inner,
    problem,
    action,
    announcement,
  );
  root.adoptedStyleSheets = [styleSheet()];
  root.append(base);

  /** @type {Map<string, HTMLElement>} */
  const bars = new Map();
  /** @param {Picture['segments']} segments */
  function showBars(segments) {
    const some = segments.filter(({ part }) => part > 0);
    const wanted = some.length ? some : [{ state: 'unknown', part: segments.length ? 0 : undefined }];
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
    for (const [index, { state, part }] of wanted.entries()) {
      const bar = bars.get(state) ?? make('div', 'bar');
      if (!bar.parentNode) track.append(bar);
      bars.set(state, bar);
      bar.style.order = String(index);
      bar.dataset.state = state;
      bar.style.inlineSize = part === undefined ? '' : `${part * 100}%`;
    }
  }

  return {
    /** @param {Picture} picture */
    show(picture) {
      const { voice, value, busy, note } = picture;
      const { phrases } = voice;
      mark(base, 'data-state', picture.state);
      mark(base, 'data-note', note);
      mark(base, 'dir', voice.direction);
      mark(base, 'lang', voice.language);
      write(name, picture.name);
      write(aside, picture.aside);
      write(status, picture.status);
      write(time, picture.time);
      track.hidden = !busy;
      track.classList.toggle('parts', picture.segments.length > 1);
      track.classList.toggle('indeterminate', busy && value === undefined);
      showBars(picture.segments);
      mark(track, 'aria-label', picture.name);
      mark(track, 'aria-valuetext', picture.status);
      mark(track, 'aria-valuenow', value === undefined ? '' : String(wholePercent(value)));
      const focused = root.activeElement;
      write(message, picture.problem);
      write(details, picture.details);
      write(summary, phrases.details);
      fold.hidden = !picture.details;
      write(retry, phrases.retry);
      retry.hidden = !picture.retry;
      problem.hidden = !picture.problem;
      write(link, phrases.open);
      mark(link, 'aria-label', `${phrases.open}: ${picture.name}`);
      mark(link, 'href', picture.href);
      link.hidden = !picture.href;
      isDone = picture.done;
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
