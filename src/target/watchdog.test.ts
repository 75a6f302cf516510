import { expect, it } from 'vitest';
import type { Clock } from '../clock/clock.ts';
import { watchTarget } from './watchdog.ts';

/** A clock whose sleeps pass at once. */
function quickClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('gives a target up after it has not answered for a while, and says what it saw last', async () => {
  const watchdog = watchTarget(quickClock(), {
    look: async () => {
      throw new Error('connection refused');
    },
  });
  await new Promise((resolve) => watchdog.lost.addEventListener('abort', resolve));
  expect(String(watchdog.lost.reason)).toMatch(/of no use for 1\d s: connection refused/);
});

it('forgives a target that answers again in time', async () => {
  let looks = 0;
  const watchdog = watchTarget(quickClock(), {
    look: async () => {
      if (++looks % 5 !== 0) throw new Error('busy');
    },
  });
  while (looks < 60) await new Promise((resolve) => setImmediate(resolve));
  watchdog.stop();
  expect(watchdog.lost.aborted).toBe(false);
});

it('gives a target up at once when it is known to be gone for good', async () => {
  const watchdog = watchTarget(quickClock(), {
    look: async () => {
      throw new Error('connection refused');
    },
    gone: async () => 'its supervisor does not run any more',
  });
  await new Promise((resolve) => watchdog.lost.addEventListener('abort', resolve));
  expect(String(watchdog.lost.reason)).toBe('Error: its supervisor does not run any more');
});
