import { expect, it } from 'vitest';
import type { Plan } from '../plan/plan.ts';
import type { Observation } from '../sample/observation.ts';
import type { AssertionKind } from '../scenario/schema.ts';
import { change, greenRun, LOAD_END, LOAD_START, planOfAllKinds, verdictOn } from './green-run.fixture.ts';

/** A way to break a run that passes, the assertion that must notice, and what its reason must say. */
type Mutation = readonly [
  kind: AssertionKind,
  title: string,
  mutate: (green: readonly Observation[]) => readonly Observation[],
  reason: RegExp,
];

const LATE = 200_000;

const MUTATIONS: readonly Mutation[] = [
  [
    'scalesOut',
    'pods that never turn ready',
    (g) => change(g, 'pod', (s) => (s.change === 'ready' ? undefined : s)),
    /too few Ready/,
  ],
  [
    'scalesOut',
    'pods that no endpoint lists',
    (g) => change(g, 'endpoints', (s) => ({ ...s, ready: s.ready.slice(0, 1) })),
    /too few endpoint-listed/,
  ],
  [
    'scalesOut',
    'pods that never answer',
    (g) => change(g, 'request', (s) => (s.pod?.includes('-ax2q') ? s : { ...s, pod: 'other' })),
    /too few answering/,
  ],
  [
    'scalesOut',
    'pods that were scheduled without a GPU',
    (g) => change(g, 'pod', ({ gpus: _, ...s }) => s),
    /too few on GPUs/,
  ],
  [
    'scalesOut',
    'GPUs that the exporter puts on no pod',
    (g) => change(g, 'gpu', (s) => ({ ...s, labels: { UUID: s.labels.UUID ?? '' } })),
    /too few on GPUs/,
  ],
  [
    'scalesOut',
    'a desired count without pods',
    (g) => change(g, 'pod', (s) => (s.at > LOAD_START ? undefined : s)),
    /at \+[\d.]+s, the bound, 1 pod served and 4 were wanted/,
  ],
  [
    'replicasWithin',
    'a replica too many',
    (g) => change(g, 'replicas', (s) => (s.desired === 5 ? { ...s, desired: 11 } : s)),
    /11 replicas desired/,
  ],
  [
    'replicasWithin',
    'no replica at all',
    (g) => change(g, 'replicas', (s) => (s.desired === 5 ? { ...s, desired: 0 } : s)),
    /0 replicas desired/,
  ],
  [
    'replicasWithin',
    'more replicas than were asked for',
    (g) => change(g, 'replicas', (s) => ({ ...s, current: 12 })),
    /12 replicas existed/,
  ],
  ['metricBeforeScaleOut', 'a scale-out without a metric', lowMetric, /although no value above 20/],
  [
    'metricBeforeScaleOut',
    'a metric that was high before the load',
    (g) => [
      ...g,
      {
        kind: 'customMetric',
        at: LOAD_START - 100,
        metric: 'DCGM_FI_DEV_GPU_UTIL',
        pods: [{ pod: 'a', value: 90 }],
      },
    ],
    /before the load began/,
  ],
  [
    'dutyCycleZero',
    'a metric frozen at its last value',
    (g) => change(g, 'gpu', (s) => (s.at > LOAD_END ? { ...s, value: 17 } : s)),
    /still read 17/,
  ],
  ['dutyCycleZero', 'an HPA that is served a stale value', (g) => staleSide(g), /not 0 everywhere/],
  [
    'scalesIn',
    'a scale-in that never comes',
    (g) => g.filter((s) => s.kind !== 'replicas' || s.at < LOAD_END),
    /not down to 1 replica/,
  ],
  ['scalesIn', 'a scale-in before the window allows', (g) => early(g), /the window allows it no sooner/],
  [
    'scalesIn',
    'a step down that the window forbids, although the last one comes in time',
    (g) => [...g, replicas(LOAD_START + 20_000, 2), replicas(LOAD_START + 20_500, 5)],
    /fell 5 -> 2 at .* although the metric asked for 5/,
  ],
  [
    'metricBeforeScaleOut',
    'an HPA that scales on another metric',
    (g) => change(g, 'hpa', (s) => ({ ...s, metrics: [{ name: 'cpu', value: 80, target: 50 }] })),
    /scales on cpu, not on DCGM_FI_DEV_GPU_UTIL/,
  ],
  [
    'metricBeforeScaleOut',
    'replicas that were driven up by a frozen metric before any load',
    (g) => frozenHigh(g),
    /before the load began/,
  ],
  [
    'scalesIn',
    'pods that stay although one replica is desired',
    (g) => change(g, 'pod', (s) => (s.change === 'deleted' ? undefined : s)),
    /not down to 1 replica/,
  ],
  [
    'gpusReleased',
    'GPUs that are never given back',
    (g) => change(g, 'gpus', (s) => (s.at > LOAD_END ? undefined : s)),
    /5 still held/,
  ],
  [
    'noFlapping',
    'a size that goes up again',
    (g) => [...g, replicas(LOAD_END + 50_000, 3)],
    /2 changes of direction/,
  ],
  ['noFlapping', 'a step that is too big', (g) => [...g, replicas(LOAD_START + 20_000, 15)], /a step of 12/],
  [
    'loadStops',
    'a sender that is still there when nobody waits any longer',
    (g) => change(g, 'load', (s) => (s.edge === 'stopped' ? { ...s, completed: false } : s)),
    /not stopped 500ms after it was told to: no pod, no process/,
  ],
  [
    'loadStops',
    'a sender that takes its time',
    (g) => change(g, 'load', (s) => (s.edge === 'stopped' ? { ...s, at: s.at + 20_000 } : s)),
    /stopped only after 20.5s/,
  ],
  [
    'loadStops',
    'an image that is sent after the stop',
    (g) => {
      const last = g.findLast((s) => s.kind === 'request')!;
      return [...g, { ...last, at: LOAD_END + 2100, intendedAt: LOAD_END + 2000, sentAt: LOAD_END + 2000 }];
    },
    /1 image sent after the stop, the first at \+42.0s/,
  ],
  [
    'loadStops',
    'a pod that goes on accepting images that no sender of ours tells of',
    (g) => {
      const last = g.findLast((s) => s.kind === 'serverCount')!;
      return [...g, { ...last, at: LOAD_END + 9000, accepted: last.accepted + 3 }];
    },
    /accepted images after the stop/,
  ],
  [
    'latency',
    'slow answers',
    (g) => change(g, 'request', (s) => ({ ...s, at: s.at + 6000 })),
    /p95 was 6\.1s|p95 was 6\.2s/,
  ],
  [
    'latency',
    'fast refusals',
    (g) => change(g, 'request', (s) => ({ ...s, outcome: 'rejected', status: 429 })),
    /never answered/,
  ],
  ['errorRate', 'one error', (g) => breakOne(g, 'error', 500), /1 of 230.*error 500/],
  [
    'noRequestLost',
    'one lost request',
    (g) => breakOne(g, 'lost', 0),
    /1 request lost while no pod terminated/,
  ],
  [
    'noRequestLost',
    'an error while its pod terminates',
    (g) => errorInTermination(g),
    /lost while .*x2q1 terminated/,
  ],
  [
    'imagesStyled',
    'an answer that is the input',
    (g) => change(g, 'image', (s) => ({ ...s, differsFromInput: false })),
    /the answer is the input/,
  ],
  [
    'imagesStyled',
    'an answer of the wrong size',
    (g) => change(g, 'image', (s) => ({ ...s, width: 64 })),
    /64x96/,
  ],
  [
    'imagesStyled',
    'an answer that cannot be decoded',
    (g) => change(g, 'image', (s) => ({ ...s, problem: 'not a JPEG' })),
    /not a JPEG/,
  ],
  [
    'hpaHealthy',
    'a metric that the HPA cannot get',
    (g) =>
      change(g, 'hpa', (s) => ({
        ...s,
        conditions: s.conditions.map((c) => ({ ...c, status: 'False', reason: 'FailedGetPodsMetric' })),
      })),
    /FailedGetPodsMetric/,
  ],
  [
    'hpaFollowsSpec',
    'a size that somebody else has written',
    (g) => [...g, replicas(LOAD_START + 20_000, 3), replicas(LOAD_START + 20_500, 5)],
    /another-writer at \+20\.0s: spec\.replicas went 5 -> 3, and the HPA set no such size/,
  ],
  [
    'hpaFollowsSpec',
    'a decision that its inputs do not give',
    (g) => change(g, 'hpa', (s) => (s.desired === 5 ? { ...s, desired: 6 } : s)),
    /the rules give 5, the HPA set 6/,
  ],
  [
    'hpaFollowsSpec',
    'a controller with another window',
    () => greenRun(withWindow(10_000)),
    /other-version-or-flags at .*with --horizontal-pod-autoscaler-downscale-stabilization=(9|10|11)s( \(or [^)]+\))? every/,
  ],
  [
    'hpaUnchanged',
    'an edit of the HPA',
    (g) => change(g, 'hpa', (s) => (s.at > LOAD_END ? { ...s, specVersion: '2' } : s)),
    /the spec changed at/,
  ],
];

