import type { WrittenSample, WrittenSeries } from '../../prometheus/write-request.ts';
import type { Instant } from '../../units/instant.ts';
import type { CurvePoint } from '../curves/curve.ts';

export type Labels = Readonly<Record<string, string>>;
/** Makes a series of the run from its name, its own labels and its samples. */
export type MakeSeries = (name: string, labels: Labels, samples: readonly WrittenSample[]) => WrittenSeries;

/** A query of Prometheus looks five minutes back and a panel often less; what holds is said again this often. */
const AGAIN_MS = 15_000;

/** How long a reading stands that has none before it, and at most. */
const USUAL_MS = 1000;
const MOST_MS = 60_000;

/** A stretch in which nobody looked. */
export interface Blind {
  readonly from: Instant;
  /** `null` where it lasts to the end. */
  readonly to: Instant | null;
}

/** Values that were read one by one: in order, one an instant, and an end after the last. */
export function readings(points: readonly CurvePoint[]): readonly WrittenSample[] {
  const ordered = inOrder(points);
  const samples = ordered.map(({ at, value }): WrittenSample => ({ at, value: value ?? 'stale' }));
  // The last reading stands as long as the one before it did.
  const [before, last] = [ordered.at(-2), ordered.at(-1)];
  return ended(samples, before && last ? Math.min(last.at - before.at, MOST_MS) : USUAL_MS);
}

/**
 * A value that holds until the next one, as counts of replicas do: said again while it holds, and ended where nobody
 * looked, because it may have been another by then.
 */
export function held(
  points: readonly CurvePoint[],
  end: Instant,
  blind: readonly Blind[],
): readonly WrittenSample[] {
  const ordered = inOrder(points);
  const samples: WrittenSample[] = [];
  for (const [index, { at, value }] of ordered.entries()) {
    if (value === null) samples.push({ at, value: 'stale' });
    else {
      const following = ordered[index + 1]?.at;
      const next = following ?? Math.max(at, Math.round(end)) + 1;
      const gap = blind.find(({ from, to }) => from < next && (to === null || to > at));
      const seenUntil = gap === undefined ? next : Math.min(next, Math.max(at + 1, Math.round(gap.from)));
      for (let said = at; said < seenUntil; said += AGAIN_MS) samples.push({ at: said, value });
      // The end of the run is said too, so that the value is seen to have held until then.
      if (following === undefined && seenUntil === next && samples.at(-1)!.at < next - 1)
        samples.push({ at: next - 1, value });
      if (seenUntil < next) samples.push({ at: seenUntil, value: 'stale' });
    }
  }
  return ended(samples, 1);
}

/** The instants of a record may have fractions, and two of them may fall on one millisecond: then the later one counts. */
function inOrder(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const byTime = new Map<number, CurvePoint>();
  for (const { at, value } of points) byTime.set(Math.round(at), { at: Math.round(at), value });
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}

/** Marks the end of a series, after which a query finds nothing; `afterMs` is how long its last value stands. */
function ended(samples: readonly WrittenSample[], afterMs: number): readonly WrittenSample[] {
  const last = samples.at(-1);
  if (last === undefined || last.value === 'stale') return samples;
  return [...samples, { at: last.at + afterMs, value: 'stale' }];
}
