import { seededRandom } from '../plan/random.ts';
import { exampleEvents } from '../record/example-run.generate.ts';
import type { RunHeader, RunRecord } from '../record/run-record.ts';
import type { Observation } from '../sample/observation.ts';
import { type Judged, judgeRecord } from './judge-record.ts';

/** How a run differs from the example that it is derived from. */
export interface Jitter {
  readonly seed: number;
  /** Everything between load start and load end takes so many times as long, as far as the load lets it. */
  readonly slower?: number;
  /** How much runs of one system differ: the reach of the shared factor, and of the phase of the HPA's sync, in ms. */
  readonly spread?: number;
  readonly phaseMs?: number;
}

const [header, ...rest] = exampleEvents('passed') as [RunHeader, ...Observation[]];
const observations = rest.filter((event) => (event.kind as string) !== 'end');
/** The scenario of these runs. */
export const exampleScenario = header.plan.scenario;
const LOAD_START = header.at + 3000;
const LOAD_END = observations.find((one) => one.kind === 'load' && one.edge === 'end')!.at;
/** The example's last change of size under load is over by then. */
const SCALED_OUT = LOAD_START + 12_000;
const CLUSTER = new Set(['replicas', 'hpa', 'pod', 'endpoints', 'event', 'gpus']);

/** The record of `jitteredRun`. */
export function jitteredRecord({ seed, slower = 1, spread = 0.04, phaseMs = 500 }: Jitter): RunRecord {
  const random = seededRandom(seed * 7919 + 13);
  const factor = slower * (1 + spread * (2 * random() - 1));
  const phase = phaseMs * random();
  const inPhase = phaseMs * random();
  const warp = (at: number) => {
    const t = at - LOAD_START;
    if (at <= LOAD_START) return at;
    if (at > LOAD_END) return at + inPhase;
    const grown = LOAD_START + t * factor + phase;
    if (at <= SCALED_OUT) return grown;
    const from = LOAD_START + (SCALED_OUT - LOAD_START) * factor + phase;
    return from + ((at - SCALED_OUT) / (LOAD_END - SCALED_OUT)) * (LOAD_END - from);
  };
  const moved = observations.map((one): Observation => {
    if (one.kind === 'request') return { ...one, durationMs: one.durationMs * (1 + 0.3 * random() ** 3) };
    return CLUSTER.has(one.kind) ? { ...one, at: warp(one.at) } : one;
  });
  const endedAt = header.at + 57_000;
  return {
    header: { ...header, runId: `run-${slower}-${seed}` },
    observations: moved,
    end: { kind: 'end', at: endedAt, reason: 'completed' },
    damaged: [],
  };
}

/** The passed example run as another run of the same system, or of a slower one, would have been; nothing waits. */
export function jitteredRun(jitter: Jitter): Judged {
  return judgeRecord(jitteredRecord(jitter));
}
