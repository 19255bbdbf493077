// What the tools say while they work: one line per step on stderr, rewritten in place on a terminal and plain off it.
// Owns the look of progress; a step that has nothing to do says nothing.

const PLAIN_INTERVAL_MS = 15_000;

/**
 * @typedef {object} Step
 * @property {(text: string) => void} update Says how far the step is.
 * @property {(text?: string) => void} done Ends the step; the text says what came of it.
 * @property {() => void} failed Ends the step without a word; the error says why.
 */

/**
 * Starts a step and shows it, with the seconds it has taken, until it is done.
 * @param {string} title what is being done, e.g. `Building the module`
 * @param {NodeJS.WriteStream} [stream] where the line goes, default stderr
 * @returns {Step}
 */
export function startStep(title, stream = process.stderr) {
  const start = performance.now();
  const seconds = () => `${Math.round((performance.now() - start) / 1000)} s`;
  let detail = '';
  let saidAt = start;

  const draw = () => {
    const line = `${title}${detail && `: ${detail}`} (${seconds()})`;
    stream.write(`\r\x1b[K${line.slice(0, (stream.columns || 80) - 1)}`);
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
    if (stream.isTTY) stream.write('\r\x1b[K');
    if (line) stream.write(`${line}\n`);
  };

  return {
    update(text) {
      detail = text;
      if (stream.isTTY) {
        draw();
      } else if (performance.now() - saidAt > PLAIN_INTERVAL_MS) {
        saidAt = performance.now();
        stream.write(`  ${text} (${seconds()})\n`);
      }
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
 * @param {(result: T) => string} [outcome] what the line says at the end, default `done`
 * @returns {Promise<T>}
 */
export async function inStep(title, work, outcome) {
  const step = startStep(title);
  try {
    const result = await work(step);
    step.done(outcome?.(result));
    return result;
  } catch (error) {
    step.failed();
    throw error;
  }
}
