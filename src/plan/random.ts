/** A seeded source of numbers in [0, 1): the same seed gives the same sequence on every machine. */
export type Random = () => number;

/**
 * Makes a seeded source of numbers: xorshift128 (Marsaglia 2003), its state filled by mixing the seed with
 * the splitmix32 finaliser. Good enough for arrivals and samples; not for secrets.
 */
export function seededRandom(seed: number): Random {
  let mixed = Math.trunc(seed) >>> 0;
  const next = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [x, y, z, w] = [next(), next(), next(), next() | 1];
  return () => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return w / 2 ** 32;
  };
}
