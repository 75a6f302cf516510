import { auditRecord } from '../audit/audit-record.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { PROFILES } from '../plan/timing.ts';
import { tellStory } from '../record/example-story.generate.ts';
import type { Observation, ObservationKind, ObservationOf } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import type { AssertionKind } from '../scenario/schema.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { judge } from './judge.ts';

/** When the example run starts; its load starts 3 s later and lasts 40 s. */
export const START = Date.UTC(2026, 0, 15, 10, 0, 0);
export const LOAD_START = START + 3000;
export const LOAD_END = LOAD_START + 40_000;

const KINDS: readonly AssertionKind[] = [
  'replicasWithin',
  'metricBeforeScaleOut',
  'dutyCycleZero',
  'scalesIn',
  'gpusReleased',
  'noFlapping',
  'noRequestLost',
  'loadStops',
  'imagesStyled',
  'hpaHealthy',
  'hpaFollowsSpec',
  'hpaUnchanged',
];

/** A plan with every kind of assertion, all bounds computed. */
export function planOfAllKinds(): Plan {
  const scenario = scenarioSchema.parse({
    name: 'all-kinds',
    workload: { startupBudget: '6s', terminationGrace: '10s' },
    load: {
      timeout: '5s',
      stages: [
        { kind: 'ramp', name: 'warm-up', from: 1, to: 6, duration: '4s' },
        { kind: 'hold', name: 'steady', rate: 6, duration: '36s' },
      ],
    },
    assertions: [
      { kind: 'scalesOut', atLeast: 4 },
      { kind: 'latency', stage: 'steady', below: '5s' },
      { kind: 'errorRate', below: 0 },
      ...KINDS.map((kind) => ({ kind })),
    ],
  });
  return makePlan(scenario, PROFILES.compressed);
}

/** What a run that scales 1 -> 5 -> 1 observes, from a small world of fixed rules. */
export function greenRun(plan: Plan = planOfAllKinds()): readonly Observation[] {
  return [
    ...tellStory('scales', plan, START, 100_000),
    { kind: 'load', at: LOAD_END + 400, edge: 'stop', detail: 'scaling it to 0' },
    { kind: 'load', at: LOAD_END + 900, edge: 'stopped', completed: true, detail: 'no pod, no process' },
  ];
}

const NO_AUDIT = {
  basis: 'none',
  syncs: 0,
  equal: 0,
  explained: 0,
  divergences: [],
  caveats: [],
} as const;

/** The verdict on one kind, judged with a delivered load unless told otherwise. */
export function verdictOn(
  kind: AssertionKind,
  observations: readonly Observation[],
  options: {
    readonly complete?: boolean;
    readonly delivered?: boolean;
    readonly endedAt?: number;
    readonly plan?: Plan;
  } = {},
): Verdict {
  const timeline = buildTimeline(observations, {
    startedAt: START,
    complete: options.complete ?? true,
    ...(options.endedAt === undefined ? {} : { endedAt: options.endedAt }),
  });
  const attestation =
    options.delivered === false
      ? { delivered: false, problems: ['k6 was killed'] }
      : { delivered: true, problems: [] };
  const plan = options.plan ?? planOfAllKinds();
  const audit = kind === 'hpaFollowsSpec' ? auditRecord(plan, timeline).summary : NO_AUDIT;
  const verdicts = judge(plan, timeline, attestation, audit);
  return verdicts.find((verdict) => verdict.assertion === kind)!;
}

/** Observations with those of one kind replaced; `undefined` removes one. */
export function change<K extends ObservationKind>(
  observations: readonly Observation[],
  kind: K,
  replace: (seen: ObservationOf<K>) => Observation | undefined,
): readonly Observation[] {
  return observations.flatMap((seen) => {
    if (seen.kind !== kind) return [seen];
    const other = replace(seen as ObservationOf<K>);
    return other === undefined ? [] : [other];
  });
}
