/** A source of numbers in [0, 1) that gives the same ones for the same seed and name. */
export type Jitter = () => number;

/** Makes a jitter source; `name` keeps several watches of one seed from moving in step. */
export function makeJitter(seed: number, name: string): Jitter {
  let state = seed >>> 0;
  for (const character of name) state = (Math.imul(state, 31) + character.codePointAt(0)!) >>> 0;
  return () => {
    // mulberry32, a public-domain generator: 32 bits of state are plenty for spreading reconnects.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How long to wait before attempt number `failures` + 1: at once after none, then 100 ms doubling to 5 s, jittered down to half. */
export function backOffMs(failures: number, jitter: Jitter): number {
  if (failures === 0) return 0;
  return Math.min(5000, 100 * 2 ** (failures - 1)) * (0.5 + jitter() / 2);
}
