import { profileOf } from '../metric/catalogue.ts';
import { fullScale } from '../metric/profile.ts';
import { type Random, seededRandom } from '../plan/random.ts';
import type { Timing } from '../plan/timing.ts';
import type { Emit } from '../sample/observation.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { EventLoop } from './event-loop.ts';

/** What a twin is made from; the same spec gives the same observations, byte by byte, on every machine. */
export interface TwinSpec {
  readonly scenario: Scenario;
  readonly timing: Timing;
  readonly seed: number;
  /** Virtual time; several twins may stand in one loop. */
  readonly loop: EventLoop;
  readonly emit: Emit;
  /** What is observed: everything that a lab run records, or only the HPA, replicas and pods, for long runs. */
  readonly detail: 'all' | 'scaling';
}

/** Streams of random numbers that do not disturb each other: each part of the twin draws from its own. */
const STREAMS = { phases: 101, pods: 102, balance: 103, names: 104 } as const;

/** The numbers that one part of a twin draws from. */
export function randomOf(spec: Pick<TwinSpec, 'seed'>, part: keyof typeof STREAMS): Random {
  return seededRandom(spec.seed * 1009 + STREAMS[part]);
}

/** The series that the twin's exporters have. */
export function seriesOf({ scenario }: Pick<TwinSpec, 'scenario'>): string {
  return profileOf(scenario.hpa.metric.profile).series;
}

/** What a fully busy GPU reads in it. */
export function fullScaleOf({ scenario }: Pick<TwinSpec, 'scenario'>): 100 | 1 {
  return fullScale(profileOf(scenario.hpa.metric.profile));
}
