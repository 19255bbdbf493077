// Progress as lines of a log, each with its time. However fast a job changes, there is at most one line in ten seconds.

const EVERY_MS = 10_000;

/** @param {(text: string) => unknown} write */
export function createPlainProgress(write) {
  let latest = '';
  let written = '';
  let nextAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} Writes the latest line later. */
  let timer;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (latest === written) return;
    written = latest;
    nextAt = Date.now() + EVERY_MS;
    write(`${new Date().toISOString().slice(0, 19)}Z  ${latest}\n`);
  };
  return {
    /** Writes a line now or later, unless another one replaces it. @param {string} line */
    show(line) {
      latest = line;
      if (timer) return;
      // The clock may have been set back.
      const waitMs = Math.min(nextAt - Date.now(), EVERY_MS);
      if (waitMs > 0) timer = setTimeout(flush, waitMs);
      else flush();
    },
    /** Ends the progress. @param {boolean} writesLatest Whether to write a line that waits. */
    stop(writesLatest) {
      if (timer && writesLatest) flush();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
