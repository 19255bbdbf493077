// The style of the elements: one constructable style sheet for all of a document, so that a page's CSP need not allow inline styles. Text has the
// page's font and colour. The colours have a contrast of at least 3:1 on white and on black. A state has a shape besides its colour.

const css = `
:host { display: block; container-type: inline-size; contain-intrinsic-inline-size: 20em; min-inline-size: 0; font: inherit; line-height: 1.5; color: inherit; text-align: start; }
:host([hidden]), [hidden] { display: none !important; }

.base {
  --running: var(--document-translation-status-color, color-mix(in oklab, #2f6fed 84%, currentColor));
  --success: var(--document-translation-status-success, color-mix(in oklab, #1a8f4c 84%, currentColor));
  --warning: var(--document-translation-status-warning, color-mix(in oklab, #ea8000 90%, currentColor));
  --failure: var(--document-translation-status-error, color-mix(in oklab, #d93b3b 84%, currentColor));
  --muted: var(--document-translation-status-muted, color-mix(in srgb, currentColor 72%, transparent));
  --line: color-mix(in srgb, currentColor 14%, transparent);
  --check: polygon(0 55%, 15% 40%, 37% 62%, 85% 12%, 100% 27%, 37% 92%);
  --bang: polygon(36% 0, 64% 0, 59% 62%, 50% 62%, 50% 76%, 64% 76%, 64% 100%, 36% 100%, 36% 76%, 50% 76%, 50% 62%, 41% 62%);
  --triangle: polygon(50% 4%, 100% 94%, 0 94%);
  --dash: inset(40% 5% round 0.1em);
  --dot: circle(40%);
  --ring: polygon(evenodd, 50% 0, 65% 3%, 79% 10%, 90% 21%, 97% 35%, 100% 50%, 97% 65%, 90% 79%, 79% 90%, 65% 97%, 50% 100%, 35% 97%, 21% 90%, 10% 79%, 3% 65%, 0 50%, 3% 35%, 10% 21%, 21% 10%, 35% 3%, 50% 0,
    50% 20%, 38% 23%, 29% 29%, 23% 38%, 20% 50%, 23% 62%, 29% 71%, 38% 77%, 50% 80%, 62% 77%, 71% 71%, 77% 62%, 80% 50%, 77% 38%, 71% 29%, 62% 23%, 50% 20%);
  display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5em; overflow-wrap: anywhere;
}
[data-color] { --accent: var(--running); }
[data-color='success'] { --accent: var(--success); }
[data-color='warning'] { --accent: var(--warning); }
[data-color='failure'] { --accent: var(--failure); }
[data-color='neutral'] { --accent: color-mix(in srgb, currentColor 60%, transparent); }
[data-icon='check'] { --shape: var(--check); }
[data-icon='triangle'] { --shape: var(--triangle); }
[data-icon='bang'] { --shape: var(--bang); }
[data-icon='dash'] { --shape: var(--dash); }
[data-icon='dot'] { --shape: var(--dot); }
[data-icon='ring'] { --shape: var(--ring); }

.header, .footer { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1.5em; }
.name { font-weight: 600; min-inline-size: 0; }
.aside, .time { color: var(--muted); }
.time { padding-inline-start: 1.25em; }
.aside, .footer, .counts, .documents { font-size: 0.875em; }
.base { font-variant-numeric: tabular-nums; }

.track {
  display: flex; gap: 2px; block-size: var(--document-translation-status-size, 0.5em); overflow: hidden;
  border-radius: var(--document-translation-status-radius, 1em);
  background: var(--document-translation-status-track, color-mix(in srgb, currentColor 14%, transparent));
}
.bar { flex: none; max-inline-size: 100%; background: var(--accent); border-radius: 1px; transition: inline-size 0.6s ease-out, background-color 0.3s; }
.bar:only-child { border-radius: inherit; }
.parts .bar { flex: 0 1 auto; min-inline-size: 0.25em; }
.parts .bar[data-state='running'] { opacity: 0.4; }
.indeterminate .bar { inline-size: 30%; animation: pass 1.6s ease-in-out infinite alternate; }
.base[data-state='not-started'] .bar { display: none; }
@keyframes pass { from { translate: 0; } to { translate: calc(var(--forth, 1) * 233.4%); } }
[dir='rtl'] { --forth: -1; }
.base[data-notice] .bar { animation-play-state: paused; opacity: 0.5; }

:is(.status, .count, .document)::before {
  content: ''; flex: none; display: inline-block; inline-size: 0.75em; block-size: 0.75em; margin-inline-end: 0.5em;
  background: var(--accent); clip-path: var(--shape); forced-color-adjust: none;
}
.status:focus { outline-offset: 0.25em; }

.counts, .documents { margin: 0; padding: 0; list-style: none; }
.counts { display: flex; flex-wrap: wrap; gap: 0.125em 1.25em; }
.count { padding-inline-start: 1.25em; text-indent: -1.25em; }
.count-number { font-weight: 600; }
.documents {
  max-block-size: var(--document-translation-status-list-size, 20em); overflow: auto; overscroll-behavior: contain;
  border: 1px solid var(--line); border-radius: 0.5em; scrollbar-width: thin;
}
.document {
  display: grid; grid-template-columns: auto minmax(0, 1fr) 8em 10em; gap: 0 1em; align-items: baseline;
  padding: 0.5em 0.75em; content-visibility: auto; contain-intrinsic-size: auto 2.5em;
}
.document::before { margin-inline-end: -0.5em; }
.document + .document { border-block-start: 1px solid var(--line); }
.document-language { color: var(--muted); }
.document-status { text-align: end; }
.document-message { grid-column: 2 / -1; color: var(--muted); }
.document-message:empty { display: none; }

.problem { border-inline-start: 0.1875em solid var(--accent); padding-inline-start: 0.75em; display: grid; gap: 0.5em; justify-items: start; }
.message { margin: 0; font-size: 0.9375em; white-space: pre-line; }
.status { display: flex; align-items: baseline; }
.details { max-inline-size: 100%; font-size: 0.875em; color: var(--muted); }
summary { cursor: pointer; inline-size: fit-content; padding-block: 0.125em; }
pre { margin: 0.25em 0 0; white-space: pre-wrap; font: 0.9375em / 1.5 ui-monospace, monospace, monospace; }
.retry, .action {
  display: inline-block; font: inherit; font-size: 0.875em; color: inherit; background: none; text-decoration: none; cursor: pointer;
  border: 1px solid color-mix(in srgb, currentColor 55%, transparent); border-radius: 0.5em; padding: 0.3em 0.9em;
}
:is(.retry, .action):hover { background: color-mix(in srgb, currentColor 8%, transparent); }
a.document-name[href] { color: inherit; text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.documents:focus-visible { outline-offset: -2px; }
.announcement { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@container (max-width: 26em) {
  .header, .footer { flex-direction: column; align-items: stretch; }
  .document { grid-template-columns: auto fit-content(60%) minmax(0, 1fr); }
  .document-name { grid-column: 2 / -1; }
  .document-language { grid-column: 2; }
  .counts { flex-direction: column; }
  .base:is([data-state='waiting'], [data-state='not-started']) :is(.aside, .time):empty::before { content: '\\200b'; }
}
@container (max-width: 13em) {
  .document { padding-inline: 0.5em; gap: 0 0.75em; }
  .document :is(.document-language, .document-status) { grid-column: 2 / -1; text-align: start; }
}
@media (prefers-reduced-motion: reduce) {
  .bar { transition: none; }
  .indeterminate .bar { animation: none; inline-size: 100%; opacity: 0.4; }
}
@media (forced-colors: active) {
  [data-color] { --accent: CanvasText; }
  .track { border: 1px solid CanvasText; background: Canvas; }
  .bar { background: Highlight; forced-color-adjust: none; }
  .bar:not(:only-child)[data-state='failed'] { background: CanvasText; }
  .bar:not(:only-child)[data-state='canceled'] { background: GrayText; }
  .bar:not(:only-child)[data-state='running'] { background: repeating-linear-gradient(90deg, Highlight 0 3px, Canvas 3px 6px); }
}
`;

/** A constructed style sheet belongs to one document. @type {WeakMap<Document, CSSStyleSheet>} */
const sheets = new WeakMap();

/** @param {Document} page */
function createSheet(page) {
  const sheet = new /** @type {any} */ (page.defaultView).CSSStyleSheet();
  sheet.replaceSync(css);
  sheets.set(page, sheet);
  return sheet;
}

/** Styles an element, or styles it again in another document. @param {ShadowRoot} root */
export function applyStyle(root) {
  const page = root.ownerDocument;
  const own = root.querySelector('style');
  try {
    root.adoptedStyleSheets = [sheets.get(page) ?? createSheet(page)];
    own?.remove();
  } catch {
    // There are no constructable style sheets, as in an older jsdom.
    if (!own) root.prepend(Object.assign(page.createElement('style'), { textContent: css }));
  }
}