it.each(MUTATIONS)('%s fails on %s', (kind, _, mutate, reason) => {
  const green = greenRun();
  expect(verdictOn(kind, green).status).toBe('passed');
  const verdict = verdictOn(kind, mutate(green), { endedAt: LOAD_END + LATE });
  expect(verdict).toMatchObject({ status: 'failed' });
  expect(verdict.reason).toMatch(reason);
  expect(verdict.samples).toBeGreaterThan(0);
});

/** The same plan for a controller that holds a size for another time. */
function withWindow(downscaleStabilizationMs: number): Plan {
  const plan = planOfAllKinds();
  return { ...plan, timing: { ...plan.timing, downscaleStabilizationMs } };
}

function lowMetric(green: readonly Observation[]): readonly Observation[] {
  const gpu = change(green, 'gpu', (s) => ({ ...s, value: 5 }));
  const asked = change(gpu, 'customMetric', (s) => ({ ...s, pods: s.pods.map((p) => ({ ...p, value: 5 })) }));
  return change(asked, 'hpa', (s) => ({ ...s, metrics: s.metrics.map((m) => ({ ...m, value: 5 })) }));
}

function frozenHigh(green: readonly Observation[]): readonly Observation[] {
  const asked = change(green, 'customMetric', (s) => ({ ...s, pods: [{ pod: 'a', value: 90 }] }));
  return change(asked, 'replicas', (s) => ({ ...s, desired: 10, current: 10 }));
}

