import { answerSize } from '../scenario/answer-size.ts';
import type { Plan } from './plan.ts';
import { seededRandom } from './random.ts';

/**
 * One request to send: milliseconds from load start, image of the corpus, style, whether it ends its connection,
 * whether its answer is handed to the runner. A tuple, because a long run has very many.
 */
export type PlayEntry = readonly [atMs: number, image: number, style: number, close: 0 | 1, decode: 0 | 1];

/** Requests per second that one VU sends without lagging; each is an event loop of its own. */
const RATE_PER_VU = 25;
const MOST_VUS = 8;

/** How many VUs play the list; few, because each one holds the corpus and its own connections. */
export function vusFor(plan: Pick<Plan, 'stages'>): number {
  const peak = Math.max(1, ...plan.stages.map((stage) => stage.peakRate));
  return Math.min(MOST_VUS, Math.ceil(peak / RATE_PER_VU));
}

/** Deals out image, style, connection and sample to each arrival of the plan, from its seed. */
export function dealEntries(
  plan: Pick<Plan, 'scenario' | 'seed' | 'arrivals'>,
  imageCount: number,
): readonly PlayEntry[] {
  const { load } = plan.scenario;
  // Drawn, not counted: with every fourth request, a connection that serves each second one might never be closed.
  const random = seededRandom(plan.seed + 1);
  // Of a service of the user's own that tells no size, nothing could be said of a decoded answer.
  const sample = answerSize(load) === undefined ? 0 : load.decodeSample;
  const decoded = pickSample(plan.arrivals.length, sample, seededRandom(plan.seed + 2));
  return plan.arrivals.map((atMs, index) => [
    atMs,
    Math.floor(random() * imageCount),
    load.styles[index % load.styles.length]!,
    random() < 1 / load.requestsPerConnection ? 1 : 0,
    decoded.has(index) ? 1 : 0,
  ]);
}

/** Picks `wanted` indexes out of `count`, spread over the whole: one from each of as many equal stretches. */
function pickSample(count: number, wanted: number, random: () => number): ReadonlySet<number> {
  const stretches = Math.min(count, wanted);
  return new Set(
    Array.from({ length: stretches }, (_, at) => Math.floor(((at + random()) * count) / stretches)),
  );
}
