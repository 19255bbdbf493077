// Run by Vitest.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scenarios } from './scenarios.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

for (const [name, run] of Object.entries(scenarios))
  test(name, async () => {
    expect(await run((ms) => vi.advanceTimersByTimeAsync(ms))).toBe(true);
  });
