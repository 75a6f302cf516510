import { describe, expect, it } from 'vitest';
import { shrink } from './shrink.ts';

const LIMITS = { rounds: 100, batch: 50 };

describe('shrinking', () => {
  it('leaves only what makes the value fail', async () => {
    const value = {
      id: 'x',
      pods: [
        { name: 'a', v: 40 },
        { name: 'b', v: 7 },
      ],
      note: 'long',
      list: [1, 2, 3],
    };
    const fails = (one: unknown) =>
      ((one as typeof value).pods ?? []).some((pod) => typeof pod.v === 'number' && pod.v >= 5);
    const smallest = await shrink(value, async (variants) => variants.map(fails), LIMITS);
    expect(smallest).toEqual({ id: 'x', pods: [{ v: 5 }] });
  });

  it('keeps a value that cannot be made smaller', async () => {
    expect(await shrink({ id: 'x', v: 3 }, async (variants) => variants.map(() => false), LIMITS)).toEqual({
      id: 'x',
      v: 3,
    });
  });
});