function staleSide(green: readonly Observation[]): readonly Observation[] {
  const asked = change(green, 'customMetric', (s) => ({
    ...s,
    pods: s.pods.map((p) => ({ ...p, value: 40 })),
  }));
  return change(asked, 'hpa', (s) => ({ ...s, metrics: s.metrics.map((m) => ({ ...m, value: 40 })) }));
}

function early(green: readonly Observation[]): readonly Observation[] {
  return change(green, 'replicas', (s) =>
    s.at > LOAD_END && s.desired === 1 ? { ...s, at: LOAD_END + 6000 } : s,
  );
}

function replicas(at: number, desired: number): Observation {
  return { kind: 'replicas', at, desired, current: desired, ready: desired, available: desired };
}

function breakOne(
  green: readonly Observation[],
  outcome: 'error' | 'lost',
  status: number,
): readonly Observation[] {
  let done = false;
  return change(green, 'request', (s) => {
    if (done || s.at < LOAD_START + 10_000) return s;
    done = true;
    const { pod: _, ...rest } = s;
    return { ...rest, outcome, status };
  });
}

function errorInTermination(green: readonly Observation[]): readonly Observation[] {
  const last = green.findLast((s) => s.kind === 'request' && s.pod?.includes('x2q1'));
  if (last?.kind !== 'request' || last.pod === undefined)
    throw new Error('the run has no request of the second pod');
  const ending: Observation = { kind: 'pod', at: last.sentAt + 10, pod: last.pod, change: 'terminating' };
  return [...green.filter((s) => s !== last), { ...last, outcome: 'error', status: 502 }, ending];
}
