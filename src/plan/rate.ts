import type { StageSpec } from '../scenario/schema.ts';

/** A stretch in which the rate runs in a straight line; offsets in milliseconds, rates per second. */
export interface RateSegment {
  readonly startMs: number;
  readonly endMs: number;
  readonly from: number;
  readonly to: number;
}

/** Cuts a stage that begins at `startMs` into straight lines. */
export function segmentsOf(stage: StageSpec, startMs: number): readonly RateSegment[] {
  const endMs = startMs + stage.duration;
  switch (stage.kind) {
    case 'hold':
      return [{ startMs, endMs, from: stage.rate, to: stage.rate }];
    case 'ramp':
      return [{ startMs, endMs, from: stage.from, to: stage.to }];
    case 'step':
      return levels(
        startMs,
        endMs,
        Array.from({ length: stage.steps }, (_, i) =>
          stage.steps === 1 ? stage.to : stage.from + ((stage.to - stage.from) * i) / (stage.steps - 1),
        ),
      );
    case 'spike':
      return levels(startMs, endMs, [stage.base, stage.peak, stage.base]);
  }
}

function levels(startMs: number, endMs: number, rates: readonly number[]): readonly RateSegment[] {
  const width = (endMs - startMs) / rates.length;
  return rates.map((rate, i) => ({
    startMs: startMs + i * width,
    endMs: i === rates.length - 1 ? endMs : startMs + (i + 1) * width,
    from: rate,
    to: rate,
  }));
}

/** How many arrivals fall into a segment, as a real number: the integral of its rate. */
export function arrivalsWithin(segment: RateSegment): number {
  return ((segment.endMs - segment.startMs) / 1000) * ((segment.from + segment.to) / 2);
}

/** The moment in a segment at which its integral reaches `amount`; `amount` lies within the segment's whole. */
export function momentOf(segment: RateSegment, amount: number): number {
  const width = (segment.endMs - segment.startMs) / 1000;
  const slope = (segment.to - segment.from) / width;
  // from*t + slope/2*t^2 = amount, solved in the form that does not cancel when the slope is near 0.
  const root = Math.sqrt(Math.max(0, segment.from ** 2 + 2 * slope * amount));
  const seconds = segment.from + root === 0 ? 0 : (2 * amount) / (segment.from + root);
  return Math.min(segment.endMs, segment.startMs + seconds * 1000);
}
