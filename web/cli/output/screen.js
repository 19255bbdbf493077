// Lines on a terminal that are redrawn in place. The cursor is never hidden, so a crash leaves a usable terminal. Each redraw is one write, so
// that the lines do not flicker.
import { widthOf } from './text.js';

/**
 * @typedef {object} Output
 * @property {(text: string) => unknown} write
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 * @property {number} [rows]
 * @property {(env: Record<string, string | undefined>) => boolean} [hasColors]
 * @property {(event: 'error' | 'resize', listener: (error: Error) => void) => unknown} on
 * @property {(event: 'error' | 'resize', listener: (error: Error) => void) => unknown} off
 */

/** How often lines are drawn again because of times in them. */
const TICK_MS = 1000;

/** @param {Output} output */
export function createScreen(output) {
  /** @type {string[]} The lines on the terminal. */
  let drawn = [];
  /** @type {(() => string[]) | undefined} */
  let draw;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const columns = () => output.columns || 80;
  /** Moves the cursor to the first drawn line, and clears from there. */
  const erase = () => {
    // If the window became narrower, the drawn lines now take more rows.
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns())), 0);
    return `\r${rows > 1 ? `\x1b[${rows - 1}A` : ''}\x1b[J`;
  };
  const redraw = () => {
    if (!draw) return;
    const lines = draw();
    output.write(`${drawn.length ? erase() : ''}${lines.join('\n')}`);
    drawn = lines;
  };
  const tick = () => {
    if (draw?.().join('\n') !== drawn.join('\n')) redraw();
  };
  /** @param {string[]} lines The lines that stay. */
  const end = (lines) => {
    if (drawn.length) output.write(erase() + lines.map((line) => `${line}\n`).join(''));
    output.off('resize', redraw);
    clearInterval(timer);
    drawn = [];
    draw = undefined;
  };
  return {
    /** @param {() => string[]} lines Called again each second, and when the window is resized. */
    show(lines) {
      if (!draw) {
        output.on('resize', redraw);
        timer = setInterval(tick, TICK_MS);
      }
      draw = lines;
      redraw();
    },
    /** Writes a text that stays, above the redrawn lines. @param {string} text */
    writeAbove(text) {
      output.write(`${drawn.length ? erase() : ''}${text}`);
      drawn = [];
      redraw();
    },
    /** Draws again below other output. */
    redrawBelow() {
      drawn = [];
      redraw();
    },
    /** Ends the redrawing, and removes the lines. */
    clear: () => end([]),
    /** Ends the redrawing, and keeps the lines. The redraw overwrites a ^C that the terminal printed. */
    keep: () => end(draw?.() ?? []),
  };
}
