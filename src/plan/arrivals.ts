import { seededRandom } from './random.ts';
import { arrivalsWithin, momentOf, type RateSegment } from './rate.ts';

/**
 * All arrivals of a load in milliseconds from its start, ascending. `even`: one whenever the integral of the
 * rate passes a whole number, the first at 0. `poisson`: exponential steps of mean 1 along the same integral.
 */
export function arrivalsOf(
  segments: readonly RateSegment[],
  spacing: 'even' | 'poisson',
  seed: number,
): readonly number[] {
  const random = seededRandom(seed);
  const step = spacing === 'even' ? () => 1 : () => -Math.log(1 - random());
  const arrivals: number[] = [];
  let before = 0;
  let next = spacing === 'even' ? 0 : step();
  for (const segment of segments) {
    const amount = arrivalsWithin(segment);
    // Sums such as 0.1 + 0.2 end a hair above or below a whole number; that hair must not make a request.
    while (next - before < amount - 1e-9) {
      arrivals.push(momentOf(segment, Math.max(0, next - before)));
      next += step();
    }
    before += amount;
  }
  return arrivals;
}
