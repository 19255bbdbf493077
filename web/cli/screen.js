// The place on a terminal where lines are redrawn; elsewhere lines are written once, each below the last.
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

/**
 * The cursor is never hidden, so that there is nothing to bring back; each drawing is one write, so that nothing flickers.
 * @param {Output} output
 */
export function createScreen(output) {
  /** @type {string[]} */
  let drawn = [];
  /** @type {(() => string[]) | undefined} */
  let draw;
  const columns = () => output.columns || 80;
  // In a window that got narrower, the lines that are there take more rows now.
  const home = () => {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns())), 0);
    return `\r${rows > 1 ? `\x1b[${rows - 1}A` : ''}\x1b[J`;
  };
  const redraw = () => {
    if (!draw) return;
    const lines = draw();
    output.write(`${drawn.length ? home() : ''}${lines.join('\n')}`);
    drawn = lines;
  };
  /** @param {string[]} lines What stays of those that are there. */
  const finish = (lines) => {
    if (drawn.length) output.write(home() + lines.map((line) => `${line}\n`).join(''));
    output.off('resize', redraw);
    drawn = [];
    draw = undefined;
  };
  return {
    /** @param {() => string[]} lines Called again whenever the window is resized. */
    show(lines) {
      if (!draw) output.on('resize', redraw);
      draw = lines;
      redraw();
    },
    /** Writes lines for good, above those that are redrawn. @param {string} text */
    above(text) {
      output.write(`${drawn.length ? home() : ''}${text}`);
      drawn = [];
      redraw();
    },
    /** Draws once more, below what came meanwhile. */
    again() {
      drawn = [];
      redraw();
    },
    /** Takes the lines away, for what comes in their place. */
    clear: () => finish([]),
    /** Leaves the lines, and the cursor below them; a ^C that the terminal has put there is gone. */
    leave: () => finish(drawn),
  };
}
