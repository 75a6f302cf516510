/** One figure in a family: under each arrangement, how rare it is (1 where its difference is none). */
export type Rarity = Float64Array;

/**
 * How rare each figure's real arrangement is, counted over the whole family: the share of arrangements in which any
 * figure at all comes out as rare. So the chance that an unchanged system is reported stays what it is said to be,
 * however many figures are looked at and however they hang together (Westfall and Young's minimum of p).
 */
export function rarityInFamily(family: readonly Rarity[]): readonly number[] {
  const ways = family[0]?.length ?? 0;
  const rarest = new Float64Array(ways).fill(1);
  for (const figure of family) {
    for (let w = 0; w < ways; w++) rarest[w] = Math.min(rarest[w]!, figure[w]!);
  }
  return family.map((figure) => {
    const real = figure[0]!;
    return real >= 1 ? 1 : rarest.filter((one) => one <= real + 1e-9).length / ways;
  });
}
