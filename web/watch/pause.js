// Pauses the requests of a watch, and keeps the time of the next one. The elements use it while nobody can see them.

/** The key of a Pause among the options of a watch. A symbol, because it is not an option for callers. */
export const PAUSE = Symbol.for('document-translation-status.pause');

export class Pause {
  #isOn = false;
  /** @type {Set<import('./sleep.js').Wait>} Those that may not end now. */
  waits = new Set();

  get isOn() {
    return this.#isOn;
  }
  set isOn(value) {
    this.#isOn = value;
    if (!value) for (const wait of this.waits) wait.shorten();
  }
}
