import { expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { pollUntil } from './poll.ts';

function steppedClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
}

it('returns the value and how long it took', async () => {
  let looks = 0;
  const result = await pollUntil(steppedClock(), 1000, async () =>
    ++looks < 3 ? { seen: 'not yet' } : { value: looks },
  );
  expect(result).toEqual({ done: true, value: 3, waitedMs: 150 });
});

it('says what it saw last when the deadline passes, errors included', async () => {
  const result = await pollUntil(steppedClock(), 500, async () => {
    throw new Error('connection refused');
  });
  expect(result).toMatchObject({ done: false, lastSeen: 'connection refused' });
  expect(result.waitedMs).toBeLessThanOrEqual(500);
});

it('stops at once when it is aborted', async () => {
  await expect(
    pollUntil(steppedClock(), 500, async () => ({ seen: '' }), {
      signal: AbortSignal.abort(new Error('stop')),
    }),
  ).rejects.toThrow('stop');
});
