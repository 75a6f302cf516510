/** An age as kubectl rounds it: at least so many milliseconds, and less than so many. */
export interface Age {
  readonly fromMs: number;
  readonly belowMs: number;
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, y: 31_536_000_000 } as const;

/** Reads `45s`, `2m10s`, `37m`, `5h12m`, `3d4h`; `undefined` for `<unknown>` and all else. Go: `duration.HumanDuration`. */
export function readAge(text: string): Age | undefined {
  if (!/^(?:\d+[smhdy])+$/.test(text)) return undefined;
  let total = 0;
  let last: keyof typeof UNIT_MS = 's';
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhdy])/g)) {
    last = unit as keyof typeof UNIT_MS;
    total += Number(amount) * UNIT_MS[last];
  }
  return { fromMs: total, belowMs: total + graininess(total, last) };
}

/** Parts that are zero are left out: `3m` is exact to the second, `12m` only to the minute. */
function graininess(ms: number, unit: keyof typeof UNIT_MS): number {
  if (ms < 10 * UNIT_MS.m) return UNIT_MS.s;
  if (ms < 8 * UNIT_MS.h) return UNIT_MS.m;
  if (ms < 8 * UNIT_MS.d) return UNIT_MS.h;
  return unit === 'y' && ms >= 8 * UNIT_MS.y ? UNIT_MS.y : UNIT_MS.d;
}
