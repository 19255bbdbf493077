// Run by Jest.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { scenarios } from './scenarios.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

for (const [name, run] of Object.entries(scenarios))
  test(name, async () => {
    expect(await run((ms) => jest.advanceTimersByTimeAsync(ms))).toBe(true);
  });
