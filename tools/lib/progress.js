// Progress of the tools: one line per step on stderr, redrawn in place on a terminal, plain lines elsewhere. A step that has nothing to do
// prints nothing.

const PLAIN_INTERVAL_MS = 15_000;

/**
 * @typedef {object} Step
 * @property {(text: string) => void} update shows how far the step is
 * @property {(line: string) => void} print prints a line of its own above the step's line
 * @property {(text?: string) => void} done ends the step; the text is its result
 * @property {() => void} failed ends the step without a result
 */

/**
 * Starts a step and shows it, with the seconds that it has taken, until it is done.
 * @param {string} title e.g. `Building the module`
 * @param {NodeJS.WriteStream} [stream] default: stderr
 * @returns {Step}
 */
export function startStep(title, stream = process.stderr) {
  const start = performance.now();
  const seconds = () => `${Math.round((performance.now() - start) / 1000)} s`;
  let detail = '';
  let printedAt = start;

  const clear = () => {
    if (stream.isTTY) stream.write('\r\x1b[K');
  };
  const draw = () => {
    const line = `${title}${detail && `: ${detail}`} (${seconds()})`;
    clear();
    stream.write(line.slice(0, (stream.columns || 80) - 1));
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  if (stream.isTTY) {
    timer = setInterval(draw, 1000).unref();
    draw();
  } else {
    stream.write(`${title} ...\n`);
  }
  /** @param {string} line */
  const end = (line) => {
    clearInterval(timer);
    clear();
    if (line) stream.write(`${line}\n`);
  };

  return {
    update(text) {
      detail = text;
      if (stream.isTTY) {
        draw();
      } else if (performance.now() - printedAt > PLAIN_INTERVAL_MS) {
        printedAt = performance.now();
        stream.write(`  ${text} (${seconds()})\n`);
      }
    },
    print(line) {
      clear();
      stream.write(`${line}\n`);
      if (stream.isTTY) draw();
    },
    done: (text = 'done') => end(`${title}: ${text} (${seconds()})`),
    failed: () => end(''),
  };
}

/**
 * Runs `work` as a step.
 * @template T
 * @param {string} title
 * @param {(step: Step) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inStep(title, work) {
  const step = startStep(title);
  try {
    const result = await work(step);
    step.done();
    return result;
  } catch (error) {
    step.failed();
    throw error;
  }
}
