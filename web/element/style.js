// How the element looks: one constructable style sheet for all of them, so that a page's CSP need not allow inline styles. Text takes the
// page's font and colour; the three colours here stand out, 3:1 or more, on white as on black.

const css = `
:host { display: block; container-type: inline-size; font: inherit; color: inherit; text-align: start; }
:host([hidden]), [hidden] { display: none !important; }
.base { display: grid; gap: 0.5em; min-inline-size: 0; }
.header, .footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.125em 1em; }
.name { font-weight: 600; min-inline-size: 0; overflow-wrap: anywhere; }
.language, .time { color: var(--document-translation-status-muted, color-mix(in srgb, currentColor 78%, transparent)); }
.footer { font-size: 0.9375em; font-variant-numeric: tabular-nums; }
.track {
  block-size: var(--document-translation-status-size, 0.5em); overflow: hidden;
  border-radius: var(--document-translation-status-radius, 1em);
  background: var(--document-translation-status-track, color-mix(in srgb, currentColor 16%, transparent));
}
.bar { block-size: 100%; border-radius: inherit; background: var(--accent); transition: inline-size 0.4s ease-out; }
.base { --accent: var(--document-translation-status-color, #2f6fed); }
.base[data-state='succeeded'] { --accent: var(--document-translation-status-success, #1a8f4c); }
.base:is([data-state='failed'], [data-state='validation-failed'], [data-state='error']) {
  --accent: var(--document-translation-status-error, #d93b3b);
}
.status::before {
  content: ''; display: inline-block; inline-size: 0.6em; block-size: 0.6em; margin-inline-end: 0.5em; border-radius: 50%;
  background: var(--accent); forced-color-adjust: none;
}
.problem { border-inline-start: 0.2em solid var(--accent); padding-inline-start: 0.75em; display: grid; gap: 0.5em; justify-items: start; }
.message { margin: 0; }
summary { cursor: pointer; }
pre { margin: 0.5em 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.875em; }
button { font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 0.375em; padding: 0.375em 0.875em; cursor: pointer; }
a { color: inherit; text-underline-offset: 0.2em; overflow-wrap: anywhere; display: inline-block; padding-block: 0.2em; }
:focus-visible { outline: 0.15em solid currentColor; outline-offset: 0.15em; }
.announcement { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.indeterminate .bar { inline-size: 30%; animation: pass 1.8s ease-in-out infinite alternate; }
@keyframes pass { from { margin-inline-start: 0; } to { margin-inline-start: 70%; } }
.base[data-offline] .bar { animation-play-state: paused; opacity: 0.6; }
@media (prefers-reduced-motion: reduce) {
  .bar { transition: none; }
  .indeterminate .bar { animation: none; inline-size: 100%; opacity: 0.5; }
}
@media (forced-colors: active) {
  .track { border: 1px solid CanvasText; }
  .bar, .status::before { background: Highlight; forced-color-adjust: none; }
}
@container (max-width: 24em) { .header, .footer { flex-direction: column; } }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The style sheet, made at its first use, so that importing this needs no document. */
export function styleSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}
