/**
 * Chooses traces that together show as much as possible in little space: each next one is that which adds most unseen
 * tags, condition reasons and event reasons for its size. The same lines give the same choice.
 */
export function chooseTraces(
  lines: readonly string[],
  limit: { readonly count: number; readonly bytes: number },
): readonly string[] {
  const rest = lines.map((line) => ({ line, shows: shownBy(line) }));
  const seen = new Set<string>();
  const chosen: string[] = [];
  let bytes = 0;
  while (chosen.length < limit.count) {
    let best: (typeof rest)[number] | undefined;
    let bestWorth = -1;
    for (const one of rest) {
      if (bytes + one.line.length > limit.bytes) continue;
      // One more than what is new, so that small traces fill up the rest.
      const worth = (one.shows.filter((thing) => !seen.has(thing)).length * 20 + 1) / one.line.length;
      if (worth > bestWorth) [best, bestWorth] = [one, worth];
    }
    if (best === undefined) break;
    rest.splice(rest.indexOf(best), 1);
    for (const thing of best.shows) seen.add(thing);
    chosen.push(best.line);
    bytes += best.line.length;
  }
  return chosen;
}

/** Tags of the trace, reasons that occur in it, and pairs of tags. */
function shownBy(line: string): readonly string[] {
  const tags = (JSON.parse(line) as { readonly tags?: readonly string[] }).tags ?? [];
  const pairs = tags.flatMap((a) => tags.filter((b) => a < b).map((b) => `${a}+${b}`));
  const reasons = [...line.matchAll(/"(?:True|False|Warning|Normal)","([A-Z]\w+)"/g)].map(
    ([, reason]) => reason!,
  );
  const metrics = [...line.matchAll(/"type":"(\w+)"/g)].map(([, type]) => type!);
  return [...new Set([...tags, ...pairs, ...reasons, ...metrics])];
}
