// Estimates how long a document or a job still takes, from its own progress.
import { estimatePace } from '../module/policy.js';
import { now } from './timing.js';

export class RemainingTime {
  #instance;
  // When progress was first seen and how much it was; its latest value and when that was seen.
  #firstAt = 0;
  #first = -1;
  #latest = -1;
  #latestAt = 0;
  /** The size of the latest step. */
  #step = 0;
  /** How long the whole takes, in ms; -1 while unknown. */
  #pace = -1;

  /** @param {() => import('../module/instance.js').Instance} instance */
  constructor(instance) {
    this.#instance = instance;
  }

  /**
   * The time left in ms; 0 or less if unknown. While progress stays the same, the estimate decreases, but not below what another step of
   * the same size would leave.
   * @param {{ status: string, progress?: number }} state
   */
  estimate({ status, progress }) {
    if (status !== 'Running' || progress === undefined) return 0;
    const at = now();
    if (this.#first < 0 || progress < this.#latest) {
      this.#first = this.#latest = progress;
      this.#firstAt = at;
      this.#pace = -1;
    }
    if (progress > this.#latest) {
      this.#step = progress - this.#latest;
      this.#latest = progress;
      this.#latestAt = at;
      this.#pace = estimatePace(this.#instance(), this.#first, progress, at - this.#firstAt, this.#pace);
    }
    return this.#pace < 0 ? 0 : (1 - progress) * this.#pace - Math.min(at - this.#latestAt, this.#step * this.#pace);
  }
}
